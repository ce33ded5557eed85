import { useCallback, useEffect, useState } from 'react';
import { useAction } from '../form/use-action.js';
import { deleteFile, readFiles, type StoredFile, uploadFile } from './stored-file.js';

export type Files = {
  /** Undefined until the list is loaded. */
  readonly files: readonly StoredFile[] | undefined;
  /** The file that is being uploaded, and the part that is done, from 0 to 1. */
  readonly upload: { readonly name: string; readonly done: number } | undefined;
  /** A message about the last upload or deletion. */
  readonly news: string;
  readonly error: unknown;
  /** Uploads files one after the other. The first failure stops it. */
  add(chosen: readonly File[]): Promise<void>;
  remove(file: StoredFile): Promise<void>;
};

/** The visitor's files, with functions to add and remove them. */
export function useFiles(onUploaded: () => void): Files {
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
      onUploaded();
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
