import { randomBytes } from 'node:crypto';
import * as ciphertext from '../../../../context/keys/ciphertext.js';
import type { ServiceContext } from '../../../../context/service-context.js';
import type { Item } from '../../../../protocols/attribute-value.js';
import { DataSourceError } from '../data-source.js';

/** Seals the keys where pages begin, so that clients can neither read nor make them. */
export type PageTokens = {
  /** @param scope The query and the user of the token. */
  seal(start: Item, scope: string): string;
  /** @throws {DataSourceError} For a token that was made elsewhere, or for another scope. */
  open(token: string, scope: string): Item;
};

const KEY_ID = 'appsync-page-tokens';

export function openPageTokens({ database }: Pick<ServiceContext, 'database'>): PageTokens {
  database.exec(
    'CREATE TABLE IF NOT EXISTS appsync_keys (id TEXT PRIMARY KEY, material BLOB NOT NULL) STRICT',
  );
  database
    .prepare('INSERT OR IGNORE INTO appsync_keys (id, material) VALUES (?, ?)')
    .run(KEY_ID, randomBytes(32));
  const row = database.prepare('SELECT material FROM appsync_keys WHERE id = ?').get(KEY_ID);
  const material = row?.material as Uint8Array;
  return {
    seal: (start, scope) =>
      ciphertext
        .encrypt(KEY_ID, material, Buffer.from(JSON.stringify(start)), { scope })
        .toString('base64'),
    open(token, scope) {
      const blob = Buffer.from(token, 'base64');
      const start = ciphertext.decrypt(KEY_ID, material, blob, { scope });
      if (!start) throw invalidToken();
      return JSON.parse(start.toString());
    },
  };
}

function invalidToken(): DataSourceError {
  return new DataSourceError(
    'DynamoDB:UserIllegalArgumentException',
    'com.amazonaws.deepdish.common.pagination.InvalidPaginationTokenException: Invalid pagination token given.',
  );
}
