import type * as t from '@babel/types';
import { type AppFiles, readModule, specifierOf } from './app-files.js';
import { appendItems, changedText } from './append-items.js';
import { chainTrigger } from './chain-trigger.js';
import { composeSignIn } from './compose-sign-in.js';
import { type Connection, onlyObject } from './connection.js';
import { addImport, isSameModule } from './edits.js';
import { mergeOptions } from './merge-options.js';
import { AUTH, writeOwnFiles } from './own-files.js';
import { findProperty } from './resolve-value.js';
import {
  constantsOf,
  importsOf,
  nameOf,
  objectOf,
  rangeOf,
  type SourceModule,
  statementAt,
  textOf,
  topLevelNames,
  WiringError,
} from './source-module.js';
import { statementInStyleOf } from './style.js';

/**
 * Connects a recipe in `amplify/auth/resource.ts`: its trigger, and the groups, attributes and
 * permissions that it needs. If the trigger has a function already, both run in a chain.
 *
 * @param folder The folder of the copy.
 * @returns The names that functions of the README have in this app, or `undefined` if the recipe is
 *   connected already.
 * @throws {WiringError} When the file cannot be changed safely. Nothing is written then.
 */
export async function wireAuth(
  files: AppFiles,
  connection: Connection,
  folder: string,
  recipe: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const app = await readModule(files, AUTH);
  const options = onlyObject(app, 'defineAuth');
  const existing = await triggersOf(files, app, options);
  const names = await connectTrigger(files, { app, options, existing }, connection, folder, recipe);
  if (!names) return undefined;
  await mergeOptions(files, app, options, connection, names);
  await files.write(AUTH, changedText(app));
  return names;
}

type AppAuth = {
  readonly app: SourceModule;
  readonly options: t.ObjectExpression;
  readonly existing: t.ObjectExpression | undefined;
};

async function triggersOf(files: AppFiles, app: SourceModule, options: t.ObjectExpression) {
  const property = await findProperty(files, app, options, 'triggers');
  if (!property) return undefined;
  const triggers = objectOf(app, property.value);
  if (triggers) return triggers;
  throw new WiringError(`The triggers in ${app.path} are not written as an object in this file.`);
}

/**
 * Connects the function. Returns the names that the README gives to functions of the app, or
 * `undefined` if the recipe is connected already.
 */
async function connectTrigger(
  files: AppFiles,
  { app, options, existing }: AppAuth,
  connection: Connection,
  folder: string,
  recipe: string,
): Promise<Record<string, string> | undefined> {
  const own = specifierOf(AUTH, `${folder}/resource.ts`);
  if (importsOf(app).some(({ from }) => isSameModule(from, own))) return undefined;
  const { link, triggers } = connection;
  if (triggers.properties.some(({ type }) => type === 'SpreadElement')) {
    const challenge = { folder, readme: connection.auth, triggers };
    const plan = await composeSignIn(files, app, existing, challenge);
    if (plan === 'connected') return undefined;
    return plan === 'combined'
      ? {}
      : addFunction({ app, options, existing }, connection, folder, recipe);
  }
  const taken = existing && (await takenIn(files, app, existing, triggers));
  if (!taken) {
    await writeOwnFiles(files, connection.files);
    return addFunction({ app, options, existing }, connection, folder, recipe);
  }
  if (!link) {
    throw new WiringError(
      `${AUTH} has a function for ${taken.name}, and a user pool calls one function per trigger. The section "Compose" of ${folder}/README.md shows how to combine both.`,
    );
  }
  const name = await chainTrigger(files, app, taken.property, link);
  if (name === undefined) return undefined;
  return link.functionName === undefined ? {} : { [link.functionName]: name };
}

/** The trigger of a recipe that the app has already. */
async function takenIn(
  files: AppFiles,
  app: SourceModule,
  existing: t.ObjectExpression,
  wanted: t.ObjectExpression,
): Promise<{ readonly name: string; readonly property: t.ObjectProperty } | undefined> {
  for (const each of wanted.properties) {
    const name = each.type === 'ObjectProperty' ? nameOf(each) : undefined;
    const property = name && (await findProperty(files, app, existing, name));
    if (property) return { name, property };
  }
  return undefined;
}

function addFunction(
  { app, options, existing }: AppAuth,
  { auth, triggers }: Connection,
  folder: string,
  recipe: string,
): Record<string, string> {
  const names: Record<string, string> = {};
  for (const { local, imported, from } of importsOf(auth)) {
    if (local === 'defineAuth') continue;
    const isOwn = from.startsWith(`./${recipe}/`);
    const actual = isOwn ? specifierOf(AUTH, `${folder}/${from.slice(recipe.length + 3)}`) : from;
    addImport(app, { local, imported, from: actual });
  }
  const used = topLevelNames(app);
  const constants = constantsOf(auth).filter(({ init }) => !isCallOf(init, 'defineAuth'));
  const place = statementAt(app, rangeOf(options)[0]);
  for (const { name, init, isExported } of constants) {
    const free = [name, `${name}Recipe`].find((each) => !used.has(each));
    if (!free) throw new WiringError(`${AUTH} uses the name ${name} already.`);
    if (free !== name) names[name] = free;
    const text = `${isExported ? 'export ' : ''}const ${free} = ${textOf(auth, init)};`;
    app.edit.appendLeft(place, `${statementInStyleOf(app, text)}\n\n`);
  }
  const entries = triggers.properties.map((property) => entryOf(auth, property, names));
  if (existing) appendItems(app, existing, entries);
  else appendItems(app, options, [objectText('triggers', entries)]);
  return names;
}

const isCallOf = (node: t.Node, name: string) =>
  node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name;

/** An entry of `triggers`, with the names of the app. */
function entryOf(
  auth: SourceModule,
  property: t.ObjectExpression['properties'][number],
  names: Readonly<Record<string, string>>,
): string {
  if (property.type !== 'ObjectProperty' || property.value.type !== 'Identifier') {
    return textOf(auth, property);
  }
  const key = nameOf(property) ?? '';
  const value = names[property.value.name] ?? property.value.name;
  return key === value ? key : `${key}: ${value}`;
}

const objectText = (name: string, entries: readonly string[]) =>
  entries.some((entry) => entry.includes('\n'))
    ? `${name}: {\n${entries.map((entry) => `  ${entry.replaceAll('\n', '\n  ')},\n`).join('')}}`
    : `${name}: { ${entries.join(', ')} }`;
