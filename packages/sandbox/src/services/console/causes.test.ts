import { once } from 'node:events';
import {
  CognitoIdentityProviderClient,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';
import { BUCKET } from '../../../testing/buckets.js';
import {
  CLIENT_ID,
  consoleBackend,
  functionArn,
  TODO_TABLE,
} from '../../../testing/console-backend.js';
import { sendRaw, signedHeaders } from '../../../testing/signed-request.js';
import type { Resource } from '../../assembly/resource-graph.js';
import type { TimelineEntry } from '../../context/timeline/entry.js';
import type { AwsCredentials } from '../../iam/credentials.js';

const CLICKS = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';

/** Sources of events that the console's backend does not have. */
const sources: readonly Partial<Resource>[] = [
  {
    type: 'AWS::Kinesis::Stream',
    physicalId: 'clicks',
    name: 'clicks',
    attributes: { Arn: CLICKS },
  },
  {
    type: 'AWS::Lambda::EventSourceMapping',
    physicalId: 'mapping-of-clicks',
    properties: {
      EventSourceArn: CLICKS,
      FunctionName: 'app-watch-todos',
      StartingPosition: 'TRIM_HORIZON',
    },
  },
  {
    type: 'Custom::S3BucketNotifications',
    physicalId: 'notifications',
    properties: {
      BucketName: BUCKET,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: functionArn('greet') },
        ],
      },
    },
  },
];

let running: AllServices;
let client: { endpoint: string; region: string; credentials: AwsCredentials; maxAttempts: number };
beforeAll(async () => {
  running = await startAllServices([...consoleBackend, ...sources]);
  const { url: endpoint, region, credentials } = running;
  client = { endpoint, region, credentials: credentials.developer, maxAttempts: 1 };
});
afterAll(() => running.stop());
beforeEach(() => running.context.timeline.clear());

const entries = () => running.context.timeline.entries();
/** The names of an entry and of all that caused it, the cause first. */
const path = (entry: TimelineEntry | undefined): string[] => {
  if (!entry) return [];
  const parent = entries().find(({ id }) => id === entry.parent);
  return [...path(parent), `${entry.kind} ${entry.name}`];
};
const find = (name: string, kind?: string) =>
  entries().find((entry) => entry.name === name && (kind === undefined || entry.kind === kind));
const settled = (name: string, kind?: string) =>
  vi.waitFor(
    () => {
      const entry = find(name, kind);
      if (!entry || entry.state === 'running') throw new Error(`${name} has not ended.`);
      return entry;
    },
    { timeout: 20_000 },
  );
const send = async (
  sdk: { send(command: never): Promise<unknown>; destroy(): void },
  command: object,
) => {
  try {
    return await sdk.send(command as never);
  } finally {
    sdk.destroy();
  }
};

test('a trigger and its requests are caused by the request of the client', async () => {
  const Username = 'ada@example.com';
  const Password = 'Correct-horse-1';
  await send(
    new CognitoIdentityProviderClient(client),
    new SignUpCommand({ ClientId: CLIENT_ID, Username, Password }),
  );
  expect(path(find('GetParameter'))).toEqual([
    'request SignUp',
    'invocation pre-sign-up',
    'request GetParameter',
  ]);
  expect(find('GetParameter')).toMatchObject({ from: 'pre-sign-up', service: 'ssm' });
  expect(find('SignUp')).toMatchObject({
    from: 'sdk',
    user: Username,
    state: 'succeeded',
    outcome: '200',
  });
  const trigger = find('pre-sign-up');
  expect(trigger).toMatchObject({
    from: 'cognito-idp',
    detail: 'PreSignUp_SignUp',
    outcome: 'returned',
    initDurationMs: expect.any(Number),
  });
  expect(path(entries().find(({ kind }) => kind === 'message'))).toEqual([
    'request SignUp',
    `message E-mail to ${Username}`,
  ]);
  const details = running.context.timeline.details(trigger?.id ?? 0);
  expect(details).toMatchObject({
    input: { triggerSource: 'PreSignUp_SignUp' },
    logs: expect.any(Array),
  });
  expect(JSON.stringify(details)).not.toContain(Password);
});

