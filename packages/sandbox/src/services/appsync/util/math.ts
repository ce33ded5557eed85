import { randomInt } from 'node:crypto';
import { requireNumber } from './arguments.js';

/** `util.math.roundNum(number)`: half is rounded up. */
export function roundNum(value: unknown): number {
  return Math.round(requireNumber('util.math.roundNum', value));
}

/** `util.math.minVal(number, number)`. */
export function minVal(left: unknown, right: unknown): number {
  const name = 'util.math.minVal';
  return Math.min(requireNumber(name, left), requireNumber(name, right));
}

/** `util.math.maxVal(number, number)`. */
export function maxVal(left: unknown, right: unknown): number {
  const name = 'util.math.maxVal';
  return Math.max(requireNumber(name, left), requireNumber(name, right));
}

/** `util.math.randomDouble()`: from 0 to 1. */
export function randomDouble(): number {
  return Math.random();
}

/**
 * `util.math.randomWithinRange(lowest, highest)`: a random integer, both limits included.
 *
 * @throws {RangeError} The limits are not integers, or the first is greater than the second.
 */
export function randomWithinRange(lowest: unknown, highest: unknown): number {
  const name = 'util.math.randomWithinRange';
  const first = requireNumber(name, lowest);
  const last = requireNumber(name, highest);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || first > last) {
    throw new RangeError(`${name}: pass two integers, the lowest first.`);
  }
  return randomInt(first, last + 1);
}
