import type { Namespace, UtilFunction } from './effects.js';

/**
 * Freezes a tree of functions, and removes its prototypes: `util.constructor` is missing, like every
 * other name that AppSync does not have.
 */
export function namespace(members: Namespace): Namespace {
  const own = Object.entries(members).map(([name, member]): [string, UtilFunction | Namespace] => [
    name,
    typeof member === 'function' ? member : namespace(member),
  ]);
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(own)));
}
