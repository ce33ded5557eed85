import type { Context } from 'aws-lambda';
import { loggable } from './loggable.js';

/** The longest that a function runs, in milliseconds, where a test's context does not say. */
const LONGEST = 900_000;

export type TimeLimit = {
  /** Aborts when four fifths of the time are over, or 5 seconds before its end if that is later. */
  readonly signal: AbortSignal;
  /** Kept a little later, early enough for an answer to arrive. */
  readonly over: Promise<void>;
  /** Timers wait for synchronous code; the clock does not. */
  isOver(): boolean;
  end(): void;
};

/** The time that an invocation has. */
export function limitTime(context: Context): TimeLimit {
  const available = context.getRemainingTimeInMillis?.() ?? LONGEST;
  const toAbort = Math.max(available * 0.8, available - 5000);
  const toAnswer = Math.max(available * 0.9, available - 2500);
  const end = performance.now() + toAbort;
  const controller = new AbortController();
  const abort = () =>
    controller.abort(
      loggable(new DOMException(`Not done after ${toAbort / 1000} s.`, 'TimeoutError')),
    );
  const timer = setTimeout(abort, toAbort);
  let answer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    answer = setTimeout(resolve, toAnswer);
  });
  return {
    signal: controller.signal,
    over,
    isOver() {
      if (!controller.signal.aborted && performance.now() >= end) abort();
      return controller.signal.aborted;
    },
    end() {
      clearTimeout(timer);
      clearTimeout(answer);
    },
  };
}
