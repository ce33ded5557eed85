import { expect, test } from 'vitest';
import { nextIndex } from './list-keys.ts';

test.each([
  ['ArrowDown', -1, 5, 0],
  ['ArrowDown', 4, 5, 4],
  ['ArrowUp', 0, 5, 0],
  ['ArrowUp', -1, 5, 0],
  ['j', 1, 5, 2],
  ['k', 1, 5, 0],
  ['Home', 3, 5, 0],
  ['End', 0, 5, 4],
  ['PageDown', 0, 100, 10],
  ['PageUp', 3, 100, 0],
  ['a', 3, 5, undefined],
  ['ArrowDown', -1, 0, undefined],
])('%s at %d of a list with %d leads to %s', (key, at, count, next) => {
  expect(nextIndex(key, at, count)).toBe(next);
});
