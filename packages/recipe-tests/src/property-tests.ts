import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/**
 * A setup file of Vitest. It runs all property tests of a package with a fixed seed, so that the
 * suite is deterministic. `FAST_CHECK_SEED` sets another seed, and `FAST_CHECK_SEED=random` a
 * random one, as in the nightly workflow. A failure reports its seed.
 */
const FIXED_SEED = 20_261_122;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedOf(process.env.FAST_CHECK_SEED) });

function seedOf(given = ''): number {
  if (given === '') return FIXED_SEED;
  if (given === 'random') return randomInt(2 ** 31);
  const seed = Number(given);
  if (Number.isInteger(seed)) return seed;
  throw new TypeError('FAST_CHECK_SEED is not valid. Set it to a whole number or to random.');
}
