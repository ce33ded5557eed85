import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, startBackend } from './backend.ts';

const backend = startBackend();
const scheduledTime = new Date('2026-11-22T10:00:00Z');

let dynamodb: DynamoDBClient;
let s3: S3Client;

/** Puts a todo with an owner into the table. */
async function putTodo(id: string, isDone: boolean): Promise<void> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
  const TableName = TableNames.find((name) => name.startsWith('Todo-'));
  const owner = { S: 'sub-of-ada::ada@amazon.com' };
  const Item = { id: { S: id }, content: { S: '=1+1' }, isDone: { BOOL: isDone }, owner };
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
}

beforeAll(async () => {
  const { url: endpoint, region, credentials } = backend.sandbox;
  dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  s3 = new S3Client({ endpoint, region, credentials });
  await putTodo('1', false);
  await putTodo('2', true);
});
afterAll(() => {
  for (const client of [dynamodb, s3]) client?.destroy();
});

test('the report of todos is written once for each time, without formulas and owners', async () => {
  const report = () => backend.sandbox.runSchedule('todo-report', { scheduledTime });
  const first = (await report()) as { bucketName: string; key: string };
  expect(first).toMatchObject({
    outcome: 'WRITTEN',
    key: 'reports/todos-2026-11-22-1000.csv',
    rows: 2,
  });
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: first.bucketName, Key: first.key }),
  );
  const [header, ...rows] = (await Body?.transformToString())?.split('\r\n') ?? [];
  expect(header).toBe('"id","content","isDone"');
  expect(rows.sort()).toEqual(['', `"1","'=1+1",false`, `"2","'=1+1",true`]);
  expect(await report()).toMatchObject({ outcome: 'ALREADY_THERE' });
});

test('the digest of todos is published once for each time', async () => {
  const digest = () => backend.sandbox.runSchedule('todo-digest', { scheduledTime });
  expect(await digest()).toMatchObject({ outcome: 'PUBLISHED' });
  expect(await digest()).toMatchObject({ outcome: 'ALREADY_PUBLISHED' });
  expect(backend.messagesTo('team@example.com')).toMatchObject([
    { channel: 'email', subject: 'Todos on 2026-11-22', body: '2 todos, 1 of them done.' },
  ]);
});

test('both run when their time comes', async () => {
  const runsOf = (name: string) =>
    backend.sandbox.invocations.filter((invocation) => invocation.function === name).length;
  const names = ['todo-report', 'todo-digest'];
  const before = names.map(runsOf);
  backend.pass(7 * 24 * HOUR);
  await backend.sandbox.runDueSchedules();
  expect(names.map(runsOf)).toEqual(before.map((runs) => runs + 1));
});
