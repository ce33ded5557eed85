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

test.each([
  ['brackets', '['.repeat(2000)],
  ['brackets after a quote', `"${'{'.repeat(2000)}`],
  ['brackets after backslashes and a quote', `\\\\"\\${'['.repeat(2000)}\\`],
])('a string of %s is not nested', (_, text) => {
  for (const value of [text, { [text]: [text] }]) {
    expect(parseJsonText(JSON.stringify(value))).toEqual(value);
  }
});

test.each([
  ['after a string that ends with a backslash', (deep: string) => `["\\\\",${deep}]`],
  ['after brackets that end nothing', (deep: string) => `${']'.repeat(5000)}${deep}`],
  ['in a string that does not end', (deep: string) => `["${deep}]`],
])('nested lists %s are no value', (_, around) => {
  expect(parseJson(Buffer.from(around(nestedList(1001))))).toBeUndefined();
});

test('any other JSON is parsed unchanged', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseJsonText(text)).toEqual(JSON.parse(text));
    }),
  );
});
