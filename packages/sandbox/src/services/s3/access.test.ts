import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BUCKET, bucket, startS3, type TestS3 } from '../../../testing/buckets.js';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:on-upload';
const ORIGIN = 'http://localhost:5173';
const CORS = [
  {
    AllowedHeaders: ['x-amz-*', 'content-type'],
    AllowedMethods: ['GET', 'PUT'],
    AllowedOrigins: ['http://localhost:*'],
    ExposedHeaders: ['ETag'],
    MaxAge: 3000,
  },
];
const everybody = (Action: string, more = {}) => ({
  Effect: 'Allow',
  Principal: '*',
  Action,
  Resource: `arn:aws:s3:::public/*`,
  ...more,
});
const TLS_ONLY = everybody('s3:*', {
  Effect: 'Deny',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const OPEN = { PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
const policy = (name: string, Statement: readonly object[]) => ({
  type: 'AWS::S3::BucketPolicy',
  physicalId: name,
  properties: { Bucket: name, PolicyDocument: { Statement } } as never,
});
const notifications = (rules: readonly object[]) => ({
  type: 'Custom::S3BucketNotifications',
  physicalId: 'notifications',
  properties: {
    BucketName: BUCKET,
    NotificationConfiguration: { LambdaFunctionConfigurations: rules },
  } as never,
});

const invokeAsync = vi.fn();
let running: TestS3;
beforeEach(async () => {
  invokeAsync.mockReset();
  running = await startS3({
    functions: { invokeAsync },
    resources: [
      bucket({ CorsConfiguration: { CorsRules: CORS } }),
      bucket(OPEN, 'public'),
      policy('public', [everybody('s3:GetObject'), TLS_ONLY]),
      notifications([
        { Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: FUNCTION },
        { Events: ['s3:ObjectRemoved:Delete'], LambdaFunctionArn: `${FUNCTION}-removed` },
        {
          Events: ['s3:ObjectCreated:Put'],
          LambdaFunctionArn: `${FUNCTION}-filtered`,
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix', Value: 'in/' },
                { Name: 'suffix', Value: '.jpg' },
              ],
            },
          },
        },
      ]),
    ],
  });
});
afterEach(async () => {
  await running.stop();
  expect(running.faults).toEqual([]);
});

const put = (Key: string, Bucket = BUCKET) =>
  running.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
const code = async (response: Response) => /<Code>(.*)<\/Code>/.exec(await response.text())?.[1];

describe('a presigned URL', () => {
  const Key = 'a b/ü+1.txt';
  const signGet = (more = {}) =>
    getSignedUrl(running.s3, new GetObjectCommand({ Bucket: BUCKET, Key, ...more }), {
      expiresIn: 60,
    });

  test('puts and gets an object, with the headers that it names', async () => {
    const putUrl = await getSignedUrl(
      running.s3,
      new PutObjectCommand({ Bucket: BUCKET, Key, ContentType: 'text/plain' }),
    );
    const headers = { 'content-type': 'text/plain' };
    expect((await fetch(putUrl, { method: 'PUT', body: 'hello', headers })).status).toBe(200);
    const url = await signGet({ ResponseContentDisposition: 'attachment; filename="b.txt"' });
    const answer = await fetch(url);
    expect(await answer.text()).toBe('hello');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="b.txt"');
  });

  test("is expired once the sandbox's clock is past its time", async () => {
    await put(Key);
    const url = await signGet();
    running.advance(59_000 - 5_000);
    expect((await fetch(url)).status).toBe(200);
    running.advance(10_000);
    const answer = await fetch(url);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired');
  });

  test.each([
    ['another key', (url: string) => url.replace('1.txt', '2.txt'), 'SignatureDoesNotMatch'],
    [
      'a longer time',
      (url: string) => url.replace('Expires=60', 'Expires=600'),
      'SignatureDoesNotMatch',
    ],
    ['more in its query', (url: string) => `${url}&versionId=1`, 'SignatureDoesNotMatch'],
    [
      'a time without end',
      (url: string) => url.replace('Expires=60', 'Expires=604801'),
      'AuthorizationQueryParametersError',
    ],
    [
      'no signature',
      (url: string) => url.replace(/&X-Amz-Signature=\w+/, ''),
      'AuthorizationQueryParametersError',
    ],
    [
      'another key id',
      (url: string) => url.replace(/AKIA\w+/, 'AKIAIOSFODNN7EXAMPLE'),
      'InvalidAccessKeyId',
    ],
  ])('with %s is refused', async (_, change, name) => {
    await put(Key);
    const url = await signGet();
    expect((await fetch(url)).status).toBe(200);
    expect(await code(await fetch(change(url)))).toBe(name);
  });

  test('is valid for its method only', async () => {
    await put(Key);
    const answer = await fetch(await signGet(), { method: 'DELETE' });
    expect(await code(answer)).toBe('SignatureDoesNotMatch');
  });
});

