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
  /** Name of the recipe in the log, such as `report-to-s3`. */
  readonly recipe: string;
  /** The time zone of the scheduled time. Default `UTC`. */
  readonly timeZone?: string;
};

/** The argument of a scheduled recipe. */
export type ScheduledRun = {
  /** The time for which the schedule called. It is the same for a retry of the event. */
  readonly scheduledTime: ScheduledTime;
  /** The event's `detail`, or all of a custom `Input`. */
  readonly detail: unknown;
  /**
   * Aborts after four fifths of the function's time, or 5 seconds before its end if that is later.
   * Pass it to every outgoing call.
   */
  readonly signal: AbortSignal;
  /** The context of this invocation from Lambda. */
  readonly context: Context;
};

/**
 * Creates the handler of a schedule from a recipe's function. The handler has these properties:
 *
 * - It reads the events of EventBridge Scheduler and of EventBridge rules, and a custom `Input`
 *   with a `time`. It rejects any other event.
 * - It always answers before its time is over. If the recipe has not finished, the error says so.
 * - It logs the {@link describeError} of a failure. It then throws an error with the same safe
 *   content, so that Lambda retries the event.
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

/** The message for an error whose own message may contain a user's data. */
function summaryOf(recipe: string, { name, code, status }: ErrorDescription): string {
  const known = [name, code, status].filter((part) => part !== undefined);
  return `${recipe} failed${known.length > 0 ? ` with ${known.join(', ')}` : ''}. The previous line in the log says where.`;
}
