import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as dynamodbStreams from '@aws-sdk/client-dynamodb-streams';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as kinesis from '@aws-sdk/client-kinesis';
import * as kms from '@aws-sdk/client-kms';
import * as ses from '@aws-sdk/client-ses';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AllServices, startAllServices } from '../../testing/all-services.js';
import { bucket } from '../../testing/buckets.js';
import {
  createRandom,
  type Hints,
  nestedList,
  nestedObject,
  pick,
  randomInput,
} from '../../testing/random-input.js';
import { type Answer, sendRaw, signedHeaders } from '../../testing/signed-request.js';
import { tableResource } from '../../testing/tables.js';

const PLACE = 'eu-west-1:123456789012';
const EVERYBODY = 'arn:aws:iam::123456789012:role/everybody';
const KEY = '01234567-89ab-cdef-0123-456789abcdef';
const TOPIC = `arn:aws:sns:${PLACE}:news`;
const QUEUE = `arn:aws:sqs:${PLACE}:letters`;
const STREAM = `arn:aws:kinesis:${PLACE}:stream/clicks`;
const QUEUE_URL = 'http://127.0.0.1:1/123456789012/letters';

let running: AllServices;
beforeAll(async () => {
  running = await startAllServices([
    {
      type: 'AWS::IAM::Role',
      physicalId: 'everybody',
      attributes: { Arn: EVERYBODY },
      properties: {
        Policies: [
          { PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } },
        ],
      },
    },
    { type: 'AWS::Cognito::UserPool', physicalId: 'eu-west-1_abc', name: 'pool' },
    {
      type: 'AWS::Cognito::UserPoolClient',
      physicalId: 'client',
      properties: { UserPoolId: 'eu-west-1_abc', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    },
    bucket(),
    {
      type: 'AWS::KMS::Key',
      physicalId: KEY,
      attributes: { Arn: `arn:aws:kms:${PLACE}:key/${KEY}` },
    },
    tableResource('todos', { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
    {
      type: 'AWS::Kinesis::Stream',
      physicalId: 'clicks',
      name: 'clicks',
      attributes: { Arn: STREAM },
    },
    { type: 'AWS::SNS::Topic', physicalId: TOPIC },
    { type: 'AWS::SQS::Queue', physicalId: QUEUE_URL, attributes: { Arn: QUEUE } },
    {
      type: 'AWS::SNS::Subscription',
      physicalId: `${TOPIC}:1`,
      properties: { TopicArn: TOPIC, Protocol: 'sqs', Endpoint: QUEUE },
    },
    {
      type: 'AWS::Events::Rule',
      physicalId: 'orders',
      name: 'orders',
      attributes: { Arn: `arn:aws:events:${PLACE}:rule/orders` },
      properties: {
        EventPattern: { source: ['app'] },
        Targets: [{ Id: 'queue', Arn: QUEUE }],
      },
    },
    {
      type: 'AWS::SSM::Parameter',
      physicalId: '/app/a',
      properties: { Type: 'String', Value: 'a' },
    },
  ]);
});
afterAll(() => running.stop());
afterEach(() => {
  expect(running.faults.splice(0)).toEqual([]);
});

const HINTS: Hints = {
  TableName: ['todos', 'none'],
  StreamName: ['clicks'],
  StreamARN: [STREAM],
  StreamArn: [`arn:aws:dynamodb:${PLACE}:table/todos/stream/2026-01-01T00:00:00.000`],
  ShardId: ['shardId-000000000000'],
  ShardIteratorType: ['TRIM_HORIZON', 'LATEST'],
  QueueUrl: [QUEUE_URL],
  QueueName: ['letters'],
  TopicArn: [TOPIC],
  UserPoolId: ['eu-west-1_abc'],
  ClientId: ['client'],
  Username: ['ada', 'constructor', 'ada@example.com'],
  Password: ['Correct-Horse-9'],
  AuthFlow: ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH'],
  AuthParameters: [{ USERNAME: 'ada', PASSWORD: 'Correct-Horse-9', SRP_A: 'a' }],
  GroupName: ['admins', '__proto__'],
  KeyId: [KEY, 'alias/none'],
  KeySpec: ['AES_256'],
  Action: ['PUT', 'DELETE'],
  Path: ['/app'],
  Type: ['String'],
  EventBusName: ['default'],
  DetailType: ['ordered'],
  NextToken: ['x', Buffer.from(nestedList(5000)).toString('base64'), 'e30='],
  ShardIterator: ['x', Buffer.from(nestedList(5000)).toString('base64'), 'e30=', 'bnVsbA=='],
  Detail: ['{}', nestedList(5000), nestedObject(100_000)],
  FilterPolicy: [nestedObject(5000)],
  FilterExpression: ['a = :a', '('.repeat(2000), 'size(a)', 'a.'.repeat(500)],
  KeyConditionExpression: ['pk = :a', '('.repeat(2000)],
  ConditionExpression: ['attribute_not_exists(pk)', 'NOT '.repeat(2000)],
  UpdateExpression: ['SET a = :a', `SET ${'a.'.repeat(500)}b = :a`],
  ExpressionAttributeValues: [
    { ':a': { S: 'a' } },
    { ':a': {} },
    { ':a': { M: { a: { L: [] } } } },
  ],
  Source: ['app@example.com', 'app'],
  Protocol: ['sqs', 'email'],
  Endpoint: [QUEUE],
  // Receivers that wait for messages would take too long.
  WaitTimeSeconds: [0],
};

type Sdk = Readonly<Record<string, unknown>>;
/** The schema of an operation. Its input is the fifth member. */
type OperationSchema = readonly [9, string, name: string, unknown, input: unknown];

const schemasOf = (sdk: Sdk): readonly OperationSchema[] =>
  Object.values(sdk).filter(
    (value): value is OperationSchema => Array.isArray(value) && value[0] === 9,
  );

type Caller = 'developer' | 'role' | 'nobody';

function send(
  request: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
  service: string,
  caller: Caller = 'developer',
): Promise<Answer> {
  const url = new URL(running.url + (request.path ?? '/'));
  const whole = { method: 'POST', ...request, url };
  if (caller === 'nobody') return sendRaw(whole, request.headers ?? {});
  const { developer } = running.credentials;
  const credentials =
    caller === 'developer' ? developer : running.credentials.forRole(EVERYBODY, 'session');
  return sendRaw(whole, signedHeaders(whole, { credentials, service }));
}

const CALLERS: readonly Caller[] = ['developer', 'role', 'nobody'];

const isServed = ({ body }: Answer) =>
  !/The sandbox (?:does not support|supports|serves)/.test(body);

/** The AWS JSON protocol. */
const JSON_APIS: readonly (readonly [name: string, sdk: Sdk, target: string, service: string])[] = [
  ['Cognito user pools', cognito, 'AWSCognitoIdentityProviderService', 'cognito-idp'],
  ['DynamoDB', dynamodb, 'DynamoDB_20120810', 'dynamodb'],
  ['DynamoDB Streams', dynamodbStreams, 'DynamoDBStreams_20120810', 'dynamodb'],
  ['EventBridge', eventbridge, 'AWSEvents', 'events'],
  ['Kinesis', kinesis, 'Kinesis_20131202', 'kinesis'],
  ['KMS', kms, 'TrentService', 'kms'],
  ['SQS', sqs, 'AmazonSQS', 'sqs'],
  ['Parameter Store', ssm, 'AmazonSSM', 'ssm'],
];

/** Texts that are not the input of any operation. */
const BODIES: readonly (readonly [name: string, body: string])[] = [
  ['lists, 5,000 deep', nestedList(5000)],
  ['objects, 5,000 deep', nestedObject(5000)],
  ['lists, 100,000 deep', nestedList(100_000)],
  ['objects, 100,000 deep', nestedObject(100_000)],
  ['lists that never end', '['.repeat(50_000)],
  ['a number', '1e999'],
  ['nothing', 'null'],
  ['a text', '"x"'],
  [
    'names of JavaScript members',
    '{"__proto__":{"a":1},"constructor":{"prototype":1},"toString":1}',
  ],
  ['half a character', '{"a":"\\ud800"}'],
  ['a byte order mark', '\ufeff{}'],
];

const SEED = 20_260_501;
const ROUNDS = 12;

describe.each(JSON_APIS)('%s', (_, sdk, target, service) => {
  const served = async () => {
    const operations: OperationSchema[] = [];
    for (const schema of schemasOf(sdk)) {
      const headers = { 'x-amz-target': `${target}.${schema[2]}` };
      if (isServed(await send({ headers, body: '{}' }, service))) operations.push(schema);
    }
    return operations;
  };

  test('returns a client error for random input', async () => {
    const random = createRandom(SEED);
    const operations = await served();
    expect(operations).not.toEqual([]);
    for (const [, , name, , input] of operations) {
      const headers = { 'x-amz-target': `${target}.${name}` };
      for (let round = 0; round < ROUNDS; round += 1) {
        const body = randomInput(input, random, HINTS);
        const answer = await send({ headers, body }, service, pick(random, CALLERS));
        expect(answer.status, `${name} ${body.slice(0, 2000)}`).toBeLessThan(500);
      }
    }
  });

  test('returns a client error for invalid input', async () => {
    for (const [, , name] of await served()) {
      const headers = { 'x-amz-target': `${target}.${name}` };
      for (const [what, body] of BODIES) {
        const { status } = await send({ headers, body }, service);
        expect(status, `${name} of ${what}`).toBeLessThan(500);
      }
      const [, deep] = BODIES[2] ?? [];
      for (const body of [`{"x":${deep}}`, `{"Item":${deep},"Message":${deep}}`]) {
        const { status } = await send({ headers, body }, service);
        expect(status, name).toBeLessThan(500);
      }
    }
  });
});

/** The AWS Query protocol. */
const QUERY_APIS: readonly (readonly [name: string, sdk: Sdk, service: string, version: string])[] =
  [
    ['SNS', sns, 'sns', '2010-03-31'],
    ['SES, version 1', ses, 'ses', '2010-12-01'],
    ['STS', sts, 'sts', '2011-06-15'],
  ];

/** Writes a value as the members of a form: `Destination.ToAddresses.member.1`. */
function formOf(value: unknown, name = ''): readonly (readonly [string, string])[] {
  const below = (key: string) => (name === '' ? key : `${name}.${key}`);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => formOf(item, below(`member.${index + 1}`)));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => formOf(item, below(key)));
  }
  return [[name, String(value)]];
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe.each(QUERY_APIS)('%s', (_, sdk, service, version) => {
  test('returns a client error for random input', async () => {
    const random = createRandom(SEED);
    let served = 0;
    for (const [, , name, , input] of schemasOf(sdk)) {
      const start = `Action=${name}&Version=${version}`;
      if (!isServed(await send({ headers: FORM, body: start }, service))) continue;
      served += 1;
      for (let round = 0; round < ROUNDS; round += 1) {
        const value: unknown = JSON.parse(randomInput(input, random, HINTS));
        const form = new URLSearchParams();
        for (const [key, text] of formOf(value)) form.append(key, text);
        const body = `${start}&${form}`;
        const caller = pick(random, CALLERS);
        const answer = await send({ headers: FORM, body }, service, caller);
        expect(answer.status, `${name} ${body.slice(0, 2000)}`).toBeLessThan(500);
        // A request without a signature does not name its service.
        if (caller !== 'nobody') expect(answer.headers['content-type']).toBe('text/xml');
      }
      for (const [what, rest] of [
        ['a name of 5,000 parts', `${'A.member.1.'.repeat(5000)}=a`],
        ['malformed percent-encoding', 'Message=%zz%&TopicArn=%ff%fe'],
        ['names twice', `Message=a&Message=b&Action=${name}&Action=constructor`],
        ['names of JavaScript', '__proto__=a&constructor=b&toString.member.1=c'],
        ['numbers without bounds', `${'9'.repeat(5000)}=a&Tags.member.${'9'.repeat(400)}.Key=a`],
        [
          '30,000 members',
          Array.from(
            { length: 30_000 },
            (_, index) => `PublishBatchRequestEntries.member.${index}.Id=${index}`,
          ).join('&'),
        ],
      ] as const) {
        const startedAt = process.cpuUsage();
        const { status } = await send({ headers: FORM, body: `${start}&${rest}` }, service);
        expect(status, `${name} of ${what}`).toBeLessThan(500);
        expect(process.cpuUsage(startedAt).user / 1000, `${name} of ${what}`).toBeLessThan(5000);
      }
    }
    expect(served).toBeGreaterThan(0);
  });
});