describe('a caller without a signature', () => {
  test("reads only the objects that a public bucket's policy lets everybody read", async () => {
    await put('a', 'public');
    const url = `${running.url}/public`;
    expect(await (await fetch(`${url}/a`)).text()).toBe('hello');
    expect(await code(await fetch(`${url}/none`))).toBe('AccessDenied');
    expect(await code(await fetch(url))).toBe('AccessDenied');
    expect(await code(await fetch(`${url}/a`, { method: 'DELETE' }))).toBe('AccessDenied');
    expect(await code(await fetch(`${url}/b`, { method: 'PUT', body: 'x' }))).toBe('AccessDenied');
    expect(await code(await fetch(`${url}/a?response-content-type=a`))).toBe('InvalidRequest');
  });

  test.each([
    ['has no policy', OPEN, []],
    ['blocks public access, as is the default', {}, [everybody('s3:GetObject')]],
    [
      'blocks public policies',
      { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } },
      [everybody('s3:GetObject')],
    ],
    [
      'names a principal',
      OPEN,
      [everybody('s3:GetObject', { Principal: { AWS: 'arn:aws:iam::1:root' } })],
    ],
    ['names another action', OPEN, [everybody('s3:PutObject')]],
    [
      'names another key',
      OPEN,
      [everybody('s3:GetObject', { Resource: 'arn:aws:s3:::public/b*' })],
    ],
    [
      'has a condition',
      OPEN,
      [everybody('s3:GetObject', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.1' } } })],
    ],
    ['denies it', OPEN, [everybody('s3:*'), everybody('s3:GetObject', { Effect: 'Deny' })]],
    [
      'denies everything except one resource',
      OPEN,
      [
        everybody('s3:*'),
        { Effect: 'Deny', Principal: '*', NotAction: 's3:PutObject', Resource: '*' },
      ],
    ],
    [
      'denies with a condition',
      OPEN,
      [
        everybody('s3:*'),
        everybody('s3:GetObject', {
          Effect: 'Deny',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
        }),
      ],
    ],
  ])('reads nothing of a bucket that %s', async (_, properties, statements) => {
    await running.deploy([bucket(properties, 'public'), policy('public', statements)]);
    await put('a', 'public');
    expect(await code(await fetch(`${running.url}/public/a`))).toBe('AccessDenied');
  });
});

describe('a page on this machine', () => {
  const ask = (headers: Record<string, string>, name = BUCKET) =>
    fetch(`${running.url}/${name}/a`, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, ...headers },
    });

  test("gets headers with the permissions of the bucket's rules", async () => {
    const answer = await ask({
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'Content-Type, x-amz-date',
    });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, x-amz-date',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3000',
    });
  });

  test('reads answers, also refusals, if a rule allows it', async () => {
    const headers = { origin: ORIGIN };
    const answer = await fetch(`${running.url}/${BUCKET}/a`, { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
    const other = await fetch(`${running.url}/public/a`, { headers });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    ['a method', BUCKET, { 'access-control-request-method': 'DELETE' }],
    [
      'a header',
      BUCKET,
      { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' },
    ],
    [
      'an origin',
      BUCKET,
      { origin: 'http://127.0.0.1:5173', 'access-control-request-method': 'PUT' },
    ],
    ['anything, in a bucket without rules,', 'public', { 'access-control-request-method': 'GET' }],
  ])('gets a refusal for %s that no rule allows', async (_, name, headers) => {
    const answer = await ask(headers, name);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await code(answer)).toBe('AccessForbidden');
  });
});

