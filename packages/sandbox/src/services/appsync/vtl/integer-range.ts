import type { Budget } from './budget.js';

/** A longer range is only possible in `#foreach`, which does not create the list. */
const MAX_LIST_SIZE = 100_000;

/** `[1..10]` and `[10..1]`, with both ends. */
export type IntegerRange = { readonly first: number; readonly size: number; readonly step: 1 | -1 };

/** Null if an end is no number, as in Velocity. */
export function integerRange(first: unknown, last: unknown): IntegerRange | null {
  if (!Number.isInteger(first) || !Number.isInteger(last)) return null;
  const distance = Number(last) - Number(first);
  return { first: Number(first), size: Math.abs(distance) + 1, step: distance < 0 ? -1 : 1 };
}

/** @throws {Error} for a range that is too long. */
export function toList({ first, size, step }: IntegerRange, budget: Budget): number[] {
  if (size > MAX_LIST_SIZE) {
    throw new Error(`A range of ${size} numbers is too long. The maximum is ${MAX_LIST_SIZE}.`);
  }
  budget.spend(size * 10);
  return Array.from({ length: size }, (_, index) => first + index * step);
}
