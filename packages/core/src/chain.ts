import type { Callback, Context } from 'aws-lambda';
import type { CognitoTriggerHandler } from './cognito-trigger-event.js';

/**
 * Combines several handlers of one Cognito trigger. A user pool calls one function per trigger.
 *
 * The handlers run in order. Each gets the event that the previous one returned. The first error
 * stops the chain and is thrown unchanged. The handlers must be `async` or return a promise. A
 * handler that calls its callback throws.
 *
 * @example
 * export const handler = chain(emailDomain({ allow: ['example.com'] }), rejectTestAccounts);
 */
export function chain<H extends CognitoTriggerHandler>(first: H, ...rest: NoInfer<H>[]): H;
export function chain(...handlers: CognitoTriggerHandler[]): CognitoTriggerHandler {
  if (handlers.length === 0) throw new TypeError('chain() needs at least one handler.');
  return async (event: never, context: Context) => {
    let current: unknown = event;
    for (const [index, handler] of handlers.entries()) {
      const returned: unknown = await handler(current as never, context, refuseCallback);
      if (typeof returned !== 'object' || returned === null) {
        throw new TypeError(
          `Handler ${index + 1} of ${handlers.length} in chain() returned no event. A Cognito trigger must return the event it was given; make the handler async and end it with "return event".`,
        );
      }
      current = returned;
    }
    return current;
  };
}

const refuseCallback: Callback = () => {
  throw new TypeError(
    'A handler in chain() called its callback. Make it async and return the event, or throw.',
  );
};
