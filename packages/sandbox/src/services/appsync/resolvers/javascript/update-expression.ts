import type { AttributeValue } from '../../../../protocols/attribute-value.js';
import { isJsonObject } from '../../../../protocols/json-value.js';
import type { DynamoDBExpression } from '../../util/dynamodb-expression.js';
import type { Namespace } from '../../util/effects.js';
import { isSet, toAttributeValue } from './attribute-values.js';

type Operation =
  | { readonly type: 'OPERATION_ADD' | 'OPERATION_REPLACE'; readonly value: unknown }
  | { readonly type: 'OPERATION_REMOVE' }
  | { readonly type: 'OPERATION_INCREMENT' | 'OPERATION_DECREMENT'; readonly by?: unknown }
  | { readonly type: 'OPERATION_APPEND' | 'OPERATION_PREPEND'; readonly items: unknown }
  | ListItemOperation;
type ListItemOperation = {
  readonly type: 'OPERATION_UPDATE_LIST_ITEM';
  readonly value: unknown;
  readonly index: unknown;
};

const TYPES: ReadonlySet<unknown> = new Set<Operation['type']>([
  'OPERATION_ADD',
  'OPERATION_REPLACE',
  'OPERATION_REMOVE',
  'OPERATION_INCREMENT',
  'OPERATION_DECREMENT',
  'OPERATION_APPEND',
  'OPERATION_PREPEND',
  'OPERATION_UPDATE_LIST_ITEM',
]);

const operation = (members: Operation) => members;

/**
 * `operations` of `@aws-appsync/utils/dynamodb`: marks how `update` changes an attribute.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/built-in-modules-js.html
 */
export const operations: Namespace = {
  add: (value) => operation({ type: 'OPERATION_ADD', value }),
  replace: (value) => operation({ type: 'OPERATION_REPLACE', value }),
  remove: () => operation({ type: 'OPERATION_REMOVE' }),
  increment: (by) => operation({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by) => operation({ type: 'OPERATION_DECREMENT', by }),
  append: (items) => operation({ type: 'OPERATION_APPEND', items }),
  prepend: (items) => operation({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (value, index) => operation({ type: 'OPERATION_UPDATE_LIST_ITEM', value, index }),
};

/** A change of one attribute. Placeholders are numbered when its text is written. */
type Change = {
  readonly path: readonly string[];
  readonly write: (target: string, placeholder: (value: unknown) => string) => string;
};

/**
 * Builds the update expression of an UpdateItem request. A nested object changes only the members
 * that it names; `operations.replace` writes the whole object.
 */
export function updateExpression(update: unknown): DynamoDBExpression<AttributeValue> {
  if (!isJsonObject(update)) {
    throw new TypeError('update: expected an object of attributes and their new values.');
  }
  const sets: Change[] = [];
  const removes: Change[] = [];
  collect(update, [], sets, removes);

  const names = new Map<string, string>();
  const target = (path: readonly string[]) => path.map((name) => alias(names, name)).join('.');
  const values: Record<string, AttributeValue> = {};
  const placeholder = (value: unknown) => {
    const name = `:expValue_${Object.keys(values).length + 1}`;
    values[name] = toAttributeValue(value);
    return name;
  };
  const clause = (keyword: string, changes: readonly Change[]) =>
    changes.length === 0
      ? []
      : `${keyword} ${changes.map(({ path, write }) => write(target(path), placeholder)).join(', ')}`;
  const expression = [clause('SET', sets), clause('REMOVE', removes)].flat().join(' ');
  return { expression, expressionNames: aliasedNames(names), expressionValues: values };
}

/** The projection of a read request. Each part of a path such as `a.b[0]` has its own alias. */
export function projection(paths: unknown) {
  if (paths === undefined || paths === null) return undefined;
  if (!Array.isArray(paths)) {
    throw new TypeError('projection: expected a list of attribute names.');
  }
  if (paths.length === 0) return undefined;
  const names = new Map<string, string>();
  const part = (text: string) => {
    const [, name = '', index = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(text) ?? [];
    return `${alias(names, name)}${index}`;
  };
  const expression = paths.map((path) => String(path).split('.').map(part).join('.')).join(', ');
  return { expression, expressionNames: aliasedNames(names) };
}

function alias(names: Map<string, string>, name: string): string {
  const known = names.get(name) ?? `#expName_${names.size + 1}`;
  names.set(name, known);
  return known;
}

function aliasedNames(names: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...names].map(([name, aliased]) => [aliased, name]));
}

function collect(
  update: { readonly [name: string]: unknown },
  parent: readonly string[],
  sets: Change[],
  removes: Change[],
): void {
  for (const [name, value] of Object.entries(update)) {
    const path = [...parent, name];
    if (isOperation(value)) {
      (value.type === 'OPERATION_REMOVE' ? removes : sets).push({ path, write: writer(value) });
    } else if (Array.isArray(value) && value.some(isOperation)) {
      sets.push(...listItems(path, value));
    } else if (isJsonObject(value) && Object.keys(value).length > 0 && !isSet(value)) {
      collect(value, path, sets, removes);
    } else {
      sets.push({ path, write: (target, placeholder) => `${target} = ${placeholder(value)}` });
    }
  }
}

function listItems(path: readonly string[], items: readonly unknown[]): Change[] {
  return items.map((item) => {
    if (!isOperation(item) || item.type !== 'OPERATION_UPDATE_LIST_ITEM') {
      throw new TypeError(
        `update.${path.join('.')}: a list with operations takes only operations.updateListItem().`,
      );
    }
    return { path, write: writer(item) };
  });
}

function isOperation(value: unknown): value is Operation {
  return isJsonObject(value) && TYPES.has(value.type);
}

function writer(change: Operation): Change['write'] {
  switch (change.type) {
    case 'OPERATION_ADD':
    case 'OPERATION_REPLACE':
      return (target, placeholder) => `${target} = ${placeholder(change.value)}`;
    case 'OPERATION_REMOVE':
      return (target) => target;
    case 'OPERATION_INCREMENT':
      return (target, placeholder) => `${target} = ${target} + ${placeholder(change.by ?? 1)}`;
    case 'OPERATION_DECREMENT':
      return (target, placeholder) => `${target} = ${target} - ${placeholder(change.by ?? 1)}`;
    case 'OPERATION_APPEND':
      return (target, placeholder) =>
        `${target} = list_append(${target}, ${placeholder(change.items)})`;
    case 'OPERATION_PREPEND':
      return (target, placeholder) =>
        `${target} = list_append(${placeholder(change.items)}, ${target})`;
    case 'OPERATION_UPDATE_LIST_ITEM': {
      const index = listIndex(change);
      return (target, placeholder) => `${target}[${index}] = ${placeholder(change.value)}`;
    }
  }
}

/** The index is a part of the expression's text, so that only a whole number may be there. */
function listIndex({ index }: ListItemOperation): number {
  if (!Number.isSafeInteger(index) || Number(index) < 0) {
    throw new TypeError('operations.updateListItem: expected a whole number as the index.');
  }
  return Number(index);
}
