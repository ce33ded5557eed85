import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

export type ScratchApp = {
  readonly root: string;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** The paths of all files, sorted. */
  files(): Promise<string[]>;
};

/** Creates an Amplify app in a folder of its own, and removes it after the test. */
export async function scratchApp(
  files: Readonly<Record<string, string>> = {},
): Promise<ScratchApp> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'app-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const app: ScratchApp = {
    root,
    read: (path) => readFile(join(root, path), 'utf8'),
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    async files() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
        .sort();
    },
  };
  const hasBackend = Object.keys(files).some((path) => path.startsWith('amplify/backend.'));
  const backend = hasBackend ? {} : { 'amplify/backend.ts': 'export {};\n' };
  const all = { 'package.json': '{}', ...backend, ...files };
  for (const [path, text] of Object.entries(all)) await app.write(path, text);
  return app;
}

/** Collects what a command prints. */
export async function printedBy(command: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((...words) => {
    lines.push(words.join(' '));
  });
  try {
    await command();
  } finally {
    spy.mockRestore();
  }
  return lines.join('\n');
}
