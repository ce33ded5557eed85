import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';
import { bucket } from '../../../testing/buckets.js';
import { sendRaw } from '../../../testing/signed-request.js';

const PUBLIC_READ = {
  type: 'AWS::S3::BucketPolicy',
  physicalId: 'policy',
  properties: {
    Bucket: 'files',
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::files/*',
      },
    },
  },
};
const OPEN = { BlockPublicPolicy: false, RestrictPublicBuckets: false };

let running: AllServices;
let s3: S3Client;
beforeAll(async () => {
  running = await startAllServices([bucket({ PublicAccessBlockConfiguration: OPEN }), PUBLIC_READ]);
  s3 = new S3Client({
    endpoint: running.url,
    region: running.region,
    credentials: running.credentials.developer,
    forcePathStyle: true,
  });
  await s3.send(
    new PutObjectCommand({
      Bucket: 'files',
      Key: 'evil.html',
      ContentType: 'text/html',
      Body: '<script src="/_sandbox/outbox"></script>',
    }),
  );
});
afterAll(async () => {
  s3.destroy();
  await running.stop();
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  sendRaw({ method, url: new URL(path, running.url) }, headers);

const PAGES = ['outbox', 'invocations', 'schedules', 'amplify_outputs.json'];
const ANSWERS = [...PAGES, 'schedules/run', 'nothing', 'constructor'];

describe('what the sandbox tells of itself', () => {
  test.each(ANSWERS)('is nothing to show or to run: %s', async (page) => {
    const { headers } = await get(`/_sandbox/${page}`);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each<[attack: string, headers: Record<string, string>]>([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['an uploaded page, which has no origin', { origin: 'null' }],
    [
      'an uploaded page that names where it came from',
      {
        origin: 'null',
        referer: 'http://127.0.0.1:4700/files/evil.html',
      },
    ],
    ['a frame of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' }],
    ['a name rebound to this machine', { host: 'evil.example' }],
  ])('is not told %s', async (_, headers) => {
    for (const page of PAGES) {
      const answer = await get(`/_sandbox/${page}`, headers);
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('an object of a bucket', () => {
  const signed = async () => {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const url = await getSignedUrl(
      s3,
      new GetObjectCommand({
        Bucket: 'files',
        Key: 'evil.html',
        ResponseContentType: 'text/html',
      }),
    );
    return url.slice(running.url.length);
  };

  test.each<[what: string, path: () => string | Promise<string>, status: number, how?: object]>([
    ['a page', () => '/files/evil.html', 200],
    ['its head', () => '/files/evil.html', 200, { method: 'HEAD' }],
    ['a part of it', () => '/files/evil.html', 206, { headers: { range: 'bytes=0-3' } }],
    [
      'one that did not change',
      () => '/files/evil.html',
      304,
      { headers: { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' } },
    ],
    ['a presigned URL of a page', signed, 200],
    ['a presigned URL that was changed', async () => `${await signed()}a`, 403],
    ['a condition that fails', () => '/files/evil.html', 412, { headers: { 'if-match': 'a' } }],
    ['a listing, which nobody may have', () => '/files', 403],
    ['an object that does not exist', () => '/files/none', 403],
    ['a name that is not valid', () => '/files/%zz', 400],
    ['a preflight request', () => '/files/evil.html', 400, { method: 'OPTIONS' }],
  ])('is not a page of the sandbox: %s', async (_, path, status, how = {}) => {
    const { method, headers } = { method: 'GET', headers: {}, ...how };
    const answer = await get(await path(), headers, method);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });
});

test('every answer is what its type says', async () => {
  for (const path of ['/', '/none', '/_sandbox/captcha/none', '/2015-03-31/functions/none']) {
    expect((await get(path)).headers['x-content-type-options']).toBe('nosniff');
  }
});
