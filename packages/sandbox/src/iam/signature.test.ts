import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Signing, signedHeaders } from '../../testing/signed-request.js';
import { AwsError } from '../protocols/aws-error.js';
import type { ServiceRequestHead } from '../protocols/request.js';
import { createCredentialStore } from './credentials.js';
import { authenticate, authenticateStream } from './signature.js';

const credentials = createCredentialStore(Buffer.alloc(32, 7));
const ENDPOINT = { region: 'eu-west-1', service: 'ssm' };
const S3_ENDPOINT = { region: 'eu-west-1', service: 's3' };
const TIME = new Date('2026-05-01T12:00:00Z');
const time = { signing: TIME.getTime(), expiry: TIME.getTime() };
const toSign = { method: 'POST', url: new URL('http://127.0.0.1:4700/') };

function headOf(headers: Record<string, string>, query = ''): ServiceRequestHead {
  return {
    id: randomUUID(),
    method: 'POST',
    path: '/',
    query: new URLSearchParams(query),
    headers,
    target: undefined,
    signingName: undefined,
  };
}

const signed = (signing: Partial<Signing> = {}, headers: Record<string, string> = {}) =>
  signedHeaders(
    { ...toSign, headers },
    { credentials: credentials.developer, service: 'ssm', time: TIME, ...signing },
  );
const whoSigned = (headers: Record<string, string>) =>
  authenticate({ ...headOf(headers), body: Buffer.alloc(0) }, credentials, time, ENDPOINT);
const whoSignedStream = (headers: Record<string, string>) =>
  authenticateStream(headOf(headers), credentials, time, S3_ENDPOINT).caller;

/** The error of the refusal. Any error that is not an AwsError would be an internal error. */
function refusalOf(ask: () => unknown): AwsError | undefined {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

test('a correctly signed request is accepted', () => {
  expect(whoSigned(signed())).toEqual({ type: 'developer' });
  expect(whoSignedStream(signed({ service: 's3' }))).toEqual({ type: 'developer' });
});

describe('a scope of another place', () => {
  test.each<[part: string, signing: Partial<Signing>, words: string]>([
    [
      'region',
      { region: 'us-east-2' },
      "Credential should be scoped to a valid region, not 'us-east-2'. The sandbox runs in eu-west-1: leave the region out, or take it from AWS_REGION.",
    ],
    ['service', { service: 'sqs' }, "Credential should be scoped to correct service: 'ssm'."],
    [
      'terminator',
      { terminator: 'aws5_request' },
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    ],
    [
      'date',
      { date: '20260502' },
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260502' != '20260501', from '20260501T120000Z'.",
    ],
    [
      'date that is only a prefix',
      { date: '2026' },
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '2026' != '20260501', from '20260501T120000Z'.",
    ],
    [
      'service and terminator',
      { service: 'sqs', terminator: 'x' },
      "Credential should be scoped to correct service: 'ssm'. Credential should be scoped with a valid terminator: 'aws4_request', not 'x'.",
    ],
  ])('is refused in the words of AWS: %s', (_, signing, words) => {
    expect(refusalOf(() => whoSigned(signed(signing)))).toMatchObject({
      name: 'InvalidSignatureException',
      status: 403,
      message: words,
    });
  });

  test.each<[part: string, signing: Partial<Signing>, words: string]>([
    ['region', { region: 'us-east-2' }, "the region 'us-east-2' is wrong; expecting 'eu-west-1'"],
    ['service', { service: 'ssm' }, 'incorrect service "ssm". This endpoint belongs to "s3".'],
    [
      'terminator',
      { terminator: 'aws4' },
      'incorrect terminal "aws4". This endpoint uses "aws4_request".',
    ],
    [
      'date',
      { date: '20260502' },
      'Invalid credential date "20260502". This date is not the same as X-Amz-Date: "20260501".',
    ],
  ])('is refused in the words of S3: %s', (_, signing, words) => {
    const headers = signed({ service: 's3', ...signing });
    expect(refusalOf(() => whoSignedStream(headers))).toMatchObject({
      name: 'AuthorizationHeaderMalformed',
      status: 400,
      message: `The authorization header is malformed; ${words}`,
    });
  });

  test('is refused, whatever it is', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
    const parts = fc.constantFrom('region', 'service', 'terminator', 'date');
    fc.assert(
      fc.property(parts, part, (name, value) => {
        fc.pre(!['eu-west-1', 'ssm', 's3', 'aws4_request', '20260501'].includes(value));
        expect(refusalOf(() => whoSigned(signed({ [name]: value })))?.status).toBe(403);
        const stream = signed({ service: 's3', [name]: value });
        expect(refusalOf(() => whoSignedStream(stream))?.status).toBe(400);
      }),
    );
  });
});

