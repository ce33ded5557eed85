import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceResource,
  PLACE,
  ROLE,
  startDataSources,
  type TestDataSources,
} from '../../../../testing/data-sources.js';
import { graphOf } from '../../../../testing/resource-graph.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { SandboxError } from '../../../errors.js';
import { unservedDataSources } from './index.js';

let running: TestDataSources;

beforeAll(async () => {
  running = await startDataSources([], []);
});

afterAll(() => running.stop());

describe('a data source of type NONE', () => {
  test.each<[unknown, unknown]>([
    [{ version: '2018-05-29', payload: { id: 1 } }, { id: 1 }],
    [{ payload: false }, false],
    [{ version: '2018-05-29' }, null],
    [null, null],
  ])('turns %j into %j', async (request, result) => {
    const none = running.source({ Type: 'NONE', Name: 'Local' });
    expect(none).toMatchObject({ name: 'Local', kind: 'NONE' });
    expect(await none.invoke(request, callOf())).toEqual(result);
  });
});

describe('a data source of a type that the sandbox does not support', () => {
  test.each([
    'RELATIONAL_DATABASE',
    'AMAZON_OPENSEARCH_SERVICE',
    'AMAZON_ELASTICSEARCH',
    'AMAZON_BEDROCK_RUNTIME',
    'constructor',
  ])('%s refuses requests and names itself', async (Type) => {
    const source = running.source({ Type, Name: 'Search' });
    expect(source.kind).toBe(Type);
    await expect(source.invoke({}, callOf())).rejects.toMatchObject({
      type: 'UnsupportedOperation',
      message: `The sandbox does not support the data source Search: its type is ${Type}. Nothing was sent to AWS.`,
    });
  });
});

const TABLE = {
  Type: 'AMAZON_DYNAMODB',
  DynamoDBConfig: { TableName: 'todos', AwsRegion: 'eu-west-1' },
};

describe('a data source that AWS does not deploy', () => {
  test.each<[string, Properties, string]>([
    ['a table without a role', { ...TABLE, ServiceRoleArn: null }, 'ServiceRoleArn'],
    ['a table without a name', { Type: 'AMAZON_DYNAMODB' }, 'DynamoDBConfig.TableName'],
    [
      'a function without a role',
      { Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: 'arn' }, ServiceRoleArn: '' },
      'ServiceRoleArn',
    ],
    ['a function without an ARN', { Type: 'AWS_LAMBDA' }, 'LambdaConfig.LambdaFunctionArn'],
    ['a bus without an ARN', { Type: 'AMAZON_EVENTBRIDGE' }, 'EventBridgeConfig.EventBusArn'],
    ['an endpoint without a URL', { Type: 'HTTP' }, 'HttpConfig.Endpoint'],
    [
      'an endpoint that is not HTTP',
      { Type: 'HTTP', HttpConfig: { Endpoint: 'file:///etc/passwd' } },
      'file:///etc/passwd',
    ],
    [
      'an endpoint that signs without a role',
      {
        Type: 'HTTP',
        ServiceRoleArn: null,
        HttpConfig: {
          Endpoint: 'https://sqs.eu-west-1.amazonaws.com',
          AuthorizationConfig: { AuthorizationType: 'AWS_IAM' },
        },
      },
      'ServiceRoleArn',
    ],
  ])('is an error of the template: %s', (_, properties, message) => {
    const create = () => running.source({ Name: 'Broken', ...properties });
    expect(create).toThrow(SandboxError);
    expect(create).toThrow(expect.objectContaining({ code: 'TEMPLATE_UNSUPPORTED' }));
    expect(create).toThrow(message);
    expect(create).toThrow('Broken');
  });
});

describe('the warnings of a backend', () => {
  const warningsOf = (...sources: readonly Properties[]) =>
    unservedDataSources(graphOf(sources.map(dataSourceResource)), PLACE);

  test('name the data sources that the sandbox does not support', () => {
    const config = TABLE.DynamoDBConfig;
    expect(
      warningsOf(
        { Type: 'RELATIONAL_DATABASE', Name: 'Sql' },
        { ...TABLE, Name: 'Versioned', DynamoDBConfig: { ...config, Versioned: true } },
        { ...TABLE, Name: 'Far', DynamoDBConfig: { ...config, AwsRegion: 'us-east-1' } },
      ),
    ).toEqual([
      'The data source Sql is of type RELATIONAL_DATABASE, which the sandbox does not support: its fields fail.',
      'The data source Versioned is versioned, and the sandbox does not support conflict detection: its fields fail.',
      'The data source Far has a table in us-east-1, but the sandbox runs in eu-west-1: its fields fail.',
    ]);
  });

  test('are none for the others', () => {
    expect(warningsOf(TABLE, { Type: 'NONE' }, { Type: 'HTTP', ServiceRoleArn: ROLE })).toEqual([]);
  });
});
