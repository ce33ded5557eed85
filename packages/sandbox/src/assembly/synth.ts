import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join, relative, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SandboxError } from '../errors.js';
import { makePrivateFolder } from '../store/files.js';
import {
  type CacheEntry,
  createCacheEntry,
  findCacheEntry,
  findChangedInput,
  type ImportedBackend,
} from './synth-cache.js';
import type { SynthFailure, SynthMessage } from './synth-process.js';

export type SynthOptions = {
  /** The app's folder, which contains `amplify/`. */
  readonly cwd: string;
  /** Called with each line that the backend's definition prints. */
  readonly onOutput?: (line: string) => void;
  /** Called once when the assembly on disk is out of date and the synthesis begins. */
  readonly onStart?: () => void;
  readonly signal?: AbortSignal;
};

export type Synthesis = {
  /** The folder of the cloud assembly. */
  readonly directory: string;
  /** The files that it was made from. The sandbox watches them. */
  readonly inputs: readonly string[];
  /** Mistakes that a deployment would reject, or nobody would see. One text for each. */
  readonly mistakes: readonly string[];
  /** Whether an earlier assembly was still valid, so that nothing was synthesised. */
  readonly cached: boolean;
  /** A file that has changed since the synthesis began, if there is one. */
  changedInput(): string | undefined;
};

/**
 * In Amplify's order, which prefers the output of an app's own compiler. The last entries are files
 * that Amplify itself does not load.
 */
const BACKEND_FILES = [
  'backend.js',
  'backend.mjs',
  'backend.cjs',
  'backend.ts',
  'backend.mts',
  'backend.cts',
];

/**
 * Synthesises the Amplify backend of an app, offline, in a separate process. Synthesises nothing
 * when the inputs of the last assembly have not changed.
 *
 * @throws {SandboxError} `APP_NOT_FOUND` when the folder contains no backend. `SYNTH_FAILED` with
 *   Amplify's own words, the file and the line.
 */
export async function synthesise(options: SynthOptions): Promise<Synthesis> {
  const { cwd, backendFile, name } = findApp(options.cwd);
  const cacheDirectory = join(cwd, '.amplify', 'local-assembly');
  const cached = findCacheEntry(cacheDirectory, cwd);
  const synthesisOf = (entry: CacheEntry) => ({
    ...entry,
    changedInput: () => findChangedInput(entry.directory, cwd),
  });
  if (cached) return { ...synthesisOf(cached), cached: true };

  options.signal?.throwIfAborted();
  options.onStart?.();
  const entry = orUnwritable(cacheDirectory, () => {
    makePrivateFolder(cacheDirectory);
    return createCacheEntry(cacheDirectory, cwd);
  });
  try {
    const backend = await runSynth({ ...options, cwd }, backendFile, name, entry.directory);
    const completed = orUnwritable(cacheDirectory, () => entry.complete(backend));
    return { ...synthesisOf(completed), cached: false };
  } catch (error) {
    entry.discard();
    throw error;
  }
}

/** Turns the error of a read-only folder or a full disk into one that the developer can fix. */
function orUnwritable<T>(directory: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new SandboxError(
      'SYNTH_FAILED',
      `The assembly cannot be written to ${directory}: ${error instanceof Error ? error.message : error}`,
      'Check that the folder can be written and that the disk has space.',
      { cause: error },
    );
  }
}

/** The app's folder, its backend and its name. */
function findApp(folder: string): {
  readonly cwd: string;
  readonly backendFile: string;
  readonly name: string;
} {
  const cwd = existsSync(folder) ? realpathSync(folder) : resolvePath(folder);
  const backendFile = BACKEND_FILES.map((file) => join(cwd, 'amplify', file)).find(existsSync);
  if (!backendFile) {
    throw new SandboxError(
      'APP_NOT_FOUND',
      `There is no amplify/backend.ts in ${cwd}.`,
      'Run this in the folder of an Amplify Gen 2 app, or make one: npm create amplify@latest',
    );
  }
  return { cwd, backendFile, name: packageName(cwd) ?? basename(cwd) };
}

