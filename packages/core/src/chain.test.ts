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
  it('runs each handler on the event that the last one returned', async () => {
    const event = await invoke(chain(confirm, verify), preSignUpEvent());
    expect(event.response).toEqual({
      autoConfirmUser: true,
      autoVerifyEmail: true,
      autoVerifyPhone: false,
    });
  });

  it('gives every handler the context', async () => {
    const handler = vi.fn<PreSignUpTriggerHandler>(async (event) => event);
    const context = lambdaContext();
    await invoke(chain(handler, handler), preSignUpEvent(), context);
    expect(handler.mock.calls.map((call) => call[1])).toEqual([context, context]);
  });

  it('stops at the first error, and throws it as it is', async () => {
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

  it.each([undefined, null, 'event', 7])('refuses a handler that returns %j', async (returned) => {
    const handler = chain<PreSignUpTriggerHandler>(confirm, async () => returned, verify);
    await expect(invoke(handler, preSignUpEvent())).rejects.toThrow(
      'Handler 2 of 3 in chain() returned no event.',
    );
  });

  it('refuses a handler that answers by the callback', async () => {
    const handler = chain<PreSignUpTriggerHandler>((event, _context, callback) => {
      callback(null, event);
    });
    await expect(invoke(handler, preSignUpEvent())).rejects.toThrow('called its callback');
  });

  it('takes at least one handler', () => {
    // @ts-expect-error
    expect(() => chain()).toThrow('at least one handler');
  });

  it('can stand in a chain itself', async () => {
    await expect(invoke(chain(chain(confirm), refuse), preSignUpEvent())).rejects.toThrow(
      'EMAIL_MISSING',
    );
  });

  it('is a handler of the trigger whose handlers it takes, and takes no other', async () => {
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

  it('knows the event of a handler that is written in place', () => {
    chain(confirm, async (event) => {
      expectTypeOf(event.request.userAttributes.email).toEqualTypeOf<string | undefined>();
      expectTypeOf(event.response.autoConfirmUser).toEqualTypeOf<boolean>();
      return event;
    });
  });
});
