import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a file whole or not at all: a reader never sees a part of it, and a disk that is full does
 * not cost what was there.
 *
 * @param mode Permissions, whatever those of the file that is replaced.
 */
export function replaceFile(file: string, content: string, mode: number): void {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, '', { mode });
    // One that an ended process left behind keeps the permissions that it had.
    chmodSync(temporary, mode);
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw error;
  }
}

/**
 * Makes a folder for keys and secrets, readable by its owner only and out of git. One that is there
 * already stays as it is: it may be the app's own.
 */
export function makePrivateFolder(path: string): void {
  const isNew = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined;
  if (isNew) writeFileSync(join(path, '.gitignore'), '*\n');
}
