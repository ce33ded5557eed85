import { randomBytes } from 'node:crypto';
import type { ServiceContext } from '../../context/service-context.js';

export const tokenKinds = [
  'recaptcha-v2',
  'recaptcha-v3',
  'recaptcha-enterprise',
  'turnstile',
  'hcaptcha',
] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** The data that a provider stores about a token. */
export type Token = {
  readonly kind: TokenKind;
  readonly siteKey: string;
  /** The only secret key that may redeem the token. `undefined`: any key may. */
  readonly secretKey: string | undefined;
  /** The probability that a human made it, from 0 to 1. */
  readonly score: number;
  readonly action: string | undefined;
  readonly hostname: string;
  readonly cdata: string | undefined;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
};

/** The result of redeeming a token. */
export type Redeemed =
  | { readonly token: Token }
  | { readonly problem: 'unknown' }
  | { readonly problem: 'used' | 'expired'; readonly token: Token };

export type TokenStore = {
  make(token: Omit<Token, 'madeAt'>): string;
  /** The data of a token. Does not redeem it. */
  find(text: string): Token | undefined;
  /** Redeems a token. This works once or, with an idempotency key, again under the same key. */
  redeem(text: string, idempotencyKey?: string): Redeemed;
};

/** Lifetime of a token in milliseconds. */
const lifetimes: Readonly<Record<TokenKind, number>> = {
  'recaptcha-v2': 120_000,
  'recaptcha-v3': 120_000,
  'recaptcha-enterprise': 120_000,
  turnstile: 300_000,
  hcaptcha: 120_000,
};

/** After this time a provider no longer knows a token, whether it was used or not. */
const KEPT_MS = 24 * 60 * 60_000;

/** The prefix of each provider's tokens. */
const prefixes: Readonly<Record<TokenKind, string>> = {
  'recaptcha-v2': '03A',
  'recaptcha-v3': '0cA',
  'recaptcha-enterprise': '0eA',
  turnstile: '0.',
  hcaptcha: 'P1_',
};

export function openTokenStore({ database, now }: ServiceContext): TokenStore {
  database.exec(`CREATE TABLE IF NOT EXISTS captcha_provider_tokens (
    text TEXT PRIMARY KEY, token TEXT NOT NULL, made_at INTEGER NOT NULL,
    used_by TEXT
  ) STRICT`);
  const insert = database.prepare(
    'INSERT INTO captcha_provider_tokens (text, token, made_at) VALUES (?, ?, ?)',
  );
  const select = database.prepare('SELECT * FROM captcha_provider_tokens WHERE text = ?');
  const use = database.prepare('UPDATE captcha_provider_tokens SET used_by = ? WHERE text = ?');
  const removeBefore = database.prepare('DELETE FROM captcha_provider_tokens WHERE made_at < ?');

  const read = (text: string) => {
    const row = select.get(text);
    return row && { token: JSON.parse(String(row.token)) as Token, usedBy: row.used_by };
  };
  return {
    make(token) {
      const madeAt = now();
      removeBefore.run(madeAt - KEPT_MS);
      const text = prefixes[token.kind] + randomBytes(96).toString('base64url');
      insert.run(text, JSON.stringify({ ...token, madeAt }), madeAt);
      return text;
    },
    find: (text) => read(text)?.token,
    redeem(text, idempotencyKey = '') {
      const found = read(text);
      if (!found) return { problem: 'unknown' };
      const { token, usedBy } = found;
      const isRepetition = idempotencyKey !== '' && usedBy === idempotencyKey;
      if (usedBy !== null && !isRepetition) return { problem: 'used', token };
      if (now() > token.madeAt + lifetimes[token.kind]) return { problem: 'expired', token };
      use.run(idempotencyKey, text);
      return { token };
    },
  };
}