const HOSTILE_PATHS = [
  '/%zz',
  '/%',
  '/%ff%fe',
  '/%00',
  `/${'a/'.repeat(4000)}`,
  `/${'%2e%2e/'.repeat(100)}`,
  '/../../etc/passwd',
  '/constructor',
  '/__proto__/toString',
  '//',
  '/?',
  '/?a=%zz&a=%ff&a',
  `/?${'a=b&'.repeat(2000)}`,
];

const REST_REQUESTS: readonly (readonly [service: string, method: string, path: string])[] = [
  ['scheduler', 'POST', '/schedules/a'],
  ['scheduler', 'PUT', '/schedules/a'],
  ['scheduler', 'GET', '/schedules/%zz'],
  ['scheduler', 'GET', '/schedules?MaxResults=1e9&NextToken=%ff&MaxResults=-1'],
  ['scheduler', 'DELETE', '/schedules/__proto__?groupName=constructor'],
  ['scheduler', 'POST', '/schedule-groups/constructor'],
  ['lambda', 'POST', '/2015-03-31/functions/none/invocations'],
  ['lambda', 'POST', '/2015-03-31/functions/%zz/invocations'],
  ['lambda', 'POST', '/2015-03-31/functions/constructor/invocations?Qualifier=%ff'],
  ['lambda', 'GET', '/2015-03-31/event-source-mappings?MaxItems=NaN&Marker=%zz'],
  ['lambda', 'PUT', '/2015-03-31/event-source-mappings/constructor'],
  ['ses', 'POST', '/v2/email/outbound-emails'],
  ['ses', 'POST', '/v2/email/%zz'],
];

