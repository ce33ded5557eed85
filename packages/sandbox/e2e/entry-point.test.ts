import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../dist/index.js';

test('backend.js of the app’s own compiler is preferred to backend.ts, as in Amplify', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'entry-point-'));
  try {
    mkdirSync(join(cwd, 'amplify'));
    writeFileSync(join(cwd, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(import.meta.dirname, '../node_modules'), join(cwd, 'node_modules'));
    for (const file of ['backend.js', 'backend.ts']) {
      writeFileSync(join(cwd, 'amplify', file), `throw new Error('This is ${file}.');`);
    }
    await expect(startSandbox({ cwd, dataDir: false })).rejects.toMatchObject({
      message: expect.stringContaining('This is backend.js.'),
    });
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
