import { describe, expect, test } from 'vitest';
import { base32, stepOf, timeStep, totp } from './totp.js';

const SECRET = Buffer.from('12345678901234567890');
const SECOND = 1000;

describe('a time-based one-time password', () => {
  // RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
  test.for([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const)('at %i seconds is %s', ([time, code]) => {
    expect(totp(SECRET, timeStep(time * SECOND))).toBe(code);
  });

  test.for([
    ['in its half minute', 0, 33],
    ['half a minute late', -30, 32],
    ['half a minute early', 30, 34],
    ['a minute late', -60, undefined],
    ['a minute early', 60, undefined],
  ] as const)('is recognised %s as of its own step, or not at all', ([, offset, step]) => {
    const now = 1000 * SECOND;
    const code = totp(SECRET, timeStep(now + offset * SECOND));
    expect(stepOf(SECRET, code, now)).toBe(step);
  });

  test.for(['', '28708', '2870820', '２８７０８２', 'abcdef'])('is not "%s"', (code) => {
    expect(stepOf(SECRET, code, 59 * SECOND)).toBeUndefined();
  });
});

describe('base32', () => {
  // RFC 4648, section 10, without padding.
  test.for([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const)('of "%s" is "%s"', ([text, encoded]) => {
    expect(base32(Buffer.from(text))).toBe(encoded);
  });
});
