import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, '..');

/** An app that installs the packages of this one, and this one. */
function linkPackages(modules: string): void {
  mkdirSync(join(modules, '@amplify-recipes'), { recursive: true });
  for (const name of readdirSync(join(PACKAGE, 'node_modules'))) {
    if (name !== '@amplify-recipes' && !name.startsWith('.')) {
      symlinkSync(join(PACKAGE, 'node_modules', name), join(modules, name));
    }
  }
  symlinkSync(PACKAGE, join(modules, '@amplify-recipes', 'sandbox'));
}

test('the test in the README passes in an app, with the command of the README', async () => {
  const readme = readFileSync(join(PACKAGE, 'README.md'), 'utf8');
  const code = /```ts\n(\/\/ test\/sign-up\.test\.ts\n.*?)```/s.exec(readme)?.[1] ?? '';
  const app = mkdtempSync(join(tmpdir(), 'own-tests-'));
  try {
    cpSync(join(import.meta.dirname, 'data-app', 'amplify'), join(app, 'amplify'), {
      recursive: true,
    });
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "type": "module" }');
    writeFileSync(join(app, 'package-lock.json'), '{}');
    mkdirSync(join(app, 'test'));
    writeFileSync(join(app, 'test', 'sign-up.test.ts'), code);
    linkPackages(join(app, 'node_modules'));
    const vitest = join(app, 'node_modules', 'vitest', 'vitest.mjs');
    const env = { ...process.env, NO_COLOR: '1' };

    const { stdout } = await run(process.execPath, [vitest, 'run'], { cwd: app, env });

    expect(stdout).toMatch(/Tests +1 passed/);
  } finally {
    rmSync(app, { recursive: true });
  }
});
