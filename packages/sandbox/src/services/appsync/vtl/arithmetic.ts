import type { Budget } from './budget.js';
import type { Operator } from './syntax.js';
import { isLooselyEqual, textOf } from './values.js';

type Comparison = (left: number, right: number) => boolean;

const COMPARISONS: Readonly<Partial<Record<Operator, Comparison>>> = {
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
};

const CALCULATIONS: Readonly<
  Partial<Record<Operator, (left: number, right: number) => number | null>>
> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': divide,
  '%': (left, right) => (right === 0 ? null : left % right),
};

/** Java divides integers without a remainder. Velocity gives null for a division by zero. */
function divide(left: number, right: number): number | null {
  if (right === 0) return null;
  return Number.isInteger(left) && Number.isInteger(right)
    ? Math.trunc(left / right)
    : left / right;
}

/**
 * An operator with two operands. Velocity compares only numbers with `<` and `>`, so for other values
 * the result is false. A calculation with other values than numbers is null.
 */
export function operate(
  operator: Operator,
  left: unknown,
  right: unknown,
  budget: Budget,
): unknown {
  budget.spend();
  if (operator === '==') return isLooselyEqual(left, right, budget);
  if (operator === '!=') return !isLooselyEqual(left, right, budget);
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return budget.text(textOf(left, budget) + textOf(right, budget));
  }
  const numbers = typeof left === 'number' && typeof right === 'number';
  const comparison = COMPARISONS[operator];
  if (comparison) return numbers && comparison(left, right);
  return numbers ? (CALCULATIONS[operator]?.(left, right) ?? null) : null;
}
