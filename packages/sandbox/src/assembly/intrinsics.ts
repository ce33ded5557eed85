import { SandboxError } from '../errors.js';
import type { Placeholders } from './placeholders.js';
import type { Value } from './resource-graph.js';
import { isProperties } from './template-values.js';

/** The scope of intrinsic functions: one stack, its parameters, conditions and resources. */
export type Scope = {
  /**
   * The value of a parameter, a resource or a pseudo parameter; {@link NO_VALUE} for
   * `AWS::NoValue`.
   */
  ref(name: string): Value | typeof NO_VALUE | undefined;
  getAtt(logicalId: string, attribute: string): Value | undefined;
  /** The expression of a condition. Undefined when the template does not define the condition. */
  condition(name: string): unknown;
  /** The value that a stack of the backend exports under a name. */
  exported(name: string): Value | undefined;
  /** Placeholders for values that only AWS knows. */
  readonly placeholders: Placeholders;
  /** The template's `Mappings`. */
  readonly mappings: unknown;
  readonly region: string;
};

/** `AWS::NoValue`: removes the property or the list entry. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope, place: string) => Value | typeof NO_VALUE;

/**
 * Resolves a template value. A value that needs AWS itself, such as `Fn::Transform`, becomes a
 * placeholder.
 *
 * @param place Where the value is in the template, for errors:
 *   `auth.UserPool.Properties.LambdaConfig`.
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for a value that CloudFormation would refuse.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolveValue(
  expression: unknown,
  scope: Scope,
  place: string,
): Value | typeof NO_VALUE {
  if (Array.isArray(expression)) {
    return expression
      .map((entry, index) => resolveValue(entry, scope, `${place}[${index}]`))
      .filter((entry) => entry !== NO_VALUE);
  }
  if (typeof expression === 'object' && expression !== null) {
    const entries = Object.entries(expression);
    const [first] = entries;
    if (first && entries.length === 1) {
      const [name, argument] = first;
      const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
      if (intrinsic) return intrinsic(argument, scope, place);
      if (name.startsWith('Fn::')) return unknownValue(name, name, scope, place);
    }
    return Object.fromEntries(
      entries.flatMap(([name, entry]) => {
        const value = resolveValue(entry, scope, `${place}.${name}`);
        return value === NO_VALUE ? [] : [[name, value]];
      }),
    );
  }
  return expression as Value;
}

/** Whether a condition of the template holds. */
export function holds(name: string, scope: Scope, place: string): boolean {
  const expression = scope.condition(name);
  if (expression === undefined) throw unsupported(`there is no condition ${name}`, place);
  return truth(resolveValue(expression, scope, `Conditions.${name}`), place);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref(argument, scope, place) {
    const value = scope.ref(String(argument));
    if (value === undefined) throw unsupported(`there is no ${argument} to refer to`, place);
    return value;
  },

  'Fn::GetAtt'(argument, scope, place) {
    const [logicalId, attribute] =
      typeof argument === 'string' ? splitOnce(argument, '.') : list(argument, scope, place);
    const value = scope.getAtt(String(logicalId), String(attribute));
    if (value === undefined) {
      throw unsupported(`there is no attribute ${attribute} of ${logicalId}`, place);
    }
    return value;
  },

  'Fn::Sub'(argument, scope, place) {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const values = Object.fromEntries(
      Object.entries(variables ?? {}).map(([name, value]) => [name, one(value, scope, place)]),
    );
    return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, inner: string) => {
      if (literal) return `\${${inner}}`;
      const name = inner.trim();
      if (Object.hasOwn(values, name)) return text(values[name], place);
      const reference = name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name };
      return text(one(reference, scope, place), place);
    });
  },

  'Fn::Join'(argument, scope, place) {
    const [delimiter, values] = Array.isArray(argument) ? argument : [];
    return list(values, scope, place)
      .map((value) => text(value, place))
      .join(String(delimiter));
  },

  'Fn::Split'(argument, scope, place) {
    const [delimiter, value] = list(argument, scope, place);
    return text(value, place).split(text(delimiter, place));
  },

  'Fn::Select'(argument, scope, place) {
    const [index, values] = list(argument, scope, place);
    const entries = listIn(values, scope);
    const value = entries?.[Number(index)];
    if (value !== undefined) return value;
    // The length of a list that only AWS knows is not known either.
    if (entries && scope.placeholders.isIn(entries)) {
      return scope.placeholders.note(`${entries.join('.')}.${index}`);
    }
    throw unsupported(`Fn::Select finds no entry ${index}`, place);
  },

  'Fn::If'(argument, scope, place) {
    const [condition, whenTrue, whenFalse] = Array.isArray(argument) ? argument : [];
    return resolveValue(
      holds(String(condition), scope, place) ? whenTrue : whenFalse,
      scope,
      place,
    );
  },

  'Fn::FindInMap'(argument, scope, place) {
    const keys = list(argument, scope, place).slice(0, 3);
    let found: unknown = scope.mappings;
    for (const key of keys) {
      found =
        isProperties(found) && Object.hasOwn(found, String(key)) ? found[String(key)] : undefined;
    }
    if (found === undefined) throw unsupported(`there is no mapping ${keys.join(' / ')}`, place);
    return found as Value;
  },

  'Fn::Base64': (argument, scope, place) =>
    Buffer.from(text(one(argument, scope, place), place)).toString('base64'),

  'Fn::Length': (argument, scope, place) => list(argument, scope, place).length,

  'Fn::ToJsonString': (argument, scope, place) => JSON.stringify(one(argument, scope, place)),

  'Fn::GetAZs'(argument, scope, place) {
    const region = text(one(argument, scope, place), place) || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },

  Condition: (argument, scope, place) => holds(String(argument), scope, place),

  'Fn::Equals'(argument, scope, place) {
    const [left, right] = list(argument, scope, place);
    return JSON.stringify(left) === JSON.stringify(right);
  },

  'Fn::And': (argument, scope, place) =>
    list(argument, scope, place).every((value) => truth(value, place)),

  'Fn::Or': (argument, scope, place) =>
    list(argument, scope, place).some((value) => truth(value, place)),

  'Fn::Not'(argument, scope, place) {
    const [value] = list(argument, scope, place);
    return !truth(value, place);
  },

  'Fn::ImportValue'(argument, scope, place) {
    const name = text(one(argument, scope, place), place);
    return (
      scope.exported(name) ??
      unknownValue(name, `the value ${name}, which another stack exports in AWS,`, scope, place)
    );
  },
};

