import type { FileHandle } from 'node:fs/promises';
import module from 'node:module';
import { join, resolve, sep } from 'node:path';
import type { TemporaryStorage } from './settings.ts';

/** A write, as far as its arguments tell. */
type Write = {
  /** A path, or a file descriptor. */
  readonly target: unknown;
  readonly bytes: number;
  /** Whether it replaces the file's content. */
  readonly replaces?: boolean;
};

/** The parameters of a function are not known here. */
type AnyFunction = (...parameters: unknown[]) => unknown;
type Members = Record<string, unknown>;

/** How each function of `node:fs` that writes names its target and its data. */
const WRITES: Readonly<Record<string, (...parameters: unknown[]) => Write>> = {
  write: (fd, data, ...rest) => ({ target: fd, bytes: lengthWritten(data, rest) }),
  writev: (fd, buffers) => ({ target: fd, bytes: lengthOfAll(buffers) }),
  writeFile: (target, data) => ({ target, bytes: lengthOf(data), replaces: true }),
  appendFile: (target, data) => ({ target, bytes: lengthOf(data) }),
  copyFile: (from, target) => ({ target, bytes: sizeOf(from), replaces: true }),
};

const fs = process.getBuiltinModule('node:fs');
// The functions before they are replaced.
const { fstatSync, readdirSync, statSync } = fs;

/**
 * Bounds the temporary files of the function, as Lambda bounds its `/tmp`. A write that does not fit
 * fails with `ENOSPC`.
 *
 * The files of `TMPDIR` count, and those that the function writes to `/tmp` with `node:fs`. The
 * sandbox itself ends a function whose `TMPDIR` grows beyond the bound in another way.
 */
export function limitTemporaryFiles(storage: TemporaryStorage): void {
  const quota = createQuota(storage);
  const wrap = (target: Members, name: string, deliver: Delivery) => {
    const original = target[name] as AnyFunction;
    const [, base = ''] = /^(.*?)(?:Sync)?$/.exec(name) ?? [];
    const describe = WRITES[base];
    if (!describe) return;
    const bounded = deliver(target, original, (parameters) => quota.take(describe(...parameters)));
    target[name] = Object.defineProperties(bounded, Object.getOwnPropertyDescriptors(original));
  };
  for (const name of Object.keys(WRITES)) {
    wrap(fs as Members, `${name}Sync`, throwing);
    wrap(fs as Members, name, callingBack);
    if (name in fs.promises) wrap(fs.promises as Members, name, rejecting);
  }
  noteOpenedFiles(quota);
  module.syncBuiltinESMExports();
}

type Check = (parameters: readonly unknown[]) => void;
type Delivery = (self: unknown, original: AnyFunction, check: Check) => AnyFunction;

const throwing: Delivery =
  (self, original, check) =>
  (...parameters) => {
    check(parameters);
    return original.apply(self, parameters);
  };

const callingBack: Delivery =
  (self, original, check) =>
  (...parameters) => {
    try {
      check(parameters);
    } catch (error) {
      const callback = parameters.at(-1);
      if (typeof callback !== 'function') throw error;
      process.nextTick(callback, error);
      return undefined;
    }
    return original.apply(self, parameters);
  };

const rejecting: Delivery =
  (self, original, check) =>
  async (...parameters) => {
    check(parameters);
    return original.apply(self, parameters);
  };

type Quota = { take(write: Write): void; note(path: unknown): void };

function createQuota({ folder, limitMB }: TemporaryStorage): Quota {
  const limit = limitMB * 1024 * 1024;
  const own = join(folder, sep);
  /** The files under `/tmp` that this function opened. Others there are not its own. */
  const inTmp = new Set<string>();
  const isTemporary = (path: string) => path.startsWith(own) || path.startsWith('/tmp/');
  const note = (path: unknown) => {
    const name = nameOf(path);
    if (name?.startsWith('/tmp/') && !name.startsWith(own)) inTmp.add(name);
  };
  const used = () => folderSize(folder) + [...inTmp].reduce((sum, file) => sum + sizeOf(file), 0);
  // The folder is empty when the function starts.
  let room = limit;
  return {
    note,
    take({ target, bytes, replaces = false }) {
      note(target);
      if (bytes <= room) {
        room -= bytes;
        return;
      }
      const path = nameOf(target);
      if (path === undefined ? !isFile(target) : !isTemporary(path)) return;
      // Later writes may have replaced content or removed it.
      room = limit - used() + (replaces && path !== undefined ? sizeOf(path) : 0);
      if (bytes > room) throw noSpace(limitMB, path);
      room -= bytes;
    },
  };
}

