/**
 * Compares the cold start of each ready handler with that of the usual handler for the same task.
 * Each handler is bundled with the settings of Amplify's bundler. The handlers take turns, and each
 * start is a new process. The time of an empty handler is subtracted, so that Node.js itself and
 * the modules that Lambda's runtime loads before each handler do not count.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type ColdStart, coldStarts, EMPTY } from './cold-starts.ts';
import { median, printTable } from './measure.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 15);

/**
 * The modules that the runtime of Node.js 24 has loaded before it loads a handler. It is version 4
 * of AWS's runtime interface client.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/client/rapid-client.ts
 */
const RUNTIME = ['async_hooks', 'fs', 'http', 'net', 'os', 'path', 'util', 'worker_threads'];

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));

type Start = { readonly init: number; readonly first: number; readonly processor: number };
type Handler = ColdStart & { readonly id: string; readonly starts: Start[] };

const handlers: Handler[] = [];
const empty = register(EMPTY);
const comparisons = coldStarts().map(({ name, ours, usual }) => ({
  name,
  ours: register(ours),
  usual: register(usual),
}));

/** Answers as AWS and the CAPTCHA provider do. */
const services = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify({
        success: true,
        score: 0.9,
        action: 'sign_in',
        hostname: 'app.example.com',
        challenge_ts: new Date().toISOString(),
      }),
    );
  });
});
await new Promise<void>((listening) => services.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;

try {
  for (const handler of handlers) await bundle(handler);
  for (let round = 0; round < ROUNDS; round++) {
    for (const handler of handlers) handler.starts.push(await start(handler));
  }
  report();
} finally {
  services.close();
  rmSync(folder, { recursive: true });
}

function register(coldStart: ColdStart): Handler {
  const handler = { ...coldStart, id: String(handlers.length), starts: [] };
  handlers.push(handler);
  return handler;
}

/** Bundles a handler with the arguments that Amplify passes to esbuild. */
async function bundle({ id, entry, event }: Handler): Promise<void> {
  await build({
    entryPoints: [entry],
    bundle: true,
    target: 'node22',
    platform: 'node',
    format: 'esm',
    minify: true,
    sourcemap: true,
    loader: { '.node': 'file' },
    outfile: join(folder, id, 'index.mjs'),
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  writeFileSync(
    join(folder, id, 'start.mjs'),
    `for (const name of ${JSON.stringify(RUNTIME)}) process.getBuiltinModule(name);
     const event = ${JSON.stringify(event)};
     const before = process.cpuUsage();
     const begin = performance.now();
     const { handler } = await import('./index.mjs');
     const loaded = performance.now();
     const { user, system } = process.cpuUsage(before);
     await handler(event, { getRemainingTimeInMillis: () => 5000 });
     const answered = performance.now();
     const times = { init: loaded - begin, first: answered - begin, processor: (user + system) / 1000 };
     process.stdout.write('\\n' + JSON.stringify(times));
     process.exit();`,
  );
}

async function start({ id, environment }: Handler): Promise<Start> {
  const { stdout } = await run(process.execPath, ['start.mjs'], {
    cwd: join(folder, id),
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x'.repeat(40),
      AWS_ENDPOINT_URL: url,
      VERIFY_URL: url,
      ...environment,
    },
  });
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as Start;
}

/** The median over the empty handler, in milliseconds. */
function over({ starts }: Handler, what: keyof Start): number {
  const of = (measured: readonly Start[]) => median(measured.map((each) => each[what]));
  return of(starts) - of(empty.starts);
}

function kilobytes({ id }: Handler): number {
  return statSync(join(folder, id, 'index.mjs')).size / 1000;
}

function report(): void {
  printTable(
    `Cold start over an empty handler, Node.js ${process.versions.node}, median of ${ROUNDS}: the recipe / the usual handler`,
    [
      [
        '',
        'bundle kB',
        'init ms',
        'ratio',
        'processor ms of init',
        'ratio',
        'first response ms',
        'ratio',
      ],
      ...comparisons.map(({ name, ours, usual }) => [
        name,
        pair(kilobytes(ours), kilobytes(usual)),
        ...(['init', 'processor', 'first'] as const).flatMap((what) => {
          const [own, other] = [over(ours, what), over(usual, what)];
          return [pair(own, other), ratio(own, other)];
        }),
      ]),
    ],
  );
}

function pair(own: number, other: number): string {
  return `${own.toFixed(1)} / ${other.toFixed(1)}`;
}

/** A usual handler without imports takes no time that can be measured. */
function ratio(own: number, other: number): string {
  return other < 1 ? '-' : (own / other).toFixed(2);
}
