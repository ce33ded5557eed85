import { isJsonObject } from '../../protocols/json-value.js';
import { isSameAddress, parseAddressBlock, parseIpAddress } from './ip-address.js';
import { ignoringCase, parseWildcard, type TextRule } from './text-rules.js';

/** A value of an event that contains no other values. */
export type Leaf = string | number | boolean | null;

/** Whether a value matches. */
export type ValueRule = (value: Leaf) => boolean;

/** Stands for a missing field, for which a pattern may ask. */
export const ABSENT = Symbol('absent');

/** The comparisons that a service supports. */
export type FilterOperators = {
  readonly all: ReadonlySet<string>;
  /** The comparisons that `anything-but` may negate. */
  readonly negated: ReadonlySet<string>;
  /** The values that count as existing. */
  readonly exists: ValueRule;
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const LARGEST_NUMBER = 5e9;

/**
 * Reads one of the values that a pattern lists for a field.
 *
 * @throws {Error} In the words of EventBridge, which Lambda and SNS also use.
 */
export function parseRule(rule: unknown, operators: FilterOperators): ValueRule | typeof ABSENT {
  if (!isJsonObject(rule)) return parseExact(rule);
  const [operator, operand] = onlyEntry(rule, 'Match expression name not found');
  if (!operators.all.has(operator)) throw new Error(`Unrecognized match type ${operator}`);
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') {
        throw new Error('exists match pattern must be either true or false.');
      }
      return operand ? operators.exists : ABSENT;
    case 'numeric':
      return parseNumeric(operand);
    case 'anything-but':
      return parseAnythingBut(operand, operators.negated);
    case 'prefix':
    case 'suffix':
      if (isJsonObject(operand)) {
        const [inner, text] = onlyEntry(
          operand,
          `${capitalized(operator)} expression name not found`,
        );
        if (inner !== 'equals-ignore-case') {
          throw new Error(`Unsupported ${operator} pattern: ${inner}`);
        }
        return ofText(ignoringCase(textOf(inner, text))[operator]);
      }
      return ofText(parseText(operator, operand));
    default:
      return ofText(parseText(operator, operand));
  }
}

function parseExact(rule: unknown): ValueRule {
  if (typeof rule === 'string') {
    const address = parseIpAddress(rule);
    if (!address) return (value) => value === rule;
    return ofText((text) => {
      const other = parseIpAddress(text);
      return other !== undefined && isSameAddress(address, other);
    });
  }
  if (typeof rule === 'number' || typeof rule === 'boolean' || rule === null) {
    return (value) => value === rule;
  }
  throw new Error('Match value must be String, number, true, false, or null');
}

function parseText(operator: string, operand: unknown): TextRule {
  const text = textOf(operator, operand);
  switch (operator) {
    case 'prefix':
      return (value) => value.startsWith(text);
    case 'suffix':
      return (value) => value.endsWith(text);
    case 'equals-ignore-case':
      return ignoringCase(text).equals;
    case 'wildcard':
      return parseWildcard(text);
    case 'cidr':
      return parseAddressBlock(text);
    default:
      return (value) => value === text;
  }
}

/** The excluded values: one or several values, or one or several operands of a text comparison. */
function parseAnythingBut(operand: unknown, negated: ReadonlySet<string>): ValueRule {
  if (isJsonObject(operand)) {
    const [operator, texts] = onlyEntry(operand, 'Anything-But expression name not found');
    if (!negated.has(operator)) throw new Error(`Unsupported anything-but pattern: ${operator}`);
    const list: readonly unknown[] = Array.isArray(texts) ? texts : [texts];
    if (list.length === 0) throw new Error('Empty arrays are not allowed');
    if ((operator === 'prefix' || operator === 'suffix') && list.includes('')) {
      throw new Error('Null prefix/suffix not allowed');
    }
    const rules = list.map((text) => parseText(operator, text));
    return (value) => typeof value !== 'string' || !rules.some((matches) => matches(value));
  }
  const isList = Array.isArray(operand);
  const values: readonly unknown[] = isList ? operand : [operand];
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) {
    throw new Error(
      isList
        ? 'Inside anything but list, start|null|boolean is not supported.'
        : 'Value of anything-but must be an array or single string/number value.',
    );
  }
  if (new Set(values.map((value) => typeof value)).size !== 1) {
    throw new Error(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  }
  for (const value of values) if (typeof value === 'number') checkNumber(value);
  const set: ReadonlySet<unknown> = new Set(values);
  return (value) => !set.has(value);
}

const COMPARISONS: ReadonlyMap<unknown, (value: number, operand: number) => boolean> = new Map([
  ['=', (value, operand) => value === operand],
  ['<', (value, operand) => value < operand],
  ['<=', (value, operand) => value <= operand],
  ['>', (value, operand) => value > operand],
  ['>=', (value, operand) => value >= operand],
]);

/** `["=", 1]`, or both ends of a range: `[">", 0, "<=", 5]`. */
function parseNumeric(operand: unknown): ValueRule {
  if (!Array.isArray(operand)) throw new Error('Value of numeric must be an array.');
  const [operator, limit, second, top, ...others]: readonly unknown[] = operand;
  if (typeof operator !== 'string') {
    throw new Error(`Invalid member in numeric match: ${operand.length === 0 ? ']' : operator}`);
  }
  const compare = COMPARISONS.get(operator);
  if (!compare) throw new Error(`Unrecognized numeric range operator: ${operator}`);
  const bottom = numberOf(operator === '=' ? 'equals' : operator, limit);
  if (operand.length === 2) return ofNumber((value) => compare(value, bottom));
  if (!operator.startsWith('>')) throw new Error('Too many elements in numeric expression');
  if (typeof second !== 'string') throw new Error(`Bad value in numeric range: ${second}`);
  const compareTop = second.startsWith('<') ? COMPARISONS.get(second) : undefined;
  if (!compareTop) throw new Error(`Bad numeric range operator: ${second}`);
  const highest = numberOf(second, top);
  if (others.length > 0) throw new Error('Too many terms in numeric range expression');
  if (bottom >= highest) throw new Error('Bottom must be less than top');
  return ofNumber((value) => compare(value, bottom) && compareTop(value, highest));
}

function numberOf(operator: string, value: unknown): number {
  if (typeof value !== 'number') throw new Error(`Value of ${operator} must be numeric`);
  return checkNumber(value);
}

function checkNumber(value: number): number {
  if (Math.abs(value) <= LARGEST_NUMBER) return value;
  throw new Error('Value must be between -5.0E9 and 5.0E9, inclusive');
}

function textOf(operator: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  // EventBridge's message calls a block of addresses a prefix.
  const name = operator === 'cidr' ? 'prefix' : operator;
  throw new Error(`${name} match pattern must be a string`);
}

function onlyEntry(object: object, missing: string): readonly [string, unknown] {
  const [entry, ...others] = Object.entries(object);
  if (!entry) throw new Error(missing);
  if (others.length > 0) throw new Error('Only one key allowed in match expression');
  return entry;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function ofText(matches: TextRule): ValueRule {
  return (value) => typeof value === 'string' && matches(value);
}

function ofNumber(matches: (value: number) => boolean): ValueRule {
  return (value) =>
    typeof value === 'number' && Math.abs(value) <= LARGEST_NUMBER && matches(value);
}
