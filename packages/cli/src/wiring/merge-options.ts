import type * as t from '@babel/types';
import type { AppFiles } from './app-files.js';
import { appendItems } from './append-items.js';
import type { Connection } from './connection.js';
import { AUTH } from './own-files.js';
import { findProperty } from './resolve-value.js';
import {
  nameOf,
  resolved,
  type SourceModule,
  textOf,
  WiringError,
  withoutTypes,
} from './source-module.js';

/** Adds what the README passes to `defineAuth` besides the triggers and the ways to sign in. */
export async function mergeOptions(
  files: AppFiles,
  app: SourceModule,
  options: t.ObjectExpression,
  { auth, options: wanted }: Connection,
  names: Readonly<Record<string, string>>,
): Promise<void> {
  for (const property of wanted.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const name = nameOf(property);
    if (name === undefined || name === 'triggers' || name === 'loginWith') continue;
    const existing = await findProperty(files, app, options, name);
    if (!existing) appendItems(app, options, [textOf(auth, property, names)]);
    else await mergeValue(files, app, existing, { auth, property, names });
  }
}

type Wanted = {
  readonly auth: SourceModule;
  readonly property: t.ObjectProperty;
  readonly names: Readonly<Record<string, string>>;
};

async function mergeValue(
  files: AppFiles,
  app: SourceModule,
  existing: t.ObjectProperty,
  { auth, property, names }: Wanted,
): Promise<void> {
  const value = resolved(app, existing.value);
  const other = property.value;
  if (value.type === 'ArrayExpression' && other.type === 'ArrayExpression') {
    appendMissing(app, value, auth, other, names);
  } else if (value.type === 'ObjectExpression' && other.type === 'ObjectExpression') {
    const missing = await missingIn(files, app, value, other);
    appendItems(
      app,
      value,
      missing.map((each) => textOf(auth, each, names)),
    );
  } else {
    const [list, parameter] = listOf(value);
    const [added, own] = listOf(other);
    if (!list || !added) {
      throw new WiringError(
        `${AUTH} does not write ${nameOf(property)} as the documentation of Amplify does.`,
      );
    }
    const renamed = own && parameter ? { ...names, [own]: parameter } : names;
    appendMissing(app, list, auth, added, renamed);
  }
}

/** The properties of an object of a README that an object of the app does not have. */
export async function missingIn(
  files: AppFiles,
  app: SourceModule,
  existing: t.ObjectExpression,
  wanted: t.ObjectExpression,
): Promise<t.ObjectProperty[]> {
  const missing: t.ObjectProperty[] = [];
  for (const each of wanted.properties) {
    if (each.type !== 'ObjectProperty') continue;
    const name = nameOf(each);
    if (name !== undefined && !(await findProperty(files, app, existing, name))) missing.push(each);
  }
  return missing;
}

/** The list of `(allow) => [...]`, also in a block, and the name of its parameter. */
export function listOf(value: t.Node): [list?: t.ArrayExpression, parameter?: string] {
  if (value.type !== 'ArrowFunctionExpression' && value.type !== 'FunctionExpression') return [];
  const [parameter] = value.params;
  const list = withoutTypes(returnedBy(value.body) ?? value.body);
  if (list.type !== 'ArrayExpression' || parameter?.type !== 'Identifier') return [];
  return [list, parameter.name];
}

/** The value of a function that only returns it. */
function returnedBy(body: t.Node): t.Node | undefined {
  if (body.type !== 'BlockStatement') return undefined;
  const [only, ...others] = body.body;
  return only?.type === 'ReturnStatement' && others.length === 0
    ? (only.argument ?? undefined)
    : undefined;
}

export function appendMissing(
  app: SourceModule,
  list: t.ArrayExpression,
  auth: SourceModule,
  added: t.ArrayExpression,
  names: Readonly<Record<string, string>>,
): void {
  const existing = list.elements.flatMap((each) => (each ? [plain(textOf(app, each))] : []));
  const texts = added.elements.flatMap((each) => (each ? [textOf(auth, each, names)] : []));
  appendItems(
    app,
    list,
    texts.filter((text) => !existing.includes(plain(text))),
  );
}

const plain = (text: string) =>
  text
    .replace(/\s+/g, '')
    .replaceAll('"', "'")
    .replace(/,(?=[)\]}])/g, '');
