import { randomBytes } from 'node:crypto';
import type { EncryptionContext } from '../../context/keys/ciphertext.js';
import { type Key, SYMMETRIC } from '../../context/keys/key-store.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { textIn } from '../../protocols/request-input.js';

const LONGEST_PLAINTEXT = 4096;
const LONGEST_CIPHERTEXT = 6144;
const AES_256 = 32;
const KEY_BYTES: ReadonlyMap<unknown, number> = new Map([
  ['AES_128', 16],
  ['AES_256', AES_256],
]);

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
export function kmsOperations({ keys, accountId }: ServiceContext): JsonOperations {
  const encrypt = (input: JsonObject, plaintext: Uint8Array) => {
    const encrypted = keys.encrypt(text(input, 'KeyId'), plaintext, encryptionContext(input));
    notOnlyTried(input);
    return { KeyId: encrypted.key.arn, CiphertextBlob: encrypted.blob.toString('base64') };
  };
  return {
    Encrypt(input) {
      const plaintext = blob(input, 'Plaintext', LONGEST_PLAINTEXT);
      symmetric(input);
      return { ...encrypt(input, plaintext), EncryptionAlgorithm: SYMMETRIC };
    },

    Decrypt(input) {
      const encrypted = blob(input, 'CiphertextBlob', LONGEST_CIPHERTEXT);
      symmetric(input);
      withoutEnclave(input);
      const reference = input.KeyId === undefined ? undefined : text(input, 'KeyId');
      const { key, plaintext } = keys.decrypt(encrypted, encryptionContext(input), reference);
      notOnlyTried(input);
      return {
        KeyId: key.arn,
        Plaintext: plaintext.toString('base64'),
        EncryptionAlgorithm: SYMMETRIC,
      };
    },

    GenerateDataKey(input) {
      withoutEnclave(input);
      const plaintext = randomBytes(dataKeyBytes(input, undefined));
      return { ...encrypt(input, plaintext), Plaintext: plaintext.toString('base64') };
    },

    GenerateDataKeyWithoutPlaintext: (input) =>
      encrypt(input, randomBytes(dataKeyBytes(input, AES_256))),

    DescribeKey: (input) => ({
      KeyMetadata: metadata(keys.find(text(input, 'KeyId')), accountId),
    }),
  };
}

function metadata(key: Key, accountId: string) {
  const isSymmetric = key.spec === SYMMETRIC;
  return {
    AWSAccountId: accountId,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: key.enabled,
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    Origin: 'AWS_KMS',
    KeyManager: 'CUSTOMER',
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    ...(isSymmetric && { EncryptionAlgorithms: [SYMMETRIC] }),
    MultiRegion: key.multiRegion,
  };
}

/**
 * @param otherwise The length when the request gives none. Undefined: the request must give one.
 */
function dataKeyBytes(input: JsonObject, otherwise: number | undefined): number {
  const { KeySpec, NumberOfBytes } = input;
  if (KeySpec === undefined && NumberOfBytes === undefined && otherwise !== undefined) {
    return otherwise;
  }
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.');
  }
  if (KeySpec !== undefined) {
    const bytes = KEY_BYTES.get(KeySpec);
    if (bytes === undefined) throw invalid("'KeySpec' must be AES_256 or AES_128.");
    return bytes;
  }
  if (
    typeof NumberOfBytes !== 'number' ||
    !Number.isInteger(NumberOfBytes) ||
    NumberOfBytes < 1 ||
    NumberOfBytes > 1024
  ) {
    throw invalid("'NumberOfBytes' must be a whole number from 1 to 1024.");
  }
  return NumberOfBytes;
}

function encryptionContext({ EncryptionContext: given }: JsonObject): EncryptionContext {
  if (given === undefined || given === null) return {};
  if (!isJsonObject(given)) {
    throw invalid("'EncryptionContext' must be a map of strings.");
  }
  const pairs = Object.entries(given);
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string')) {
    throw invalid("'EncryptionContext' must be a map of strings.");
  }
  return Object.fromEntries(pairs);
}

function text(input: JsonObject, member: string): string {
  const value = textIn(input, member) ?? '';
  if (value === '' || value.length > 2048) {
    throw invalid(`'${member}' must be a string of 1 to 2048 characters.`);
  }
  return value;
}

function blob(input: JsonObject, member: string, most: number): Buffer {
  const value = input[member];
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0);
  if (bytes.length === 0 || bytes.length > most) {
    throw invalid(`'${member}' must be 1 to ${most} bytes, in base64.`);
  }
  return bytes;
}

function symmetric({ EncryptionAlgorithm: algorithm = SYMMETRIC }: JsonObject): void {
  if (algorithm !== SYMMETRIC) {
    throw new AwsError(
      'InvalidKeyUsageException',
      'The algorithm is not one of the KMS key: it takes SYMMETRIC_DEFAULT.',
    );
  }
}

function withoutEnclave({ Recipient }: JsonObject): void {
  if (Recipient === undefined || Recipient === null) return;
  throw new AwsError('UnsupportedOperationException', 'The sandbox does not support Recipient.');
}

/** @throws {AwsError} With `DryRun`, even a request that would have succeeded is an error. */
function notOnlyTried({ DryRun }: JsonObject): void {
  if (DryRun !== true) return;
  throw new AwsError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
