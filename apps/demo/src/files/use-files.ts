import { useCallback, useEffect, useState } from 'react';
import { useAction } from '../controls/use-action.js';
import { deleteFile, readFiles, type StoredFile, uploadFile } from './stored-file.js';

export type Files = {
  /** Undefined until they are read. */
  readonly files: readonly StoredFile[] | undefined;
  /** What is on its way, and how much of it is there, from 0 to 1. */
  readonly upload: { readonly name: string; readonly done: number } | undefined;
  /** What was done last, in words. */
  readonly news: string;
  readonly error: unknown;
  /** Uploads one after the other, up to the first that fails. */
  add(chosen: readonly File[]): Promise<void>;
  remove(file: StoredFile): Promise<void>;
};

/** The visitor's files, and what they do with them. */
export function useFiles(): Files {
  const [files, setFiles] = useState<Files['files']>();
  const [upload, setUpload] = useState<Files['upload']>();
  const [news, setNews] = useState('');
  const [readError, setReadError] = useState<unknown>();

  const read = useCallback(async () => {
    try {
      setFiles(await readFiles());
      setReadError(undefined);
    } catch (error) {
      setReadError(error);
    }
  }, []);
  useEffect(() => {
    void read();
  }, [read]);

  const add = useAction(async (chosen: readonly File[]) => {
    for (const file of chosen) {
      setNews('');
      const tell = (done: number) => setUpload({ name: file.name, done });
      tell(0);
      try {
        await uploadFile(file, tell);
      } finally {
        setUpload(undefined);
      }
      setNews(`${file.name} is in the bucket.`);
      await read();
    }
  });
  const remove = useAction(async (file: StoredFile) => {
    await deleteFile(file);
    setNews(`${file.name} is deleted.`);
    await read();
  });
  return {
    files,
    upload,
    news,
    error: add.error ?? remove.error ?? readError,
    add: add.run,
    remove: remove.run,
  };
}
