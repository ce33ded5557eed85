import type { PostConfirmationTriggerEvent, PreSignUpTriggerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { cognitoTrigger } from './cognito-trigger.js';
import {
  captureOutput,
  invoke,
  lambdaContext,
  postConfirmationEvent,
  preSignUpEvent,
} from './testing/index.js';
import { TriggerError } from './trigger-error.js';

const options = { recipe: 'a-recipe', triggerSources: ['PreSignUp_SignUp'] as const };

describe('cognitoTrigger', () => {
  it("merges the recipe's result into the response of a copy and does not change the event", async () => {
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(options, async () => ({
      autoConfirmUser: true,
    }));
    const event = preSignUpEvent();
    const answer = await invoke(handler, event);
    expect(event).toEqual(preSignUpEvent());
    expect(answer).toEqual(preSignUpEvent({ response: { autoConfirmUser: true } }));
  });

  it('returns the event unchanged if the recipe returns no changes', async () => {
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(options, () => undefined);
    const event = preSignUpEvent();
    expect(await invoke(handler, event)).toBe(event);
  });

  it.each(['PreSignUp_ExternalProvider', 'PreSignUp_AdminCreateUser'] as const)(
    'returns an event of %s unchanged and does not call the recipe',
    async (triggerSource) => {
      const handle = vi.fn();
      const event = preSignUpEvent({ triggerSource });
      const { result, text } = await captureOutput(() =>
        invoke(cognitoTrigger<PreSignUpTriggerEvent>(options, handle), event),
      );
      expect(result).toBe(event);
      expect(handle).not.toHaveBeenCalled();
      expect(text).toBe('');
    },
  );

  it('passes a TriggerError to the client unchanged and logs its code', async () => {
    const refusal = new TriggerError('EMAIL_MISSING', 'No e-mail address.');
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(options, () => {
      throw refusal;
    });
    const { error, lines } = await captureOutput(() => invoke(handler, preSignUpEvent()));
    expect(error).toBe(refusal);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'a-recipe said no',
        reason: 'EMAIL_MISSING',
        triggerSource: 'PreSignUp_SignUp',
        function_request_id: lambdaContext().awsRequestId,
      }),
    ]);
  });

  it.each<[string, () => Promise<never>, object]>([
    [
      'an error',
      () => Promise.reject(new TypeError('table users-4711 is gone')),
      { name: 'TypeError', stack: expect.stringContaining('cognito-trigger.test.ts') },
    ],
    ['a value that is not an error', () => Promise.reject('table users-4711 is gone'), {}],
  ])('hides %s from the client and logs only its safe properties', async (_, handle, known) => {
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(options, handle);
    const { error, lines } = await captureOutput(() => invoke(handler, preSignUpEvent()));
    expect(error).toEqual(
      new TriggerError('UNEXPECTED_ERROR', 'Something went wrong. Please try again later.'),
    );
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('4711');
    expect(JSON.stringify(lines)).not.toContain('4711');
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'a-recipe failed',
        error: { messageHash: expect.stringMatching(/^[b-t]{8}$/), ...known },
      },
    ]);
  });

  it('works in a test harness with an empty context', async () => {
    const handler = cognitoTrigger<PreSignUpTriggerEvent>(options, () => ({
      autoVerifyEmail: true,
    }));
    const answer = await invoke(handler, preSignUpEvent(), {} as ReturnType<typeof lambdaContext>);
    expect(answer.response.autoVerifyEmail).toBe(true);
  });

  it('has types for a read-only event and for the properties of the response', () => {
    cognitoTrigger<PostConfirmationTriggerEvent>(
      { recipe: 'a-recipe', triggerSources: ['PostConfirmation_ConfirmSignUp'] },
      (event) => {
        expectTypeOf(event.request.userAttributes).toEqualTypeOf<{
          readonly [name: string]: string;
        }>();
        return undefined;
      },
    );
    cognitoTrigger<PreSignUpTriggerEvent>(
      options,
      // @ts-expect-error
      () => ({ autoConfirmUser: 'yes' }),
    );
    cognitoTrigger<PostConfirmationTriggerEvent>(
      // @ts-expect-error
      { recipe: 'a-recipe', triggerSources: ['PreSignUp_SignUp'] },
      () => undefined,
    );
    expect(postConfirmationEvent().response).toEqual({});
  });

  describe('in time', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    /**
     * Runs a recipe that never answers. Returns when its signal aborted and when the trigger threw.
     */
    async function outcome(timeout: number) {
      let aborted: number | undefined;
      let stopped: number | undefined;
      const started = Date.now();
      const handler = cognitoTrigger<PreSignUpTriggerEvent>(
        options,
        (_, { signal }) =>
          new Promise(() => {
            signal.addEventListener('abort', () => {
              aborted = Date.now() - started;
            });
          }),
      );
      const context = lambdaContext({
        getRemainingTimeInMillis: () => timeout - (Date.now() - started),
      });
      const run = captureOutput(() =>
        invoke(handler, preSignUpEvent(), context).finally(() => {
          stopped = Date.now() - started;
        }),
      );
      await vi.runAllTimersAsync();
      const { error } = await run;
      return { aborted, stopped, error };
    }

    it.each([
      ['5 s, the limit of Cognito', 5000, 4000, 4500],
      ['3 s', 3000, 2400, 2700],
      ['the remaining time in a chain', 500, 400, 450],
      ['15 minutes, which Cognito does not wait for', 900_000, 4000, 4500],
    ])(
      'with a timeout of %s, it aborts the signal and then answers itself',
      async (_, timeout, abort, stop) => {
        const { aborted, stopped, error } = await outcome(timeout);
        expect(aborted).toBe(abort);
        expect(stopped).toBe(stop);
        expect(error).toEqual(expect.objectContaining({ code: 'UNEXPECTED_ERROR' }));
      },
    );

    it('leaves no timer running', async () => {
      await invoke(
        cognitoTrigger<PreSignUpTriggerEvent>(options, () => undefined),
        preSignUpEvent(),
      );
      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
