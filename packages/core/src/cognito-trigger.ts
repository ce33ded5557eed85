import type { Context, Handler } from 'aws-lambda';
import type { CognitoTriggerEvent, Immutable } from './cognito-trigger-event.js';
import { describeError } from './describe-error.js';
import { loggable } from './loggable.js';
import { logger } from './logger.js';
import { TriggerError } from './trigger-error.js';

export type CognitoTriggerOptions<Event extends CognitoTriggerEvent> = {
  /** Name of the recipe in the log: `email-domain`. */
  readonly recipe: string;
  /** The trigger sources it acts on. An event of any other is returned as it came. */
  readonly triggerSources: readonly Event['triggerSource'][];
};

type ResponseChanges<Event extends CognitoTriggerEvent> = Partial<Event['response']> | undefined;

/** What a recipe gets beside the event. */
export type CognitoTriggerInvocation = {
  /**
   * Aborts when four fifths of the time are over: after 4 of the 5 seconds that Cognito waits.
   * Every outgoing call carries it.
   */
  readonly signal: AbortSignal;
};

/**
 * Makes a handler of a Cognito trigger from what a recipe does with the event, so that each recipe
 * has these properties:
 *
 * - An event of a trigger source that it does not act on is returned as it came.
 * - The event is never changed. What the recipe returns is merged into the `response` of a copy.
 * - A {@link TriggerError} reaches the client as it is. Of any other error the log has what
 *   {@link describeError} takes from it, and the client sees only `UNEXPECTED_ERROR`.
 * - It answers within nine tenths of its time, whatever it waits for: 4.5 seconds of 5.
 *
 * @example
 * export function autoConfirm(): PreSignUpTriggerHandler {
 *   return cognitoTrigger(
 *     { recipe: 'auto-confirm', triggerSources: ['PreSignUp_SignUp'] },
 *     () => ({ autoConfirmUser: true }),
 *   );
 * }
 */
export function cognitoTrigger<Event extends CognitoTriggerEvent>(
  { recipe, triggerSources }: CognitoTriggerOptions<Event>,
  handle: (
    event: Immutable<Event>,
    invocation: CognitoTriggerInvocation,
  ) => ResponseChanges<Event> | Promise<ResponseChanges<Event>>,
): Handler<Event> {
  const wanted: readonly string[] = triggerSources;
  return async (event, context) => {
    if (!wanted.includes(event.triggerSource)) return event;
    logger.addContext(context);
    try {
      const changes = await withinTime(context, (signal) =>
        handle(event as Immutable<Event>, { signal }),
      );
      return changes ? { ...event, response: { ...event.response, ...changes } } : event;
    } catch (error) {
      const { triggerSource } = event;
      if (isTriggerError(error)) {
        logger.info(`${recipe} said no`, { reason: error.code, triggerSource });
        throw error;
      }
      logger.error(`${recipe} failed`, { triggerSource, error: describeError(error) });
      throw new TriggerError('UNEXPECTED_ERROR', 'Something went wrong. Please try again later.');
    }
  };
}

/** What was thrown may be a proxy that throws itself. */
function isTriggerError(error: unknown): error is TriggerError {
  try {
    return error instanceof TriggerError;
  } catch {
    return false;
  }
}

/** Milliseconds that Cognito waits for a trigger. */
const COGNITO_LIMIT = 5000;

async function withinTime<T>(
  context: Context,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  // A test's context is often an empty one.
  const remaining = context.getRemainingTimeInMillis?.() ?? COGNITO_LIMIT;
  const available = Math.min(COGNITO_LIMIT, remaining);
  const controller = new AbortController();
  const abort = setTimeout(() => {
    controller.abort(
      loggable(new DOMException(`Not done after ${available * 0.8} ms.`, 'TimeoutError')),
    );
  }, available * 0.8);
  let stop: NodeJS.Timeout | undefined;
  const overtime = new Promise<never>((_, reject) => {
    stop = setTimeout(() => {
      reject(loggable(new Error(`No answer after ${available * 0.9} ms.`)));
    }, available * 0.9);
  });
  try {
    return await Promise.race([work(controller.signal), overtime]);
  } finally {
    clearTimeout(abort);
    clearTimeout(stop);
  }
}
