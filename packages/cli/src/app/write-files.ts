import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UsageError } from '../terminal/failure.js';
import { safePath } from './safe-path.js';

/** New contents of files by their paths in the app. `undefined` deletes a file. */
export type Changes = ReadonlyMap<string, string | undefined>;

type Step = { readonly run: () => Promise<unknown>; readonly undo: () => Promise<unknown> };

/**
 * Changes all of the files, or none of them. New contents are written to a folder of their own
 * first, and then moved. A new folder appears with all of its files in one move. An interruption
 * waits until all files are changed.
 *
 * @param before The contents for which the changes were planned. Without it, they are not compared.
 * @throws {UsageError} When a path is not safe, a file cannot be written, or its content is another
 *   one now. Nothing is changed then.
 */
export async function writeFiles(
  root: string,
  changes: Changes,
  before: Changes = new Map(),
): Promise<void> {
  const targets = new Map<string, string>();
  for (const path of changes.keys()) targets.set(path, await safePath(root, path));
  refuseTwins([...changes.keys()]);
  for (const [path, target] of targets) await refuseLocked(path, target, before);
  if (changes.size === 0) return;
  await uninterrupted(() => changeAll(root, changes, targets));
}

async function changeAll(
  root: string,
  changes: Changes,
  targets: ReadonlyMap<string, string>,
): Promise<void> {
  const stage = await mkdtemp(join(root, 'amplify', '.recipes-'));
  const done: Step[] = [];
  try {
    for (const step of await stepsFor(root, stage, changes, targets)) {
      await step.run();
      done.push(step);
    }
  } catch (error) {
    for (const { undo } of done.reverse()) await undo();
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`The files cannot be written: ${reason}. Nothing was changed.`);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Refuses a read-only file, which a move would replace, and one that was changed in the meantime. */
async function refuseLocked(path: string, target: string, before: Changes): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  if (found?.isFile() && (found.mode & 0o222) === 0) {
    throw new UsageError(`${path} is read-only. Nothing was changed.`);
  }
  if (!before.has(path)) return;
  const content = found && (await readFile(target, 'utf8'));
  if (content === before.get(path)) return;
  throw new UsageError(
    `${path} was changed while this command ran. Nothing was changed. Run it again.`,
  );
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs something short. A signal takes effect after it. */
async function uninterrupted(run: () => Promise<void>): Promise<void> {
  let received: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    received = signal;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  try {
    await run();
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
    if (received) process.kill(process.pid, received);
  }
}

function refuseTwins(paths: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined) throw new UsageError(`${path} and ${twin} differ only in case.`);
    seen.set(path.toLowerCase(), path);
  }
}

async function stepsFor(
  root: string,
  stage: string,
  changes: Changes,
  targets: ReadonlyMap<string, string>,
): Promise<Step[]> {
  const steps: Step[] = [];
  const newFolders = new Map<string, string>();
  for (const [path, content] of changes) {
    const target = targets.get(path) ?? join(root, path);
    if (content === undefined) {
      steps.push(deletion(target, join(stage, `old-${steps.length}`)));
      continue;
    }
    const missing = await firstMissing(root, path);
    const isInNewFolder = missing !== target;
    let staged = newFolders.get(missing);
    if (staged === undefined) {
      staged = join(stage, `new-${steps.length}`);
      if (isInNewFolder) newFolders.set(missing, staged);
      steps.push(
        isInNewFolder
          ? creation(staged, missing)
          : replacement(staged, target, join(stage, `old-${steps.length}`)),
      );
    }
    const file = isInNewFolder ? join(staged, target.slice(missing.length + 1)) : staged;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    const mode = (await lstat(target).catch(() => undefined))?.mode;
    if (mode !== undefined) await chmod(file, mode & 0o777);
  }
  return steps;
}

/** The first folder on a path that does not exist, or the path itself. */
async function firstMissing(root: string, path: string): Promise<string> {
  let current = root;
  for (const name of path.split('/')) {
    current = join(current, name);
    if (!(await lstat(current).catch(() => undefined))) return current;
  }
  return current;
}

const creation = (staged: string, target: string): Step => ({
  run: () => rename(staged, target),
  undo: () => rm(target, { recursive: true, force: true }),
});

function replacement(staged: string, target: string, old: string): Step {
  let isSaved = false;
  return {
    async run() {
      isSaved = await copyFile(target, old).then(
        () => true,
        (error) => {
          if (error.code === 'ENOENT') return false;
          throw error;
        },
      );
      await rename(staged, target);
    },
    undo: () => (isSaved ? rename(old, target) : rm(target, { force: true })),
  };
}

const deletion = (target: string, old: string): Step => ({
  run: () => rename(target, old),
  undo: () => rename(old, target),
});
