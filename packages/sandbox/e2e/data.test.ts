import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';

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

test('the table behind a model of Amplify Data is there, with its stream', async () => {
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

test('the outputs describe the models, as the deployment would put them into its bucket', () => {
  expect(sandbox.outputs.data).toMatchObject({
    url: expect.stringMatching(/^https:\/\/[a-z2-7]{26}\.appsync-api\.us-east-1\./),
    model_introspection: { models: { Todo: { fields: { content: { type: 'String' } } } } },
  });
});

test('what is not served yet is named', () => {
  expect(sandbox.report.unserved).toMatchObject({ 'AWS::AppSync::GraphQLApi': 1 });
});
