import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { EncryptionContext } from './ciphertext.js';
import * as ciphertext from './ciphertext.js';

/** A key of the template. */
export type Key = {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly multiRegion: boolean;
  readonly spec: string;
  readonly usage: string;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
};

export type Ciphertext = { readonly key: Key; readonly blob: Buffer };
export type Plaintext = { readonly key: Key; readonly plaintext: Buffer };

/** The keys of AWS KMS. Their material never leaves the database. */
export type KeyStore = {
  deploy(graph: ResourceGraph): void;
  /**
   * @param reference Key id, key ARN, alias name or alias ARN.
   * @throws {AwsError} `NotFoundException`
   */
  find(reference: string): Key;
  /** @throws {AwsError} Like `encrypt`. */
  usable(reference: string): Key;
  /**
   * Creates a key for an ARN that the template names but does not define, for example a key of the
   * account. Code that uses such a key then runs in the sandbox.
   */
  standIn(arn: string): void;
  /** @throws {AwsError} `NotFoundException`, `DisabledException`, `InvalidKeyUsageException` */
  encrypt(reference: string, plaintext: Uint8Array, context: EncryptionContext): Ciphertext;
  /**
   * @param reference The expected key, or `undefined` to accept any key.
   * @throws {AwsError} `InvalidCiphertextException`, `IncorrectKeyException`, and like `encrypt`.
   */
  decrypt(blob: Uint8Array, context: EncryptionContext, reference: string | undefined): Plaintext;
};

export type KeyStoreOptions = {
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly database: DatabaseSync;
  now(): number;
};

/** The spec of the supported keys, and their algorithm. */
export const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/([\w-]{1,64})$/;

export function openKeyStore(options: KeyStoreOptions): KeyStore {
  const { database, now } = options;
  database.exec(`
    CREATE TABLE IF NOT EXISTS kms_keys (
      id TEXT PRIMARY KEY, material BLOB NOT NULL, created_at INTEGER NOT NULL
    ) STRICT
  `);
  const insert = database.prepare(
    'INSERT OR IGNORE INTO kms_keys (id, material, created_at) VALUES (?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM kms_keys WHERE id = ?');
  const arnPrefix = `arn:${options.partition}:kms:${options.region}:${options.accountId}:`;
  let keys = new Map<string, Key>();
  let aliases = new Map<string, string>();
  const standIns = new Map<string, Key>();

  /** @returns The creation time of the material, which may be from an earlier call. */
  const createMaterial = (id: string): number => {
    insert.run(id, randomBytes(32), now());
    return Number(select.get(id)?.created_at);
  };
  const materialOf = (key: Key) => select.get(key.id)?.material as Uint8Array;
  const byId = (id: string | undefined) => keys.get(id ?? '') ?? standIns.get(id ?? '');
  const find = (reference: string): Key => {
    const name = reference.startsWith(arnPrefix) ? reference.slice(arnPrefix.length) : reference;
    if (name.startsWith('alias/')) {
      const key = byId(aliases.get(name));
      if (!key) throw notFound(`Alias ${arnPrefix}${name} is not found.`);
      return key;
    }
    if (!reference.startsWith('arn:')) {
      const key = byId(reference);
      if (!key) throw notFound(`Key '${arnPrefix}key/${reference}' does not exist`);
      return key;
    }
    const key = [...keys.values(), ...standIns.values()].find(({ arn }) => arn === reference);
    if (!key) throw notFound(`Key '${reference}' does not exist`);
    return key;
  };
  const usable = (reference: string): Key => {
    const key = find(reference);
    if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
    if (key.spec !== SYMMETRIC) {
      throw new AwsError(
        'UnsupportedOperationException',
        `The sandbox does not support the spec ${key.spec} of the key ${key.arn}.`,
      );
    }
    return key;
  };

  return {
    deploy(graph) {
      keys = new Map(
        graph
          .ofType('AWS::KMS::Key')
          .map((key) => [key.physicalId, readKey(key, createMaterial(key.physicalId))]),
      );
      aliases = new Map(
        graph
          .ofType('AWS::KMS::Alias')
          .map(({ physicalId, properties }) => [
            physicalId,
            String(properties.TargetKeyId).replace(`${arnPrefix}key/`, ''),
          ]),
      );
    },
    find,
    usable,
    standIn(arn) {
      const [, id] = KEY_ARN.exec(arn) ?? [];
      if (id === undefined) return;
      const key = { physicalId: id, attributes: { Arn: arn }, properties: {} };
      standIns.set(id, readKey(key, createMaterial(id)));
    },
    encrypt(reference, plaintext, context) {
      const key = usable(reference);
      return { key, blob: ciphertext.encrypt(key.id, materialOf(key), plaintext, context) };
    },
    decrypt(blob, context, reference) {
      const expected = reference === undefined ? undefined : find(reference);
      const key = byId(ciphertext.keyIdOf(blob));
      // KMS does not say what is wrong, because that would help an attacker.
      if (!key) throw new AwsError('InvalidCiphertextException', '');
      if (expected && expected.id !== key.id) {
        throw new AwsError(
          'IncorrectKeyException',
          'The key ID in the request does not identify a CMK that can perform this operation.',
        );
      }
      const plaintext = ciphertext.decrypt(usable(key.arn).id, materialOf(key), blob, context);
      if (!plaintext) throw new AwsError('InvalidCiphertextException', '');
      return { key, plaintext };
    },
  };
}

function readKey(
  {
    physicalId,
    attributes,
    properties,
  }: Pick<Resource, 'physicalId' | 'attributes' | 'properties'>,
  createdAt: number,
): Key {
  const { Enabled, KeySpec, KeyUsage, Description, MultiRegion } = properties;
  return {
    id: physicalId,
    arn: String(attributes.Arn),
    description: typeof Description === 'string' ? Description : '',
    enabled: Enabled !== false && Enabled !== 'false',
    multiRegion: MultiRegion === true || MultiRegion === 'true',
    spec: typeof KeySpec === 'string' ? KeySpec : SYMMETRIC,
    usage: typeof KeyUsage === 'string' ? KeyUsage : 'ENCRYPT_DECRYPT',
    createdAt,
  };
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message);
}
