import type { Context } from 'aws-lambda';
import { loggable } from './loggable.js';

/** The maximum time of a function in milliseconds, for a test's context without a time. */
const LONGEST = 900_000;

export type TimeLimit = {
  /** Aborts after four fifths of the time, or 5 seconds before its end if that is later. */
  readonly signal: AbortSignal;
  /** Resolves shortly after `signal` aborts, early enough to send a response. */
  readonly over: Promise<void>;
  /** Also reads the clock, because synchronous code delays timers. */
  isOver(): boolean;
  end(): void;
};

/** Starts the timers for the time limit of an invocation. */
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
