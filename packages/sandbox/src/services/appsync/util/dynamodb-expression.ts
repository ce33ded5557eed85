import { toDynamoDB } from './dynamodb-values.js';
import { listAt, mapAt, rangeAt } from './filter-members.js';
import { UnreadableFilterError } from './unreadable-filter.js';
import { isBoolean, isString } from './value-types.js';

const COMPARISONS = new Map([
  ['eq', '='],
  ['ne', '<>'],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
]);

const FUNCTIONS = new Map([
  ['contains', 'contains'],
  ['notContains', 'NOT contains'],
  ['beginsWith', 'begins_with'],
]);

const ATTRIBUTE_TYPES = new Map([
  ['_null', 'NULL'],
  ['string', 'S'],
  ['stringSet', 'SS'],
  ['number', 'N'],
  ['numberSet', 'NS'],
  ['binary', 'B'],
  ['binarySet', 'BS'],
  ['boolean', 'BOOL'],
  // The name in the schemas of Amplify Data.
  ['bool', 'BOOL'],
  ['list', 'L'],
  ['map', 'M'],
]);

/** The placeholders of one expression, with the values as they are in the filter. */
type Placeholders = {
  readonly names: Map<string, string>;
  readonly values: Map<string, unknown>;
};

/**
 * `util.transform.toDynamoDBFilterExpression` and `toDynamoDBConditionExpression`: JSON with the
 * members `expression`, `expressionNames` and `expressionValues`. AppSync translates both alike.
 * A value's name is its path in the filter: `:and_0_title_eq`.
 *
 * @throws {UnreadableFilterError}
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform.html
 */
export function toDynamoDBExpression(filter: unknown): string {
  return JSON.stringify(dynamoDBExpression(filter, toDynamoDB));
}

/** An expression of DynamoDB with its placeholders, in the form that AppSync's requests have. */
export type DynamoDBExpression<Value> = {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
  readonly expressionValues: Readonly<Record<string, Value>>;
};

/**
 * Builds DynamoDB's expression for a filter such as `{ title: { contains: 'x' } }`.
 *
 * @param toValue Converts a value of the filter to DynamoDB's JSON.
 * @throws {UnreadableFilterError}
 */
export function dynamoDBExpression<Value>(
  filter: unknown,
  toValue: (value: unknown) => Value,
): DynamoDBExpression<Value> {
  const placeholders: Placeholders = { names: new Map(), values: new Map() };
  const expression = conditions(placeholders, filter, '').join(' AND ');
  return {
    expression,
    expressionNames: Object.fromEntries(placeholders.names),
    expressionValues: Object.fromEntries(
      [...placeholders.values].map(([name, value]) => [name, toValue(value)]),
    ),
  };
}

function conditions(placeholders: Placeholders, filter: unknown, path: string): string[] {
  return Object.entries(mapAt(`The filter ${path}`, filter)).map(([name, member]) => {
    const place = `${path}${name}`;
    if (name === 'not') return `(NOT ${group(conditions(placeholders, member, `${place}_`))})`;
    if (name !== 'and' && name !== 'or') return fieldCondition(placeholders, name, member, place);
    const members = listAt(place, member).map((item, index) =>
      group(conditions(placeholders, item, `${place}_${index}_`)),
    );
    return group(members, name === 'and' ? 'AND' : 'OR');
  });
}

function group(members: readonly string[], operator = 'AND'): string {
  const joined = members.join(` ${operator} `);
  return members.length > 1 ? `(${joined})` : joined;
}

function fieldCondition(
  placeholders: Placeholders,
  field: string,
  operators: unknown,
  place: string,
): string {
  placeholders.names.set(`#${field}`, field);
  return operations(placeholders, `#${field}`, operators, place);
}

function operations(
  placeholders: Placeholders,
  operand: string,
  operators: unknown,
  place: string,
): string {
  return group(
    Object.entries(mapAt(place, operators)).map(([operator, value]) =>
      operator === 'size'
        ? operations(placeholders, sizeOf(operand), value, `${place}_size`)
        : `(${operation(placeholders, operand, operator, value, `${place}_${operator}`)})`,
    ),
  );
}

function sizeOf(operand: string): string {
  return operand.startsWith('size(') ? operand : `size(${operand})`;
}

function operation(
  placeholders: Placeholders,
  operand: string,
  operator: string,
  value: unknown,
  place: string,
): string {
  const placeholder = (content: unknown, suffix = ''): string =>
    addValue(placeholders, `:${place}${suffix}`, content);
  const comparison = COMPARISONS.get(operator);
  if (comparison !== undefined) return `${operand} ${comparison} ${placeholder(value)}`;
  const call = FUNCTIONS.get(operator);
  if (call !== undefined) return `${call}(${operand},${placeholder(value)})`;
  switch (operator) {
    case 'between': {
      const [first, last] = rangeAt(place, value);
      return `${operand} BETWEEN ${placeholder(first, '_start')} AND ${placeholder(last, '_end')}`;
    }
    case 'in': {
      const values = listAt(place, value).map((item, index) => placeholder(item, `_${index}`));
      // AppSync's own text for an empty list. DynamoDB rejects it.
      return values.length === 0 ? 'null' : `${operand} IN (${values.join(', ')})`;
    }
    case 'attributeExists':
      if (!isBoolean(value)) throw new UnreadableFilterError(`${place} is not a Boolean.`);
      return value ? `attribute_exists(${operand})` : `attribute_not_exists(${operand})`;
    case 'attributeType':
      return `attribute_type(${operand},${placeholder(attributeType(place, value))})`;
    default:
      throw new UnreadableFilterError(`${place} is not an operator of a filter.`);
  }
}

function attributeType(place: string, value: unknown): string {
  const type = isString(value) ? ATTRIBUTE_TYPES.get(value) : undefined;
  if (type === undefined) {
    const types = [...ATTRIBUTE_TYPES.keys()].join(', ');
    throw new UnreadableFilterError(`${place} is not one of ${types}.`);
  }
  return type;
}

/** A field named like a path, `and_0_title`, must not replace the value of another condition. */
function addValue({ values }: Placeholders, name: string, content: unknown): string {
  if (values.has(name)) {
    throw new UnreadableFilterError(`Two conditions of the filter have the value name ${name}.`);
  }
  values.set(name, content);
  return name;
}
