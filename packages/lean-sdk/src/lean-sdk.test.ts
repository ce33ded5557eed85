import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type HttpAnswer, type HttpServer, startHttpServer } from '@amplify-recipes/recipe-tests';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call, outcomeOf, requestOf } from '../testing/calls.js';
import { leanSdk } from './index.js';

type Calls = { readonly outcomeOf: typeof outcomeOf; readonly requestOf: typeof requestOf };

const options = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

const calls = fileURLToPath(new URL('../testing/calls.ts', import.meta.url));

const NOW = new Date('2026-11-22T10:00:00Z');

let folder: string;
let plain: Calls;
let lean: Calls;
/** The answers of AWS, in order. The last one repeats. */
let answers: readonly HttpAnswer[];
let aws: HttpServer;

async function bundled(name: string, plugins: BuildOptions['plugins'] = []): Promise<Calls> {
  const outfile = join(folder, `${name}.mjs`);
  const banner = {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  };
  const { outputFiles } = await build({ ...options, entryPoints: [calls], banner, plugins });
  await writeFile(outfile, outputFiles[0]?.contents ?? '');
  return import(pathToFileURL(outfile).href);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lean-sdk-'));
  plain = await bundled('plain');
  lean = await bundled('lean', [...leanSdk]);
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  aws = await startHttpServer(() => {
    const answer = answers[aws.requests.length - 1] ?? answers.at(-1) ?? {};
    const date = NOW.toUTCString();
    return typeof answer === 'string'
      ? answer
      : { ...answer, headers: { ...answer.headers, date } };
  });
  // Signatures depend on the time, and the delay of a retry on chance.
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  vi.spyOn(Math, 'random').mockReturnValue(0);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await aws.stop();
});

const addUser: Call = {
  client: 'cognito',
  command: 'AdminAddUserToGroupCommand',
  input: { UserPoolId: 'eu-west-1_AbCdEf123', Username: 'Zoë', GroupName: 'EVERYONE' },
};
const publish: Call = {
  client: 'sns',
  command: 'PublishCommand',
  input: {
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:news',
    Message: 'Zoë & 数',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'digest' } },
  },
};
const putItem: Call = {
  client: 'dynamodb',
  command: 'PutItemCommand',
  input: {
    TableName: 'digests',
    Item: { id: { S: 'a' }, n: { N: '1' }, b: { B: Buffer.from('x') }, l: { L: [{ NULL: true }] } },
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
};
const getItem: Call = {
  client: 'dynamodb',
  command: 'GetItemCommand',
  input: { TableName: 'digests', Key: { id: { S: 'a' } } },
};
const object = { Bucket: 'reports', Key: "a b/ä%2F'.csv" };
const putObject: Call = {
  client: 's3',
  command: 'PutObjectCommand',
  input: { ...object, Body: 'a,b', IfNoneMatch: '*', ContentType: 'text/csv' },
};
const upload = { ...object, UploadId: "id+'1" };
const s3 = (command: Call['command'], input: object = upload): Call => ({
  client: 's3',
  command,
  input,
});
const uploadPart = s3('UploadPartCommand', { ...upload, PartNumber: 1, Body: Buffer.from('a,b') });
const complete = s3('CompleteMultipartUploadCommand', {
  ...upload,
  IfNoneMatch: '*',
  MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"a"', ChecksumCRC32: 'eHh4eA==' }] },
});

const json = (body: object, status = 200): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'request-1' },
  body: JSON.stringify(body),
});
const xml = (body: string, status = 200): HttpAnswer => ({
  status,
  headers: { 'x-amz-request-id': 'request-1' },
  body,
});
const refusal = (code: string, status: number): HttpAnswer =>
  xml(`<Error><Code>${code}</Code><Message>no &amp; no</Message></Error>`, status);

/** The requests that a bundle sends, and how the call ends. */
async function observed({ outcomeOf }: Calls, call: Call) {
  aws.requests.length = 0;
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  const outcome = await outcomeOf(call);
  return { outcome, requests: [...aws.requests] };
}

const ITEM = {
  id: { S: 'a' },
  n: { N: '1e3' },
  b: { B: 'eA==' },
  m: { M: { s: { SS: ['a'] }, t: { BOOL: true } } },
};

