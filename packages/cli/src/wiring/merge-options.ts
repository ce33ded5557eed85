import type * as t from '@babel/types';
import type { Connection } from './connection.js';
import { appendItems } from './edits.js';
import { AUTH } from './own-files.js';
import { nameOf, propertyOf, type SourceModule, textOf, WiringError } from './source-module.js';

/** Adds what the README passes to `defineAuth` besides the triggers and the ways to sign in. */
export function mergeOptions(
  app: SourceModule,
  options: t.ObjectExpression,
  { auth, options: wanted }: Connection,
  names: Readonly<Record<string, string>>,
): void {
  for (const property of wanted.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const name = nameOf(property);
    if (name === undefined || name === 'triggers' || name === 'loginWith') continue;
    const existing = propertyOf(options, name);
    if (!existing) appendItems(app, options, [textOf(auth, property, names)]);
    else mergeValue(app, existing, { auth, property, names });
  }
}

type Wanted = {
  readonly auth: SourceModule;
  readonly property: t.ObjectProperty;
  readonly names: Readonly<Record<string, string>>;
};

function mergeValue(app: SourceModule, { value }: t.ObjectProperty, wanted: Wanted): void {
  const { auth, property, names } = wanted;
  const other = property.value;
  if (value.type === 'ArrayExpression' && other.type === 'ArrayExpression') {
    appendMissing(app, value, auth, other, names);
  } else if (value.type === 'ObjectExpression' && other.type === 'ObjectExpression') {
    const missing = other.properties.filter(
      (each) => each.type === 'ObjectProperty' && !propertyOf(value, nameOf(each) ?? ''),
    );
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

/** The list of `(allow) => [...]`, and the name of its parameter. */
export function listOf(value: t.Node): [list?: t.ArrayExpression, parameter?: string] {
  if (value.type !== 'ArrowFunctionExpression' || value.body.type !== 'ArrayExpression') return [];
  const [parameter] = value.params;
  return parameter?.type === 'Identifier' ? [value.body, parameter.name] : [];
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

const plain = (text: string) => text.replace(/\s+/g, '').replaceAll('"', "'");
