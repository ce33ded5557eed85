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
