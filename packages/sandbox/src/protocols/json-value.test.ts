import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nestedList, nestedObject } from '../../testing/random-input.js';
import { parseJson, parseJsonText } from './json-value.js';

test.each([
  ['lists', nestedList],
  ['objects', nestedObject],
  [
    'lists of objects',
    (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`,
  ],
] as const)('%s of 1,000 levels are valid, and of more are not', (_, nested) => {
  expect(parseJson(Buffer.from(nested(1000)))).toBeDefined();
  for (const depth of [1002, 5000, 100_000, 1_000_000]) {
    expect(parseJson(Buffer.from(nested(depth)))).toBeUndefined();
    expect(() => parseJsonText(nested(depth))).toThrow(SyntaxError);
  }
});

test('any other JSON is parsed unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseJsonText(text)).toEqual(JSON.parse(text));
    }),
  );
});
