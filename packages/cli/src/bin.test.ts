import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

test('the command ends without an error when its output is closed', async () => {
  const child = spawn(process.execPath, [bin, 'sandbox', 'secret', 'list'], { cwd: tmpdir() });
  child.stdout.destroy();
  const [errors, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(errors).toBe('');
  expect([code, signal]).toEqual([null, 'SIGTERM']);
});

test('the command without arguments shows the help if nobody can answer a question', async () => {
  const child = spawn(process.execPath, [bin], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  for (const name of ['list', 'add', 'diff', 'update', 'sandbox']) {
    expect(output + errors).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  }
  expect(code).toBe(1);
});

test('an error is one line that says what to do, with the exit code 1', async () => {
  const child = spawn(process.execPath, [bin, 'add', 'email-domain'], { cwd: tmpdir() });
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(errors).toMatch(/^\S*✖ There is no amplify\/backend\.ts in .+\n$/);
  expect(code).toBe(1);
});
