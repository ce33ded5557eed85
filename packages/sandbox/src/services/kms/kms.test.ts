import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { Properties, Resource } from '../../assembly/resource-graph.js';
import { kms } from './index.js';

const ID = '01234567-89ab-cdef-0123-456789abcdef';
const OTHER_ID = 'fedcba98-7654-3210-fedc-ba9876543210';
const ARN_PREFIX = 'arn:aws:kms:eu-west-1:123456789012:';
const ARN = `${ARN_PREFIX}key/${ID}`;

const key = (physicalId: string, properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::KMS::Key',
  physicalId,
  attributes: { Arn: `${ARN_PREFIX}key/${physicalId}`, KeyId: physicalId },
  properties,
});
const alias = (name: string, TargetKeyId: string): Partial<Resource> => ({
  type: 'AWS::KMS::Alias',
  physicalId: name,
  properties: { AliasName: name, TargetKeyId },
});
const RESOURCES = [
  key(ID, { Description: 'mine' }),
  key(OTHER_ID),
  alias('alias/mine', ARN),
  alias('alias/other', OTHER_ID),
];

let service: TestService;
let client: KMSClient;
const start = async (resources = RESOURCES, database?: DatabaseSync) => {
  service = await startService(kms, { resources, ...(database && { database }) });
  client = new KMSClient(service.client);
};
beforeEach(() => start());
afterEach(async () => {
  client.destroy();
  await service.stop();
  expect(service.faults).toEqual([]);
});

