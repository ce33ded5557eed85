import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SynthesizedFunction } from './synthesis.js';

/** The result of an invocation of a bundle. */
export type BundleOutcome = {
  /** The returned value. */
  readonly result?: unknown;
  /** The message of the thrown error, at cold start or later. */
  readonly error?: string;
  /** The output of the process. */
  readonly output: string;
};

const RUN = `
const { event } = JSON.parse(process.argv[2]);
const context = { awsRequestId: '8f507cfc-xmpl-4697-b07a-ac58fc914c95', getRemainingTimeInMillis: () => 5000 };
const outcome = await import('./index.mjs')
  .then(({ handler }) => handler(event, context))
  .then((result) => ({ result }), (error) => ({ error: error.message }));
process.send(outcome, () => process.exit());
`;

/**
 * Invokes the bundle that would be deployed, in a process that has only what Lambda provides: the
 * bundle and the function's environment, but no packages.
 *
 * @param environment More variables besides the function's own, such as `AWS_ENDPOINT_URL`.
 */
export async function invokeBundle(
  { bundle, environment: own }: SynthesizedFunction,
  event: object,
  environment: Readonly<Record<string, string>> = {},
): Promise<BundleOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  try {
    await writeFile(join(folder, 'index.mjs'), bundle);
    await writeFile(join(folder, 'run.mjs'), RUN);
    const strings = Object.entries(own).filter(([, value]) => typeof value === 'string');
    const child = spawn(process.execPath, ['run.mjs', JSON.stringify({ event })], {
      cwd: folder,
      env: {
        ...(Object.fromEntries(strings) as Record<string, string>),
        // Amplify would resolve these names of the pool with SSM at cold start. No recipe reads
        // them.
        AMPLIFY_SSM_ENV_CONFIG: '{}',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE00',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'session',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return await outcomeOf(child);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function outcomeOf(child: ReturnType<typeof spawn>): Promise<BundleOutcome> {
  let output = '';
  let outcome = {};
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  child.on('message', (message: object) => {
    outcome = message;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve({ ...outcome, output }));
  });
}
