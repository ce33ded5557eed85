import type { Context, Handler } from 'aws-lambda';
import { describeError, type ErrorDescription } from './describe-error.js';
import { loggable } from './loggable.js';
import { logger } from './logger.js';
import {
  type ScheduledEvent,
  type ScheduledTime,
  scheduledDetail,
  scheduledTime,
} from './scheduled-time.js';
import { limitTime } from './time-limit.js';

export type ScheduledHandlerOptions = {
  /** Name of the recipe in the log: `report-to-s3`. */
  readonly recipe: string;
  /** The time zone of the scheduled time. Default `UTC`. */
  readonly timeZone?: string;
};

/** What a schedule asks for. */
export type ScheduledRun = {
  /** The time for which the schedule called: the same when the event comes again. */
  readonly scheduledTime: ScheduledTime;
  /** The event's `detail`; of an `Input` of one's own, all of it. */
  readonly detail: unknown;
  /**
   * Aborts before the function's time is over: when four fifths of it are, or 5 seconds before
   * its end if that is later. Every outgoing call carries it.
   */
  readonly signal: AbortSignal;
  /** Lambda's own context of this invocation. */
  readonly context: Context;
};

/**
 * Makes a handler of a schedule from what a recipe does at a time.
 *
 * - The events of EventBridge Scheduler and of EventBridge rules are read, and an `Input` of one's
 *   own that has the `time`. Any other is refused.
 * - It answers before its time is over, whatever it waits for, and says so.
 * - Of a failure the log has what {@link describeError} takes from it. So has the error that is
 *   thrown on, for Lambda to log and to try again.
 *
 * @example
 * export const handler = scheduledHandler({ recipe: 'clean-up' }, ({ scheduledTime, signal }) =>
 *   deleteOlderThan(scheduledTime.at, { signal }),
 * );
 */
export function scheduledHandler<Result>(
  { recipe, timeZone }: ScheduledHandlerOptions,
  handle: (run: ScheduledRun) => Result | Promise<Result>,
): Handler<ScheduledEvent, Result> {
  return async (event, context) => {
    logger.addContext(context);
    const time = limitTime(context);
    const { signal } = time;
    let at: ScheduledTime | undefined;
    try {
      at = scheduledTime(event, timeZone);
      return await Promise.race([
        handle({ scheduledTime: at, detail: scheduledDetail(event), signal, context }),
        time.over.then((): never => {
          throw signal.reason;
        }),
      ]);
    } catch (failure) {
      const error = signal.aborted ? timeIsOver(recipe, signal) : failure;
      const description = describeError(error);
      logger.error(`${recipe} failed`, { scheduledTime: at?.iso, error: description });
      throw new Error(description.message ?? summaryOf(recipe, description));
    } finally {
      time.end();
    }
  };
}

function timeIsOver(recipe: string, { reason }: AbortSignal): Error {
  return loggable(
    new Error(
      `${recipe} ran out of time. ${reason.message} Set a longer timeoutSeconds where the function is defined.`,
      { cause: reason },
    ),
  );
}

/** For an error whose message may repeat what a user gave. */
function summaryOf(recipe: string, { name, code, status }: ErrorDescription): string {
  const known = [name, code, status].filter((part) => part !== undefined);
  return `${recipe} failed${known.length > 0 ? ` with ${known.join(', ')}` : ''}. The line before this one in the log says where.`;
}
