import type { Callback, Context } from 'aws-lambda';
import { isCheck, markAsCheck } from './check.js';
import type { CognitoTriggerHandler } from './cognito-trigger-event.js';
import { TriggerError, UNEXPECTED_ERROR } from './trigger-error.js';

/**
 * Combines several handlers of one Cognito trigger. A user pool calls one function per trigger.
 *
 * The handlers run in order. Each gets the event that the previous one returned. The first error
 * stops the chain and is thrown unchanged. The handlers must be `async` or return a promise. A
 * handler that calls its callback throws.
 *
 * Handlers that only check the event are an exception: if one refuses, the checks directly after it
 * still run, and the user sees all of their refusals in one message. No other handler runs after a
 * refusal. The recipes of `@amplify-recipes/pre-sign-up` are checks, and so are your own handlers
 * with `onlyChecks` of {@link cognitoTrigger}.
 *
 * @example
 * export const handler = chain(emailDomain({ allow: ['example.com'] }), rejectTestAccounts);
 */
export function chain<H extends CognitoTriggerHandler>(first: H, ...rest: NoInfer<H>[]): H;
export function chain(...handlers: CognitoTriggerHandler[]): CognitoTriggerHandler {
  if (handlers.length === 0) throw new TypeError('chain() needs at least one handler.');
  const run: CognitoTriggerHandler = async (event: never, context: Context) => {
    let current: unknown = event;
    const refusals: TriggerError[] = [];
    for (const [index, handler] of handlers.entries()) {
      if (refusals.length > 0 && !isCheck(handler)) break;
      try {
        const returned: unknown = await handler(current as never, context, refuseCallback);
        if (typeof returned !== 'object' || returned === null) {
          throw new TypeError(
            `Handler ${index + 1} of ${handlers.length} in chain() returned no event. A Cognito trigger must return the event it was given; make the handler async and end it with "return event".`,
          );
        }
        current = returned;
      } catch (error) {
        if (!isCheck(handler) || !isRefusal(error)) {
          // A refusal before it is more useful to the user than an error.
          if (refusals.length > 0) break;
          throw error;
        }
        refusals.push(error);
      }
    }
    const [first, ...others] = refusals;
    if (first) throw together(first, others);
    return current;
  };
  return handlers.every(isCheck) ? markAsCheck(run) : run;
}

/** Whether a check said no, and did not fail. */
function isRefusal(error: unknown): error is TriggerError {
  return error instanceof TriggerError && error.code !== UNEXPECTED_ERROR;
}

/** One error with the codes and sentences of several, which `parseTriggerError` reads. */
function together(first: TriggerError, others: readonly TriggerError[]): TriggerError {
  if (others.length === 0) return first;
  const sentences = others.map(({ code, sentence }) => `${code}: ${sentence}`);
  return new TriggerError(first.code, [first.sentence, ...sentences].join(' '));
}

const refuseCallback: Callback = () => {
  throw new TypeError(
    'A handler in chain() called its callback. Make it async and return the event, or throw.',
  );
};
