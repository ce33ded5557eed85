import { expect, test } from 'vitest';
import { consoleToken, consoleUrl, cookieName } from './token.js';

const KEY = Buffer.alloc(32, 7);

test('the token has 128 bits, stays the same for a data directory, and differs from others', () => {
  const token = consoleToken(KEY);
  expect(Buffer.from(token, 'base64url')).toHaveLength(16);
  expect(consoleToken(Buffer.from(KEY))).toBe(token);
  expect(consoleToken(Buffer.alloc(32, 8))).not.toBe(token);
  expect(consoleUrl('http://127.0.0.1:4700', KEY)).toBe(
    `http://127.0.0.1:4700/_console/?token=${token}`,
  );
});

test('the name of the cookie tells nothing of the token', () => {
  const token = consoleToken(KEY);
  expect(cookieName(token)).toMatch(/^amplify_recipes_console_[0-9a-f]{8}$/);
  expect(cookieName(token)).not.toContain(token);
  expect(cookieName(consoleToken(Buffer.alloc(32, 8)))).not.toBe(cookieName(token));
});
