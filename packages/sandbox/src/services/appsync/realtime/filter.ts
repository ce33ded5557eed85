import { isJsonObject } from '../../../protocols/json-value.js';

/** Whether the published object, or the payload of an invalidation, matches. */
export type SubscriptionFilter = (value: unknown) => boolean;

/** The filter of a subscription's resolver is not valid. The message is AppSync's. */
export class SubscriptionFilterError extends Error {
  override readonly name = 'SubscriptionFilterError';
}

type Rule = { readonly fieldName: string; readonly matches: SubscriptionFilter };
type Scalar = string | number | boolean;

type Operator = {
  /** The scalars of the value: the elements of its list, or itself. */
  operands(value: unknown): readonly unknown[] | undefined;
  readonly types: ReadonlySet<string>;
  /** The number of elements that the list may have. */
  readonly limit?: number;
  matches(field: unknown, operands: readonly Scalar[]): boolean;
};

const MAX_FILTERS = 10;
const MAX_ATTRIBUTES = 5;
const MAX_FIELD_NAME_LENGTH = 256;
const MAX_DEPTH = 5;

const ordered = new Set(['string', 'number']);
const comparable = new Set(['string', 'number', 'boolean']);
const one = (value: unknown) => (Array.isArray(value) ? undefined : [value]);
const list = (value: unknown) => (Array.isArray(value) && value.length > 0 ? value : undefined);
const pair = (value: unknown) => (Array.isArray(value) && value.length === 2 ? value : undefined);

const contains = (field: unknown, [operand]: readonly Scalar[]) =>
  typeof field === 'string' && typeof operand === 'string'
    ? field.includes(operand)
    : elementsOf(field).includes(operand);

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/extensions.html */
const operators: Readonly<Record<string, Operator>> = {
  eq: { operands: one, types: comparable, matches: (field, [operand]) => field === operand },
  ne: { operands: one, types: comparable, matches: (field, [operand]) => field !== operand },
  le: comparison((order) => order <= 0),
  lt: comparison((order) => order < 0),
  ge: comparison((order) => order >= 0),
  gt: comparison((order) => order > 0),
  contains: { operands: one, types: ordered, matches: contains },
  notContains: {
    operands: one,
    types: ordered,
    matches: (field, operands) => !contains(field, operands),
  },
  beginsWith: {
    operands: one,
    types: new Set(['string']),
    matches: (field, [operand]) => typeof field === 'string' && field.startsWith(String(operand)),
  },
  in: {
    operands: list,
    types: ordered,
    limit: 5,
    matches: (field, operands) => operands.some((operand) => operand === field),
  },
  notIn: {
    operands: list,
    types: ordered,
    limit: 5,
    matches: (field, operands) => operands.every((operand) => operand !== field),
  },
  between: {
    operands: pair,
    types: ordered,
    matches: (field, [low, high]) =>
      isOrdered(field, low, (order) => order >= 0) && isOrdered(field, high, (order) => order <= 0),
  },
  containsAny: {
    operands: list,
    types: ordered,
    limit: 20,
    matches: (field, operands) => {
      const elements = elementsOf(field);
      return operands.some((operand) => elements.includes(operand));
    },
  },
};

/**
 * Compiles the argument of `extensions.setSubscriptionFilter` or
 * `extensions.setSubscriptionInvalidationFilter`: `{ filterGroup: [{ filters: [rule, ...] }] }`. All
 * rules of one filter must match, and one filter of the group.
 *
 * Limits: 10 filters, 5 different fields in all of them, 5 values of `in` and `notIn`, 20 of
 * `containsAny`, fields in 5 levels.
 *
 * @throws {SubscriptionFilterError} When the filter is not valid or exceeds a limit.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html
 */
export function compileFilter(definition: unknown): SubscriptionFilter {
  const group = isJsonObject(definition) ? definition.filterGroup : undefined;
  if (!Array.isArray(group) || group.length === 0) {
    throw new SubscriptionFilterError('subscription filter has no filterGroup.');
  }
  if (group.length > MAX_FILTERS) {
    throw new SubscriptionFilterError(
      `Filters combination exceed maximum limit ${MAX_FILTERS} for subscription.`,
    );
  }
  const filters = group.map(compileRules);
  if (new Set(filters.flat().map(({ fieldName }) => fieldName)).size > MAX_ATTRIBUTES) {
    throw new SubscriptionFilterError(
      `Filters exceed maximum attributes limit ${MAX_ATTRIBUTES} for subscription.`,
    );
  }
  return (value) =>
    isJsonObject(value) && filters.some((rules) => rules.every(({ matches }) => matches(value)));
}

function compileRules(filter: unknown): readonly Rule[] {
  const definitions = isJsonObject(filter) ? filter.filters : undefined;
  if (!Array.isArray(definitions) || definitions.length === 0) {
    throw new SubscriptionFilterError('subscription filter has no filters in its filterGroup.');
  }
  const rules = definitions.map(compileRule);
  if (new Set(rules.map(({ fieldName }) => fieldName)).size < rules.length) {
    throw new SubscriptionFilterError('subscription filter uses same fieldName multiple time.');
  }
  return rules;
}

function compileRule(definition: unknown): Rule {
  const { fieldName, operator: name, value } = isJsonObject(definition) ? definition : {};
  if (
    typeof fieldName !== 'string' ||
    fieldName === '' ||
    fieldName.length > MAX_FIELD_NAME_LENGTH
  ) {
    throw new SubscriptionFilterError('subscription filter has invalid fieldName.');
  }
  const operator =
    typeof name === 'string' && Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) {
    throw new SubscriptionFilterError(
      `subscription filter has invalid operator for fieldName \`${fieldName}\`.`,
    );
  }
  const operands = operator.operands(value);
  if (!operands?.every((operand) => isOf(operator.types, operand))) throw invalidValue(name);
  if (operator.limit !== undefined && operands.length > operator.limit) {
    throw new SubscriptionFilterError(
      `subscription exceeds maximum value limit ${operator.limit} for operator \`${name}\`.`,
    );
  }
  const path = fieldName.split('.');
  if (path.length > MAX_DEPTH) return { fieldName, matches: () => false };
  return { fieldName, matches: (value) => operator.matches(fieldAt(value, path), operands) };
}

function invalidValue(operator: unknown): SubscriptionFilterError {
  return new SubscriptionFilterError(
    `subscription filter has invalid filter value for operator \`${operator}\`.`,
  );
}

function isOf(types: ReadonlySet<string>, value: unknown): value is Scalar {
  return types.has(typeof value);
}

/** The field of a nested object. Undefined if there is none, and inside of lists. */
function fieldAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    current = isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  }
  return current;
}

function elementsOf(field: unknown): readonly unknown[] {
  return Array.isArray(field) ? field : [field];
}

function comparison(accepts: (order: number) => boolean): Operator {
  return {
    operands: one,
    types: ordered,
    matches: (field, [operand]) => isOrdered(field, operand, accepts),
  };
}

/** A field of another type than the operand is in no order with it. */
function isOrdered(
  field: unknown,
  operand: Scalar | undefined,
  accepts: (order: number) => boolean,
): boolean {
  if (operand === undefined || typeof field !== typeof operand) return false;
  if (field === operand) return accepts(0);
  return accepts((field as Scalar) < operand ? -1 : 1);
}
