import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const setup = fileURLToPath(new URL('./property-tests.ts', import.meta.url));

/** Returns the first values of a property in a process with the given FAST_CHECK_SEED. */
function valuesWith(seed: string | undefined): string {
  const run = `
    import fc from 'fast-check';
    import ${JSON.stringify(setup)};
    const values = [];
    fc.assert(fc.property(fc.integer(), (value) => { values.push(value); }));
    console.log(JSON.stringify(values));
  `;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', run], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, FAST_CHECK_SEED: seed },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('property tests', () => {
  it('run with a fixed seed by default', () => {
    expect(valuesWith(undefined)).toBe(valuesWith(undefined));
    expect(valuesWith('')).toBe(valuesWith(undefined));
    expect(valuesWith('7')).toBe(valuesWith('7'));
    expect(valuesWith('7')).not.toBe(valuesWith(undefined));
  });

  it('run with a random seed if it is random', () => {
    expect(valuesWith('random')).not.toBe(valuesWith('random'));
  });

  it('do not run with an invalid seed', () => {
    expect(() => valuesWith('today')).toThrow('FAST_CHECK_SEED is not valid.');
  });

  it('use the seed in this package through its Vitest configuration', () => {
    expect(fc.readConfigureGlobal().seed).toBeTypeOf('number');
  });
});
