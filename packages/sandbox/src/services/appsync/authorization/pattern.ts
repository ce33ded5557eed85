import { RE2JS, RE2JSException } from 're2js';

/** A regular expression of the template, which must match a whole value. */
export type Pattern = {
  readonly expression: string;
  matches(value: string): boolean;
  /** Undefined if the expression is valid. An invalid expression matches nothing. */
  readonly problem: string | undefined;
};

/** A longer value matches no pattern: no client id or token has this length. */
const MAXIMUM_LENGTH = 16 * 1024;

/**
 * Compiles a regular expression. The time to match it is linear in the length of the value, so no
 * token makes it slow.
 *
 * It must match the whole value: an expression that accepts a value here accepts it in AWS too.
 */
export function patternOf(expression: string): Pattern {
  try {
    const compiled = RE2JS.compile(expression);
    return {
      expression,
      matches: (value) => value.length <= MAXIMUM_LENGTH && compiled.matches(value),
      problem: undefined,
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { expression, matches: () => false, problem: error.message };
  }
}
