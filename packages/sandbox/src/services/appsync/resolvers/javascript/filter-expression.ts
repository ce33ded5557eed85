import type { AttributeValue } from '../../../../protocols/attribute-value.js';
import { isJsonObject } from '../../../../protocols/json-value.js';
import { toAttributeValue } from './attribute-values.js';

/** An expression of DynamoDB with its placeholders, in the form that AppSync's requests have. */
export type DynamoDBExpression = {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
  readonly expressionValues: Readonly<Record<string, AttributeValue>>;
};

type Members = { readonly [name: string]: unknown };

/** Collects the placeholders of an expression while its text is built. */
type Placeholders = {
  readonly names: Map<string, string>;
  readonly values: Map<string, AttributeValue>;
};

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['eq', '='],
  ['ne', '<>'],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
]);

const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['contains', 'contains'],
  ['notContains', 'NOT contains'],
  ['beginsWith', 'begins_with'],
]);

const ATTRIBUTE_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['_null', 'NULL'],
  ['string', 'S'],
  ['stringSet', 'SS'],
  ['number', 'N'],
  ['numberSet', 'NS'],
  ['binary', 'B'],
  ['binarySet', 'BS'],
  ['boolean', 'BOOL'],
  ['list', 'L'],
  ['map', 'M'],
]);

/**
 * Builds DynamoDB's expression for a filter object such as `{ title: { contains: 'x' } }`. The text
 * and the placeholders are those of AppSync. Undefined if AppSync cannot render the filter.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-util-transform-js.html
 */
export function filterExpression(filter: unknown): DynamoDBExpression | undefined {
  const placeholders: Placeholders = { names: new Map(), values: new Map() };
  const clauses = filterClauses(filter, [], placeholders);
  if (clauses === undefined) return undefined;
  return {
    expression: clauses.join(' AND '),
    expressionNames: Object.fromEntries(placeholders.names),
    expressionValues: Object.fromEntries(placeholders.values),
  };
}

/** One clause for each member of the filter. They are joined by AND. */
function filterClauses(
  filter: unknown,
  path: readonly string[],
  placeholders: Placeholders,
): string[] | undefined {
  if (!isJsonObject(filter)) return undefined;
  return all(
    Object.entries(filter).map(([name, member]) => {
      if (name === 'and' || name === 'or') return group(name, member, path, placeholders);
      if (name === 'not') return negation(member, path, placeholders);
      placeholders.names.set(`#${name}`, name);
      return fieldClause(`#${name}`, [...path, name], member, placeholders);
    }),
  );
}

function group(
  name: 'and' | 'or',
  filters: unknown,
  path: readonly string[],
  placeholders: Placeholders,
): string | undefined {
  if (!Array.isArray(filters)) return undefined;
  const members = all(
    filters.map((filter, index) => joined(filter, [...path, name, `${index}`], placeholders)),
  );
  return members && wrapped(members, name.toUpperCase());
}

function negation(
  filter: unknown,
  path: readonly string[],
  placeholders: Placeholders,
): string | undefined {
  const inner = joined(filter, [...path, 'not'], placeholders);
  return inner === undefined ? undefined : `(NOT ${inner})`;
}

function joined(filter: unknown, path: readonly string[], placeholders: Placeholders) {
  const clauses = filterClauses(filter, path, placeholders);
  return clauses && wrapped(clauses, 'AND');
}

/** @param operand `#name`, or `size(#name)` */
function fieldClause(
  operand: string,
  path: readonly string[],
  operators: unknown,
  placeholders: Placeholders,
): string | undefined {
  if (!isJsonObject(operators)) return undefined;
  const clauses = all(
    Object.entries(operators).map(([operator, value]) =>
      operator === 'size'
        ? fieldClause(sizeOf(operand), [...path, operator], value, placeholders)
        : operatorClause(operand, path, operator, value, placeholders),
    ),
  );
  return clauses && wrapped(clauses, 'AND');
}

function sizeOf(operand: string): string {
  return operand.startsWith('size(') ? operand : `size(${operand})`;
}

function operatorClause(
  operand: string,
  path: readonly string[],
  operator: string,
  value: unknown,
  placeholders: Placeholders,
): string | undefined {
  const placeholder = (content: unknown, ...suffix: readonly string[]) => {
    const name = `:${[...path, operator, ...suffix].join('_')}`;
    placeholders.values.set(name, toAttributeValue(content));
    return name;
  };
  const comparison = COMPARISONS.get(operator);
  if (comparison) return `(${operand} ${comparison} ${placeholder(value)})`;
  const name = FUNCTIONS.get(operator);
  if (name) return `(${name}(${operand},${placeholder(value)}))`;
  switch (operator) {
    case 'between':
      if (!Array.isArray(value) || value.length < 2) return undefined;
      return `(${operand} BETWEEN ${placeholder(value[0], 'start')} AND ${placeholder(value[1], 'end')})`;
    case 'in':
      if (!Array.isArray(value)) return undefined;
      // AppSync writes this for an empty list. DynamoDB rejects it.
      if (value.length === 0) return '(null)';
      return `(${operand} IN (${value.map((item, index) => placeholder(item, `${index}`)).join(', ')}))`;
    case 'attributeExists':
      if (typeof value !== 'boolean') return undefined;
      return `(${value ? 'attribute_exists' : 'attribute_not_exists'}(${operand}))`;
    case 'attributeType': {
      const type = ATTRIBUTE_TYPES.get(value);
      return type && `(attribute_type(${operand},${placeholder(type)}))`;
    }
    default:
      return undefined;
  }
}

function wrapped(clauses: readonly string[], joiner: string): string {
  return clauses.length > 1 ? `(${clauses.join(` ${joiner} `)})` : clauses.join('');
}

function all(clauses: readonly (string | undefined)[]): string[] | undefined {
  return clauses.every((clause) => clause !== undefined) ? [...clauses] : undefined;
}

/** An optional expression of a request, such as its condition. Absent values are left out. */
export function optionalExpression(name: string, filter: unknown): Members | undefined {
  if (filter === undefined || filter === null) return undefined;
  const built = filterExpression(filter);
  if (!built) {
    throw new TypeError(
      `${name} is not a filter. Expected attributes with operators, such as { "age": { "gt": 18 } }.`,
    );
  }
  const { expressionValues, ...expression } = built;
  return Object.keys(expressionValues).length > 0 ? built : expression;
}
