import { isJsonObject } from '../protocols/json-value.js';
import type { Properties, Value } from './resource-graph.js';

export function isProperties(value: unknown): value is Properties {
  return isJsonObject(value);
}

export function objectOf(value: Value | undefined): Properties {
  return isProperties(value) ? value : {};
}

/** The entries of a list. A single value counts as a list of one, as in policies. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** A string as it is. Use {@link textOf} where CloudFormation also accepts a number. */
export function stringOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A text. CloudFormation also accepts a number or a boolean. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A number. CloudFormation also accepts `"8"` for `8`. */
export function integerOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** The strings of a list that are among the known ones. */
export function knownOf<const K extends string>(
  value: Value | undefined,
  names: readonly K[],
): readonly K[] {
  return names.filter((name) => listOf(value).includes(name));
}

export function textsOf(value: Value | undefined): readonly string[] | undefined {
  return isList(value) ? value.flatMap((item) => textOf(item) ?? []) : undefined;
}

/** A boolean. CloudFormation also accepts `"true"` for `true`. */
export function isTrue(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
