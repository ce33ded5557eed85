import { posix } from 'node:path';
import type * as t from '@babel/types';
import { specifierOf } from './app-files.js';
import { CHALLENGE_RECIPES, type ChallengeRecipe, OF_SEQUENCE } from './challenge-recipes.js';
import { AMPLIFY } from './connection.js';
import { AUTH } from './own-files.js';
import { isPlain } from './plain-options.js';
import {
  callsOf,
  importsOf,
  nameOf,
  objectOf,
  type SourceModule,
  textOf,
  WiringError,
} from './source-module.js';

/** A call of `defineCaptcha` or `defineOneTimeCode`, read for the handlers that replace it. */
export type Challenge = {
  readonly recipe: ChallengeRecipe;
  /** The texts of its options, without secrets. */
  readonly options: ReadonlyMap<string, string>;
  /** The names of its secrets by option, as texts in quotes. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The specifier of a module of the recipe, for a file beside `amplify/auth/resource.ts`'s folders. */
  readonly moduleOf: (module: string) => string;
};

/** The recipe whose `defineX` is called. `undefined` for any other call. */
export function challengeRecipeOf(
  module: SourceModule,
  { callee }: t.CallExpression,
): { readonly recipe: ChallengeRecipe; readonly from: string } | undefined {
  if (callee.type !== 'Identifier') return undefined;
  const imported = importsOf(module).find(({ local }) => local === callee.name);
  const recipe = CHALLENGE_RECIPES.find(({ define }) => define === imported?.imported);
  return recipe && imported ? { recipe, from: imported.from } : undefined;
}

/**
 * Reads the options of a call for the files of a combined sign-in.
 *
 * @param folder The folder of a copy. By default the one that the file imports.
 * @throws {WiringError} When an option cannot be moved to another file.
 */
export function readChallenge(
  module: SourceModule,
  call: t.CallExpression,
  folder?: string,
): Challenge | undefined {
  const found = challengeRecipeOf(module, call);
  const moduleOf = found && modulesBeside(found.from, folder);
  if (!found || !moduleOf) return undefined;
  const { recipe } = found;
  const [argument, ...props] = call.arguments;
  const options = argument && objectOf(module, argument);
  if (!options || props.length > 0) {
    throw new WiringError(`${cannotMove(recipe)} its arguments`);
  }
  const texts = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const property of options.properties) {
    const name = property.type === 'ObjectProperty' ? nameOf(property) : undefined;
    if (property.type !== 'ObjectProperty' || name === undefined || property.shorthand) {
      throw new WiringError(`${cannotMove(recipe)} ${name ?? 'an option without a plain name'}`);
    }
    const secret = secretIn(module, property.value);
    if (!isKnown(recipe, name) || !(secret ?? isPlain(property.value))) {
      throw new WiringError(`${cannotMove(recipe)} ${name}`);
    }
    if (secret !== undefined) secrets.set(name, secret);
    else texts.set(name, textOf(module, property.value));
  }
  return { recipe, options: texts, secrets, moduleOf };
}

const cannotMove = ({ define, challenge }: ChallengeRecipe) =>
  `The section "Compose" of the README of ${challenge} shows how to ask for both challenges. This command cannot do it, because ${AUTH} passes to ${define} what it cannot move to a handler:`;

const isKnown = ({ shared, judged, allow }: ChallengeRecipe, option: string) =>
  [...OF_SEQUENCE, ...shared, ...judged, ...(allow?.options ?? [])].includes(option);

/** The name in `secret('NAME')`, with its quotes. */
function secretIn(module: SourceModule, value: t.Node): string | undefined {
  if (value.type !== 'CallExpression') return undefined;
  const [argument, ...others] = value.arguments;
  if (argument?.type !== 'StringLiteral' || others.length > 0) return undefined;
  return callsOf(module, 'secret', AMPLIFY).includes(value) ? textOf(module, argument) : undefined;
}

/** Where the modules of a recipe are, from that of its `defineX`, for a file one folder deeper. */
function modulesBeside(from: string, folder?: string): Challenge['moduleOf'] | undefined {
  if (/^@amplify-recipes\/[\w-]+\/resources$/.test(from)) {
    return (module) => (module === 'resource' ? from : from.replace(/\/resources$/, ''));
  }
  if (!/^\.{1,2}\/.*\/resource(?:\.[jt]s)?$/.test(from)) return undefined;
  const copy = folder ?? posix.join(posix.dirname(AUTH), posix.dirname(from));
  return (module) => specifierOf('amplify/auth/custom-sign-in/handler.ts', `${copy}/${module}.ts`);
}
