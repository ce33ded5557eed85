import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';
import type { Schema } from './data-app/amplify/data/resource.js';

let sandbox: Sandbox;
let client: DynamoDBClient;

beforeAll(async () => {
  sandbox = await startSandbox({ cwd: join(import.meta.dirname, 'data-app'), dataDir: false });
  const { url: endpoint, region, credentials } = sandbox;
  client = new DynamoDBClient({ endpoint, region, credentials });
});
afterAll(async () => {
  client?.destroy();
  await sandbox?.stop();
});

test('the table behind a model of Amplify Data exists, with its stream', async () => {
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  expect(TableNames).toEqual([expect.stringMatching(/^Todo-[a-z2-7]{26}-NONE$/)]);
  const [TableName] = TableNames;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const Item = { id: { S: '1' }, content: { S: 'Buy milk' }, isDone: { BOOL: false } };
  await client.send(new PutItemCommand({ TableName, Item }));
  const got = await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }));
  expect(got.Item).toEqual(Item);
});

test('the outputs describe the models, as a deployment would write them to its bucket', () => {
  expect(sandbox.outputs.data).toMatchObject({
    // Amplify's client subscribes without TLS only at a scheme in upper case.
    url: `${sandbox.url}/graphql`.replace('http', 'HTTP'),
    model_introspection: { models: { Todo: { fields: { content: { type: 'String' } } } } },
  });
});

test('a page gets an error for a caller whom the API does not know', async () => {
  Amplify.configure(sandbox.clientConfig);
  const { models } = generateClient<Schema>({ authMode: 'lambda', authToken: 'token' });

  const { errors } = await models.Todo.list();

  // The client puts its own message in the place of AppSync's.
  expect(errors).toEqual([expect.objectContaining({ message: 'Unauthorized' })]);
});

test('a page on this machine may read that response', async () => {
  const { status, headers } = await fetch(`${sandbox.url}/graphql`, {
    method: 'POST',
    headers: { origin: 'http://localhost:5173', 'x-api-key': 'da2-x' },
    body: '{}',
  });

  expect([status, headers.get('access-control-allow-origin')]).toEqual([
    400,
    'http://localhost:5173',
  ]);
});

test('the outputs have the version of the app’s client-config', () => {
  expect(sandbox.outputs.version).toBe('1.5');
});

test('the functions that Amplify creates for its tables are not listed with those of the developer', () => {
  const { resources } = sandbox.report;
  expect(resources.filter(({ type }) => type === 'AWS::Lambda::Function')).toEqual([]);
});

test('the report describes the API', () => {
  const { resources, unserved } = sandbox.report;
  expect(resources).toContainEqual({
    type: 'AWS::AppSync::GraphQLApi',
    name: 'amplifyData',
    description: '/graphql, 2 queries, 3 mutations, 3 subscriptions',
  });
  expect(Object.keys(unserved).filter((type) => type.startsWith('AWS::AppSync'))).toEqual([]);
});
