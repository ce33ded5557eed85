import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
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
  test('of the template are there without being put', async () => {
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

  test('that are put stay after a restart, with a version for each value', async () => {
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

  test('below a path come in pages, and only recursively those below its folders', async () => {
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
    ['names that are no list', 'GetParameters', { Names: 'a' }, 'ValidationException'],
    ['eleven names', 'GetParameters', { Names: Array(11).fill('/a') }, 'ValidationException'],
    [
      'a token that is none',
      'GetParametersByPath',
      { Path: '/', NextToken: 'x' },
      'InvalidNextToken',
    ],
  ])('are refused for %s', async (_, operation, input, name) => {
    expect(await start().call(operation, input)).toMatchObject({ __type: name });
  });
});

describe('secrets', () => {
  test('are found where Amplify looks first, as soon as they are set', async () => {
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

  test('without a value are named with what to do, until they have one', async () => {
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
