import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const setup = fileURLToPath(new URL('./property-tests.ts', import.meta.url));

/** The first values of a property in a process with this variable. */
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
  it('run with a fixed seed, unless another one is given', () => {
    expect(valuesWith(undefined)).toBe(valuesWith(undefined));
    expect(valuesWith('')).toBe(valuesWith(undefined));
    expect(valuesWith('7')).toBe(valuesWith('7'));
    expect(valuesWith('7')).not.toBe(valuesWith(undefined));
  });

  it('run with a seed that nobody chose, when it is to be random', () => {
    expect(valuesWith('random')).not.toBe(valuesWith('random'));
  });

  it('do not run with a seed that is none', () => {
    expect(() => valuesWith('today')).toThrow('FAST_CHECK_SEED is not valid.');
  });

  it('take the seed in this package, where nothing but its Vitest configuration says so', () => {
    expect(fc.readConfigureGlobal().seed).toBeTypeOf('number');
  });
});
