import { expect, test } from 'vitest';
import { totpCode, totpLasts } from './totp.js';

// From RFC 6238, appendix B. The last six of its eight digits are the code with six digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('returns the code of RFC 6238 at %i seconds', async (seconds, code) => {
  expect(await totpCode(SECRET, seconds * 1000)).toBe(code);
});

test('a code lasts until its 30 seconds are over', async () => {
  expect(totpLasts(59_999)).toBe(1);
  expect(totpLasts(60_000)).toBe(30_000);
  expect(await totpCode(SECRET, 60_000)).not.toBe(await totpCode(SECRET, 59_999));
});
