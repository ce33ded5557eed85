import module from 'node:module';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const fs = process.getBuiltinModule('node:fs');
// The function before it is replaced.
const { existsSync } = fs;

/** The endings that `require` tries. */
const ENDINGS = ['', '.js', '.json', '.mjs', '.cjs', '/index.js', '/index.json'];

/** The functions of `node:fs` that read the path in their first argument. */
const READING = [
  ...['access', 'accessSync', 'copyFile', 'copyFileSync', 'cp', 'cpSync', 'createReadStream'],
  ...['exists', 'existsSync', 'lstat', 'lstatSync', 'open', 'openAsBlob', 'openSync', 'opendir'],
  ...['opendirSync', 'readdir', 'readdirSync', 'readFile', 'readFileSync', 'readlink'],
  ...['readlinkSync', 'realpath', 'realpathSync', 'stat', 'statSync'],
];

/**
 * Shows the function its layers under `/opt`, as far as it reads files with `node:fs`. The `/opt` of
 * this machine stays as it is: without root rights nothing can be mounted there. Programs that the
 * function starts, and native code, therefore see no layers.
 *
 * @param layers The folders of the layers. A later layer takes precedence over an earlier one.
 */
export function showLayers(layers: readonly string[]): void {
  if (layers.length === 0) return;
  for (const target of [fs, fs.promises] as Record<string, unknown>[]) {
    for (const name of READING) {
      const read = target[name];
      if (typeof read !== 'function') continue;
      const redirected = (path: unknown, ...rest: unknown[]) =>
        read.call(target, layerPathOf(path, layers, existsSync) ?? path, ...rest);
      // Some have properties: `realpath.native`.
      target[name] = Object.defineProperties(redirected, Object.getOwnPropertyDescriptors(read));
    }
  }
  module.syncBuiltinESMExports();
}

/** The place of a module under `/opt`, named with or without its ending. */
export function layerModuleOf(specifier: string, layers: readonly string[]): string | undefined {
  return layerPathOf(specifier, layers, (path) =>
    ENDINGS.some((ending) => existsSync(path + ending)),
  );
}

function layerPathOf(
  named: unknown,
  layers: readonly string[],
  isThere: (path: string) => boolean,
): string | undefined {
  const path = pathOf(named);
  if (path === undefined || !/^\/opt(\/|$)/.test(path)) return undefined;
  return layers
    .toReversed()
    .map((layer) => join(layer, path.slice('/opt'.length)))
    .find(isThere);
}

/** The path without `..`, which could otherwise lead out of the layer. */
function pathOf(named: unknown): string | undefined {
  if (!(named instanceof URL) && typeof named !== 'string') return undefined;
  const text = String(named);
  return normalize(text.startsWith('file:///opt/') ? fileURLToPath(text) : text);
}
