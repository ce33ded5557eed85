import type { Value } from '../../assembly/resource-graph.js';
import { listOf } from '../../assembly/template-values.js';

/** CloudFormation takes `"8"` for `8`: these read both. */

export function text(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function integer(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

/** The strings in a list that are among those known. */
export function known<const K extends string>(
  value: Value | undefined,
  names: readonly K[],
): readonly K[] {
  return names.filter((name) => listOf(value).includes(name));
}

export function texts(value: Value | undefined): readonly string[] | undefined {
  return isList(value) ? value.flatMap((item) => text(item) ?? []) : undefined;
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
