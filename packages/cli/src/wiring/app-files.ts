import { posix } from 'node:path';
import { type AmplifyApp, readAppFile } from '../app/amplify-app.js';
import { checkPath } from '../app/safe-path.js';
import { toLf, withLineEndingsOf } from '../copies/text.js';
import { nodesIn, parseModule, type SourceModule, WiringError } from './source-module.js';

/** The files of an app, with changes that are not written yet. */
export type AppFiles = {
  /** The path of an existing source file, which may be `.mts`, `.js` or `.mjs` in place of `.ts`. */
  locate(path: string): Promise<string>;
  /** Reads a file, with `\n` between lines, or returns `undefined` if it does not exist. */
  read(path: string): Promise<string | undefined>;
  /** Changes a file, which keeps its line endings and its byte order mark. */
  write(path: string, text: string): Promise<void>;
  readonly changes: ReadonlyMap<string, string>;
};

/** The extensions that a source file may have in place of `.ts`. */
const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/** Creates the view of an app. */
export function filesOf(
  app: AmplifyApp,
  before: ReadonlyMap<string, string | undefined>,
): AppFiles {
  const changes = new Map<string, string>();
  const read = async (path: string) =>
    changes.get(path) ?? before.get(path) ?? (await readAppFile(app, path));
  const locate = async (path: string) => {
    const base = path.replace(/\.ts$/, '');
    for (const extension of base === path ? [] : EXTENSIONS) {
      if ((await read(base + extension)) !== undefined) return base + extension;
    }
    return path;
  };
  return {
    changes,
    locate,
    async read(path) {
      const text = await read(await locate(path));
      return text === undefined ? undefined : toLf(text);
    },
    async write(path, text) {
      const target = await locate(path);
      changes.set(target, withLineEndingsOf((await read(target)) ?? '', text));
    },
  };
}

/** @throws {WiringError} When the file does not exist or has a syntax error. */
export async function readModule(files: AppFiles, path: string): Promise<SourceModule> {
  const text = await files.read(path);
  if (text === undefined) throw new WiringError(`The app has no ${path}.`);
  return parseModule(await files.locate(path), text);
}

/**
 * Whether a file uses a module: with an import, with the entry of a function, or through files that
 * it uses in these ways.
 *
 * @param module The path of the module without its extension.
 */
export async function usesModule(files: AppFiles, path: string, module: string): Promise<boolean> {
  const found = [path];
  for (const each of found) {
    const text = await files.read(each);
    // Amplify's default entry is the handler beside the definition.
    for (const specifier of ['./handler', ...relativeTextsIn(each, text ?? '')]) {
      const target = posix.join(posix.dirname(each), specifier);
      if (target.replace(/\.[cm]?[jt]s$/, '') === module) return true;
      const used = await resolveImport(files, each, specifier);
      if (used !== undefined && !found.includes(used)) found.push(used);
    }
  }
  return false;
}

function relativeTextsIn(path: string, text: string): readonly string[] {
  return parseModule(path, text)
    .body.flatMap(nodesIn)
    .flatMap((node) => (node.type === 'StringLiteral' ? [node.value] : []))
    .filter((value) => /^\.{1,2}\//.test(value));
}

/** Finds the file of a relative import, with the extension that it has in TypeScript. */
export async function resolveImport(
  files: AppFiles,
  importer: string,
  specifier: string,
): Promise<string | undefined> {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(importer), specifier);
  const base = path.replace(/\.[cm]?[jt]s$/, '');
  for (const candidate of [`${base}.ts`, `${base}/index.ts`]) {
    try {
      checkPath(candidate);
    } catch {
      return undefined;
    }
    if ((await files.read(candidate)) !== undefined) return candidate;
  }
  return undefined;
}

/** The specifier with which a file imports another file: `../email-domain/recipe.js`. */
export function specifierOf(importer: string, path: string): string {
  const relative = posix.relative(posix.dirname(importer), path).replace(/ts$/, 'js');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
