import { AwsV4Signer } from 'aws4fetch';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signed } from './signature.js';

// The signature that a library of others makes of the same request.
const reference = async (url: URL, headers: Record<string, string>, body: string, rest: object) => {
  const request = { method: 'POST', url: url.href, headers, body, allHeaders: true };
  const signer = new AwsV4Signer({
    ...request,
    ...(rest as { accessKeyId: string; secretAccessKey: string }),
  });
  return (await signer.sign()).headers.get('authorization');
};

const word = fc.stringMatching(/^[\w-]{1,30}$/);

it('signs as other clients do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ service: word, region: word }),
      fc.record({ accessKeyId: word, secretAccessKey: fc.string({ minLength: 1 }) }),
      fc.option(word, { nil: undefined }),
      fc.constantFrom('/', '/v2/email/outbound-emails'),
      fc.string({ unit: 'binary' }),
      async (place, keys, sessionToken, path, body) => {
        const url = new URL(path, 'https://email.eu-west-1.amazonaws.com:8443');
        const headers = { 'content-type': 'application/json', 'x-amz-target': 'Service.Operation' };
        const credentials = { ...keys, sessionToken };
        const ours = signed({ url, headers, body, ...place }, credentials);
        const datetime = ours['x-amz-date'];
        expect(ours.authorization).toBe(
          await reference(url, headers, body, { ...place, ...credentials, datetime }),
        );
        expect(ours).toMatchObject({
          ...headers,
          ...(sessionToken && { 'x-amz-security-token': sessionToken }),
        });
      },
    ),
  );
});
