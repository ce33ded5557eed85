import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The encryption context: pairs that are not secret but are needed to decrypt. */
export type EncryptionContext = Readonly<Record<string, string>>;

/**
 * A ciphertext of KMS. Only this file knows its format: a version, the length and the value of the
 * key's id, the initialisation vector, the encrypted data and its tag.
 */
const VERSION = 1;
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

export function encrypt(
  keyId: string,
  material: Uint8Array,
  plaintext: Uint8Array,
  context: EncryptionContext,
): Buffer {
  const head = headOf(keyId);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, material, iv);
  cipher.setAAD(authenticated(head, context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([head, iv, encrypted, cipher.getAuthTag()]);
}

/** The id of the key of a ciphertext, or `undefined` if it is not a ciphertext. */
export function keyIdOf(blob: Uint8Array): string | undefined {
  const length = blob[1];
  if (blob[0] !== VERSION || length === undefined) return undefined;
  const end = 2 + length;
  if (length === 0 || blob.length < end + IV_BYTES + TAG_BYTES) return undefined;
  return Buffer.from(blob.subarray(2, end)).toString('latin1');
}

/** @returns `undefined` for another key, another context, or a blob that was changed. */
export function decrypt(
  keyId: string,
  material: Uint8Array,
  blob: Uint8Array,
  context: EncryptionContext,
): Buffer | undefined {
  const head = headOf(keyId);
  const body = blob.subarray(head.length);
  if (body.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, material, body.subarray(0, IV_BYTES));
  decipher.setAAD(authenticated(head, context));
  decipher.setAuthTag(body.subarray(-TAG_BYTES));
  const plaintext = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES));
  try {
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    return undefined;
  }
}

function headOf(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([VERSION, keyId.length]), Buffer.from(keyId, 'latin1')]);
}

/** The authenticated data: the context's pairs in a fixed order, and the key's id. */
function authenticated(head: Buffer, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([head, Buffer.from(JSON.stringify(pairs))]);
}