test('a sign-up that a trigger refuses says so, and why', async () => {
  const refused = send(
    new CognitoIdentityProviderClient(client),
    new SignUpCommand({
      ClientId: CLIENT_ID,
      Username: 'no@example.com',
      Password: 'Correct-horse-1',
    }),
  );
  await expect(refused).rejects.toThrow('PreSignUp failed with error NO.');
  expect(find('SignUp')).toMatchObject({
    state: 'failed',
    status: 400,
    outcome: 'refused',
    reason: 'NO',
  });
});

test('functions that run at the same time have their own requests', async () => {
  const names = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
  await Promise.all(
    names.map((Username) =>
      send(
        new CognitoIdentityProviderClient(client),
        new SignUpCommand({ ClientId: CLIENT_ID, Username, Password: 'Correct-horse-1' }),
      ),
    ),
  );
  const requests = entries().filter(({ name }) => name === 'GetParameter');
  expect(requests).toHaveLength(names.length);
  expect(new Set(requests.map(({ flow }) => flow)).size).toBe(names.length);
  for (const request of requests) expect(path(request)[0]).toBe('request SignUp');
});

test('a batch of a stream is caused by the write, and a retry too', async () => {
  const sdk = new DynamoDBClient(client);
  const key = { pk: { S: 'x' } };
  await sdk.send(new PutItemCommand({ TableName: TODO_TABLE, Item: key }));
  const batch = await settled('watch-todos', 'batch');
  expect(batch).toMatchObject({
    service: 'dynamodb',
    from: 'dynamodb stream',
    detail: '1 record, INSERT',
    state: 'succeeded',
  });
  expect(path(await settled('watch-todos', 'invocation'))).toEqual([
    'request PutItem',
    'batch watch-todos',
    'invocation watch-todos',
  ]);
  expect(find('PutItem')?.detail).toBe('table Todo');

  running.context.timeline.clear();
  await send(sdk, new DeleteItemCommand({ TableName: TODO_TABLE, Key: key }));
  await vi.waitFor(() => expect(entries().filter(({ kind }) => kind === 'batch')).toHaveLength(2), {
    timeout: 20_000,
  });
  const batches = entries().filter(({ kind }) => kind === 'batch');
  expect(batches).toMatchObject([{ state: 'failed' }, { attempt: 2 }]);
  expect(batches.map((each) => path(each)[0])).toEqual([
    'request DeleteItem',
    'request DeleteItem',
  ]);
  await vi.waitFor(
    () => expect(entries().every(({ state }) => state !== 'running')).toBe(true),
    20_000,
  );
});

test('a batch of a Kinesis stream is caused by the record', async () => {
  await send(
    new KinesisClient(client),
    new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'ada', Data: Buffer.from('{}') }),
  );
  expect(path(await settled('watch-todos', 'invocation'))).toEqual([
    'request PutRecord',
    'batch watch-todos',
    'invocation watch-todos',
  ]);
  expect(find('watch-todos', 'batch')).toMatchObject({
    service: 'kinesis',
    from: 'kinesis stream',
    detail: '1 record',
    state: 'succeeded',
  });
});

test('a function that a bucket notifies is called because of the upload', async () => {
  await send(
    new S3Client({ ...client, forcePathStyle: true }),
    new PutObjectCommand({ Bucket: BUCKET, Key: 'note.txt', Body: 'Hello' }),
  );
  const invocation = await settled('greet', 'invocation');
  expect(path(invocation)).toEqual(['request PutObject', 'invocation greet']);
  expect(invocation).toMatchObject({ from: 's3' });
});

