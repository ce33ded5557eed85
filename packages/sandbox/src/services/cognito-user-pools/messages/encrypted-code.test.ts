import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startService, type TestService } from '../../../../testing/start-service.js';
import { kms } from '../../kms/index.js';
import { encryptCode } from './encrypted-code.js';

const ARN = 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef';
const POOL = 'eu-west-1_AbCdEfGhI';
const KEY = {
  type: 'AWS::KMS::Key',
  physicalId: ARN.slice(ARN.lastIndexOf('/') + 1),
  attributes: { Arn: ARN },
  properties: {},
};

let service: TestService;
beforeAll(async () => {
  service = await startService(kms, { resources: [KEY] });
  vi.stubEnv('AWS_ENDPOINT_URL', service.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', service.client.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', service.client.credentials.secretAccessKey);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await service.stop();
});

/** The AWS Encryption SDK, configured like in AWS's sample of a custom sender. */
const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const read = (message: Uint8Array, keyIds = [ARN]) =>
  decrypt(new KmsKeyringNode({ keyIds }), message);
const encrypted = (code: string) =>
  Buffer.from(encryptCode(service.keys, { keyId: ARN, poolId: POOL, code }), 'base64');

describe('an encrypted code', () => {
  test("can be decrypted by the AWS Encryption SDK, and looks like Cognito's", async () => {
    const message = encrypted('123456');
    const { plaintext, messageHeader } = await read(message);
    expect(plaintext.toString()).toBe('123456');
    expect(messageHeader).toMatchObject({
      version: 1,
      suiteId: 0x0378,
      encryptionContext: {
        'aws-crypto-public-key': expect.stringMatching(/^A[a-zA-Z0-9+/]{63}[a-zA-Z0-9+/=]{4}$/),
        'userpool-id': POOL,
      },
      encryptedDataKeys: [{ providerId: 'aws-kms', providerInfo: ARN }],
    });
    // Every code from Cognito starts with these characters.
    expect(message.toString('base64')).toMatch(/^AYADe/);
  });

  test('can be decrypted for any code or password', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }),
        async (code) => {
          expect((await read(encrypted(code))).plaintext.toString()).toBe(code);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is different each time', () => {
    expect(encrypted('123456')).not.toEqual(encrypted('123456'));
  });

  test('never contains the plain code', () => {
    expect(encrypted('a long password').toString('latin1')).not.toContain('password');
  });

  test('is refused by the SDK or by KMS when one bit was changed', async () => {
    const message = encrypted('123456');
    await fc.assert(
      fc.asyncProperty(fc.nat(message.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(message);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        await expect(read(changed)).rejects.toThrow();
      }),
      { numRuns: 100 },
    );
  });

  test('is refused by a reader with another key', async () => {
    await expect(read(encrypted('123456'), [`${ARN}0`])).rejects.toThrow();
  });
});
