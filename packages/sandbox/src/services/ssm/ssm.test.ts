import { DatabaseSync } from 'node:sqlite';
import { SSM } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { openSecrets } from '../../store/secrets.js';
import { ssm } from './index.js';

const SECRET_PATH = '/amplify/app/me-sandbox-1/API_KEY';
const SHARED_PATH = '/amplify/shared/app/API_KEY';

const graph = graphOf([
  {
    type: 'AWS::SSM::Parameter',
    physicalId: '/amplify/resource_reference/app/USERPOOL_ID',
    properties: { Type: 'String', Value: 'us-east-1_abc' },
  },
  {
    type: 'AWS::Lambda::Function',
    name: 'say-hello',
    properties: {
      Environment: {
        Variables: {
          AMPLIFY_SSM_ENV_CONFIG: JSON.stringify({
            KEY: { path: SECRET_PATH, sharedPath: SHARED_PATH },
            USERPOOL_ID: { path: '/amplify/resource_reference/app/USERPOOL_ID' },
          }),
        },
      },
    },
  },
]);

function start(database = new DatabaseSync(':memory:')) {
  const secrets = openSecrets(false);
  const service = ssm(secrets).create({ now: () => 5000, database } as ServiceContext);
  service.deploy(graph);
  const call = async (operation: string, input: unknown) => {
    const response = await service.handle({
      target: { prefix: 'AmazonSSM', operation },
      body: Buffer.from(JSON.stringify(input)),
      caller: { type: 'developer' },
    } as ServiceRequest);
    return JSON.parse(String(response.body));
  };
  return { secrets, service, call };
}

describe('parameters', () => {
  test('of the template exist without being put', async () => {
    const { call } = start();
    expect(
      await call('GetParameters', {
        Names: ['/amplify/resource_reference/app/USERPOOL_ID', SECRET_PATH, '/none'],
      }),
    ).toEqual({
      Parameters: [
        expect.objectContaining({ Value: 'us-east-1_abc', Type: 'String', LastModifiedDate: 5 }),
      ],
      InvalidParameters: [SECRET_PATH, '/none'],
    });
  });

  test('that are put are kept after a restart, with a version for each value', async () => {
    const database = new DatabaseSync(':memory:');
    await start(database).call('PutParameter', { Name: '/a/b', Value: '1', Type: 'String' });
    const { call } = start(database);
    expect(await call('PutParameter', { Name: '/a/b', Value: '2', Overwrite: true })).toMatchObject(
      {
        Version: 2,
      },
    );
    expect(await call('GetParameter', { Name: '/a/b' })).toMatchObject({
      Parameter: { Value: '2', Version: 2 },
    });
    expect(await call('DeleteParameter', { Name: '/a/b' })).toEqual({});
    expect(await call('DeleteParameter', { Name: '/a/b' })).toMatchObject({
      __type: 'ParameterNotFound',
    });
  });

  test('below a path are listed in pages, and those in its folders only with Recursive', async () => {
    const { call } = start();
    for (let index = 0; index < 12; index++) {
      await call('PutParameter', { Name: `/p/${index}`, Value: 'x', Type: 'String' });
    }
    await call('PutParameter', { Name: '/p/q/r', Value: 'x', Type: 'String' });
    await call('PutParameter', { Name: '/pq', Value: 'x', Type: 'String' });
    const names = async (input: object) => {
      const found: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await call('GetParametersByPath', { Path: '/p', ...input, NextToken });
        found.push(...page.Parameters.map(({ Name }: { Name: string }) => Name));
        NextToken = page.NextToken;
      } while (NextToken);
      return found;
    };
    expect(await names({})).toHaveLength(12);
    expect(await names({ Recursive: true })).toHaveLength(13);
  });

  test.each([
    [
      'an existing name without Overwrite',
      'PutParameter',
      { Name: '/amplify/resource_reference/app/USERPOOL_ID', Value: 'x', Type: 'String' },
      'ParameterAlreadyExists',
    ],
    ['no type', 'PutParameter', { Name: '/new', Value: 'x' }, 'ValidationException'],
    [
      'a type that does not exist',
      'PutParameter',
      { Name: '/new', Value: 'x', Type: 'Number' },
      'ValidationException',
    ],
    [
      'a value over 4 KB',
      'PutParameter',
      { Name: '/new', Value: 'x'.repeat(4097), Type: 'String' },
      'ValidationException',
    ],
    ['no name', 'GetParameter', {}, 'ValidationException'],
    ...['a b', 'a/b', '/a//b', '/a/', '/', 'ü', 'a:b:c', 'a:', '/a/b?'].map(
      (Name): [string, string, object, string] => [
        `the name ${JSON.stringify(Name)}`,
        'GetParameter',
        { Name },
        'ValidationException',
      ],
    ),
    ...['a b', 'a/b', '/a//b', '/a/', 'a:1', 'ssm-a', '/SSM/a', 'x'.repeat(1012)].map(
      (Name): [string, string, object, string] => [
        `a new name ${JSON.stringify(Name.slice(0, 9))}`,
        'PutParameter',
        { Name, Value: 'x', Type: 'String' },
        'ValidationException',
      ],
    ),
    ...['aws', '/aws/a', '/AWS/a', 'Awsome'].map((Name): [string, string, object, string] => [
      `a new name ${JSON.stringify(Name)}`,
      'PutParameter',
      { Name, Value: 'x', Type: 'String' },
      'AccessDeniedException',
    ]),
    [
      'a new name of sixteen levels',
      'PutParameter',
      { Name: '/a'.repeat(16), Value: 'x', Type: 'String' },
      'HierarchyLevelLimitExceededException',
    ],
    ...['p', '', '/p q', '/p//q', '//'].map((Path): [string, string, object, string] => [
      `the path ${JSON.stringify(Path)}`,
      'GetParametersByPath',
      { Path },
      'ValidationException',
    ]),
    ['no results', 'GetParametersByPath', { Path: '/', MaxResults: 0 }, 'ValidationException'],
    ['eleven results', 'GetParametersByPath', { Path: '/', MaxResults: 11 }, 'ValidationException'],
    ['names that are not a list', 'GetParameters', { Names: 'a' }, 'ValidationException'],
    ['eleven names', 'GetParameters', { Names: Array(11).fill('/a') }, 'ValidationException'],
    ['an invalid token', 'GetParametersByPath', { Path: '/', NextToken: 'x' }, 'InvalidNextToken'],
  ])('are refused for %s', async (_, operation, input, name) => {
    expect(await start().call(operation, input)).toMatchObject({ __type: name });
  });
});

