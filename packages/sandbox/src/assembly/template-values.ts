import { isJsonObject } from '../protocols/json-value.js';
import type { Properties, Value } from './resource-graph.js';

export function isProperties(value: unknown): value is Properties {
  return isJsonObject(value);
}

export function objectOf(value: Value | undefined): Properties {
  return isProperties(value) ? value : {};
}

/** A list; what stands alone is a list of one, as in policies. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** A string as it stands. Use {@link textOf} where CloudFormation takes a number for it, too. */
export function stringOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A text; CloudFormation takes a number or a boolean for it. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** CloudFormation takes `"8"` for `8`. */
export function integerOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** The strings in a list that are among those known. */
export function knownOf<const K extends string>(
  value: Value | undefined,
  names: readonly K[],
): readonly K[] {
  return names.filter((name) => listOf(value).includes(name));
}

export function textsOf(value: Value | undefined): readonly string[] | undefined {
  return isList(value) ? value.flatMap((item) => textOf(item) ?? []) : undefined;
}

/** CloudFormation takes `"true"` for `true`. */
export function isTrue(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
