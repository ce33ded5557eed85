import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAssembly } from './assembly.js';
import { synthesise } from './synth.js';

const DEFINE = "import { defineBackend } from '@aws-amplify/backend'; defineBackend({});";

let cwd: string;
beforeEach(() => {
  // Characters with a special meaning in file URLs, regular expressions and shells.
  cwd = mkdtempSync(join(tmpdir(), "it's 100% (an app) #1 "));
  mkdirSync(join(cwd, 'amplify'));
  writeFileSync(join(cwd, 'package.json'), '{ "name": "@an/app", "type": "module" }');
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  symlinkSync(modules, join(cwd, 'node_modules'));
});
afterEach(() => {
  chmodSync(cwd, 0o700);
  rmSync(cwd, { recursive: true });
});

const write = (code: string) => writeFileSync(join(cwd, 'amplify', 'backend.ts'), code);

test('a backend is synthesised once, whatever its folder is called, and out of git', async () => {
  write(DEFINE);
  const first = await synthesise({ cwd });
  expect(readAssembly(first.directory).stackName).toMatch(/^amplify-anapp-local-sandbox-/);
  expect(await synthesise({ cwd })).toMatchObject({ directory: first.directory, cached: true });
  expect(readFileSync(join(first.directory, '..', '.gitignore'), 'utf8')).toBe('*\n');
});

test.each([
  [['backend.cjs', 'backend.mjs', 'backend.js'], 'backend.js'],
  [['backend.ts', 'backend.cjs', 'backend.mjs'], 'backend.mjs'],
  [['backend.ts', 'backend.cjs'], 'backend.cjs'],
  [['backend.mts', 'backend.ts'], 'backend.ts'],
  [['backend.cts', 'backend.mts'], 'backend.mts'],
])('of %o, Amplify loads %s', async (files, taken) => {
  for (const file of files) {
    writeFileSync(join(cwd, 'amplify', file), `throw new Error('This is ${file}.');`);
  }
  await expect(synthesise({ cwd })).rejects.toMatchObject({
    message: expect.stringContaining(`This is ${taken}.`),
  });
});

test('a backend in CommonJS is synthesised, may leave a timer running, and its files are watched', async () => {
  const folder = join(cwd, 'amplify');
  writeFileSync(
    join(folder, 'backend.cjs'),
    "const { defineBackend } = require('@aws-amplify/backend'); require('./more.cjs'); defineBackend({}); setInterval(() => {}, 1000);",
  );
  writeFileSync(join(folder, 'more.cjs'), '');
  const { directory, inputs, changedInput } = await synthesise({ cwd });
  expect(readAssembly(directory).stackName).toMatch(/^amplify-anapp-local-sandbox-/);
  expect(inputs).toEqual(
    expect.arrayContaining([join(folder, 'backend.cjs'), join(folder, 'more.cjs')]),
  );
  expect(changedInput()).toBeUndefined();
  writeFileSync(join(folder, 'more.cjs'), '// changed');
  expect(changedInput()).toBe(join(folder, 'more.cjs'));
});

test.each([
  ['defines no backend', 'export {};', 'ended without defining a backend'],
  ['throws', "\nthrow new TypeError('not so');", '[TypeError] not so\nat amplify/backend.ts:2:7'],
  ['throws a value that is not an error', 'throw undefined;', 'undefined'],
])('a backend that %s is an error that says so, each time', async (_, code, message) => {
  write(code);
  for (let time = 0; time < 2; time++) {
    await expect(synthesise({ cwd })).rejects.toMatchObject({
      code: 'SYNTH_FAILED',
      message: expect.stringContaining(message),
    });
  }
});

test('a backend that ends the process is an error that says so', async () => {
  write(`${DEFINE} process.exit(0);`);
  await expect(synthesise({ cwd })).rejects.toMatchObject({
    code: 'SYNTH_FAILED',
    message: expect.stringContaining('ended without defining a backend'),
  });
});

test('mistakes that only a deployment shows are found at every start, and the backend runs', async () => {
  write(`${DEFINE.replace('defineBackend({});', '')}
    import { NestedStack } from 'aws-cdk-lib';
    import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
    const backend = defineBackend({});
    const [one, two] = ['one', 'two'].map((name) => new CfnFunction(new NestedStack(backend.stack, name), 'fn', {
      code: {}, role: 'role', loggingConfig: { applicationLogLevel: 'DEBUG' },
    }));
    one.description = two.ref;
    two.description = one.ref;`);
  const first = await synthesise({ cwd });
  expect(first.mistakes).toEqual([
    expect.stringMatching(/^The function "one\/fn" has the log level DEBUG, .* Set logging: /),
    expect.stringContaining('The function "two/fn" has'),
    expect.stringContaining('The nested stacks "one" and "two" need each other'),
  ]);
  expect(await synthesise({ cwd })).toMatchObject({ cached: true, mistakes: first.mistakes });
});

const FUNCTION =
  "import { defineBackend, defineFunction } from '@aws-amplify/backend'; const f = defineFunction({ name: 'f', entry: './handler.ts' }); defineBackend({ f });";

test('a package manager that is not on the PATH is named, with what to do', async () => {
  write(FUNCTION);
  writeFileSync(join(cwd, 'amplify', 'handler.ts'), 'export const handler = async () => 1;');
  writeFileSync(join(cwd, 'pnpm-lock.yaml'), '');
  vi.stubEnv('PATH', dirname(process.execPath));
  try {
    await expect(synthesise({ cwd })).rejects.toMatchObject({
      code: 'SYNTH_FAILED',
      message: expect.stringContaining('and pnpm is not on the PATH'),
      resolution: 'Install pnpm, or start the sandbox with it: pnpm exec amplify-recipes sandbox',
    });
  } finally {
    vi.unstubAllEnvs();
  }
});

test('an app without a lock file is an error that says to install', async () => {
  write(FUNCTION);
  writeFileSync(join(cwd, 'amplify', 'handler.ts'), 'export const handler = async () => 1;');
  await expect(synthesise({ cwd })).rejects.toMatchObject({
    message: expect.stringContaining('Cannot find a package lock file'),
    resolution: "Install the app's dependencies, which writes the lock file: npm install",
  });
});

test("a bundle that fails shows the bundler's own words", async () => {
  write(FUNCTION);
  writeFileSync(
    join(cwd, 'amplify', 'handler.ts'),
    "import x from 'no-such-module'; export const handler = x;",
  );
  writeFileSync(join(cwd, 'package-lock.json'), '{}');
  await expect(synthesise({ cwd })).rejects.toMatchObject({
    code: 'SYNTH_FAILED',
    message: expect.stringMatching(/Could not resolve "no-such-module"[\s\S]*handler\.ts:1:/),
  });
});

test('an assembly that cannot be written is an error that says what to do', async () => {
  write(DEFINE);
  writeFileSync(join(cwd, '.amplify'), 'a file');
  await expect(synthesise({ cwd })).rejects.toMatchObject({
    code: 'SYNTH_FAILED',
    resolution: expect.stringContaining('folder can be written'),
  });
});

test('a synthesis that is aborted ends', async () => {
  write(`${DEFINE} await new Promise(() => setInterval(() => {}, 1000));`);
  const abort = new AbortController();
  const synthesis = synthesise({ cwd, signal: abort.signal });
  setTimeout(() => abort.abort(), 500);
  await expect(synthesis).rejects.toMatchObject({ name: 'AbortError' });
});
