import { useCallback, useState } from 'react';
import { errorIn, stopped } from '../api/api-error.ts';
import { objectAddress, readAgain } from './object-queries.ts';

export type Upload = {
  readonly id: number;
  readonly name: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly error?: unknown;
};

/** A file, and its path below the folder that gets it. */
export type NamedFile = { readonly file: File; readonly path: string };

let lastId = 0;

/** Uploads files one after the other, with their progress. */
export function useUploads(bucket: string, prefix: string) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const upload = useCallback(
    async (files: readonly NamedFile[]) => {
      const started = files.map(({ path, file }) => {
        lastId += 1;
        return { id: lastId, name: path, progress: 0, state: 'running' as const, file };
      });
      setUploads((last) => [...last, ...started.map(({ file: _, ...rest }) => rest)]);
      const change = (id: number, changes: Partial<Upload>) =>
        setUploads((last) => last.map((each) => (each.id === id ? { ...each, ...changes } : each)));
      for (const { id, name, file } of started) {
        try {
          await send(objectAddress(bucket, prefix + name), file, (progress) =>
            change(id, { progress }),
          );
          change(id, { progress: 1, state: 'done' });
        } catch (error) {
          change(id, { state: 'failed', error });
        }
      }
      await readAgain(bucket);
    },
    [bucket, prefix],
  );
  const clear = useCallback(() => setUploads((last) => last.filter(isRunning)), []);
  return { uploads, upload, clear };
}

function isRunning({ state }: Upload): boolean {
  return state === 'running';
}

/** `fetch` says nothing of the progress. */
function send(address: string, file: File, onProgress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('PUT', address);
    sending.setRequestHeader('content-type', file.type || 'application/octet-stream');
    sending.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total === 0 ? 1 : loaded / total),
    );
    sending.addEventListener('error', () => reject(stopped()));
    sending.addEventListener('load', () => {
      if (sending.status < 300) return resolve();
      errorIn(new Response(sending.responseText, { status: sending.status })).then(reject, reject);
    });
    sending.send(file);
  });
}

/** The files of a drop, with those in dropped folders. */
export async function filesOf(items: DataTransferItemList): Promise<readonly NamedFile[]> {
  // The items are empty after the first wait.
  const dropped = [...items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found = await Promise.all(
    dropped.map(({ entry, file }) => {
      if (entry !== null) return filesIn(entry, '');
      return file === null ? [] : [{ file, path: file.name }];
    }),
  );
  return found.flat();
}

async function filesIn(entry: FileSystemEntry, folder: string): Promise<readonly NamedFile[]> {
  const path = folder + entry.name;
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path }];
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return [];
  const reader = entry.createReader();
  const found: NamedFile[] = [];
  // A reader returns some entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await filesIn(each, `${path}/`)));
  }
}