function one(expression: unknown, scope: Scope, place: string): Value {
  const value = resolveValue(expression, scope, place);
  if (value === NO_VALUE) throw unsupported('AWS::NoValue cannot stand here', place);
  return value;
}

function list(expression: unknown, scope: Scope, place: string): readonly Value[] {
  const entries = listIn(one(expression, scope, place), scope);
  if (!entries) throw unsupported('a list was expected', place);
  return entries;
}

/** The entries of a list. A placeholder for a list is its only entry. */
function listIn(value: Value | undefined, scope: Scope): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' && scope.placeholders.isIn(value) ? [value] : undefined;
}

function unknownValue(name: string, what: string, scope: Scope, place: string): string {
  return scope.placeholders.warn(
    `placeholder-of-${name.replace(/[^A-Za-z0-9]+/g, '-')}`,
    `${place}: the sandbox does not know ${what} and uses a placeholder for it.`,
  );
}

/** CloudFormation accepts text, numbers and booleans in joins and substitutions. */
function text(value: Value | undefined, place: string): string {
  if (value === null || value === undefined || typeof value === 'object') {
    throw unsupported('text was expected', place);
  }
  return String(value);
}

function truth(value: unknown, place: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw unsupported('a condition was expected', place);
}

function splitOnce(whole: string, separator: string): [string, string] {
  const index = whole.indexOf(separator);
  return index < 0 ? [whole, ''] : [whole.slice(0, index), whole.slice(index + 1)];
}

/** An error about a place in the template. */
export function unsupported(what: string, place: string): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `${place}: ${what}.`,
    'Change the resource in amplify/backend.ts, or leave it out of the local backend by its condition.',
  );
}
