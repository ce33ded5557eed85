import type { Properties, Value } from './resource-graph.js';

export function objectOf(value: Value | undefined): Properties {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {};
}

/** A list; what stands alone is a list of one, as in policies. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

export function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** CloudFormation takes `"true"` for `true`. */
export function isTrue(value: Value | undefined): boolean {
  return value === true || value === 'true';
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
