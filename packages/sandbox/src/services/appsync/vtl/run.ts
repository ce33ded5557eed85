import type { Budget } from './budget.js';

/** The state of one evaluation. */
export type Run = {
  readonly variables: Map<string, unknown>;
  readonly budget: Budget;
  /** The line of the statement that runs, for errors. */
  line: number;
  /** The text so far. */
  output: string;
  /** The value of `#return`. */
  returnValue: unknown;
};

/** How a statement ends. A constant object, because TypeScript's enums are no plain JavaScript. */
export const Completion = { NORMAL: 0, BREAK: 1, STOP: 2, RETURN: 3 } as const;
export type Completion = (typeof Completion)[keyof typeof Completion];

export type Execute = (run: Run) => Completion;
/** Returns undefined for a call that gives nothing, such as `$util.qr()`. It renders no text. */
export type Evaluate = (run: Run) => unknown;

/** Adds to the evaluated text. */
export function write(run: Run, text: string): void {
  run.output += run.budget.text(text);
  run.budget.checkLength(run.output.length);
}
