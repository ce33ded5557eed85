import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';

/** The inputs of an assembly. Values of environment variables are kept only as digests. */
type InputRecord = {
  readonly nodeVersion: string;
  readonly toolChains: string;
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly mistakes: readonly string[];
};

/** A backend that was imported for an assembly. */
export type ImportedBackend = {
  /** The files that were imported. */
  readonly files: readonly string[];
  readonly mistakes: readonly string[];
};

/** An assembly on disk. */
export type CacheEntry = {
  readonly directory: string;
  readonly inputs: readonly string[];
  readonly mistakes: readonly string[];
};

const RECORD_FILE = 'synth-inputs.json';
const MAXIMUM_AGE_MS = 24 * 60 * 60 * 1000;
/** Number of unused assemblies to keep, for a change that is undone. */
const MAXIMUM_UNUSED = 10;
/** A sandbox marks its assembly every minute. An assembly not marked for this long is unused. */
const UNUSED_AFTER_MS = 10 * 60 * 1000;
/** The digest of a file that changed while it was read. It equals no real digest. */
const UNKNOWN_CONTENT = 'changed during the synthesis';
/** Files in the app's folder and its parents that decide which modules are imported, and how. */
const PROJECT_FILES = [
  'package.json',
  'tsconfig.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

/** The newest assembly whose inputs have not changed, if there is one. */
export function findCacheEntry(cacheDirectory: string, cwd: string): CacheEntry | undefined {
  const app = filesOfApp(cwd);
  const toolChains = installedToolChains();
  const digests = new Map<string, string>();
  const digestOnce = (file: string) => {
    const known = digests.get(file) ?? digestFile(file);
    digests.set(file, known);
    return known;
  };
  for (const directory of entriesByAge(cacheDirectory)) {
    const record = readRecord(directory);
    if (!record || record.nodeVersion !== process.version) continue;
    if (record.toolChains !== toolChains) continue;
    const files = Object.keys(record.files);
    const current = [...new Set([...files, ...app])];
    if (
      current.every((file) => record.files[file] === digestOnce(file)) &&
      Object.entries(record.environment).every(
        ([name, value]) => digest(process.env[name]) === value,
      )
    ) {
      markUsed(directory);
      return { directory, inputs: files, mistakes: record.mistakes };
    }
  }
  return undefined;
}

/**
 * The first file that was changed, added or removed since the synthesis of an assembly began. This
 * includes a file that was saved during the synthesis, which may have been read before or after.
 */
export function findChangedInput(directory: string, cwd: string): string | undefined {
  const record = readRecord(directory);
  if (!record) return undefined;
  const files = new Set([...Object.keys(record.files), ...filesOfApp(cwd)]);
  return [...files].find((file) => record.files[file] !== digestFile(file));
}

/** Protects an assembly from removal for some minutes. */
export function markUsed(directory: string): void {
  try {
    utimesSync(directory, new Date(), new Date());
  } catch {
    // The folder was removed by hand, or the disk is read-only. The sandbox can fix neither.
  }
}

/**
 * Creates a folder for a new assembly. The assembly is valid only when it is complete, and only for
 * files that did not change during the synthesis. A changed file may have been read before or
 * after.
 */
export function createCacheEntry(
  cacheDirectory: string,
  cwd: string,
): {
  readonly directory: string;
  complete(backend: ImportedBackend): CacheEntry;
  discard(): void;
} {
  const directory = join(cacheDirectory, randomUUID());
  mkdirSync(directory);
  const startedAt = statSync(directory).ctimeMs;
  const before = new Map(filesOfApp(cwd).map((file) => [file, digestFile(file)]));
  const generated = join(cwd, '.amplify', '/');
  const digestAtStart = (file: string): string => {
    const known = before.get(file);
    if (known !== undefined) return known;
    const changedAt = statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0;
    // Amplify itself writes files below `.amplify` during each synthesis.
    return changedAt > startedAt && !file.startsWith(generated)
      ? UNKNOWN_CONTENT
      : digestFile(file);
  };
  return {
    directory,
    complete({ files: imported, mistakes }) {
      const files = [...new Set([...before.keys(), ...inputsOf(cwd, imported, directory)])].sort();
      const record: InputRecord = {
        nodeVersion: process.version,
        toolChains: installedToolChains(),
        files: Object.fromEntries(files.map((file) => [file, digestAtStart(file)])),
        environment: Object.fromEntries(
          environmentNames(files).map((name) => [name, digest(process.env[name])]),
        ),
        mistakes,
      };
      writeFileSync(join(directory, RECORD_FILE), JSON.stringify(record));
      removeOld(cacheDirectory, directory);
      return { directory, inputs: files, mistakes };
    },
    discard: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function inputsOf(cwd: string, imported: readonly string[], directory: string): readonly string[] {
  return [
    ...filesOfApp(cwd),
    ...imported,
    ...imported.flatMap(handlersBeside),
    ...bundledSources(directory),
  ];
}

/** A bundled handler may itself be a bundle. Its source map names its sources. */
function handlersBeside(file: string): readonly string[] {
  return ['handler.ts', 'handler.mts', 'handler.js', 'handler.mjs']
    .map((name) => join(dirname(file), name))
    .filter((handler) => statSync(handler, { throwIfNoEntry: false })?.isFile());
}

function entriesByAge(cacheDirectory: string): readonly string[] {
  try {
    return readdirSync(cacheDirectory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(cacheDirectory, entry.name))
      .sort((a, b) => modifiedAt(b) - modifiedAt(a));
  } catch {
    return [];
  }
}

function readRecord(directory: string): InputRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(join(directory, RECORD_FILE), 'utf8')) as InputRecord;
    // An earlier version of the sandbox recorded no mistakes.
    return Array.isArray(record.mistakes) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps assemblies that are in use: another sandbox may still run functions from an older one. */
function removeOld(cacheDirectory: string, current: string): void {
  const others = entriesByAge(cacheDirectory).filter((directory) => directory !== current);
  const unused = others.filter((directory) => ageOf(directory) > UNUSED_AFTER_MS);
  for (const [index, directory] of unused.entries()) {
    if (index >= MAXIMUM_UNUSED || ageOf(directory) > MAXIMUM_AGE_MS) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function ageOf(directory: string): number {
  return Date.now() - modifiedAt(directory);
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * All files below `amplify/`, because some are read without being imported, the lock files, and the
 * files with environment variables.
 */
function filesOfApp(cwd: string): readonly string[] {
  const backend = join(cwd, 'amplify');
  const own = filesBelow(backend).filter((file) => !file.includes('/node_modules/'));
  const project: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    project.push(
      ...PROJECT_FILES.map((name) => join(folder, name)).filter((file) =>
        statSync(file, { throwIfNoEntry: false })?.isFile(),
      ),
    );
    if (folder === dirname(folder)) break;
  }
  const environment = readdirSync(cwd, { withFileTypes: true })
    .filter((entry) => /^\.env(\.|$)/.test(entry.name) && entry.isFile())
    .map((entry) => join(cwd, entry.name));
  return [...own, ...project, ...environment];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The files that the bundler read for each function, from the source maps beside the bundles. */
function bundledSources(directory: string): readonly string[] {
  const maps = filesBelow(directory).filter((file) => file.endsWith('.map'));
  return maps.flatMap((file) => {
    try {
      const { sources } = JSON.parse(readFileSync(file, 'utf8')) as { sources?: readonly string[] };
      return (sources ?? [])
        .map((source) => resolve(dirname(file), source))
        .filter(
          (source) =>
            !source.includes('/node_modules/') &&
            relative(directory, source).startsWith('..') &&
            statSync(source, { throwIfNoEntry: false })?.isFile(),
        );
    } catch {
      return [];
    }
  });
}

/** The programs that build functions in other languages. Without them, a function is not built. */
function installedToolChains(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return ['go', 'uv', 'python3', 'docker']
    .filter((name) => folders.some((folder) => existsSync(join(folder, name))))
    .join(' ');
}

/** Environment variables that the app's own code uses by name. */
function environmentNames(files: readonly string[]): readonly string[] {
  const names = files
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .flatMap((file) => namesIn(readIfThere(file)));
  return [...new Set(names)].sort();
}

/** `process.env.A`, `env['A']` of `node:process`, `const { A, B: b = '' } = process.env`. */
function namesIn(code: string): readonly string[] {
  const members = code.matchAll(/\benv\s*(?:\??\.\s*|(?:\?\.)?\[\s*['"`])([A-Za-z_]\w*)/g);
  const patterns = code.matchAll(/\{([^{}]*)\}\s*=\s*(?:process\.)?env\b/g);
  return [
    ...[...members].flatMap(([, name]) => name ?? []),
    ...[...patterns].flatMap(([, pattern = '']) =>
      pattern.split(',').flatMap((part) => /^\s*([A-Za-z_]\w*)/.exec(part)?.[1] ?? []),
    ),
  ];
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function digestFile(file: string): string {
  try {
    return digest(readFileSync(file));
  } catch {
    return 'missing';
  }
}

function digest(content: string | Uint8Array | undefined): string {
  return content === undefined ? 'missing' : createHash('sha256').update(content).digest('hex');
}
