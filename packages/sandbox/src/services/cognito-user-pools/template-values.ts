import type { Properties, Value } from '../../assembly/resource-graph.js';

/** CloudFormation takes `"true"` and `"8"` for `true` and `8`: these read both. */

export function text(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function flag(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

export function integer(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

export function properties(value: Value | undefined): Properties {
  return isProperties(value) ? value : {};
}

export function items(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

/** The strings in a list that are among those known. */
export function known<const K extends string>(
  value: Value | undefined,
  names: readonly K[],
): readonly K[] {
  return names.filter((name) => items(value).includes(name));
}

export function texts(value: Value | undefined): readonly string[] | undefined {
  return isList(value) ? value.flatMap((item) => text(item) ?? []) : undefined;
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isProperties(value: Value | undefined): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
