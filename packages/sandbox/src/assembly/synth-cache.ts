import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** What an assembly was made from. Values of the environment are kept as digests only. */
type InputRecord = {
  readonly nodeVersion: string;
  readonly files: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
};

type CacheEntry = { readonly directory: string; readonly inputs: readonly string[] };

const RECORD_FILE = 'synth-inputs.json';
const MAXIMUM_AGE_MS = 24 * 60 * 60 * 1000;
/** Files that decide what is imported, and how, in the app's folder and those above it. */
const PROJECT_FILES = [
  'package.json',
  'tsconfig.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

/** The newest assembly whose inputs are all as they were, if there is one. */
export function findCacheEntry(cacheDirectory: string, cwd: string): CacheEntry | undefined {
  for (const directory of entriesByAge(cacheDirectory)) {
    const record = readRecord(directory);
    if (!record || record.nodeVersion !== process.version) continue;
    const files = Object.keys(record.files);
    const current = [...new Set([...files, ...filesOfApp(cwd)])];
    if (
      current.every((file) => record.files[file] === digestFile(file)) &&
      Object.entries(record.environment).every(
        ([name, value]) => digest(process.env[name]) === value,
      )
    ) {
      utimesSync(directory, new Date(), new Date());
      return { directory, inputs: files };
    }
  }
  return undefined;
}

/** A folder for a new assembly. It counts only once it is completed. */
export function createCacheEntry(
  cacheDirectory: string,
  cwd: string,
): {
  readonly directory: string;
  complete(imported: readonly string[]): CacheEntry;
  discard(): void;
} {
  const directory = join(cacheDirectory, randomUUID());
  mkdirSync(directory);
  return {
    directory,
    complete(imported) {
      const files = inputsOf(cwd, imported, directory);
      const record: InputRecord = {
        nodeVersion: process.version,
        files: Object.fromEntries(files.map((file) => [file, digestFile(file)])),
        environment: Object.fromEntries(
          environmentNames(files).map((name) => [name, digest(process.env[name])]),
        ),
      };
      writeFileSync(join(directory, RECORD_FILE), JSON.stringify(record));
      removeOld(cacheDirectory, directory);
      return { directory, inputs: files };
    },
    discard: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function inputsOf(cwd: string, imported: readonly string[], directory: string): readonly string[] {
  const files = [
    ...filesOfApp(cwd),
    ...imported,
    ...imported.flatMap(handlersBeside),
    ...bundledSources(directory),
  ];
  return [...new Set(files)].sort();
}

/** A bundled handler may itself be a bundle, whose source map names what it was made from. */
function handlersBeside(file: string): readonly string[] {
  return ['handler.ts', 'handler.mts', 'handler.js', 'handler.mjs']
    .map((name) => join(dirname(file), name))
    .filter((handler) => statSync(handler, { throwIfNoEntry: false })?.isFile());
}

function entriesByAge(cacheDirectory: string): readonly string[] {
  try {
    return readdirSync(cacheDirectory)
      .map((name) => join(cacheDirectory, name))
      .sort((a, b) => modifiedAt(b) - modifiedAt(a));
  } catch {
    return [];
  }
}

function readRecord(directory: string): InputRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, RECORD_FILE), 'utf8')) as InputRecord;
  } catch {
    return undefined;
  }
}

/** Another sandbox may still run functions from an older assembly, so only those of days ago go. */
function removeOld(cacheDirectory: string, current: string): void {
  for (const directory of entriesByAge(cacheDirectory)) {
    if (directory !== current && Date.now() - modifiedAt(directory) > MAXIMUM_AGE_MS) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Everything below `amplify/`, for what is read there without being imported, and the lock files. */
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
  return [...own, ...project];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What the bundler read for each function, from the source maps beside the bundles. */
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

/** Environment variables that the app's own code mentions by name. */
function environmentNames(files: readonly string[]): readonly string[] {
  const names = files
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/process\.env(?:\.|\[\s*['"`])([A-Za-z_]\w*)/g),
    ])
    .flatMap(([, name]) => name ?? []);
  return [...new Set(names)].sort();
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
