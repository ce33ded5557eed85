import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type AwsCredentials, type AwsRequestToSign, signedHeaders } from './aws-signature.js';

const NOW = Date.parse('2026-11-24T10:11:12.345Z');

const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'secret/key+1' };

const request: AwsRequestToSign = {
  method: 'POST',
  url: new URL('https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails'),
  headers: { 'content-type': 'application/json' },
  body: '{"to":"Ada"}',
  service: 'ses',
  region: 'eu-west-1',
};

/** Signs a request with AWS's own SDK. */
async function signedBySdk(
  { method, url, headers, body, service, region }: AwsRequestToSign,
  by: AwsCredentials,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = by;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const signed = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { ...headers, host: url.host },
      body,
    },
    { signingDate: new Date(NOW) },
  );
  const { host: _, ...sent } = signed.headers;
  return sent;
}

describe('signedHeaders', () => {
  it('adds the time, the digest of the body and the signature to the headers', () => {
    expect(signedHeaders(request, credentials, NOW)).toEqual({
      'content-type': 'application/json',
      'x-amz-date': '20261124T101112Z',
      'x-amz-content-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLEEXAMPLE00\/20261124\/eu-west-1\/ses\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  it('signs with the current time by default', () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    try {
      expect(signedHeaders(request, credentials)).toEqual(signedHeaders(request, credentials, NOW));
    } finally {
      vi.useRealTimers();
    }
  });

  it.each<[string, Partial<AwsRequestToSign>]>([
    ['a POST', {}],
    ['a query', { url: new URL('https://sns.eu-west-1.amazonaws.com/?b=2&a=2&a=1&a-b=3&a%20=4') }],
    ['an empty parameter', { method: 'GET', url: new URL('https://example.com/?acl=') }],
    ['a path that is encoded', { url: new URL("https://example.com/a%20b/(c)/d'*!") }],
    [
      'a path of S3, which is encoded once',
      { method: 'PUT', service: 's3', url: new URL('https://bucket.s3.amazonaws.com/a%20b/(c)') },
    ],
    ['a port', { url: new URL('http://127.0.0.1:4700/') }],
    ['white space in a header', { headers: { 'x-amz-meta-note': '  two   words ' } }],
    ['a header in capitals', { headers: { 'Content-Type': 'text/plain', 'X-Amz-Target': 'A.B' } }],
    ['bytes', { body: Uint8Array.of(0, 255, 128) }],
    ['text outside of ASCII', { body: '¡Hola, 世界! 🎉' }],
    ['no body', { method: 'GET', body: '' }],
  ])("signs as AWS's SDK does: %s", async (_, changes) => {
    const changed = { ...request, ...changes };
    const expected = Object.entries(await signedBySdk(changed, credentials));
    expect(signedHeaders(changed, credentials, NOW)).toEqual(
      Object.fromEntries(expected.map(([name, value]) => [name.toLowerCase(), value])),
    );
  });

  it("signs any request as AWS's SDK does", async () => {
    const word = fc.stringMatching(/^[a-z0-9 ~!'()*;,+&=%/äß-]{1,12}$/).map(encodeURIComponent);
    const query = fc.array(fc.tuple(word, word), { maxLength: 5 });
    const headerName = fc.stringMatching(/^x-[a-z]{1,8}$/);
    const requests = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      url: fc.tuple(fc.array(word, { maxLength: 3 }), query).map(([path, pairs]) => {
        const parameters = pairs.map((pair) => pair.join('=')).join('&');
        return new URL(`https://host.example.com/${path.join('/')}?${parameters}`);
      }),
      headers: fc.dictionary(headerName, fc.stringMatching(/^[!-~]{1,9}( {1,2}[!-~]{1,9})?$/)),
      body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
      service: fc.constantFrom('dynamodb', 'ses', 'sns', 's3'),
      region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
    });
    const signers = fc.record(
      {
        accessKeyId: fc.constant('ASIAEXAMPLEEXAMPLE00'),
        secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
        sessionToken: fc.stringMatching(/^[A-Za-z0-9/+=]{1,60}$/),
      },
      { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
    );
    await fc.assert(
      fc.asyncProperty(requests, signers, async (any, by) => {
        expect(signedHeaders(any, by, NOW)).toEqual(await signedBySdk(any, by));
      }),
    );
  });
});
