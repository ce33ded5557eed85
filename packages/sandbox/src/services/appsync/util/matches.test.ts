import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches } from './matches.js';

test.each([
  ['a*b', 'aaaaab', true],
  ['a*b', 'aaaaabc', false],
  ['b', 'ab', false],
  ['^[a-z]+$', 'abc', true],
  ['(?i)ABC', 'abc', true],
  // AWS's check of a price against SQL injection.
  ['\\d{1,3}[,\\\\.]?(\\d{1,2})?', '10.50', true],
  ['\\d{1,3}[,\\\\.]?(\\d{1,2})?', '10; DROP TABLE Pets', false],
  ['\\Qa.b\\E', 'a.b', true],
  ['\\Qa.b\\E', 'acb', false],
  ['[\\p{L}]+', 'é', true],
  ['.', '\u{1f600}', true],
  ['.*', 'a\nb', false],
])('the pattern %s and %j give %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

/** A backtracking engine needs more than 2^1000 steps for each of these. */
test.each(['(a+)+$', '(a|aa)+', '(a*)*b', '(.*a){20}', '([a-zA-Z]+)*!'])(
  'the pattern %s ends on a text that it does not match',
  (pattern) => {
    expect(matches(pattern, `${'a'.repeat(5000)}?`)).toBe(false);
  },
);

test('a quoted text matches only itself', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
      expect(matches(pattern, text)).toBe(true);
      expect(matches(pattern, other)).toBe(text === other);
    }),
  );
});
