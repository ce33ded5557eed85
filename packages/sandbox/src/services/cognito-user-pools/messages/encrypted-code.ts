import {
  createCipheriv,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { KeyStore } from '../../../context/keys/key-store.js';

const VERSION_1 = 0x01;
const CUSTOMER_DATA = 0x80;
/** `AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384` */
const ALGORITHM_SUITE = Buffer.from([0x03, 0x78]);
const FRAMED = 0x02;
const FRAME_BYTES = 4096;
const IV_BYTES = 12;
const END_OF_FRAMES = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const FINAL_FRAME = Buffer.from('AWSKMSEncryptionClient Final Frame');

/**
 * Encrypts a code for a custom sender, as a message of the AWS Encryption SDK in Base64.
 *
 * Like Cognito's own messages, it has version 1 and an algorithm suite that signs, and its
 * encryption context names the pool. Its data key is encrypted under the pool's KMS key.
 *
 * This file does not use the SDK for JavaScript, which depends on clients of KMS and DynamoDB, 32
 * MB in all, for one page of code. The tests decrypt the message with that SDK.
 *
 * @throws {AwsError} The errors of {@link KeyStore.encrypt}.
 * @see https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/message-format.html
 */
export function encryptCode(
  keys: KeyStore,
  options: { readonly keyId: string; readonly poolId: string; readonly code: string },
): string {
  const signer = createSigner();
  const context = { 'aws-crypto-public-key': signer.publicKey, 'userpool-id': options.poolId };
  const dataKey = randomBytes(32);
  const encryptedDataKey = keys.encrypt(options.keyId, dataKey, context);
  const messageId = randomBytes(16);
  const info = Buffer.concat([ALGORITHM_SUITE, messageId]);
  const messageKey = Buffer.from(hkdfSync('sha384', dataKey, '', info, 32));

  const header = Buffer.concat([
    Buffer.from([VERSION_1, CUSTOMER_DATA]),
    ALGORITHM_SUITE,
    messageId,
    withLength(serialised(context)),
    uint(1, 2),
    withLength('aws-kms'),
    withLength(encryptedDataKey.key.arn),
    withLength(encryptedDataKey.blob),
    Buffer.from([FRAMED]),
    uint(0, 4),
    uint(IV_BYTES, 1),
    uint(FRAME_BYTES, 4),
  ]);
  const headerIv = uint(0, IV_BYTES);
  const sealedHeader = seal(messageKey, headerIv, header, Buffer.alloc(0));

  // A code is shorter than a frame, so the first frame is the last.
  const code = Buffer.from(options.code);
  const sequenceNumber = uint(1, 4);
  const frameIv = uint(1, IV_BYTES);
  const authenticated = Buffer.concat([
    messageId,
    FINAL_FRAME,
    sequenceNumber,
    uint(code.length, 8),
  ]);
  const frame = seal(messageKey, frameIv, authenticated, code);

  const message = Buffer.concat([
    ...[header, headerIv, sealedHeader.tag],
    ...[END_OF_FRAMES, sequenceNumber, frameIv, uint(code.length, 4), frame.ciphertext, frame.tag],
  ]);
  return Buffer.concat([message, withLength(signer.sign(message))]).toString('base64');
}

/** A signing key for one message. The message contains its public half as a compressed point. */
function createSigner(): { readonly publicKey: string; sign(message: Buffer): Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return {
    publicKey: compressed(publicKey).toString('base64'),
    sign: (message) => sign('sha384', message, privateKey),
  };
}

/** SEC 1, 2.3.3: whether y is even, followed by x. */
function compressed(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const isOdd = (Buffer.from(y, 'base64url').at(-1) ?? 0) & 1;
  return Buffer.concat([Buffer.from([2 + isOdd]), Buffer.from(x, 'base64url')]);
}

function seal(key: Buffer, iv: Buffer, authenticated: Buffer, plaintext: Buffer) {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(authenticated);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, tag: cipher.getAuthTag() };
}

/** Sorted by key, because the reader of the message serialises it the same way to verify it. */
function serialised(context: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([uint(pairs.length, 2), ...pairs.flat().map((text) => withLength(text))]);
}

function withLength(field: Buffer | string): Buffer {
  const bytes = typeof field === 'string' ? Buffer.from(field) : field;
  return Buffer.concat([uint(bytes.length, 2), bytes]);
}

/** Big-endian. */
function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  // Node writes at most six bytes of a number. No number here is longer.
  const written = Math.min(bytes, 6);
  buffer.writeUIntBE(value, bytes - written, written);
  return buffer;
}