const Plaintext = Buffer.from('attack at dawn');
const encrypt = async (KeyId = ID, EncryptionContext?: Record<string, string>) => {
  const { CiphertextBlob } = await client.send(
    new EncryptCommand({ KeyId, Plaintext, ...(EncryptionContext && { EncryptionContext }) }),
  );
  return CiphertextBlob ?? new Uint8Array();
};
const decrypt = (CiphertextBlob: Uint8Array, more: object = {}) =>
  client.send(new DecryptCommand({ CiphertextBlob, ...more }));
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
const raw = async (operation: string, input: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(service.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
      ...headers,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('a key', () => {
  test.for([ID, ARN, 'alias/mine', `${ARN_PREFIX}alias/mine`])(
    'is found as %s, and named by its ARN',
    async (KeyId) => {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toEqual({
        AWSAccountId: '123456789012',
        KeyId: ID,
        Arn: ARN,
        CreationDate: expect.any(Date),
        Enabled: true,
        Description: 'mine',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeyState: 'Enabled',
        Origin: 'AWS_KMS',
        KeyManager: 'CUSTOMER',
        CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
        KeySpec: 'SYMMETRIC_DEFAULT',
        EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
        MultiRegion: false,
      });
      const encrypted = await client.send(new EncryptCommand({ KeyId, Plaintext }));
      expect(encrypted).toMatchObject({ KeyId: ARN, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
      const decrypted = await decrypt(encrypted.CiphertextBlob ?? Buffer.alloc(0), { KeyId });
      expect(decrypted).toMatchObject({ KeyId: ARN, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
      expect(text(decrypted.Plaintext)).toBe('attack at dawn');
    },
  );

  test.for([
    ['an id', 'nobody', `Key '${ARN_PREFIX}key/nobody' does not exist`],
    ['an ARN', `${ARN_PREFIX}key/nobody`, `Key '${ARN_PREFIX}key/nobody' does not exist`],
    ['another account', ARN.replace('123456789012', '210987654321'), 'does not exist'],
    ['another Region', ARN.replace('eu-west-1', 'us-east-1'), 'does not exist'],
    ['an alias', 'alias/nobody', `Alias ${ARN_PREFIX}alias/nobody is not found.`],
    ['a prototype', '__proto__', "key/__proto__' does not exist"],
    ['an alias without its prefix', 'mine', "key/mine' does not exist"],
  ] as const)('is not found with %s that does not belong to it', async ([, KeyId, message]) => {
    const found = client.send(new EncryptCommand({ KeyId, Plaintext }));
    await expect(found).rejects.toMatchObject({
      name: 'NotFoundException',
      message: expect.stringContaining(message),
    });
  });

  test('keeps its material over a restart, and while it is missing from the template', async () => {
    await service.stop();
    const database = new DatabaseSync(':memory:');
    await start(RESOURCES, database);
    const encrypted = await encrypt();
    await service.deploy([key(OTHER_ID)]);
    await expect(decrypt(encrypted)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await service.stop();
    await start(RESOURCES, database);
    expect(text((await decrypt(encrypted)).Plaintext)).toBe('attack at dawn');
  });

  test('does nothing while it is disabled', async () => {
    const encrypted = await encrypt();
    await service.deploy([key(ID, { Enabled: false })]);
    const disabled = { name: 'DisabledException', message: `${ARN} is disabled.` };
    await expect(encrypt()).rejects.toMatchObject(disabled);
    await expect(decrypt(encrypted)).rejects.toMatchObject(disabled);
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: ID }));
    expect(KeyMetadata).toMatchObject({ Enabled: false, KeyState: 'Disabled' });
  });

  test('of another kind causes a warning, and does nothing', async () => {
    const properties = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' };
    await service.deploy([{ ...key(ID, properties), name: 'signer' }]);
    await expect(encrypt()).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
      message: expect.stringContaining('RSA_2048'),
    });
    expect(service.service.warnings?.()).toEqual([
      'KMS key signer is RSA_2048, which the sandbox does not support.',
    ]);
    await service.deploy(RESOURCES);
    expect(service.service.warnings?.()).toEqual([]);
  });

  test('is described in the start-up report', () => {
    expect(service.service.describe?.(key(ID) as Resource)).toBe(ID);
    expect(service.service.describe?.({ type: 'AWS::S3::Bucket' } as Resource)).toBeUndefined();
  });
});

describe('a ciphertext', () => {
  test('can be decrypted only with its encryption context, in any order', async () => {
    const encrypted = await encrypt(ID, { pool: 'a', user: 'b' });
    const opened = await decrypt(encrypted, { EncryptionContext: { user: 'b', pool: 'a' } });
    expect(text(opened.Plaintext)).toBe('attack at dawn');
    for (const EncryptionContext of [
      undefined,
      {},
      { pool: 'a' },
      { pool: 'a', user: 'B' },
      { pool: 'a', user: 'b', more: '' },
      { 'pool","a': 'user', b: '' },
    ]) {
      await expect(decrypt(encrypted, { EncryptionContext })).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
  });

  test('can be decrypted only with its own key', async () => {
    const encrypted = await encrypt();
    await expect(decrypt(encrypted, { KeyId: 'alias/other' })).rejects.toMatchObject({
      name: 'IncorrectKeyException',
    });
    await expect(decrypt(encrypted, { KeyId: 'alias/nobody' })).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    // The other key's id replaces its own.
    const forged = Buffer.from(encrypted);
    forged.write(OTHER_ID, forged.indexOf(ID), 'latin1');
    await expect(decrypt(forged)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  test('is different each time', async () => {
    expect(Buffer.from(await encrypt())).not.toEqual(Buffer.from(await encrypt()));
  });

  test('that is changed, truncated or forged cannot be decrypted, and the error gives no reason', async () => {
    const encrypted = Buffer.from(await encrypt());
    const broken = fc.oneof(
      fc.tuple(fc.nat(encrypted.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
        const changed = Buffer.from(encrypted);
        changed[at] = (changed[at] ?? 0) ^ bits;
        return changed;
      }),
      fc.integer({ min: 1, max: encrypted.length - 1 }).map((end) => encrypted.subarray(0, end)),
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.uint8Array({ minLength: 1 }).map((rest) => Buffer.concat([encrypted, rest])),
    );
    await fc.assert(
      fc.asyncProperty(broken, async (blob) => {
        await expect(decrypt(blob)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a data key', () => {
  test.for([
    [{ KeySpec: 'AES_256' }, 32],
    [{ KeySpec: 'AES_128' }, 16],
    [{ NumberOfBytes: 1024 }, 1024],
  ] as const)('of %o is returned in plaintext and encrypted', async ([size, bytes]) => {
    const EncryptionContext = { a: 'b' };
    const generated = await client.send(
      new GenerateDataKeyCommand({ KeyId: 'alias/mine', EncryptionContext, ...size }),
    );
    expect(generated.KeyId).toBe(ARN);
    expect(generated.Plaintext).toHaveLength(bytes);
    const opened = await decrypt(generated.CiphertextBlob ?? Buffer.alloc(0), {
      EncryptionContext,
    });
    expect(opened.Plaintext).toEqual(generated.Plaintext);
  });

  test('can be returned without its plaintext, to be decrypted later', async () => {
    const generated = await client.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: ID, KeySpec: 'AES_128' }),
    );
    expect(generated).not.toHaveProperty('Plaintext');
    const opened = await decrypt(generated.CiphertextBlob ?? Buffer.alloc(0));
    expect(opened.Plaintext).toHaveLength(16);
  });

  test.for<[string, object]>([
    ['no size', {}],
    ['two sizes', { KeySpec: 'AES_256', NumberOfBytes: 32 }],
    ['a size of zero', { NumberOfBytes: 0 }],
    ['too many bytes', { NumberOfBytes: 1025 }],
    ['half a byte', { NumberOfBytes: 0.5 }],
    ['an unknown size', { KeySpec: 'toString' }],
  ])('is not created with %s', async ([, size]) => {
    const signature = await signedRaw('GenerateDataKey', { KeyId: ID, ...size });
    expect(signature.__type).toBe('ValidationException');
  });
});

/** Sends a signed request with an input that no SDK would send. */
async function signedRaw(operation: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await service.service.handle({
    id: 'x',
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    target: { prefix: 'TrentService', operation },
    signingName: 'kms',
    body: Buffer.from(JSON.stringify(input)),
    caller: { type: 'developer' },
  });
  return JSON.parse(String(response.body)) as Record<string, unknown>;
}

describe('a request', () => {
  test.for(['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey'])(
    '%s without credentials is refused',
    async (operation) => {
      const answer = await raw(operation, { KeyId: ID });
      expect(answer.status).toBe(400);
      expect(answer.body.__type).toBe('MissingAuthenticationTokenException');
    },
  );

  test('with DryRun answers that it would have succeeded', async () => {
    const tried = client.send(new EncryptCommand({ KeyId: ID, Plaintext, DryRun: true }));
    await expect(tried).rejects.toMatchObject({ name: 'DryRunOperationException' });
    await expect(decrypt(await encrypt(), { DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperationException',
    });
  });

  test('that is not supported is answered with the name of its operation', async () => {
    await expect(client.send(new ListKeysCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('ListKeys'),
    });
  });

  test.for<[string, string, object, string]>([
    ['no plaintext', 'Encrypt', { Plaintext: undefined }, 'ValidationException'],
    ['an empty plaintext', 'Encrypt', { Plaintext: '' }, 'ValidationException'],
    [
      'too long a plaintext',
      'Encrypt',
      { Plaintext: randomBytes(4097).toString('base64') },
      'ValidationException',
    ],
    ['a plaintext that is not a string', 'Encrypt', { Plaintext: { a: 1 } }, 'ValidationException'],
    ['no key', 'Encrypt', { KeyId: undefined }, 'ValidationException'],
    ['a key that is not a string', 'Encrypt', { KeyId: [ID] }, 'ValidationException'],
    ['too long a key', 'Encrypt', { KeyId: 'a'.repeat(2049) }, 'ValidationException'],
    ['an invalid context', 'Encrypt', { EncryptionContext: [] }, 'ValidationException'],
    ['a context of numbers', 'Encrypt', { EncryptionContext: { a: 1 } }, 'ValidationException'],
    [
      'an algorithm of other keys',
      'Encrypt',
      { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
      'InvalidKeyUsageException',
    ],
    ['no ciphertext', 'Decrypt', {}, 'ValidationException'],
    [
      'too long a ciphertext',
      'Decrypt',
      { CiphertextBlob: randomBytes(6145).toString('base64') },
      'ValidationException',
    ],
    [
      'an enclave',
      'Decrypt',
      { CiphertextBlob: 'AAAA', Recipient: {} },
      'UnsupportedOperationException',
    ],
  ])('with %s is refused', async ([, operation, input, name]) => {
    const given = { KeyId: ID, Plaintext: 'AAAA', ...input };
    expect((await signedRaw(operation, given)).__type).toBe(name);
  });

  test('with random input is answered with an error in the input, never an internal error', async () => {
    const value = fc.oneof(
      fc.constantFrom(ID, ARN, 'alias/mine', '', '__proto__', 'AQ==', true),
      fc.anything({ withBigInt: false }),
    );
    const input = fc.dictionary(
      fc.constantFrom(
        ...['KeyId', 'Plaintext', 'CiphertextBlob', 'EncryptionContext', 'KeySpec', 'DryRun'],
        ...['NumberOfBytes', 'EncryptionAlgorithm', 'Recipient', 'GrantTokens'],
      ),
      value,
    );
    const operation = fc.constantFrom(
      ...['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'],
      'DescribeKey',
    );
    await fc.assert(
      fc.asyncProperty(operation, input, async (name, given) => {
        expect(await signedRaw(name, { KeyId: ID, ...given })).toBeTypeOf('object');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the resources of KMS', () => {
  const named = (properties: Properties) => ({
    logicalId: 'Key',
    stackName: 'stack',
    url: 'http://127.0.0.1:1',
    properties,
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    id: (length: number) => 'a'.repeat(length),
  });

  test('have the names that CloudFormation gives them', () => {
    const keyType = kms.resourceTypes['AWS::KMS::Key'];
    const physicalId = keyType?.physicalId(named({})) ?? '';
    expect(physicalId).toBe('aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa');
    expect(keyType?.attributes?.({ ...named({}), physicalId })).toEqual({
      Arn: `${ARN_PREFIX}key/${physicalId}`,
      KeyId: physicalId,
    });
    expect(keyType?.physicalId(named({ MultiRegion: true }))).toBe(`mrk-${'a'.repeat(32)}`);
    const aliasType = kms.resourceTypes['AWS::KMS::Alias'];
    expect(aliasType?.physicalId(named({ AliasName: 'alias/mine' }))).toBe('alias/mine');
  });
});
