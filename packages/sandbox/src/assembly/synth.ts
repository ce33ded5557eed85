import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join, relative, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SandboxError } from '../errors.js';
import { makePrivateFolder } from '../store/files.js';
import { createCacheEntry, findCacheEntry, findChangedInput } from './synth-cache.js';
import type { SynthFailure, SynthMessage } from './synth-process.js';

export type SynthOptions = {
  /** The app's folder: the one that holds `amplify/`. */
  readonly cwd: string;
  /** Told what the backend's definition prints, a line at a time. */
  readonly onOutput?: (line: string) => void;
  /** Told once that the assembly on disk is out of date, so that synthesis begins. */
  readonly onStart?: () => void;
  readonly signal?: AbortSignal;
};

export type Synthesis = {
  /** The folder of the cloud assembly. */
  readonly directory: string;
  /** Files that it was made from, to be watched. */
  readonly inputs: readonly string[];
  /** Whether an earlier assembly still held, so that nothing was synthesised. */
  readonly cached: boolean;
  /** A file that has changed since the synthesis began, if there is one. */
  changedInput(): string | undefined;
};

/**
 * In Amplify's order, which prefers what an app's own compiler may have made; and what Amplify
 * itself does not take.
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
 * Synthesises the Amplify backend of an app, offline, in a process of its own. Nothing is
 * synthesised when the files that the last assembly was made from are unchanged.
 *
 * @throws {SandboxError} `APP_NOT_FOUND` when there is no backend in the folder, `SYNTH_FAILED`
 *   with Amplify's own words, the file and the line.
 */
export async function synthesise(options: SynthOptions): Promise<Synthesis> {
  const { cwd, backendFile, name } = findApp(options.cwd);
  const cacheDirectory = join(cwd, '.amplify', 'local-assembly');
  const cached = findCacheEntry(cacheDirectory, cwd);
  const synthesisOf = (entry: {
    readonly directory: string;
    readonly inputs: readonly string[];
  }) => ({
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
    const imported = await runSynth({ ...options, cwd }, backendFile, name, entry.directory);
    const completed = orUnwritable(cacheDirectory, () => entry.complete(imported));
    return { ...synthesisOf(completed), cached: false };
  } catch (error) {
    entry.discard();
    throw error;
  }
}

/** A read-only folder and a full disk are for the developer to mend. */
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
): Promise<readonly string[]> {
  const child = fork(processFile(), [backendFile], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
    // A group of its own: Ctrl+C in the terminal ends it through the signal, with all it started.
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
      // Checks of CloudFormation's rules, which take half of the time. A deployment makes them.
      CDK_VALIDATION: process.env.CDK_VALIDATION ?? 'false',
      // The bundler runs through the package manager, which must not begin to install.
      pnpm_config_verify_deps_before_run: 'false',
    },
  });
  let failure: SynthFailure | undefined;
  let imported: readonly string[] | undefined;
  child.on('message', (message: SynthMessage) => {
    if (message.type === 'imported') imported = message.files;
    else failure ??= message.error;
    // Left to itself it may never end: a backend may leave a timer running, and `process.exit` can
    // wait for the bundler's threads for ever.
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

/** Ends a process and those that it started, such as the bundler. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended, or the system has no groups.
    child.kill('SIGKILL');
  }
}

/** Beside this file: JavaScript once it is built, TypeScript in a checkout. */
function processFile(): string {
  const built = fileURLToPath(new URL('./synth-process.js', import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL('./synth-process.ts', import.meta.url));
}

/** Amplify takes letters, digits and hyphens in a backend's namespace. */
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
      ['amplify/backend.ts ended without a backend.', ...errorOutput.slice(-20)].join('\n'),
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

/** The way out of failures for which Amplify's words have none. */
function resolutionOf(failure: SynthFailure, missing: string | undefined): string | undefined {
  if (missing !== undefined) {
    return `Install ${missing}, or start the sandbox with it: ${missing} exec amplify-recipes sandbox`;
  }
  if (failure.message.startsWith('Cannot find a package lock file')) {
    return "Install the app's dependencies, which writes the lock file: npm install";
  }
  return undefined;
}

/** The package manager that the bundler could not be started with, if that is the failure. */
function missingBundler(message: string): string | undefined {
  return /\bspawnSync (?:\S*\/)?(\w+)\S* ENOENT$/.exec(message.trimEnd())?.[1];
}

/** Without the bundler's command line, which carries the whole banner of Amplify. */
function firstParagraph(message: string): string {
  const text = message.replace(/, bundle output is located at [\s\S]*/, '');
  return text.length > 1000 ? `${text.slice(0, 1000)} …` : text;
}

/** The first stack frame that is the app's own code: `amplify/auth/resource.ts:12:3`. */
function firstPlace(stack: string, cwd: string): string | undefined {
  for (const line of stack.split('\n')) {
    // `at name (place)` or `at place`; the place may have spaces and parentheses of its own.
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