describe('the lean SDK', () => {
  it.each<[string, Call, readonly HttpAnswer[], object]>([
    ['adds a user', addUser, [json({})], { $metadata: { httpStatusCode: 200, attempts: 1 } }],
    [
      'finds no user',
      addUser,
      [json({ __type: 'UserNotFoundException', message: 'no' }, 400)],
      { name: 'UserNotFoundException', classes: ['CognitoIdentityProviderServiceException'] },
    ],
    [
      'gets an error that the SDK does not know',
      addUser,
      [json({ __type: 'NewException', message: 'no' }, 400)],
      { name: 'NewException', classes: ['CognitoIdentityProviderServiceException'] },
    ],
    [
      'is throttled once',
      addUser,
      [json({ __type: 'TooManyRequestsException' }, 400), json({})],
      { $metadata: { attempts: 2 } },
    ],
    [
      'is throttled',
      addUser,
      [json({ __type: 'TooManyRequestsException' }, 400)],
      { name: 'TooManyRequestsException', $metadata: { attempts: 2 } },
    ],
    [
      'gets status 500',
      addUser,
      [json({ __type: 'InternalErrorException' }, 500)],
      { name: 'InternalErrorException', $fault: 'server', $metadata: { attempts: 2 } },
    ],
    [
      'gets a page in place of JSON',
      addUser,
      [xml('<html>', 503)],
      { isError: true, $metadata: { attempts: 2 } },
    ],
    ['loses the connection once', addUser, ['hang up', json({})], { $metadata: { attempts: 2 } }],
    ['loses the connection', addUser, ['hang up'], { code: 'ECONNRESET' }],
    [
      'publishes',
      publish,
      [
        xml(
          '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
        ),
      ],
      { MessageId: '1' },
    ],
    [
      'may not publish',
      publish,
      [
        xml(
          '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>',
          403,
        ),
      ],
      { name: 'AuthorizationErrorException', classes: ['SNSServiceException'] },
    ],
    ['puts an item', putItem, [json({})], { $metadata: { attempts: 1 } }],
    [
      'finds an item in its place',
      putItem,
      [json({ __type: 'a#ConditionalCheckFailedException', message: 'no', Item: ITEM }, 400)],
      {
        name: 'ConditionalCheckFailedException',
        classes: ['DynamoDBServiceException'],
        Item: { n: { N: '1e3' } },
      },
    ],
    [
      'exceeds the capacity of a table once',
      putItem,
      [json({ __type: 'a#ProvisionedThroughputExceededException' }, 400), json({})],
      { $metadata: { attempts: 2 } },
    ],
    [
      'gets an item',
      getItem,
      [json({ Item: ITEM })],
      { Item: { m: { M: { t: { BOOL: true } } } } },
    ],
    ['puts an object', putObject, [xml('')], { $metadata: { attempts: 1 } }],
    [
      'finds an object in its place',
      putObject,
      [refusal('PreconditionFailed', 412)],
      { name: 'PreconditionFailed', $metadata: { attempts: 1 }, message: 'no & no' },
    ],
    [
      'meets another client',
      putObject,
      [refusal('ConditionalRequestConflict', 409)],
      { name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409, attempts: 1 } },
    ],
    [
      'gets an object',
      s3('GetObjectCommand', object),
      [xml('a,b')],
      { body: 'a,b', $metadata: { attempts: 1 } },
    ],
    [
      'finds no object',
      s3('GetObjectCommand', object),
      [refusal('NoSuchKey', 404)],
      { name: 'NoSuchKey', classes: ['S3ServiceException'] },
    ],
    [
      'begins an upload',
      s3('CreateMultipartUploadCommand', object),
      [
        xml(
          '<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>',
        ),
      ],
      { UploadId: '1' },
    ],
    [
      'uploads a part',
      uploadPart,
      [{ headers: { etag: '"a"', 'x-amz-checksum-crc32': 'eHh4eA==' } }],
      { ETag: '"a"', ChecksumCRC32: 'eHh4eA==' },
    ],
    [
      'uploads a part that fails once',
      uploadPart,
      [refusal('InternalError', 500), { headers: { etag: '"a"' } }],
      { ETag: '"a"', $metadata: { attempts: 2 } },
    ],
    [
      'uploads a part that fails',
      uploadPart,
      [refusal('SlowDown', 503)],
      { name: 'SlowDown', $metadata: { attempts: 2 } },
    ],
    [
      'completes an upload',
      complete,
      [xml('<CompleteMultipartUploadResult><ETag>"b"</ETag></CompleteMultipartUploadResult>')],
      { ETag: '"b"' },
    ],
    [
      'completes an upload that fails with status 200',
      complete,
      [refusal('InternalError', 200)],
      { name: 'InternalError', $metadata: { attempts: 2 } },
    ],
    ['aborts an upload', s3('AbortMultipartUploadCommand'), [xml('', 204)], {}],
  ])(
    'sends the same requests and ends the same way when it %s',
    async (_, call, given, expected) => {
      answers = given;
      const [ofPlain, ofLean] = [await observed(plain, call), await observed(lean, call)];
      expect(ofLean).toEqual(ofPlain);
      expect(ofLean.outcome).toMatchObject(expected);
      expect(ofLean.requests.length).toBeGreaterThan(0);
    },
  );

  const everywhere: readonly (readonly [string, Call])[] = [
    ['Cognito', addUser],
    ['SNS', publish],
    ['DynamoDB', getItem],
    ['S3', putObject],
    ['S3, in a bucket with a dot,', s3('GetObjectCommand', { ...object, Bucket: 'my.reports' })],
  ];
  const places: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['in Europe', {}, /\.?eu-west-1\.amazonaws\.com$/],
    ['in China', { AWS_REGION: 'cn-north-1' }, /\.?cn-north-1\.amazonaws\.com\.cn$/],
    ['in GovCloud', { AWS_REGION: 'us-gov-west-1' }, /us-gov-west-1\.amazonaws\.com$/],
    ['with FIPS', { AWS_REGION: 'us-east-1', AWS_USE_FIPS_ENDPOINT: 'true' }, /-fips/],
    ['with dual stack', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, /dualstack|api\.aws|cognito-idp\./],
    [
      'with FIPS and dual stack',
      {
        AWS_REGION: 'us-east-1',
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
      },
      /-fips/,
    ],
  ];
  it.each(
    everywhere.flatMap(([service, call]) =>
      places.map(([place, environment, host]) => ({ service, call, place, environment, host })),
    ),
  )('calls $service $place at the same host, with the same signature', async (row) => {
    for (const [name, value] of Object.entries(row.environment)) vi.stubEnv(name, value);
    const sent = await lean.requestOf(row.call);
    expect(sent).toEqual(await plain.requestOf(row.call));
    expect(sent?.hostname).toMatch(row.host);
    expect(sent?.headers).toHaveProperty('authorization');
  });

  it('has no credentials without the environment variables of Lambda', async () => {
    answers = [json({})];
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    expect(await lean.outcomeOf(addUser)).toMatchObject({ name: 'CredentialsProviderError' });
    expect(aws.requests).toEqual([]);
  });

  // A ceiling tells when a plugin no longer helps, such as schemaKeys with each new operation.
  it.each([
    ['cognito-identity-provider', 'CognitoIdentityProviderClient, AdminAddUserToGroupCommand', 160],
    ['sns', 'SNSClient, PublishCommand', 146],
    ['dynamodb', 'DynamoDBClient, PutItemCommand, GetItemCommand', 168],
    [
      's3',
      'S3Client, PutObjectCommand, CreateMultipartUploadCommand, UploadPartCommand, CompleteMultipartUploadCommand, AbortMultipartUploadCommand',
      216,
    ],
  ])('bundles the client-%s with %s in less than %i kB', async (client, names, most) => {
    const contents = `export { ${names} } from '@aws-sdk/client-${client}';`;
    const stdin = { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) };
    const { outputFiles } = await build({ ...options, stdin, plugins: [...leanSdk] });
    expect(outputFiles[0]?.contents.length).toBeLessThan(most * 1000);
  });
});
