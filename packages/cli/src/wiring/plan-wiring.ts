import type { AmplifyApp } from '../app/amplify-app.js';
import type { Recipe } from '../recipes/catalogue.js';
import type { Snippet } from '../recipes/instructions.js';
import { filesOf } from './app-files.js';
import { connectionOf } from './connection.js';
import {
  AUTH,
  BACKEND,
  DATA,
  isInHandler,
  ownFilesOf,
  STORAGE,
  writeOwnFiles,
} from './own-files.js';
import { WiringError } from './source-module.js';
import { wireAuth } from './wire-auth.js';
import { wireBackend } from './wire-backend.js';
import { wireData } from './wire-data.js';
import { wireStorage } from './wire-storage.js';

/** How a recipe is connected with the app. */
export type Wiring = {
  readonly recipe: Recipe;
  /** The files of the app that change. */
  readonly changes: ReadonlyMap<string, string>;
  /** Why the command cannot connect it. */
  readonly problem: string | undefined;
  /** The code that the user still has to write. */
  readonly left: readonly Snippet[];
};

/**
 * Connects recipes with an app as their READMEs say, one after the other. A recipe is connected
 * completely or not at all. It writes nothing.
 *
 * @param copies The recipes with the folders of their copies.
 * @param copied The changes that copy them.
 */
export async function planWiring(
  app: AmplifyApp,
  copies: readonly { readonly recipe: Recipe; readonly folder: string }[],
  copied: ReadonlyMap<string, string | undefined>,
): Promise<Wiring[]> {
  const before = new Map(copied);
  const wirings: Wiring[] = [];
  for (const { recipe, folder } of copies) {
    const wiring = await wire(app, recipe, folder, before);
    for (const [path, text] of wiring.changes) before.set(path, text);
    wirings.push(wiring);
  }
  return wirings;
}

async function wire(
  app: AmplifyApp,
  recipe: Recipe,
  folder: string,
  before: ReadonlyMap<string, string | undefined>,
): Promise<Wiring> {
  const files = filesOf(app, before);
  const codeOf = (file: string) => recipe.snippets.find(({ path }) => path === file)?.code;
  const [data, storage, backend] = [DATA, STORAGE, BACKEND].map(codeOf);
  const own = ownFilesOf(recipe, folder);
  try {
    const connection = connectionOf(recipe, folder);
    if (connection) {
      const names = await wireAuth(files, connection, folder, recipe.name);
      if (data && names) await wireData(files, data, names);
    } else if (!(await isInHandler(files, own, folder))) {
      await writeOwnFiles(files, own);
      if (data) await wireData(files, data, {});
      if (storage) await wireStorage(files, storage);
    }
    if (backend) await wireBackend(files, backend);
    const done = [AUTH, BACKEND, DATA, STORAGE, ...own.map(({ path }) => path)];
    const left = recipe.snippets.filter(({ path }) => !done.includes(path));
    return { recipe, changes: files.changes, problem: undefined, left };
  } catch (error) {
    if (!(error instanceof WiringError)) throw error;
    return { recipe, changes: new Map(), problem: error.message, left: recipe.snippets };
  }
}