describe('REST', () => {
  test.each(REST_REQUESTS)('%s: %s %s is a client error', async (service, method, path) => {
    const body = method === 'GET' || method === 'DELETE' ? [['nothing', '']] : BODIES;
    for (const [what, text] of body) {
      // A signature would need the exact path, so the request is sent unsigned, as a tool would.
      for (const caller of CALLERS) {
        const { status } = await send({ method, path, body: text ?? '' }, service, caller);
        expect(status, `${what} by ${caller}`).toBeLessThan(500);
      }
    }
  });

  const SCHEDULE = {
    ScheduleExpression: [
      'rate(1 hour)',
      'cron(* * * * ? *)',
      `rate(${'9'.repeat(400)} days)`,
      'at(',
    ],
    ScheduleExpressionTimezone: ['UTC', 'constructor', '../UTC'],
    StartDate: [0, 1e300, 'a', null, -1],
    State: ['ENABLED', 'constructor'],
    FlexibleTimeWindow: [{ Mode: 'OFF' }, { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1e9 }, [], 1],
    Target: [
      { Arn: QUEUE, RoleArn: EVERYBODY },
      { Arn: `arn:aws:lambda:${PLACE}:function:x`, RoleArn: EVERYBODY, Input: nestedList(5000) },
      { Arn: 1 },
      null,
    ],
    GroupName: ['default', '__proto__', 1],
  };

  test('a schedule with random input is a client error', async () => {
    const random = createRandom(SEED);
    for (let round = 0; round < 100; round += 1) {
      const members = Object.entries(SCHEDULE).flatMap(([name, values]) =>
        random() < 0.1 ? [] : [[name, pick(random, values as readonly unknown[])]],
      );
      const body = JSON.stringify(Object.fromEntries(members));
      const path = `/schedules/s${round}`;
      const { status } = await send({ path, body }, 'scheduler', pick(random, CALLERS));
      expect(status, body).toBeLessThan(500);
    }
  });

  test.each(HOSTILE_PATHS)('%s causes no internal error', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      const url = new URL(running.url);
      for (const prefix of ['', '/files', '/_sandbox', '/_sandbox/captcha', '/eu-west-1_abc']) {
        const answer = await sendRaw(
          { method, url: { ...urlParts(url), pathname: prefix + path, search: '' } as URL },
          { host: url.host },
        );
        expect(answer.status, `${method} ${prefix}${path}`).toBeLessThanOrEqual(501);
        expect(answer.status, `${method} ${prefix}${path}`).not.toBe(500);
      }
    }
  });
});