describe('a function', () => {
  const calls = (name: string) =>
    invokeAsync.mock.calls.filter(([arn]) => arn === name).map(([, event]) => event.Records[0]);

  test("gets S3's event for an object", async () => {
    await put('red flower+1.jpg');
    expect(calls(FUNCTION)).toEqual([
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'eu-west-1',
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: expect.any(String) },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': expect.any(String),
          'x-amz-id-2': expect.any(String),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: expect.any(String),
          bucket: {
            name: BUCKET,
            ownerIdentity: { principalId: expect.any(String) },
            arn: `arn:aws:s3:::${BUCKET}`,
          },
          object: {
            key: 'red+flower%2B1.jpg',
            size: 5,
            eTag: '5d41402abc4b2a76b9719d911017c592',
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
        },
      },
    ]);
  });

  test('gets only the events of its configuration, ordered by their sequencers', async () => {
    for (const key of ['in/a.jpg', 'in/a.png', 'a.jpg']) await put(key);
    const Key = 'in/a.jpg';
    await running.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    await running.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    expect(calls(`${FUNCTION}-filtered`).map(({ s3 }) => s3.object.key)).toEqual([Key]);
    const removed = calls(`${FUNCTION}-removed`);
    expect(removed.map(({ eventName }) => eventName)).toEqual(['ObjectRemoved:Delete']);
    const sequencers = [...calls(FUNCTION), ...removed].map(({ s3 }) => s3.object.sequencer);
    expect(sequencers).toEqual([...new Set(sequencers)].sort());
    expect(removed[0].s3.object).not.toHaveProperty('size');
  });

  test.each<[prefix: string, suffix: string, yes: readonly string[], no: readonly string[]]>([
    ['my+folder/', '', ['my folder/a'], ['my+folder/a', 'my%20folder/a', 'my-folder/a']],
    ['my%20folder/', '', ['my folder/a'], ['my+folder/a']],
    ['my%2Bfolder/', '', ['my+folder/a'], ['my folder/a']],
    ['%C3%BC/', '', ['ü/a'], ['u/a', '%C3%BC/a']],
    ['%c3%bc/', '', ['ü/a'], ['%c3%bc/a']],
    ['test%3Dabc/', '', ['test=abc/a'], ['test%3Dabc/a']],
    ['a%2Fb', '', ['a/b'], ['a%2Fb']],
    ["safe!-_.*'()/", '', ["safe!-_.*'()/a"], ['safe/a']],
    ['safe%21%2D%5F%2E%2A%27%28%29/', '', ["safe!-_.*'()/a"], ['safe/a']],
    ['', '+1.jpg', ['photo 1.jpg'], ['photo+1.jpg']],
    ['', '%F0%9F%98%80', ['a😀'], ['a']],
    ['', 'D', ['aD'], ['a=']],
    ['', '3D', ['3D'], ['a=']],
    // S3 expects these to be encoded, so no key matches them.
    ['my folder/', '', [], ['my folder/a', 'my+folder/a']],
    ['ü/', '', [], ['ü/a']],
    ['test=abc/', '', [], ['test=abc/a']],
  ])('gets keys with the encoded prefix %j and suffix %j', async (prefix, suffix, yes, no) => {
    const filter = {
      FilterRules: [
        { Name: 'prefix', Value: prefix },
        { Name: 'suffix', Value: suffix },
      ],
    };
    await running.deploy([
      bucket(),
      notifications([
        {
          Events: ['s3:ObjectCreated:*'],
          LambdaFunctionArn: FUNCTION,
          Filter: { Key: filter },
        },
      ]),
    ]);
    for (const key of [...yes, ...no]) await put(key);
    const heard = calls(FUNCTION).map(({ s3 }) =>
      decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
    );
    expect(heard).toEqual(yes);
  });

  test.each([
    ['prefix', 'my folder/', 'my+folder/'],
    ['suffix', 'ü=.jpg', '%C3%BC%3D.jpg'],
    ['prefix', '100%/', '100%25/'],
  ])(
    'that filters with the unencoded %s %j is named at the start',
    async (Name, Value, encoded) => {
      const rule = {
        Events: ['s3:ObjectCreated:*'],
        LambdaFunctionArn: FUNCTION,
        Filter: { S3Key: { Rules: [{ Name, Value }] } },
      };
      await running.deploy([
        bucket({ NotificationConfiguration: { LambdaConfigurations: [rule] } as never }),
      ]);
      expect(running.service.warnings?.()).toEqual([
        `An event notification of bucket ${BUCKET} has the ${Name} ${Value}, which S3 compares with encoded keys: it matches nothing. Write it as ${encoded}.`,
      ]);
    },
  );

  test('that does not exist causes no error for the writer', async () => {
    invokeAsync.mockImplementation(() => {
      throw new Error('no such function');
    });
    await put('a');
    await running.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  });
});

describe('a bucket with versions', () => {
  test('keeps replaced and deleted versions, and reports delete markers', async () => {
    await running.deploy([
      bucket({ VersioningConfiguration: { Status: 'Enabled' } }),
      notifications([{ Events: ['s3:ObjectRemoved:*'], LambdaFunctionArn: FUNCTION }]),
    ]);
    const target = { Bucket: BUCKET, Key: 'a' };
    const { VersionId } = await put('a');
    await running.s3.send(new PutObjectCommand({ ...target, Body: 'again' }));
    const removed = await running.s3.send(new DeleteObjectCommand(target));
    expect(removed.DeleteMarker).toBe(true);
    const get = (more = {}) => running.s3.send(new GetObjectCommand({ ...target, ...more }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await (await get({ VersionId })).Body?.transformToString()).toBe('hello');
    expect(invokeAsync.mock.calls[0]?.[1].Records[0]).toMatchObject({
      eventName: 'ObjectRemoved:DeleteMarkerCreated',
      s3: { object: { versionId: removed.VersionId } },
    });
    const marker = new DeleteObjectCommand({ ...target, VersionId: removed.VersionId ?? '' });
    await running.s3.send(marker);
    expect(await (await get()).Body?.transformToString()).toBe('again');
  });
});
