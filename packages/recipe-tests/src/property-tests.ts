import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/**
 * A setup file of Vitest: all property tests of a package run with one seed, the same each time, so
 * that the suite is deterministic. `FAST_CHECK_SEED` sets another, and `FAST_CHECK_SEED=random` one
 * that nobody chose, as in the nightly workflow. A failure says which seed it had.
 */
const FIXED_SEED = 20_261_122;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedOf(process.env.FAST_CHECK_SEED) });

function seedOf(given = ''): number {
  if (given === '') return FIXED_SEED;
  if (given === 'random') return randomInt(2 ** 31);
  const seed = Number(given);
  if (Number.isInteger(seed)) return seed;
  throw new TypeError('FAST_CHECK_SEED is not valid. Give a whole number, or random.');
}
