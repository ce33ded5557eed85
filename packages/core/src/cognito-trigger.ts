import type { Context, Handler } from 'aws-lambda';
import { markAsCheck } from './check.js';
import type { CognitoTriggerEvent, Immutable } from './cognito-trigger-event.js';
import { describeError } from './describe-error.js';
import { loggable } from './loggable.js';
import { logger } from './logger.js';
import { TriggerError, UNEXPECTED_ERROR } from './trigger-error.js';

export type CognitoTriggerOptions<Event extends CognitoTriggerEvent> = {
  /** Name of the recipe in the log, such as `email-domain`. */
  readonly recipe: string;
  /** The trigger sources to handle. An event of any other source is returned unchanged. */
  readonly triggerSources: readonly Event['triggerSource'][];
  /**
   * Declares that the function only checks the event: it changes nothing, anywhere. `chain` then
   * also runs it after the refusal of another check, and the user sees both. Default: false.
   */
  readonly onlyChecks?: boolean;
};

type ResponseChanges<Event extends CognitoTriggerEvent> = Partial<Event['response']> | undefined;

/** The second argument of a recipe, after the event. */
export type CognitoTriggerInvocation = {
  /**
   * Aborts after four fifths of the available time: after 4 of the 5 seconds that Cognito waits.
   * Pass it to every outgoing call.
   */
  readonly signal: AbortSignal;
};

/**
 * Creates the handler of a Cognito trigger from a recipe's function. The handler has these
 * properties:
 *
 * - It returns events of other trigger sources unchanged.
 * - It never changes the event. It merges the recipe's result into the `response` of a copy.
 * - It passes a {@link TriggerError} to the client unchanged. It logs the {@link describeError} of
 *   any other error, and the client sees only `UNEXPECTED_ERROR`.
 * - It always answers within nine tenths of the available time: within 4.5 of 5 seconds.
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
  { recipe, triggerSources, onlyChecks = false }: CognitoTriggerOptions<Event>,
  handle: (
    event: Immutable<Event>,
    invocation: CognitoTriggerInvocation,
  ) => ResponseChanges<Event> | Promise<ResponseChanges<Event>>,
): Handler<Event> {
  const wanted: readonly string[] = triggerSources;
  const run: Handler<Event> = async (event, context) => {
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
      throw new TriggerError(UNEXPECTED_ERROR, 'Something went wrong. Please try again later.');
    }
  };
  return onlyChecks ? markAsCheck(run) : run;
}

/** Handlers can throw any value, even a proxy for which `instanceof` throws. */
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
  // The context of a test is often empty.
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
