import type {
  PostConfirmationTriggerHandler,
  PreSignUpTriggerEvent,
  PreSignUpTriggerHandler,
} from 'aws-lambda';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { chain } from './chain.js';
import { parseTriggerError } from './client/index.js';
import { cognitoTrigger } from './cognito-trigger.js';
import {
  captureOutput,
  invoke,
  lambdaContext,
  postConfirmationEvent,
  preSignUpEvent,
} from './testing/index.js';
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

describe('checks in a chain', () => {
  const outcomes = {
    allows: () => undefined,
    refusesEmail: () => {
      throw new TriggerError('EMAIL_MISSING', 'No e-mail address.');
    },
    refusesAge: () => {
      throw new TriggerError('TOO_YOUNG', 'Are you 13?');
    },
    refusesName: () => {
      throw new TriggerError('NAME_MISSING', 'Please tell us your name.');
    },
    fails: () => {
      throw new TypeError('The list of domains is gone.');
    },
  } as const;
  const check = (outcome: keyof typeof outcomes): PreSignUpTriggerHandler =>
    cognitoTrigger(
      { recipe: outcome, triggerSources: ['PreSignUp_SignUp'], onlyChecks: true },
      outcomes[outcome],
    );
  /** The message of the error. Undefined if the chain returns the event. */
  async function refusalOf(...handlers: [PreSignUpTriggerHandler, ...PreSignUpTriggerHandler[]]) {
    const { error } = await captureOutput(() => invoke(chain(...handlers), preSignUpEvent()));
    return (error as Error | undefined)?.message;
  }

  it.each<[string, (keyof typeof outcomes)[], string | undefined]>([
    ['nothing', ['allows', 'allows'], undefined],
    ['one refusal unchanged', ['allows', 'refusesEmail'], 'EMAIL_MISSING: No e-mail address'],
    [
      'two refusals in order',
      ['refusesEmail', 'allows', 'refusesAge'],
      'EMAIL_MISSING: No e-mail address. TOO_YOUNG: Are you 13?',
    ],
    [
      'three refusals',
      ['refusesAge', 'refusesEmail', 'refusesName'],
      'TOO_YOUNG: Are you 13? EMAIL_MISSING: No e-mail address. NAME_MISSING: Please tell us your name',
    ],
    [
      'an error of a check, and runs no other check after it',
      ['fails', 'refusesEmail'],
      'UNEXPECTED_ERROR: Something went wrong. Please try again later',
    ],
    [
      'the refusal before an error',
      ['refusesEmail', 'fails', 'refusesAge'],
      'EMAIL_MISSING: No e-mail address',
    ],
  ])('throw %s', async (_, [first = 'allows', ...others], message) => {
    expect(await refusalOf(check(first), ...others.map(check))).toBe(message);
  });

  it('throw the error itself if there is only one', async () => {
    const error = new TriggerError('EMAIL_MISSING', 'No.');
    const only = cognitoTrigger<PreSignUpTriggerEvent>(
      { recipe: 'only', triggerSources: ['PreSignUp_SignUp'], onlyChecks: true },
      () => {
        throw error;
      },
    );
    const outcome = await captureOutput(() =>
      invoke(chain(only, check('allows')), preSignUpEvent()),
    );
    expect(outcome.error).toBe(error);
  });

  it.each<[string, PreSignUpTriggerHandler]>([
    ['a handler that is not a check', vi.fn(async (event) => event)],
    [
      'a recipe that does not declare it',
      cognitoTrigger(
        { recipe: 'writes', triggerSources: ['PreSignUp_SignUp'] },
        outcomes.refusesAge,
      ),
    ],
    ['a chain with such a handler', chain(check('refusesAge'), async (event) => event)],
  ])('let %s not run after a refusal, nor anything behind it', async (_, handler) => {
    const last = check('refusesName');
    expect(await refusalOf(check('refusesEmail'), handler, last)).toBe(
      'EMAIL_MISSING: No e-mail address',
    );
    if (vi.isMockFunction(handler)) expect(handler).not.toHaveBeenCalled();
  });

  it('count as checks in a chain of their own', async () => {
    expect(
      await refusalOf(check('refusesEmail'), chain(check('refusesAge'), check('refusesName'))),
    ).toBe(
      'EMAIL_MISSING: No e-mail address. TOO_YOUNG: Are you 13? NAME_MISSING: Please tell us your name',
    );
  });

  it('are read by the client one by one', async () => {
    const message = await refusalOf(check('refusesEmail'), check('refusesAge'));
    expect(parseTriggerError(`PreSignUp failed with error ${message}.`)).toEqual({
      code: 'EMAIL_MISSING',
      message: 'No e-mail address. Are you 13?',
      trigger: 'PreSignUp',
      refusals: [
        { code: 'EMAIL_MISSING', message: 'No e-mail address.' },
        { code: 'TOO_YOUNG', message: 'Are you 13?' },
      ],
    });
  });
});
