import { isJsonObject } from '../../protocols/json-value.js';
/** Whether a value matches. `undefined` is a value that is not there. */
export type FilterPattern = (value: unknown) => boolean;

type JsonObject = { readonly [name: string]: unknown };

/**
 * Reads a pattern of an event filter of Lambda, which a filter policy of SNS is too.
 *
 * @param text JSON, such as `{ "dynamodb": { "NewImage": { "kind": { "S": [{ "prefix": "a" }] } } } }`.
 * @throws {Error} With what is wrong with it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function parseFilterPattern(text: string): FilterPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  if (!isJsonObject(pattern)) throw new Error('it is no object');
  return parseFields(pattern);
}

/** Every field of a pattern must match. */
function parseFields(pattern: JsonObject): FilterPattern {
  const fields = Object.entries(pattern).map(([name, member]): FilterPattern => {
    if (name === '$or') return parseOr(member);
    const matches = parseMember(name, member);
    return (value) =>
      matches(isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  });
  return (value) => fields.every((matches) => matches(value));
}

function parseOr(member: unknown): FilterPattern {
  if (!Array.isArray(member) || !member.every(isJsonObject)) {
    throw new Error('$or must be a list of objects');
  }
  const alternatives = member.map(parseFields);
  return (value) => alternatives.some((matches) => matches(value));
}

function parseMember(name: string, member: unknown): FilterPattern {
  if (isJsonObject(member)) return parseFields(member);
  if (!Array.isArray(member) || member.length === 0) {
    throw new Error(`${name} must be an object, or a list that is not empty`);
  }
  const rules = member.map((rule) => parseRule(name, rule));
  return (value) => rules.some((matches) => matches(value));
}

function parseRule(name: string, rule: unknown): FilterPattern {
  if (!isJsonObject(rule)) return ofAny((value) => value === rule);
  const [operator = '', ...others] = Object.keys(rule);
  const operand = rule[operator];
  if (others.length > 0) throw new Error(`${name} has a rule of more than one comparison`);
  const wrong = () => new Error(`${name} has a rule ${operator} that is not valid`);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw wrong();
      // It asks for a leaf: what holds other fields is none.
      return (value) => (value !== undefined && !isJsonObject(value)) === operand;
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
      return ofAny(parseTextRule(operator, operand, wrong));
    case 'numeric':
      return ofAny(parseNumeric(operand, wrong));
    case 'anything-but': {
      const matches = parseAnythingBut(operand, wrong);
      return (value) => value !== undefined && !ofAny(matches)(value);
    }
    default:
      throw wrong();
  }
}

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case';

function parseTextRule(
  operator: TextOperator,
  operand: unknown,
  wrong: () => Error,
): FilterPattern {
  if (typeof operand !== 'string') throw wrong();
  const lower = operand.toLowerCase();
  return (value) => {
    if (typeof value !== 'string') return false;
    if (operator === 'prefix') return value.startsWith(operand);
    if (operator === 'suffix') return value.endsWith(operand);
    return value.toLowerCase() === lower;
  };
}

/** What must not be: values, or a comparison of text. */
function parseAnythingBut(operand: unknown, wrong: () => Error): FilterPattern {
  if (isJsonObject(operand)) {
    const [operator = '', ...others] = Object.keys(operand);
    const isText = ['prefix', 'suffix', 'equals-ignore-case'].includes(operator);
    if (!isText || others.length > 0) throw wrong();
    return parseTextRule(operator as TextOperator, operand[operator], wrong);
  }
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (values.length === 0 || values.some((value) => typeof value === 'object')) throw wrong();
  return (value) => values.includes(value);
}

const COMPARISONS: ReadonlyMap<unknown, (value: number, operand: number) => boolean> = new Map([
  ['=', (value, operand) => value === operand],
  ['<', (value, operand) => value < operand],
  ['<=', (value, operand) => value <= operand],
  ['>', (value, operand) => value > operand],
  ['>=', (value, operand) => value >= operand],
]);

/** `["=", 1]`, or both ends of a range: `[">", 0, "<=", 5]`. */
function parseNumeric(operand: unknown, wrong: () => Error): FilterPattern {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw wrong();
  const comparisons = Array.from({ length: operand.length / 2 }, (_, index) => {
    const compare = COMPARISONS.get(operand[2 * index]);
    const limit: unknown = operand[2 * index + 1];
    if (!compare || typeof limit !== 'number') throw wrong();
    return (value: number) => compare(value, limit);
  });
  return (value) => typeof value === 'number' && comparisons.every((matches) => matches(value));
}

/** Of a list, one element must match. */
function ofAny(matches: FilterPattern): FilterPattern {
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}
