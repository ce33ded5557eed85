import type { Value } from '../../assembly/resource-graph.js';
import { isProperties } from '../../assembly/template-values.js';

/** The value at a path of an event. Undefined if the event has none. */
export type EventPath = (event: Value) => Value | undefined;

/**
 * Reads a path of names, indexes and wildcards: `$.detail.items[0].id`, `$.detail.items[*]`. A path
 * with a wildcard returns the list of all matches.
 *
 * @throws {Error} When the path is not supported. The message contains it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function parsePath(path: string): EventPath {
  if (!/^\$(\.([\w/-]+|\*)|\[(\d+|\*)\])*$/.test(path)) {
    throw new Error(`its path ${path} is not supported`);
  }
  const steps: readonly string[] = path.match(/[\w/-]+|\*/g) ?? [];
  if (!steps.includes('*')) return (event) => valuesAt([event], steps)[0];
  return (event) => {
    const found = valuesAt([event], steps);
    return found.length > 0 ? found : undefined;
  };
}

function valuesAt(values: readonly Value[], steps: readonly string[]): readonly Value[] {
  return steps.reduce((found, step) => found.flatMap((value) => childrenOf(value, step)), values);
}

function childrenOf(value: Value, step: string): readonly Value[] {
  if (step === '*') {
    return Array.isArray(value) ? value : isProperties(value) ? Object.values(value) : [];
  }
  if (Array.isArray(value))
    return /^\d+$/.test(step) ? value.slice(Number(step), Number(step) + 1) : [];
  const child = isProperties(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return child === undefined ? [] : [child];
}
