import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucket } from '../../../../../testing/buckets.js';
import { commonJs, esModule } from '../../../../../testing/lambda/node-function.js';
import { startTestLambda, type TestLambda } from '../../../../../testing/lambda/test-lambda.js';
import { graphOf } from '../../../../../testing/resource-graph.js';
import { createServiceContext } from '../../../../context/service-context.js';
import { type Gateway, startGateway } from '../../../../gateway/gateway.js';
import { createCredentialStore } from '../../../../iam/credentials.js';
import { dynamodb } from '../../../dynamodb/index.js';
import { s3 } from '../../../s3/index.js';

const require = createRequire(import.meta.url);
const SDK2 = JSON.stringify(require.resolve('aws-sdk'));
const region = 'eu-west-1';

const todos = {
  type: 'AWS::DynamoDB::Table',
  physicalId: 'todos',
  attributes: { Arn: `arn:aws:dynamodb:${region}:123456789012:table/todos` },
  properties: {
    TableName: 'todos',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
};

/** Functions that call AWS, and their expected results. */
const calls: readonly {
  readonly name: string;
  readonly code: Readonly<Record<string, string>>;
  readonly answer: unknown;
}[] = [
  {
    name: 'version 2 of the SDK, with a table',
    code: commonJs(`const { DynamoDB } = require(${SDK2});
      exports.handler = async () => {
        const table = new DynamoDB.DocumentClient();
        await table.put({ TableName: 'todos', Item: { id: '1', done: true } }).promise();
        return (await table.get({ TableName: 'todos', Key: { id: '1' } }).promise()).Item;
      };`),
    answer: { id: '1', done: true },
  },
  {
    name: 'version 2 of the SDK, with a bucket in the host',
    code: commonJs(`const { S3 } = require(${SDK2});
      exports.handler = async () => {
        const s3 = new S3();
        await s3.putObject({ Bucket: 'files', Key: 'a/ü b+1.txt', Body: 'text' }).promise();
        const { Body } = await s3.getObject({ Bucket: 'files', Key: 'a/ü b+1.txt' }).promise();
        const { Contents } = await s3.listObjectsV2({ Bucket: 'files', Prefix: 'a/' }).promise();
        return [Body.toString(), Contents.map(({ Key }) => Key)];
      };`),
    answer: ['text', ['a/ü b+1.txt']],
  },
  {
    name: 'version 2 of the SDK, with a service that is not supported',
    code: commonJs(`const { Translate } = require(${SDK2});
      exports.handler = () => new Translate().translateText({ Text: 'a', SourceLanguageCode: 'en', TargetLanguageCode: 'de' }).promise().catch(({ message }) => message);`),
    answer:
      'The sandbox does not support TranslateText of translate. The function app-call-2 tried to send the request to translate.eu-west-1.amazonaws.com. Nothing was sent to AWS.',
  },
  {
    name: 'aws-amplify, with an upload and a download',
    code: esModule(`import { Amplify } from ${JSON.stringify(import.meta.resolve('aws-amplify'))};
      import { downloadData, list, uploadData } from ${JSON.stringify(import.meta.resolve('aws-amplify/storage'))};
      const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
      Amplify.configure(
        { Storage: { S3: { bucket: 'files', region: '${region}' } } },
        { Auth: { credentialsProvider: {
          getCredentialsAndIdentityId: async () => ({ credentials: { accessKeyId, secretAccessKey, sessionToken } }),
          clearCredentialsAndIdentityId() {},
        } } },
      );
      export const handler = async () => {
        await uploadData({ path: 'amplify/a.txt', data: 'from a function' }).result;
        const { body } = await downloadData({ path: 'amplify/a.txt' }).result;
        const { items } = await list({ path: 'amplify/' });
        return [await body.text(), items.map(({ path }) => path)];
      };`),
    answer: ['from a function', ['amplify/a.txt']],
  },
  {
    name: 'fetch, with an API of API Gateway',
    code: esModule(`export const handler = async () => {
      const response = await fetch('https://abc.execute-api.${region}.amazonaws.com/prod/orders');
      return [response.status, (await response.json()).message];
    };`),
    answer: [
      404,
      'The sandbox does not support GET /prod/orders of execute-api. The function app-call-4 tried to send the request to abc.execute-api.eu-west-1.amazonaws.com. Nothing was sent to AWS.',
    ],
  },
  {
    name: 'node:https by its name, and plain HTTP',
    code: esModule(`import { get } from 'node:https';
      import http from 'node:http';
      const status = (get, url) => new Promise((resolve, reject) => get(url, (r) => resolve(r.resume().statusCode)).on('error', reject));
      export const handler = async () => [
        await status(get, 'https://lambda.${region}.amazonaws.com/2015-03-31/functions'),
        await status(http.get, 'http://files.s3.${region}.amazonaws.com/a'),
      ];`),
    answer: [404, 403],
  },
  {
    name: 'a module that takes node:https from the process, or requires it',
    code: commonJs(`const { get } = process.getBuiltinModule('node:https');
      const required = require('https');
      const status = (get, url) => new Promise((resolve, reject) => get(url, (r) => resolve(r.resume().statusCode)).on('error', reject));
      exports.handler = async () => [
        await status(get, 'https://kms.${region}.amazonaws.com/'),
        await status(required.get, { hostname: 'ec2.${region}.api.aws', path: '/' }),
      ];`),
    answer: [404, 404],
  },
  {
    name: 'HTTP/2',
    code: esModule(`import { connect } from 'node:http2';
      export const handler = () => new Promise((resolve, reject) => {
        const session = connect('https://kinesis.${region}.amazonaws.com');
        session.on('error', reject);
        const stream = session.request({ ':path': '/' });
        stream.on('response', (headers) => { session.close(); resolve(headers[':status']); });
        stream.end();
      });`),
    answer: 404,
  },
  {
    name: 'a WebSocket',
    code: esModule(`export const handler = () => new Promise((resolve) => {
      const socket = new WebSocket('wss://${'a'.repeat(26)}.appsync-realtime-api.${region}.amazonaws.com/graphql', 'graphql-ws');
      socket.onerror = () => resolve('refused');
      socket.onopen = () => resolve('open');
    });`),
    answer: 'refused',
  },
  {
    name: 'a database',
    code: esModule(`import { connect } from 'node:net';
      export const handler = () => new Promise((resolve) => {
        connect(5432, 'app.cluster-x.${region}.rds.amazonaws.com').on('error', ({ code, message }) => resolve([code, message]));
      });`),
    answer: [
      'ECONNREFUSED',
      'The sandbox does not support port 5432 of app.cluster-x.eu-west-1.rds.amazonaws.com, which the function app-call-9 asks for. Nothing was sent to AWS.',
    ],
  },
];

let folder: string;
let gateway: Gateway;
let lambda: TestLambda;
const elsewhere = createServer((_, response) => response.end('elsewhere'));

beforeAll(async () => {
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'aws-hosts-'));
  const database = new DatabaseSync(':memory:');
  const place = { region, accountId: '123456789012', partition: 'aws', now: Date.now, database };
  const context = createServiceContext(place);
  const services = [s3(folder).create(context), dynamodb.create(context)];
  for (const service of services) await service.deploy(graphOf([bucket(), todos]));
  const credentials = createCredentialStore(Buffer.alloc(32, 7));
  gateway = await startGateway({ services, credentials, port: 0, onError: console.error });
  lambda = startTestLambda({
    endpoint: () => gateway.url,
    credentialsFor: (roleArn, functionName) => credentials.forRole(roleArn, functionName),
  });
  await lambda.deploy(
    Object.fromEntries([
      ...calls.map(({ code }, index) => [`call-${index}`, { code, properties: { Timeout: 20 } }]),
      [
        'elsewhere',
        {
          code: esModule(`export const handler = async ({ url }) => (await fetch(url)).text();`),
          properties: { Timeout: 20 },
        },
      ],
    ]),
  );
});
afterAll(async () => {
  await lambda[Symbol.asyncDispose]();
  await gateway.stop();
  elsewhere.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a function that calls a host of AWS reaches the sandbox', () => {
  test.each(calls.map((call, index) => ({ ...call, index })))(
    'by $name',
    async ({ index, answer }) => {
      const { outcome } = await lambda.functions.invoke(`call-${index}`, {});

      expect(outcome).toEqual({ status: 'success', response: answer });
    },
  );

  test('but not one that calls another host', async () => {
    const { port } = elsewhere.address() as AddressInfo;
    const url = `http://localhost:${port}/amazonaws.com`;

    const { outcome } = await lambda.functions.invoke('elsewhere', { url });

    expect(outcome).toEqual({ status: 'success', response: 'elsewhere' });
  });
});

test('other clients cannot send the host of AWS', async () => {
  const { hostname, port } = new URL(gateway.url);
  const status = await new Promise((resolve, reject) => {
    require('node:http')
      .get(
        { hostname, port, headers: { host: 's3.eu-west-1.amazonaws.com' } },
        (response: { statusCode: number }) => resolve(response.statusCode),
      )
      .on('error', reject);
  });

  expect(status).toBe(403);
});
