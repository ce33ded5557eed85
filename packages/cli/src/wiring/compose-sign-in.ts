import { posix } from 'node:path';
import type * as t from '@babel/types';
import { type AppFiles, resolveImport, specifierOf, usesModule } from './app-files.js';
import { type Challenge, challengeRecipeOf, readChallenge } from './challenge.js';
import { CHALLENGE_RECIPES } from './challenge-recipes.js';
import { addImport, removeImport } from './edits.js';
import { AUTH, CHALLENGES } from './own-files.js';
import { resolveValue } from './resolve-value.js';
import { signInFiles } from './sign-in-files.js';
import {
  type Constant,
  constantsOf,
  importsOf,
  isUsedOutside,
  nameOf,
  rangeOf,
  resolved,
  type SourceModule,
  WiringError,
} from './source-module.js';

const FOLDER = 'amplify/auth/custom-sign-in';
const LOCAL = 'customSignIn';

/** A recipe that is a challenge. */
type NewChallenge = {
  /** The folder of its copy. */
  readonly folder: string;
  readonly readme: SourceModule;
  /** The triggers in the README. */
  readonly triggers: t.ObjectExpression;
};

type ChallengePlan = 'add' | 'combined' | 'connected';

/**
 * Combines a recipe that is a challenge with the one that the app has already. Their functions are
 * replaced by three functions of the app, whose handlers ask for both challenges.
 *
 * @param app The file that calls `defineAuth`. It changes if the challenges are combined.
 * @returns `add` if the app has no other challenge, and `connected` if it has this one already.
 * @throws {WiringError} When the app has other functions for these triggers.
 */
export async function composeSignIn(
  files: AppFiles,
  app: SourceModule,
  existing: t.ObjectExpression | undefined,
  added: NewChallenge,
): Promise<ChallengePlan> {
  const entries: Entry[] = [];
  for (const each of existing?.properties ?? []) {
    if (await mayBeChallenge(files, app, each)) entries.push(each);
  }
  const [entry, ...others] = entries;
  if (!entry) return 'add';
  if (await isReachable(files, app, entries, added.folder)) return 'connected';
  const current = others.length === 0 ? currentChallenge(app, entry) : undefined;
  const wanted = wantedChallenge(added);
  if (!current || !wanted || current.challenge.recipe === wanted.recipe) {
    throw new WiringError(otherTriggers(entry, added));
  }
  await writeSignIn(files, [current.challenge, wanted]);
  replaceCall(app, current);
  return 'combined';
}

function otherTriggers(entry: Entry, { folder }: NewChallenge): string {
  const name = entry.type === 'SpreadElement' ? undefined : nameOf(entry);
  const what =
    name === undefined
      ? `${AUTH} has other triggers in a spread or with a computed name, maybe the same ones.`
      : `${AUTH} has a function for ${name}, and a user pool calls one function per trigger.`;
  return `${what} The section "Compose" of ${folder}/README.md shows how to combine them.`;
}

type Entry = t.ObjectExpression['properties'][number];

/** Whether an entry of the triggers is a function of a custom sign-in, or may be one. */
async function mayBeChallenge(files: AppFiles, app: SourceModule, entry: Entry): Promise<boolean> {
  if (entry.type !== 'SpreadElement') {
    const name = nameOf(entry);
    return name === undefined || CHALLENGES.includes(name);
  }
  const { module, node } = await resolveValue(files, app, entry.argument);
  if (node.type !== 'ObjectExpression') return true;
  for (const each of node.properties) {
    if (await mayBeChallenge(files, module, each)) return true;
  }
  return false;
}

/** Whether the handlers of the app already use the copy. */
async function isReachable(
  files: AppFiles,
  app: SourceModule,
  entries: readonly Entry[],
  folder: string,
): Promise<boolean> {
  for (const entry of entries) {
    if (entry.type === 'ObjectMethod') continue;
    const value = resolved(app, entry.type === 'SpreadElement' ? entry.argument : entry.value);
    const local = value.type === 'CallExpression' ? value.callee : value;
    const name = local.type === 'Identifier' ? local.name : undefined;
    const imported = importsOf(app).find((each) => each.local === name);
    const path = imported && (await resolveImport(files, app.path, imported.from));
    if (path === undefined) continue;
    if (posix.dirname(path) === folder) return true;
    if (await usesModule(files, path, `${folder}/recipe`)) return true;
  }
  return false;
}

type CurrentChallenge = {
  readonly challenge: Challenge;
  readonly call: t.CallExpression;
  readonly entry: t.SpreadElement;
  readonly constant: Constant | undefined;
};

/** The challenge that the app has, if it is a recipe in a spread. */
function currentChallenge(app: SourceModule, entry: Entry): CurrentChallenge | undefined {
  if (entry.type !== 'SpreadElement') return undefined;
  const call = resolved(app, entry.argument);
  if (call.type !== 'CallExpression' || !challengeRecipeOf(app, call)) return undefined;
  const constant = constantsOf(app).find(({ init }) => init === call);
  if (constant && (constant.isExported || isUsedElsewhere(app, constant, entry))) return undefined;
  const challenge = readChallenge(app, call);
  return challenge && { challenge, call, entry, constant };
}

function isUsedElsewhere(app: SourceModule, { name, statement }: Constant, entry: t.Node): boolean {
  const others = app.body.filter((each) => each !== statement);
  return isUsedOutside({ ...app, body: others }, name, rangeOf(entry));
}

function wantedChallenge({ readme, triggers, folder }: NewChallenge): Challenge | undefined {
  const [spread] = triggers.properties;
  if (spread?.type !== 'SpreadElement' || spread.argument.type !== 'CallExpression') {
    return undefined;
  }
  return readChallenge(readme, spread.argument, folder);
}

async function writeSignIn(files: AppFiles, challenges: readonly Challenge[]): Promise<void> {
  const ordered = CHALLENGE_RECIPES.flatMap(
    (recipe) => challenges.find((each) => each.recipe === recipe) ?? [],
  );
  const texts = Object.entries(signInFiles(ordered));
  for (const [name] of texts) {
    if ((await files.read(`${FOLDER}/${name}`)) === undefined) continue;
    throw new WiringError(`${FOLDER}/${name} exists already. Ask for both challenges there.`);
  }
  for (const [name, text] of texts) await files.write(`${FOLDER}/${name}`, text);
}

/** Replaces the call of the recipe by the functions of the app. */
function replaceCall(app: SourceModule, { call, entry, constant }: CurrentChallenge): void {
  const removed = constant ? rangeOf(constant.statement) : rangeOf(entry);
  for (const local of [localOf(call), secretLocal(app)]) {
    if (local !== undefined && !isUsedOutside(app, local, removed)) removeImport(app, local);
  }
  addImport(app, {
    local: LOCAL,
    imported: LOCAL,
    from: specifierOf(AUTH, `${FOLDER}/resource.ts`),
  });
  if (constant) {
    const gap = /^\s*/.exec(app.text.slice(removed[1]))?.[0].length ?? 0;
    app.edit.remove(removed[0], removed[1] + gap);
  }
  app.edit.overwrite(...rangeOf(entry), `...${LOCAL}`);
}

const secretLocal = (app: SourceModule) =>
  importsOf(app).find(({ imported }) => imported === 'secret')?.local;

const localOf = ({ callee }: t.CallExpression) =>
  callee.type === 'Identifier' ? callee.name : undefined;
