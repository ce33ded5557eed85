import { expect, it } from 'vitest';
import { nameIn, objectAddress, sizeText } from './object-queries.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_250_000, '1.3 MB'],
  [123_456_789, '123 MB'],
])('writes %d bytes as %s', (bytes, expected) => {
  expect(sizeText(bytes)).toBe(expected);
});

it.each([
  ['a/b/c.txt', 'c.txt'],
  ['a/b/', 'b'],
  ['c.txt', 'c.txt'],
])('takes the name out of %s', (key, expected) => {
  expect(nameIn(key)).toBe(expected);
});

it('keeps every character of a key in the address', () => {
  const key = 'ümlaut & space+plus?#/%41.txt';
  const { searchParams } = new URL(objectAddress('files', key), 'http://localhost');
  expect(searchParams.get('key')).toBe(key);
});
