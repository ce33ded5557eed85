import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lazyBuiltins } from './lazy-builtins.js';

const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lazy-builtins-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Bundles a module that uses a builtin module, and runs it. */
async function printed(source: string, plugins: Plugin[]) {
  await writeFile(join(folder, 'common.cjs'), "module.exports = require('http').Agent;");
  const outfile = join(folder, 'index.mjs');
  await build({
    stdin: {
      contents: `${source}
        console.log(JSON.stringify({
          used: typeof used,
          hasLoadedClient: process.moduleLoadList.some((name) => name.includes('undici')),
          hasLoadedStreams: process.moduleLoadList.includes('NativeModule internal/fs/streams'),
        }));`,
      resolveDir: folder,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins,
  });
  const { stdout } = await run(process.execPath, [outfile]);
  return JSON.parse(stdout);
}

describe('a builtin module', () => {
  it.each([
    ['a named import', "import { request as used } from 'node:http';"],
    ['a default import', "import http from 'http'; const used = http.request;"],
    ['all of it', "import * as http from 'node:http'; const used = http.request;"],
    ['an import when needed', "const { request: used } = await import('node:http');"],
    ['a require', "import used from './common.cjs';"],
  ])('does not load the client of WebSocket, with %s', async (_, source) => {
    const expected = { used: 'function', hasLoadedClient: false };
    expect(await printed(source, [lazyBuiltins])).toMatchObject(expected);
  });

  it('would load it with an import that stays in the bundle', async () => {
    const source = "import { request as used } from 'node:http';";
    expect(await printed(source, [])).toMatchObject({ used: 'function', hasLoadedClient: true });
  });

  it.each([
    [
      'a named import',
      "import { ReadStream } from 'node:fs'; const used = (a) => a instanceof ReadStream;",
    ],
    ['a default import', "import fs from 'fs'; const used = (a) => a instanceof fs.ReadStream;"],
    ['all of it', "import * as fs from 'node:fs'; const used = (a) => a instanceof fs.ReadStream;"],
  ])('does not read a getter before the code does, with %s', async (_, source) => {
    const expected = { used: 'function', hasLoadedStreams: false };
    expect(await printed(source, [lazyBuiltins])).toMatchObject(expected);
    const result = await printed(`${source} used({});`, [lazyBuiltins]);
    expect(result).toMatchObject({ used: 'function', hasLoadedStreams: true });
  });

  it('has the value of a getter', async () => {
    const source =
      "import { ReadStream as used } from 'node:fs'; new used('.').on('error', () => {});";
    expect(await printed(source, [lazyBuiltins])).toMatchObject({ used: 'function' });
  });
});