function packageName(cwd: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as {
      name?: unknown;
    };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

function runSynth(
  { cwd, onOutput, signal }: SynthOptions,
  backendFile: string,
  appName: string,
  outDirectory: string,
): Promise<ImportedBackend> {
  const child = fork(processFile(), [backendFile], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    // A process group of its own: Ctrl+C reaches it only through the signal, with its children.
    detached: true,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      CDK_OUTDIR: outDirectory,
      CDK_CONTEXT_JSON: JSON.stringify({
        'amplify-backend-namespace': identifier(appName),
        'amplify-backend-name': 'local',
        'amplify-backend-type': 'sandbox',
      }),
      // Checks of CloudFormation's rules take half of the time. A deployment runs them.
      CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false',
      // Functions in Python and Go run as processes of this machine.
      AMPLIFY_RECIPES_BUILD_FOR: 'this-machine',
      // The bundler runs through the package manager, which must not install anything.
      pnpm_config_verify_deps_before_run: 'false',
    },
  });
  let failure: SynthFailure | undefined;
  let imported: ImportedBackend | undefined;
  child.on('message', (message: SynthMessage) => {
    if (message.type === 'imported') imported = message;
    else failure ??= message.error;
    // End the process, because it may never end itself. A backend may leave a timer running, and
    // `process.exit` can wait for the bundler's threads forever.
    child.kill('SIGKILL');
  });
  const abort = () => killGroup(child);
  signal?.addEventListener('abort', abort);
  const errorOutput: string[] = [];
  forEachLine(child.stdout, (line) => onOutput?.(line));
  forEachLine(child.stderr, (line) => {
    if (!isProgress(line)) errorOutput.push(line);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else if (imported && !failure && existsSync(join(outDirectory, 'manifest.json'))) {
        for (const line of errorOutput) onOutput?.(line);
        resolve(imported);
      } else {
        reject(synthError(failure, errorOutput, cwd));
      }
    });
  });
}

/** Ends a process and the processes that it started, such as the bundler. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The process has ended, or the system has no process groups.
    child.kill('SIGKILL');
  }
}

/** The file beside this one: JavaScript in a build, TypeScript in a checkout. */
function processFile(): string {
  const built = fileURLToPath(new URL('./synth-process.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('./synth-process.ts', import.meta.url));
}

/** Amplify accepts letters, digits and hyphens in a backend's namespace. */
function identifier(name: string): string {
  return name.replace(/[^a-zA-Z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'app';
}

function isProgress(line: string): boolean {
  return (
    /^(Bundling asset |\[WARN\] The registry publishes no pnpm)/.test(line) || line.trim() === ''
  );
}

function synthError(
  failure: SynthFailure | undefined,
  errorOutput: readonly string[],
  cwd: string,
): SandboxError {
  if (!failure) {
    return new SandboxError(
      'SYNTH_FAILED',
      ['amplify/backend.ts ended without defining a backend.', ...errorOutput.slice(-20)].join(
        '\n',
      ),
      'It must call defineBackend() and must not end the process.',
    );
  }
  const chain = [failure];
  for (let { cause } = failure; cause; { cause } = cause) chain.push(cause);
  const place = chain.map(({ stack }) => firstPlace(stack, cwd)).find(Boolean);
  const deepest = chain.at(-1) ?? failure;
  const missing = missingBundler(deepest.message);
  const lines = [
    `[${failure.name}] ${firstParagraph(failure.message)}`,
    ...(failure.details ? [failure.details] : []),
    ...(deepest !== failure ? [`Caused by: ${firstParagraph(deepest.message)}`] : []),
    ...(missing === undefined
      ? []
      : [
          `The bundler runs through ${missing}, the package manager of the app's lock file, and ${missing} is not on the PATH.`,
        ]),
    ...(place ? [`at ${place}`] : []),
    ...errorOutput.filter((line) => !/^\s*at |^Node\.js v/.test(line)).slice(-30),
  ];
  const resolution =
    resolutionOf(deepest, missing) ?? chain.map((error) => error.resolution).find(Boolean);
  return new SandboxError(
    'SYNTH_FAILED',
    lines.join('\n'),
    resolution ?? 'Fix the definition of the backend.',
    { cause: failure },
  );
}

/** The resolution for failures for which Amplify gives no advice. */
function resolutionOf(failure: SynthFailure, missing: string | undefined): string | undefined {
  if (missing !== undefined) {
    return `Install ${missing}, or start the sandbox with it: ${missing} exec amplify-recipes sandbox`;
  }
  if (failure.message.startsWith('Cannot find a package lock file')) {
    return "Install the app's dependencies, which writes the lock file: npm install";
  }
  return undefined;
}

/** The package manager that the bundler could not start, if that is the failure. */
function missingBundler(message: string): string | undefined {
  return /\bspawnSync (?:\S*\/)?(\w+)\S* ENOENT$/.exec(message.trimEnd())?.[1];
}

/** Removes the bundler's command line, which contains the whole banner of Amplify. */
function firstParagraph(message: string): string {
  const text = message.replace(/, bundle output is located at [\s\S]*/, '');
  return text.length > 1000 ? `${text.slice(0, 1000)} …` : text;
}

/** The first stack frame in the app's own code: `amplify/auth/resource.ts:12:3`. */
function firstPlace(stack: string, cwd: string): string | undefined {
  for (const line of stack.split('\n')) {
    // The frame is `at name (place)` or `at place`. The place may contain spaces and parentheses.
    const place = /^\s*at (?:async )?(?:.*? \()?((?:file:\/\/)?\/.*?:\d+:\d+)\)?$/.exec(line)?.[1];
    if (!place || place.includes('/node_modules/')) continue;
    const path = place.startsWith('file://') ? fileURLToPath(place) : place;
    const local = relative(cwd, path);
    if (!local.startsWith('..')) return local;
  }
  return undefined;
}

function forEachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  stream?.on('end', () => {
    if (rest) take(rest);
  });
}