test('an asynchronous invocation is caused by the request that was answered before it', async () => {
  await send(
    new LambdaClient(client),
    new InvokeCommand({
      FunctionName: 'app-greet',
      InvocationType: 'Event',
      Payload: Buffer.from('{"name":"a"}'),
    }),
  );
  const invocation = await settled('greet');
  expect(path(invocation)).toEqual(['request Invoke', 'invocation greet']);
  expect(find('Invoke')).toMatchObject({ detail: 'greet', status: 202 });
  expect(running.context.timeline.details(invocation.id)).toMatchObject({
    input: { name: 'a' },
    output: { greeting: 'a' },
    logs: expect.arrayContaining([expect.stringContaining('hello')]),
  });
});

test('a message of a topic is caused by its publication', async () => {
  const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:news';
  await send(new SNSClient(client), new PublishCommand({ TopicArn, Message: 'Hi', Subject: 'S' }));
  const message = entries().find(({ kind }) => kind === 'message');
  expect(path(message)).toEqual(['request Publish', 'message Message to news']);
  expect(message).toMatchObject({ detail: 'S', messageId: expect.any(String), service: 'sns' });
});

test('a schedule is the start of its flow', async () => {
  const { schedules, timeline } = running.context;
  await timeline.runFrom('console', () => schedules.runNow('greet-daily', Date.now()));
  expect(path(await settled('greet', 'invocation'))).toEqual([
    'schedule greet',
    'invocation greet',
  ]);
  expect(find('greet', 'schedule')).toMatchObject({ from: 'console', detail: 'rate(1 day)' });
});

/** A request that a function signs, without the trace of its invocation. */
const asGreet = () => {
  const url = new URL(running.url);
  const headers = {
    'x-amz-target': 'AmazonSSM.GetParameters',
    'content-type': 'application/x-amz-json-1.1',
  };
  const credentials = running.credentials.forRole(
    'arn:aws:iam::123456789012:role/greet',
    'app-greet',
  );
  const body = '{"Names":["x"]}';
  const signed = signedHeaders(
    { method: 'POST', url, headers, body },
    { credentials, service: 'ssm' },
  );
  return sendRaw({ method: 'POST', url, body }, signed);
};

test('a request without a trace belongs to the only invocation of its function', async () => {
  const { timeline } = running.context;
  const invocation = timeline.begin({ kind: 'invocation', service: 'lambda', name: 'greet' });
  const ended = timeline.functionSessions.started('app-greet', invocation.id);
  await asGreet();
  expect(find('GetParameters')).toMatchObject({ from: 'greet', parent: invocation.id });

  timeline.clear();
  const other = timeline.functionSessions.started('app-greet', 0);
  await asGreet();
  expect(find('GetParameters')?.from).toBe('greet');
  expect(find('GetParameters')?.parent).toBeUndefined();
  ended();
  other();
});

test('a denial says what the policy lacks', async () => {
  await asGreet();
  const entry = find('GetParameters');
  expect(entry).toMatchObject({ state: 'denied', outcome: 'denied', from: 'greet' });
  expect(entry?.reason).toContain('ssm:GetParameters on');
  expect(running.context.timeline.details(entry?.id ?? 0)?.denial).toMatchObject({
    action: 'ssm:GetParameters',
    session: 'app-greet',
    roleArn: 'arn:aws:iam::123456789012:role/greet',
  });
});

test('a stranger cannot claim the trace of an invocation', async () => {
  const trace = 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000';
  for (const header of [trace, 'Root=', 'Root=constructor', 'x'.repeat(10_000)]) {
    await sendRaw(
      { method: 'POST', url: new URL(running.url), body: '{}' },
      { 'x-amz-target': 'AmazonSSM.GetParameter', 'x-amzn-trace-id': header },
    );
  }
  expect(entries().map(({ parent, from }) => [parent, from])).toEqual(
    Array.from({ length: 4 }, () => [undefined, 'sdk']),
  );
});

test('a client that disconnects leaves an entry that has ended', async () => {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AmazonSSM.GetParameter\r\nContent-Length: 10\r\n\r\n{',
  );
  await vi.waitFor(() => expect(find('GetParameter')).toBeDefined(), 20_000);
  socket.destroy();
  await vi.waitFor(
    () => expect(find('GetParameter')).toMatchObject({ outcome: 'aborted' }),
    20_000,
  );
});