/** A stream and a file handle write to a file that was opened before. */
function noteOpenedFiles(quota: Quota): void {
  const noting = (target: Members, name: string) => {
    const open = target[name] as AnyFunction;
    const noted = (...parameters: unknown[]) => {
      if (isForWriting(parameters[1])) quota.note(parameters[0]);
      return open.apply(target, parameters);
    };
    target[name] = Object.defineProperties(noted, Object.getOwnPropertyDescriptors(open));
  };
  noting(fs as Members, 'open');
  noting(fs as Members, 'openSync');
  noting(fs.promises as Members, 'open');
  boundFileHandles(quota);
}

/** The class of file handles is known only from one of them. */
function boundFileHandles(quota: Quota): void {
  const { open } = fs.promises;
  let bounded = false;
  fs.promises.open = async (...parameters) => {
    const handle = await open(...parameters);
    if (!bounded) {
      bounded = true;
      const prototype: Members = Object.getPrototypeOf(handle);
      for (const [name, describe] of Object.entries(WRITES)) {
        const write = prototype[name] as AnyFunction | undefined;
        if (!write) continue;
        prototype[name] = async function boundedWrite(this: FileHandle, ...data: unknown[]) {
          quota.take(describe(this.fd, ...data));
          return write.apply(this, data);
        };
      }
    }
    return handle;
  };
}

function isForWriting(flags: unknown): boolean {
  const { O_RDWR, O_WRONLY } = fs.constants;
  return typeof flags === 'number'
    ? (flags & (O_RDWR | O_WRONLY)) !== 0
    : typeof flags === 'string' && /[wa+]/.test(flags);
}

function nameOf(target: unknown): string | undefined {
  if (target instanceof URL) return target.pathname;
  if (Buffer.isBuffer(target)) return resolve(target.toString());
  return typeof target === 'string' ? resolve(target) : undefined;
}

/** Standard output, sockets and pipes have no bound. */
function isFile(descriptor: unknown): boolean {
  try {
    return fstatSync(Number(descriptor)).isFile();
  } catch {
    return false;
  }
}

function folderSize(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);
}

function sizeOf(path: unknown): number {
  const name = nameOf(path);
  return name === undefined ? 0 : (statSync(name, { throwIfNoEntry: false })?.size ?? 0);
}

/** The length of an iterable or a stream is not known: its parts count when they are written. */
function lengthOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

function lengthOfAll(buffers: unknown): number {
  return Array.isArray(buffers)
    ? buffers.reduce<number>((sum, each) => sum + lengthOf(each), 0)
    : 0;
}

/** `(buffer, offset, length)`, `(buffer, { offset, length })`, or `(text)`. */
function lengthWritten(data: unknown, [first, second]: readonly unknown[]): number {
  if (!ArrayBuffer.isView(data)) return lengthOf(data);
  const options = typeof first === 'object' && first !== null ? first : {};
  const { offset = first, length = second } = options as { offset?: unknown; length?: unknown };
  if (typeof length === 'number') return length;
  return data.byteLength - (typeof offset === 'number' ? offset : 0);
}

function noSpace(limitMB: number, path: string | undefined): Error {
  const at = path === undefined ? '' : ` '${path}'`;
  const message = `ENOSPC: no space left on device, write${at} (the function has ${limitMB} MB for temporary files: ephemeralStorageSizeMB)`;
  return Object.assign(new Error(message), {
    errno: -28,
    code: 'ENOSPC',
    syscall: 'write',
    ...(path !== undefined && { path }),
  });
}
