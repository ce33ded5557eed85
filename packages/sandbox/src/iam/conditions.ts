import { BlockList, isIP } from 'node:net';
import type { Value } from '../assembly/resource-graph.js';
import { isProperties, listOf } from '../assembly/template-values.js';
import { type ConditionContext, contextValue, parseTemplate } from './policy-variables.js';
import { arnSegments, fits } from './wildcards.js';

/**
 * Whether the condition is true. It is `unknown` if it tests a value that the sandbox does not
 * know, or if it is not valid. Such a condition allows nothing and denies everything.
 */
export type Condition = (context: ConditionContext) => boolean | 'unknown';

/** Compares a value of the request with a value of the policy. */
type Comparison = (value: string, context: ConditionContext) => boolean | 'unknown';

/** Parses a value of the policy. Undefined if the operator does not accept it. */
type ReadOperand = (operand: string) => Comparison | undefined;

type Operator = { readonly read: ReadOperand; readonly isNegated: boolean };

/**
 * Reads the conditions of a statement.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function parseConditions(block: Value | undefined): readonly Condition[] {
  if (block === undefined) return [];
  if (!isProperties(block)) return [unreadable];
  return Object.entries(block).flatMap(([operator, tests]) => {
    if (!isProperties(tests)) return [unreadable];
    return Object.entries(tests).map(([key, values]) =>
      parseCondition(operator, key.toLowerCase(), values),
    );
  });
}

const unreadable: Condition = () => 'unknown';

function parseCondition(name: string, key: string, values: Value): Condition {
  const operands = operandsOf(values);
  if (operands === undefined) return unreadable;
  if (name === 'Null') return nullCondition(key, operands);
  const [, set, operatorName = '', ifExists] =
    /^(ForAllValues:|ForAnyValue:)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS.get(operatorName);
  const comparisons = operands.map((operand) => operator?.read(operand));
  if (!operator || comparisons.includes(undefined)) return unreadable;
  const { isNegated } = operator;
  return (context) => {
    if (!Object.hasOwn(context, key)) return 'unknown';
    const value = contextValue(context, key);
    // For set operators, an empty text is an empty set.
    if (value === undefined || (set !== undefined && value === '')) {
      if (set === 'ForAnyValue:') return false;
      return isNegated || ifExists !== undefined || set === 'ForAllValues:';
    }
    const results = comparisons.map((compare) => compare?.(value, context));
    if (results.includes(true)) return !isNegated;
    return results.includes('unknown') ? 'unknown' : isNegated;
  };
}

/** Whether the key has no value, or an empty one. */
function nullCondition(key: string, operands: readonly string[]): Condition {
  const wanted = operands.map((operand) => operand.toLowerCase());
  if (!wanted.every(isBoolean)) return unreadable;
  return (context) => {
    if (!Object.hasOwn(context, key)) return 'unknown';
    return wanted.includes(String(!contextValue(context, key)));
  };
}

/**
 * The values of a condition. Undefined if there are none, or one is not text, number or boolean.
 */