describe('a header of AWS that is not signed', () => {
  const names = [
    'x-amz-acl',
    'x-amz-copy-source',
    'x-amz-copy-source-if-match',
    'x-amz-decoded-content-length',
    'x-amz-meta-owner',
    'x-amz-metadata-directive',
    'x-amz-object-lock-mode',
    'x-amz-security-token',
    'x-amz-server-side-encryption',
    'x-amz-storage-class',
    'x-amz-tagging',
    'x-amz-target',
    'x-amz-trailer',
    'x-amz-website-redirect-location',
    'x-amz-invocation-type',
  ];

  test.each(names)('is refused: %s', (name) => {
    // The token is checked first, because it could be another caller's.
    const value = name === 'x-amz-security-token' ? '' : 'a';
    const error = refusalOf(() => whoSigned(signed({ unsigned: { [name]: value } })));
    expect(error?.status).toBe(403);
    const stream = signed({ service: 's3', unsigned: { [name]: value } });
    const ofS3 = refusalOf(() => whoSignedStream(stream));
    expect(ofS3?.status).toBe(403);
    if (name === 'x-amz-security-token') return;
    expect(error).toMatchObject({
      name: 'InvalidSignatureException',
      message: `'${name}' must be a 'SignedHeader' in the AWS Authorization.`,
    });
    expect(ofS3).toMatchObject({
      name: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
      members: { HeadersNotSigned: name },
    });
  });

  test('is refused with any name, and accepted when it is signed', () => {
    const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/).map((end) => `x-amz-${end}`);
    fc.assert(
      fc.property(name, (header) => {
        const own = ['x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token'];
        fc.pre(!own.includes(header));
        const unsigned = { [header]: 'a' };
        expect(refusalOf(() => whoSigned(signed({ unsigned })))?.status).toBe(403);
        const stream = signed({ service: 's3', unsigned });
        expect(refusalOf(() => whoSignedStream(stream))?.status).toBe(403);
        expect(whoSigned(signed({}, unsigned))).toEqual({ type: 'developer' });
        expect(whoSignedStream(signed({ service: 's3' }, unsigned))).toEqual({ type: 'developer' });
      }),
    );
  });

  test('is signed only by its lower-case name', () => {
    const headers = signed({ alsoSigned: ['X-Amz-Acl'], unsigned: { 'x-amz-acl': 'a' } });
    expect(refusalOf(() => whoSigned(headers))?.status).toBe(403);
  });

  test('does not include headers of tracers or other headers', () => {
    const unsigned = { 'x-amzn-trace-id': 'Root=1', 'amz-sdk-request': 'attempt=1', accept: '*/*' };
    expect(whoSigned(signed({ unsigned }))).toEqual({ type: 'developer' });
    expect(whoSignedStream(signed({ service: 's3', unsigned }))).toEqual({ type: 'developer' });
  });
});

describe('the host', () => {
  const withoutHost = (...also: string[]) => {
    const { authorization = '', ...headers } = signed({ alsoSigned: also });
    const names = ['x-amz-content-sha256', 'x-amz-date', ...also].sort().join(';');
    return {
      ...headers,
      authorization: authorization.replace(/SignedHeaders=[^,]+/, `SignedHeaders=${names}`),
    };
  };
  test.each([
    ['is not signed', []],
    ['is signed only by its HTTP/2 name', [':authority']],
    ['is signed by its name in another case', ['Host']],
  ])('%s: refused', (_, also) => {
    expect(refusalOf(() => whoSigned(withoutHost(...also)))).toMatchObject({
      status: 403,
      message: expect.stringContaining("'Host' or ':authority' must be a 'SignedHeader'"),
    });
  });
});

describe('a signature that names missing headers', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf', '', ' ', 'é'];
  test.each(names)('with %j is refused without an internal error', (name) => {
    const { authorization = '', ...headers } = signed();
    const changed = authorization.replace(/SignedHeaders=([^,]+)/, `SignedHeaders=$1;${name}`);
    expect(refusalOf(() => whoSigned({ ...headers, authorization: changed }))?.status).toBe(403);
    const presigned = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `${credentials.developer.accessKeyId}/20260501/eu-west-1/s3/aws4_request`,
      'X-Amz-Date': '20260501T120000Z',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': `host;${name}`,
      'X-Amz-Signature': 'a'.repeat(64),
    });
    const head = headOf({ host: '127.0.0.1' }, String(presigned));
    const error = refusalOf(() => authenticateStream(head, credentials, time, S3_ENDPOINT));
    expect(error).toMatchObject({ name: 'InvalidSignatureException', status: 403 });
  });

  test('is accepted when it was made with them', () => {
    expect(whoSigned(signed({ alsoSigned: ['constructor'] }))).toEqual({ type: 'developer' });
  });
});

test('any header is a client error or an anonymous request', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'AWS4-HMAC-SHA256 ',
      'Credential=',
      'SignedHeaders=',
      'Signature=',
      'host;constructor',
      '__proto__',
      '/eu-west-1/ssm/aws4_request',
      ', ',
      '/',
      ';',
      '=',
      credentials.developer.accessKeyId,
    ),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const authorization = `AWS4-HMAC-SHA256 ${pieces.join('')}`;
      const headers = { host: '127.0.0.1', 'x-amz-date': '20260501T120000Z', authorization };
      expect(refusalOf(() => whoSigned(headers))?.status).toBe(403);
      expect(refusalOf(() => whoSignedStream(headers))?.status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});
