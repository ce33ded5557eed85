import type { PostConfirmationTriggerHandler, PreSignUpTriggerHandler } from 'aws-lambda';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { chain } from './chain.js';
import { invoke, lambdaContext, postConfirmationEvent, preSignUpEvent } from './testing/index.js';
import { TriggerError } from './trigger-error.js';

const confirm: PreSignUpTriggerHandler = async (event) => ({
  ...event,
  response: { ...event.response, autoConfirmUser: true },
});
const verify: PreSignUpTriggerHandler = async (event) => ({
  ...event,
  response: { ...event.response, autoVerifyEmail: event.response.autoConfirmUser },
});
const refuse: PreSignUpTriggerHandler = async () => {
  throw new TriggerError('EMAIL_MISSING', 'No e-mail address.');
};
const greet: PostConfirmationTriggerHandler = async (event) => event;

describe('chain', () => {
  it('passes each handler the event that the previous one returned', async () => {
    const event = await invoke(chain(confirm, verify), preSignUpEvent());
    expect(event.response).toEqual({
      autoConfirmUser: true,
      autoVerifyEmail: true,
      autoVerifyPhone: false,
    });
  });

  it('passes the context to every handler', async () => {
    const handler = vi.fn<PreSignUpTriggerHandler>(async (event) => event);
    const context = lambdaContext();
    await invoke(chain(handler, handler), preSignUpEvent(), context);
    expect(handler.mock.calls.map((call) => call[1])).toEqual([context, context]);
  });

  it('stops at the first error and throws it unchanged', async () => {
    const last = vi.fn<PreSignUpTriggerHandler>(async (event) => event);
    const error = new TriggerError('EMAIL_MISSING', 'No.');
    const handler = chain<PreSignUpTriggerHandler>(
      confirm,
      async () => {
        throw error;
      },
      last,
    );
    await expect(invoke(handler, preSignUpEvent())).rejects.toBe(error);
    expect(last).not.toHaveBeenCalled();
  });

  it.each([undefined, null, 'event', 7])('rejects a handler that returns %j', async (returned) => {
    const handler = chain<PreSignUpTriggerHandler>(confirm, async () => returned, verify);
    await expect(invoke(handler, preSignUpEvent())).rejects.toThrow(
      'Handler 2 of 3 in chain() returned no event.',
    );
  });

  it('rejects a handler that calls its callback', async () => {
    const handler = chain<PreSignUpTriggerHandler>((event, _context, callback) => {
      callback(null, event);
    });
    await expect(invoke(handler, preSignUpEvent())).rejects.toThrow('called its callback');
  });

  it('requires at least one handler', () => {
    // @ts-expect-error
    expect(() => chain()).toThrow('at least one handler');
  });

  it('can be nested in another chain', async () => {
    await expect(invoke(chain(chain(confirm), refuse), preSignUpEvent())).rejects.toThrow(
      'EMAIL_MISSING',
    );
  });

  it('has the type of its handlers and accepts handlers of one trigger only', async () => {
    expectTypeOf(chain(confirm, verify)).toEqualTypeOf<PreSignUpTriggerHandler>();
    expectTypeOf(chain(greet)).toEqualTypeOf<PostConfirmationTriggerHandler>();
    // @ts-expect-error
    chain(confirm, greet);
    // @ts-expect-error
    chain(greet, confirm, greet);
    // @ts-expect-error
    chain<PreSignUpTriggerHandler>(greet);
    await invoke(chain(greet), postConfirmationEvent());
  });

  it('infers the event type of an inline handler', () => {
    chain(confirm, async (event) => {
      expectTypeOf(event.request.userAttributes.email).toEqualTypeOf<string | undefined>();
      expectTypeOf(event.response.autoConfirmUser).toEqualTypeOf<boolean>();
      return event;
    });
  });
});