function operandsOf(values: Value): readonly string[] | undefined {
  const list = listOf(values);
  const texts = list.filter(
    (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  );
  return texts.length === list.length && texts.length > 0 ? texts.map(String) : undefined;
}

/** A text with variables. A variable without a value equals nothing. */
const text =
  (compare: (value: string, operand: string) => boolean): ReadOperand =>
  (operand) => {
    const template = parseTemplate(operand);
    return (value, context) => {
      const filled = template(context);
      return filled !== undefined && compare(value, filled.text);
    };
  };

const like: ReadOperand = (operand) => {
  const template = parseTemplate(operand);
  return (value, context) => {
    const filled = template(context);
    return filled !== undefined && fits(filled.pattern, value);
  };
};

/** Compares each of the six segments separately. */
const arn: ReadOperand = (operand) => {
  const template = parseTemplate(operand);
  return (value, context) => {
    const filled = template(context);
    if (!filled) return false;
    const patterns = arnSegments(filled.pattern);
    const segments = segmentsOf(value);
    if (!patterns || !segments) return 'unknown';
    return patterns.every((pattern, index) => fits(pattern, segments[index] ?? ''));
  };
};

function segmentsOf(value: string): readonly string[] | undefined {
  const segments = value.split(':');
  return segments.length < 6 ? undefined : [...segments.slice(0, 5), segments.slice(5).join(':')];
}

const bool: ReadOperand = (operand) => {
  const template = parseTemplate(operand);
  return (value, context) => {
    const filled = template(context);
    if (!filled) return false;
    const [given, wanted] = [value.toLowerCase(), filled.text.toLowerCase()];
    return isBoolean(given) && isBoolean(wanted) ? given === wanted : 'unknown';
  };
};

function isBoolean(value: string): boolean {
  return value === 'true' || value === 'false';
}

/** Parses both values in the same way and compares them. These operators support no variables. */
const parsed =
  <Parsed>(
    parse: (text: string) => Parsed | undefined,
    compare: (value: Parsed, operand: Parsed) => boolean,
  ): ReadOperand =>
  (operand) => {
    const wanted = parse(operand);
    if (wanted === undefined) return undefined;
    return (value) => {
      const given = parse(value);
      return given === undefined ? 'unknown' : compare(given, wanted);
    };
  };

/** An integer or a decimal, as AWS documents it. JavaScript's other notations are not numbers. */
function parseNumber(text: string): number | undefined {
  return /^[+-]?\d{1,300}(?:\.\d{1,300})?$/.test(text) ? Number(text) : undefined;
}

/**
 * Parses seconds since 1970, or a date in one of the W3C formats, to milliseconds since 1970. Four
 * digits are a year.
 *
 * @see https://www.w3.org/TR/NOTE-datetime
 */
function parseTime(text: string): number | undefined {
  if (/^\d{5,15}$/.test(text)) return Number(text) * 1000;
  const isDate =
    /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/.test(
      text,
    );
  const time = isDate ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function parseBinary(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? text : undefined;
}

const ipAddress: ReadOperand = (operand) => {
  const [address = '', prefix, ...more] = operand.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  const isLength = prefix === undefined || /^\d{1,3}$/.test(prefix);
  if (version === 0 || !isLength || length > longest || more.length > 0) return undefined;
  const range = new BlockList();
  range.addSubnet(address, length, familyOf(version));
  return (value) => {
    const given = isIP(value);
    return given === 0 ? 'unknown' : range.check(value, familyOf(given));
  };
};

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6';
}

const holding = (read: ReadOperand): Operator => ({ read, isNegated: false });
const denying = (read: ReadOperand): Operator => ({ read, isNegated: true });

const equals = text((value, operand) => value === operand);
const equalsIgnoringCase = text((value, operand) => value.toLowerCase() === operand.toLowerCase());
const numeric = (compare: (value: number, operand: number) => boolean) =>
  parsed(parseNumber, compare);
const date = (compare: (value: number, operand: number) => boolean) => parsed(parseTime, compare);
const equal = (value: number, operand: number) => value === operand;
const less = (value: number, operand: number) => value < operand;
const lessOrEqual = (value: number, operand: number) => value <= operand;
const greater = (value: number, operand: number) => value > operand;
const greaterOrEqual = (value: number, operand: number) => value >= operand;

/** All operators. Any other name is invalid, including `StringNot` and `toString`. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', holding(equals)],
  ['StringNotEquals', denying(equals)],
  ['StringEqualsIgnoreCase', holding(equalsIgnoringCase)],
  ['StringNotEqualsIgnoreCase', denying(equalsIgnoringCase)],
  ['StringLike', holding(like)],
  ['StringNotLike', denying(like)],
  ['ArnEquals', holding(arn)],
  ['ArnNotEquals', denying(arn)],
  ['ArnLike', holding(arn)],
  ['ArnNotLike', denying(arn)],
  ['Bool', holding(bool)],
  ['BinaryEquals', holding(parsed(parseBinary, (value, operand) => value === operand))],
  ['IpAddress', holding(ipAddress)],
  ['NotIpAddress', denying(ipAddress)],
  ['NumericEquals', holding(numeric(equal))],
  ['NumericNotEquals', denying(numeric(equal))],
  ['NumericLessThan', holding(numeric(less))],
  ['NumericLessThanEquals', holding(numeric(lessOrEqual))],
  ['NumericGreaterThan', holding(numeric(greater))],
  ['NumericGreaterThanEquals', holding(numeric(greaterOrEqual))],
  ['DateEquals', holding(date(equal))],
  ['DateNotEquals', denying(date(equal))],
  ['DateLessThan', holding(date(less))],
  ['DateLessThanEquals', holding(date(lessOrEqual))],
  ['DateGreaterThan', holding(date(greater))],
  ['DateGreaterThanEquals', holding(date(greaterOrEqual))],
]);