describe('a client', () => {
  const PREFIX = 'arn:aws:ssm:eu-west-1:123456789012:parameter';
  let running: TestService;
  let sdk: SSM;
  beforeEach(async () => {
    running = await startService(ssm(openSecrets(false)), {
      resources: [
        {
          type: 'AWS::SSM::Parameter',
          physicalId: '/app/a',
          properties: { Type: 'String', Value: 'first' },
        },
      ],
    });
    sdk = new SSM(running.client);
    await sdk.putParameter({ Name: '/app/a', Value: 'second', Overwrite: true });
    await sdk.putParameter({ Name: '/app/a', Value: 'third', Overwrite: true });
    await sdk.putParameter({ Name: ' plain ', Value: 'p', Type: 'String' });
  });
  afterEach(async () => {
    sdk.destroy();
    await running.stop();
    expect(running.faults).toEqual([]);
  });

  test.each<[asked: string, found: object]>([
    ['/app/a', { Name: '/app/a', Value: 'third', Version: 3, ARN: `${PREFIX}/app/a` }],
    [`${PREFIX}/app/a`, { Name: '/app/a', Value: 'third' }],
    ['plain', { Name: 'plain', Value: 'p', ARN: `${PREFIX}/plain` }],
    [' plain ', { Name: 'plain', Value: 'p' }],
    [`${PREFIX}/plain`, { Name: 'plain', Value: 'p' }],
    ['/app/a:1', { Name: '/app/a', Value: 'first', Version: 1, Selector: ':1' }],
    ['/app/a:2', { Name: '/app/a', Value: 'second', Version: 2, Selector: ':2' }],
    ['/app/a:3', { Name: '/app/a', Value: 'third', Version: 3, Selector: ':3' }],
    [`${PREFIX}/app/a:2`, { Name: '/app/a', Value: 'second', Selector: ':2' }],
  ])('gets %s', async (asked, found) => {
    const { Parameter } = await sdk.getParameter({ Name: asked });
    expect(Parameter).toMatchObject(found);
    expect(Parameter?.Selector).toBe((found as { Selector?: string }).Selector);
    const { Parameters, InvalidParameters } = await sdk.getParameters({ Names: [asked] });
    expect(Parameters).toEqual([Parameter]);
    expect(InvalidParameters).toEqual([]);
  });

  test.each([
    ['/app/a:4', 'ParameterVersionNotFound', 'could not find version 4 of /app/a.'],
    ['/app/a:0', 'ParameterVersionNotFound', 'could not find version 0 of /app/a.'],
    ['/app/a:live', 'ParameterNotFound', 'Parameter /app/a:live not found.'],
    ['/app/b:1', 'ParameterNotFound', 'Parameter /app/b:1 not found.'],
    ['/plain', 'ParameterNotFound', 'Parameter /plain not found.'],
    [
      'arn:aws:ssm:eu-west-1:999999999999:parameter/app/a',
      'ParameterNotFound',
      'Parameter arn:aws:ssm:eu-west-1:999999999999:parameter/app/a not found.',
    ],
  ])('does not find %s', async (Name, name, message) => {
    await expect(sdk.getParameter({ Name })).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    const { Parameters, InvalidParameters } = await sdk.getParameters({ Names: ['plain', Name] });
    expect(Parameters).toMatchObject([{ Name: 'plain' }]);
    expect(InvalidParameters).toEqual([Name]);
  });

  test('gets them below a path, with their ARNs, and in order of their names', async () => {
    await sdk.putParameter({ Name: '/app/b/c', Value: 'x', Type: 'StringList' });
    for (const Path of ['/app', '/app/']) {
      const { Parameters } = await sdk.getParametersByPath({ Path, Recursive: true });
      expect(Parameters?.map(({ ARN }) => ARN)).toEqual([`${PREFIX}/app/a`, `${PREFIX}/app/b/c`]);
    }
    const { Parameters } = await sdk.getParameters({ Names: ['plain', '/app/b/c', '/app/a:1'] });
    expect(Parameters?.map(({ Name }) => Name)).toEqual(['/app/a', '/app/b/c', 'plain']);
  });

  test('finds no version of a deleted parameter', async () => {
    await sdk.deleteParameter({ Name: 'plain' });
    await expect(sdk.getParameter({ Name: 'plain:1' })).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    await sdk.putParameter({ Name: 'plain', Value: 'again', Type: 'String' });
    expect(await sdk.getParameter({ Name: 'plain:1' })).toMatchObject({
      Parameter: { Value: 'again' },
    });
  });

  test('gets the last hundred versions', async () => {
    for (let version = 2; version <= 102; version++) {
      await sdk.putParameter({ Name: 'plain', Value: `${version}`, Overwrite: true });
    }
    expect(await sdk.getParameter({ Name: 'plain:3' })).toMatchObject({
      Parameter: { Value: '3' },
    });
    await expect(sdk.getParameter({ Name: 'plain:2' })).rejects.toThrow('version 2 of plain');
  });
});

describe('secrets', () => {
  test('are found at the path that Amplify reads first, as soon as they are set', async () => {
    const { call, secrets } = start();
    secrets.set('API_KEY', 's3cret');
    expect(await call('GetParameter', { Name: SECRET_PATH, WithDecryption: true })).toMatchObject({
      Parameter: { Type: 'SecureString', Value: 's3cret' },
    });
  });

  test('are not shown without WithDecryption', async () => {
    const { call, secrets } = start();
    secrets.set('API_KEY', 's3cret');
    expect(JSON.stringify(await call('GetParameter', { Name: SECRET_PATH }))).not.toContain(
      's3cret',
    );
  });

  test('without a value are named with instructions, until they have one', async () => {
    const { call, secrets, service } = start();
    expect(service.warnings?.()).toEqual([
      'Secret API_KEY has no value here, and say-hello needs it. Set it: npx amplify-recipes sandbox secret set API_KEY',
    ]);
    secrets.set('API_KEY', 's3cret');
    expect(service.warnings?.()).toEqual([]);
    secrets.remove('API_KEY');
    await call('PutParameter', { Name: SHARED_PATH, Value: 'x', Type: 'SecureString' });
    expect(service.warnings?.()).toEqual([]);
  });
});
