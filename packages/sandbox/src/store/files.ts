import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes a file completely or not at all. A reader never sees a part of it, and a full disk does
 * not destroy the old content.
 *
 * @param mode Permissions of the file, even if the replaced file had others.
 */
export function replaceFile(file: string, content: string, mode: number): void {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, '', { mode });
    // A file left behind by an ended process keeps its permissions.
    chmodSync(temporary, mode);
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw error;
  }
}

/**
 * Creates a folder for keys and secrets, which only its owner can read and git ignores. An existing
 * folder stays as it is, because it may be the app's own.
 */
export function makePrivateFolder(path: string): void {
  const isNew = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined;
  if (isNew) writeFileSync(join(path, '.gitignore'), '*\n');
}
