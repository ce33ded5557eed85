import type * as t from '@babel/types';
import type { Recipe } from '../recipes/catalogue.js';
import { camelCase } from '../recipes/names.js';
import { specifierOf } from './app-files.js';
import type { Import } from './edits.js';
import { AUTH, ownFilesOf } from './own-files.js';
import {
  callsOf,
  constantsOf,
  importsOf,
  objectOf,
  parseModule,
  propertyOf,
  type SourceModule,
  textOf,
  WiringError,
} from './source-module.js';

export const AMPLIFY = '@aws-amplify/backend';

/** What a recipe's README connects with `defineAuth`. */
export type Connection = {
  readonly auth: SourceModule;
  /** The options of `defineAuth` in the README. */
  readonly options: t.ObjectExpression;
  readonly triggers: t.ObjectExpression;
  /** The handler that runs the recipe, as an argument of `chain`. */
  readonly link: Link | undefined;
  /** Further files of a recipe that is configured by code, such as its handler. */
  readonly files: readonly { readonly path: string; readonly code: string }[];
};

/** A call of a factory, and what it needs. */
export type Link = {
  /** The key in `triggers`: `preSignUp`. */
  readonly trigger: string;
  readonly call: string;
  readonly imports: readonly Import[];
  /** The name of the function in the README, such as `postConfirmation`. */
  readonly functionName: string | undefined;
};

/**
 * Reads the connection of a recipe from its README. A recipe that is not connected in `defineAuth`
 * has none.
 *
 * @param folder The folder of the copy.
 */
export function connectionOf(recipe: Recipe, folder: string): Connection | undefined {
  const snippet = recipe.snippets.find(({ path }) => path === AUTH);
  if (!snippet) return undefined;
  const auth = parseModule(AUTH, snippet.code);
  const options = onlyObject(auth, 'defineAuth');
  const triggers = propertyOf(options, 'triggers')?.value;
  if (triggers?.type !== 'ObjectExpression') {
    throw new TypeError(`The README of ${recipe.name} passes no triggers to defineAuth.`);
  }
  const files = ownFilesOf(recipe, folder);
  const [trigger] = triggers.properties;
  const link =
    trigger?.type === 'ObjectProperty' ? linkOf(recipe, folder, auth, trigger, files) : undefined;
  return { auth, options, triggers, link, files };
}

/** The options of the only call of a function of Amplify. */
export function onlyObject(module: SourceModule, name: string): t.ObjectExpression {
  const [call, ...others] = callsOf(module, name, AMPLIFY);
  const [argument] = call?.arguments ?? [];
  const options = argument && objectOf(module, argument);
  if (others.length > 0 || !options) {
    throw new WiringError(`${module.path} has no single call of ${name}({ ... }).`);
  }
  return options;
}

function linkOf(
  recipe: Recipe,
  folder: string,
  auth: SourceModule,
  { key, value }: t.ObjectProperty,
  files: Connection['files'],
): Link | undefined {
  if (key.type !== 'Identifier') return undefined;
  const handler = files.find(({ path }) => path.endsWith('/handler.ts'));
  const functionName = value.type === 'Identifier' ? value.name : undefined;
  if (handler) {
    const module = parseModule(handler.path, handler.code);
    const init = constantsOf(module).find(({ name }) => name === 'handler')?.init;
    if (!init) return undefined;
    const imports = importsOf(module).map(({ local, imported, from }) => ({
      local,
      imported,
      from,
    }));
    return { trigger: key.name, call: textOf(module, init), imports, functionName };
  }
  const call = functionName
    ? constantsOf(auth).find(({ name }) => name === functionName)?.init
    : value;
  if (call?.type !== 'CallExpression') return undefined;
  const factory = camelCase(recipe.name);
  const passed = call.arguments.map((argument) => textOf(auth, argument)).join(', ');
  // A handler of a trigger is in a folder of its own, amplify/auth/pre-sign-up/.
  const from = specifierOf('amplify/auth/trigger/handler.ts', `${folder}/recipe.ts`);
  const imports = [{ local: factory, imported: factory, from }];
  const isPlain = !/\bsecret\(/.test(passed);
  return isPlain
    ? { trigger: key.name, call: `${factory}(${passed})`, imports, functionName }
    : undefined;
}
