import type * as t from '@babel/types';
import { type AppFiles, readModule, specifierOf } from './app-files.js';
import { chainTrigger } from './chain-trigger.js';
import { composeSignIn } from './compose-sign-in.js';
import { type Connection, onlyObject } from './connection.js';
import { addImport, appendItems } from './edits.js';
import { mergeOptions } from './merge-options.js';
import { AUTH, writeOwnFiles } from './own-files.js';
import {
  constantsOf,
  importsOf,
  nameOf,
  propertyOf,
  rangeOf,
  type SourceModule,
  textOf,
  topLevelNames,
  WiringError,
} from './source-module.js';

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
  const existing = triggersOf(app, options);
  const names = await connectTrigger(files, { app, options, existing }, connection, folder, recipe);
  if (!names) return undefined;
  mergeOptions(app, options, connection, names);
  await files.write(AUTH, app.edit.toString());
  return names;
}

type AppAuth = {
  readonly app: SourceModule;
  readonly options: t.ObjectExpression;
  readonly existing: t.ObjectExpression | undefined;
};

function triggersOf(app: SourceModule, options: t.ObjectExpression) {
  const property = propertyOf(options, 'triggers');
  if (!property) return undefined;
  if (property.value.type === 'ObjectExpression') return property.value;
  throw new WiringError(`The triggers in ${app.path} are not written as an object.`);
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
  const own = specifierOf(AUTH, `${folder}/resource.ts`).replace(/\.js$/, '');
  if (importsOf(app).some(({ from }) => from.replace(/\.js$/, '') === own)) return undefined;
  const { link, triggers } = connection;
  if (triggers.properties.some(({ type }) => type === 'SpreadElement')) {
    const challenge = { folder, readme: connection.auth, triggers };
    const plan = await composeSignIn(files, app, existing, challenge);
    if (plan === 'connected') return undefined;
    return plan === 'combined'
      ? {}
      : addFunction({ app, options, existing }, connection, folder, recipe);
  }
  const taken = existing && takenIn(existing, triggers);
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
function takenIn(
  existing: t.ObjectExpression,
  wanted: t.ObjectExpression,
): { readonly name: string; readonly property: t.ObjectProperty } | undefined {
  const keys = wanted.properties.flatMap((each) =>
    each.type === 'ObjectProperty' ? [nameOf(each)] : [],
  );
  for (const property of existing.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const name = nameOf(property);
    if (name !== undefined && keys.includes(name)) return { name, property };
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
  const place = statementOf(app, options);
  for (const { name, init, isExported } of constants) {
    const free = [name, `${name}Recipe`].find((each) => !used.has(each));
    if (!free) throw new WiringError(`${AUTH} uses the name ${name} already.`);
    if (free !== name) names[name] = free;
    const text = `${isExported ? 'export ' : ''}const ${free} = ${textOf(auth, init)};`;
    app.edit.appendLeft(place, `${text}\n\n`);
  }
  const entries = triggers.properties.map((property) => entryOf(auth, property, names));
  if (existing) appendItems(app, existing, entries);
  else appendItems(app, options, [objectText('triggers', entries)]);
  return names;
}

const isCallOf = (node: t.Node, name: string) =>
  node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === name;

/** The place of the statement that contains a node. */
function statementOf(app: SourceModule, node: t.Node): number {
  const [start] = rangeOf(node);
  const statement = app.body.find((each) => rangeOf(each)[0] <= start && start < rangeOf(each)[1]);
  return statement ? rangeOf(statement)[0] : 0;
}

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
