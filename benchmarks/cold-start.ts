/**
 * Compares the cold start of each handler with that of the usual handler for the same task. Each
 * handler is bundled with the settings of Amplify's bundler. The handlers take turns, and each
 * start is a new process. The time of an empty handler is subtracted, so that Node.js itself does
 * not count.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createAuthChallengeEvent,
  postConfirmationEvent,
  preSignUpEvent,
} from '@amplify-recipes/core/testing';
import { build } from 'esbuild';
import { median, printTable } from './measure.ts';

const ROUNDS = 15;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
const local = (name: string) => fileURLToPath(new URL(`./handlers/${name}.ts`, import.meta.url));
const recipe = (specifier: string) => fileURLToPath(import.meta.resolve(specifier));

const confirmed = postConfirmationEvent();
const signingUp = preSignUpEvent({
  request: { userAttributes: { email: 'ada@amazon.com' } },
});

const afterPassword = createAuthChallengeEvent({
  request: {
    session: [
      { challengeName: 'SRP_A', challengeResult: true },
      { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
    ],
  },
});

const HANDLERS = {
  empty: { entry: local('empty'), event: confirmed },
  'usual add-to-group': { entry: local('usual-add-to-group'), event: confirmed },
  'add-to-group': {
    entry: recipe('@amplify-recipes/post-confirmation/add-to-group/handler'),
    event: confirmed,
  },
  'usual email-domain': { entry: local('usual-email-domain'), event: signingUp },
  'email-domain': {
    entry: recipe('@amplify-recipes/pre-sign-up/email-domain/handler'),
    event: signingUp,
  },
  'one-time-code': {
    entry: recipe('@amplify-recipes/custom-auth/one-time-code/create-auth-challenge-handler'),
    event: afterPassword,
  },
};
type Name = keyof typeof HANDLERS;
type Start = { readonly init: number; readonly first: number };

const names = Object.keys(HANDLERS) as Name[];
const aws = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{}');
  });
});
await new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening));
const { port } = aws.address() as AddressInfo;

try {
  for (const name of names) await bundle(name);
  const starts = new Map<Name, Start[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) starts.get(name)?.push(await start(name));
  }
  report(starts);
} finally {
  aws.close();
  rmSync(folder, { recursive: true });
}

/** Bundles a handler with the arguments that Amplify passes to esbuild. */
async function bundle(name: Name): Promise<void> {
  await build({
    entryPoints: [HANDLERS[name].entry],
    bundle: true,
    target: 'node22',
    platform: 'node',
    format: 'esm',
    minify: true,
    sourcemap: true,
    loader: { '.node': 'file' },
    outfile: join(folder, name, 'index.mjs'),
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(
    join(folder, name, 'start.mjs'),
    `const event = ${JSON.stringify(HANDLERS[name].event)};
     const begin = performance.now();
     const { handler } = await import('./index.mjs');
     const loaded = performance.now();
     await handler(event, { getRemainingTimeInMillis: () => 5000 });
     const answered = performance.now();
     process.stdout.write('\\n' + JSON.stringify({ init: loaded - begin, first: answered - begin }));
     process.exit();`,
  );
}

async function start(name: Name): Promise<Start> {
  const { stdout } = await run(process.execPath, ['start.mjs'], {
    cwd: join(folder, name),
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x'.repeat(40),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      GROUP_NAME: 'EVERYONE',
      ALLOW: '["amazon.com"]',
      PASSWORD: 'required',
      DELIVER: 'email',
      FROM: 'no-reply@example.com',
      APP_NAME: 'Example',
      KEY: 'a key of 32 characters or some more',
    },
  });
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as Start;
}

function report(starts: ReadonlyMap<Name, readonly Start[]>): void {
  const of = (name: Name, what: keyof Start) =>
    median((starts.get(name) ?? []).map((measured) => measured[what]));
  const over = (name: Name, what: keyof Start) => of(name, what) - of('empty', what);
  printTable(
    `Cold start over an empty handler, Node.js ${process.versions.node}, median of ${ROUNDS}`,
    [
      ['', 'bundle kB', 'init ms', 'first response ms'],
      ...names.map((name) => [
        name,
        statSync(join(folder, name, 'index.mjs')).size / 1000,
        over(name, 'init'),
        over(name, 'first'),
      ]),
    ],
  );
  const share = (what: keyof Start) =>
    (over('add-to-group', what) / over('usual add-to-group', what)).toFixed(2);
  console.log(
    `  add-to-group takes ${share('init')} of the usual one's init, and ${share('first')} of its first response.`,
  );
}
