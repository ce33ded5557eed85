import { expect, test } from 'vitest';
import { resourceOf } from '../../../../testing/lambda/test-lambda.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { readFunctionConfiguration } from './function-configuration.js';

const read = (properties: Properties, eventInvokeConfig?: Properties) =>
  readFunctionConfiguration(
    resourceOf('AWS::Lambda::Function', 'fn', properties),
    eventInvokeConfig,
  );

test('values that a template omits have the defaults of Lambda', () => {
  expect(read({ Runtime: 'nodejs22.x', Handler: 'index.handler' })).toMatchObject({
    memoryMB: 128,
    timeoutSeconds: 3,
    ephemeralStorageMB: 512,
    durable: false,
    environment: {},
    layerArns: [],
    reservedConcurrency: undefined,
    asynchronous: {
      maxRetryAttempts: 2,
      maxEventAgeSeconds: 21_600,
      onSuccessArn: undefined,
      onFailureArn: undefined,
      deadLetterArn: undefined,
    },
    logging: {
      format: 'Text',
      applicationLevel: undefined,
      systemLevel: undefined,
      group: '/aws/lambda/fn',
    },
  });
});

test.each<{ name: string; properties: Properties; expected: object }>([
  {
    name: 'numbers, also as text',
    properties: {
      MemorySize: '512',
      Timeout: 30,
      ReservedConcurrentExecutions: '0',
      EphemeralStorage: { Size: '1024' },
    },
    expected: {
      memoryMB: 512,
      timeoutSeconds: 30,
      reservedConcurrency: 0,
      ephemeralStorageMB: 1024,
    },
  },
  {
    name: 'the environment as text',
    properties: { Environment: { Variables: { COUNT: 3, ON: true, NAME: 'x' } } },
    expected: { environment: { COUNT: '3', ON: 'true', NAME: 'x' } },
  },
  {
    name: 'JSON logs with their default levels',
    properties: { LoggingConfig: { LogFormat: 'JSON' } },
    expected: { logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'INFO' } },
  },
  {
    name: 'JSON logs with levels and a group',
    properties: {
      LoggingConfig: {
        LogFormat: 'JSON',
        ApplicationLogLevel: 'DEBUG',
        SystemLogLevel: 'WARN',
        LogGroup: '/own',
      },
    },
    expected: {
      logging: { format: 'JSON', applicationLevel: 'DEBUG', systemLevel: 'WARN', group: '/own' },
    },
  },
  {
    name: 'inline code',
    properties: { Code: { ZipFile: 'the code' } },
    expected: { code: { type: 'inline', source: 'the code' } },
  },
  {
    name: 'a container image',
    properties: { Code: { ImageUri: 'image' }, PackageType: 'Image' },
    expected: { code: { type: 'unavailable', reason: 'it is a container image' } },
  },
])('reads $name', ({ properties, expected }) => {
  expect(read(properties)).toMatchObject(expected);
});

test('reads the configuration of asynchronous invocations', () => {
  const { asynchronous } = read(
    { DeadLetterConfig: { TargetArn: 'arn:of:letters' } },
    {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: {
        OnSuccess: { Destination: 'arn:of:success' },
        OnFailure: { Destination: 'arn:of:failure' },
      },
    },
  );
  expect(asynchronous).toEqual({
    maxRetryAttempts: 0,
    maxEventAgeSeconds: 60,
    onSuccessArn: 'arn:of:success',
    onFailureArn: 'arn:of:failure',
    deadLetterArn: 'arn:of:letters',
  });
});