const urlParts = ({ hostname, port, host }: URL) => ({ hostname, port, host });

const KEYS_XML = (inner: string) => `<Delete>${inner}</Delete>`;

describe('S3', () => {
  const XML: readonly (readonly [name: string, body: string])[] = [
    ['nothing', ''],
    ['elements, 5,000 deep', `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`],
    ['elements, 100,000 deep', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
    [
      'elements, 100,000 deep, in the root',
      KEYS_XML(`${'<Object>'.repeat(100_000)}${'</Object>'.repeat(100_000)}`),
    ],
    ['elements that never end', '<a>'.repeat(100_000)],
    ['names of JavaScript', KEYS_XML('<__proto__><Key>a</Key></__proto__><constructor/>')],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY b "c">]><Delete>&b;</Delete>'],
    ['no text', '\ufffd\ufffe'],
    ['10,000 attributes', `<Delete ${'a="b" '.repeat(10_000)}/>`],
    ['half a tag', '<Delete'],
  ];
  /** Each names a key, although an odd one. */
  const ODD_XML: readonly (readonly [name: string, body: string])[] = [
    ['a number without bounds', KEYS_XML(`<Object><Key>&#${'9'.repeat(400)};</Key></Object>`)],
    ['half a character', KEYS_XML('<Object><Key>&#xD800;</Key></Object>')],
  ];
  const DOCUMENT_OPERATIONS = [
    ['POST', '/files?delete'],
    ['POST', '/files/a?uploadId=b'],
    ['PUT', '/files?versioning'],
  ] as const;

  test.each(XML)('refuses a document with %s', async (_, body) => {
    for (const [method, path] of DOCUMENT_OPERATIONS) {
      const headers = { 'content-type': 'application/xml' };
      // A signed query parameter without a value ends with an equals sign.
      const signedPath = path.replace(/\?(\w+)$/, '?$1=');
      const { status, body: answer } = await send(
        { method, path: signedPath, headers, body },
        's3',
      );
      expect(status, `${method} ${path} ${answer}`).not.toBe(500);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(answer).toContain('<Error>');
    }
  });

  test.each(ODD_XML)('reads a document with %s without an internal error', async (_, body) => {
    const { status } = await send({ path: '/files?delete=', body }, 's3');
    expect(status).toBeLessThan(500);
  });

  const HEADERS: Readonly<Record<string, readonly string[]>> = {
    range: ['bytes=0-', `bytes=${'9'.repeat(400)}-`, 'bytes=-1', 'bytes=5-1', 'lines=1', ''],
    'if-match': ['*', '"', 'W/', 'a'.repeat(4000)],
    'if-modified-since': ['now', '0', 'Fri, 31 Feb 2026', '9'.repeat(400)],
    'content-md5': ['x', 'AAAA', '='],
    'x-amz-copy-source': ['/files/a', 'files', '%zz', '/files/%ff?versionId=%zz', '?', '//'],
    'x-amz-copy-source-range': ['bytes=0-1', 'x'],
    'x-amz-metadata-directive': ['COPY', 'constructor'],
    'x-amz-checksum-crc32': ['AAAAAA==', 'x'],
    'x-amz-checksum-algorithm': ['CRC32', 'constructor', '__proto__'],
    'x-amz-sdk-checksum-algorithm': ['SHA256', 'toString'],
    'x-amz-decoded-content-length': ['1', '-1', '1e9', '0x10', 'NaN'],
    'x-amz-meta-a': ['a', '=?UTF-8?Q?=zz?=', '=?utf-8?B?%?='],
    'x-amz-storage-class': ['STANDARD', 'constructor'],
    'x-amz-tagging': ['a=b&a=c', '%zz'],
    'x-amz-content-sha256': ['UNSIGNED-PAYLOAD', 'x', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'],
    'content-type': ['text/html', '/', 'constructor'],
    expires: ['0', 'x'],
  };
  const QUERIES = [
    '',
    'list-type=2&max-keys=0x10&prefix=%25zz',
    `list-type=2&max-keys=${'9'.repeat(400)}`,
    'list-type=2&continuation-token=x&encoding-type=constructor',
    'versions=&key-marker=a&version-id-marker=x',
    'uploads=&upload-id-marker=x&key-marker=%EF%BF%BD',
    'uploadId=x&partNumber=NaN',
    'uploadId=constructor&partNumber=0',
    'partNumber=1e9',
    'versionId=__proto__',
    'tagging=',
    'acl=',
    'response-content-type=%0A&response-expires=%00',
    'delimiter=%2F&prefix=%2F&marker=%2F',
  ];

  test('returns a client error for random input', async () => {
    const random = createRandom(SEED);
    for (let round = 0; round < 600; round += 1) {
      const method = pick(random, ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']);
      const query = pick(random, QUERIES);
      const path = pick(random, ['/', '/files', '/files/a', '/files/a%20b', '/none/a', '/files/']);
      const names = Object.keys(HEADERS).filter(() => random() < 0.15);
      const headers = Object.fromEntries(
        names.map((name) => [name, pick(random, HEADERS[name] ?? [''])]),
      );
      const body = method === 'GET' || method === 'HEAD' ? '' : pick(random, ['', 'x', '<a/>']);
      const sorted = query.split('&').sort().join('&');
      const request = { method, path: sorted === '' ? path : `${path}?${sorted}`, headers, body };
      const answer = await send(request, 's3', pick(random, CALLERS));
      const what = `${method} ${request.path} ${JSON.stringify(headers)} ${answer.body}`;
      expect(answer.status, what).not.toBe(500);
      expect(answer.status, what).toBeLessThanOrEqual(501);
      if (answer.status >= 400 && method !== 'HEAD' && request.path !== '/') {
        expect(answer.headers['content-type'], what).toMatch(/xml|json/);
      }
    }
  });
});

describe('a header', () => {
  test.each<[name: string, headers: Record<string, string | string[]>]>([
    ['that is sent 100 times', { 'x-amz-target': Array.from({ length: 100 }, () => 'a.b') }],
    ['of AWS that is sent twice', { 'x-amz-date': ['20260501T120000Z', '20260501T120000Z'] }],
    ['that signs nothing', { authorization: 'AWS4-HMAC-SHA256' }],
    ['with an operation of JavaScript', { 'x-amz-target': 'AmazonSSM.constructor' }],
    ['with no operation', { 'x-amz-target': 'AmazonSSM.' }],
    ['with a service of JavaScript', { 'x-amz-target': '__proto__.toString' }],
    ['with a name of JavaScript', { constructor: 'a', __proto__: 'b', tostring: 'c' }],
    ['with an invalid origin', { origin: '%%%' }],
    ['with an invalid referrer', { referer: '\u00ff://', 'sec-fetch-site': 'cross-site' }],
    [
      'that signs a name of JavaScript',
      {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260501/eu-west-1/ssm/aws4_request, SignedHeaders=host;constructor, Signature=x',
        'x-amz-target': 'AmazonSSM.GetParameter',
      },
    ],
  ])('%s is a client error', async (_, headers) => {
    const url = new URL(running.url);
    for (const method of ['POST', 'GET']) {
      const { status } = await sendRaw({ method, url }, { host: url.host, ...headers });
      expect(status).toBeLessThan(500);
      expect(status).toBeGreaterThanOrEqual(400);
    }
  });
});
