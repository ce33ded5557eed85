import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.ts';

/** A function of the user. Its arguments depend on the kind of handler. */
export type Handler = ((...parameters: unknown[]) => unknown) & {
  [streamingSymbol]?: unknown;
  [highWaterMarkSymbol]?: unknown;
};

export const streamingSymbol: unique symbol = Symbol.for('aws.lambda.runtime.handler.streaming');
export const highWaterMarkSymbol: unique symbol = Symbol.for(
  'aws.lambda.runtime.handler.streaming.highWaterMark',
);

/**
 * How modules are loaded. Up to Node.js 22 Lambda requires CommonJS modules and imports the others.
 * From 24 on it imports all.
 */
export type ModuleLoading = 'require' | 'import';

const require = createRequire(import.meta.url);

/**
 * Loads the configured handler of a function, such as `index.handler` or
 * `folder/file.exports.handler`.
 *
 * @throws {RuntimeError} `Runtime.HandlerNotFound`, `Runtime.ImportModuleError`,
 *   `Runtime.UserCodeSyntaxError`, `Runtime.MalformedHandlerName`. Errors that the module itself
 *   throws are not changed.
 */
export async function loadHandler(
  taskRoot: string,
  handler: string,
  loading: ModuleLoading,
): Promise<Handler> {
  if (handler.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, file, exportPath] = basename(handler).match(/^([^.]*)\.(.*)$/) ?? [];
  if (file === undefined || exportPath === undefined) {
    throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  }

  const folder = handler.slice(0, handler.indexOf(basename(handler)));
  const module = await loadModule(taskRoot, folder, file, loading);
  const found =
    pick(module, exportPath) ??
    (loading === 'import' ? pick(pick(module, 'default'), exportPath) : undefined);
  if (!found) {
    throw new RuntimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof found !== 'function') {
    throw new RuntimeError('HandlerNotFound', `${handler} is not a function`);
  }
  return found as Handler;
}

async function loadModule(taskRoot: string, folder: string, file: string, loading: ModuleLoading) {
  const path = resolve(taskRoot, folder, file);
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      const candidate = path + extension;
      if (!existsSync(candidate)) continue;
      const module =
        loading === 'import' || isModule(candidate)
          ? await import(pathToFileURL(candidate).href)
          : require(candidate);
      if (module) return module;
    }
    return require(require.resolve(file, { paths: [taskRoot, join(taskRoot, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      const wrapped = new RuntimeError('UserCodeSyntaxError', String(error));
      if (loading === 'import' && error.stack) wrapped.stack = error.stack;
      throw wrapped;
    }
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error));
    }
    throw error;
  }
}

function isModule(path: string): boolean {
  if (path.endsWith('.mjs')) return true;
  return path.endsWith('.js') && isModuleFolder(dirname(path));
}

// The nearest package.json decides, as in Node.js itself.
function isModuleFolder(folder: string): boolean {
  if (basename(folder) === 'node_modules') return false;
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    try {
      return JSON.parse(readFileSync(manifest, 'utf8'))?.type === 'module';
    } catch (error) {
      console.warn(
        `${manifest} cannot be read, it will be ignored for ES module detection purposes.`,
        error,
      );
      return false;
    }
  }
  return dirname(folder) === folder ? false : isModuleFolder(dirname(folder));
}

function pick(module: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (value ? (value as Record<string, unknown>)[key] : undefined),
      module,
    );
}

export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}
