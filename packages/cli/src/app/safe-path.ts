import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UsageError } from '../terminal/failure.js';
import { printable } from '../terminal/printable.js';

/** Characters that Windows gives a meaning, such as drives and streams, and invisible ones. */
const FORBIDDEN = /[\\:*?"<>|\p{Cc}\p{Cf}\u2028\u2029]/u;
/** Names of devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Folders whose files other programs run. */
const RESERVED = ['node_modules', '.git'];

/**
 * Checks that a path is in the folder `amplify` on each operating system.
 *
 * @throws {UsageError} When it is not.
 */
export function checkPath(path: string): void {
  const [first, ...rest] = path.split('/');
  const isPlain = (name: string) =>
    name !== '' &&
    !/[. ]$/.test(name) &&
    !FORBIDDEN.test(name) &&
    !DEVICE.test(name) &&
    !RESERVED.includes(name.toLowerCase());
  if (first !== 'amplify' || rest.length === 0 || !rest.every(isPlain)) {
    throw new UsageError(
      `"${printable(path)}" is not a plain path of a file in amplify/. Nothing was written.`,
    );
  }
}

/**
 * The absolute path of a file of an app. All of its folders are in the app: a link may lead
 * elsewhere.
 *
 * @param root The real path of the app's folder.
 * @param path Its path in the app, with `/` between folders.
 * @throws {UsageError} When it is not in `amplify/`, is a link, or differs from an existing name
 *   only in case: then it would be the same file on other machines.
 */
export async function safePath(root: string, path: string): Promise<string> {
  checkPath(path);
  let folder = root;
  for (const [index, name] of path.split('/').entries()) {
    const target = join(folder, name);
    const twin = (await readdir(folder).catch(() => [])).find(
      (other) => other !== name && canonical(other) === canonical(name),
    );
    if (twin !== undefined) {
      throw new UsageError(
        `${path} and the existing ${printable(relativeTo(root, join(folder, twin)))} differ only in case, and would be one file on other machines. Rename it. Nothing was written.`,
      );
    }
    const found = await lstat(target).catch(() => undefined);
    if (!found) break;
    const isLast = index === path.split('/').length - 1;
    const real = await realpath(target).catch(() => undefined);
    const isInside = real?.startsWith(root + sep) === true;
    if (!isInside || (isLast && found.isSymbolicLink())) {
      throw new UsageError(
        `${relativeTo(root, target)} is a link. The command writes only to files in the app itself. Nothing was written.`,
      );
    }
    folder = target;
  }
  return join(root, ...path.split('/'));
}

const canonical = (name: string) => name.normalize('NFC').toLowerCase();

const relativeTo = (root: string, path: string) => path.slice(root.length + 1).replaceAll(sep, '/');
