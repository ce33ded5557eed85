import type {
  CreateAuthChallengeTriggerEvent,
  CreateAuthChallengeTriggerHandler,
  DefineAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerHandler,
  VerifyAuthChallengeResponseTriggerHandler,
} from 'aws-lambda';
import { beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import type { ChallengeSequence } from './challenge-sequence.js';
import {
  type CustomChallenge,
  createAuthChallenge,
  customAuth,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from './custom-auth.js';
import {
  captureOutput,
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  invoke,
  lambdaContext,
  verifyAuthChallengeResponseEvent,
} from './testing/index.js';

type Session = CreateAuthChallengeTriggerEvent['request']['session'];

const password: Session = [
  { challengeName: 'SRP_A', challengeResult: true },
  { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
];
const custom = (challengeMetadata: string, challengeResult: boolean): Session[number] => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult,
  challengeMetadata,
});

const colour = {
  name: 'colour',
  attempts: 2,
  create: vi.fn<CustomChallenge['create']>(),
  verify: vi.fn<CustomChallenge['verify']>(),
};
const number = { ...colour, name: 'number', create: vi.fn(), verify: vi.fn() };

beforeEach(() => {
  vi.resetAllMocks();
  colour.create.mockImplementation((_, { attempt }) => ({
    publicChallengeParameters: { question: 'Which colour?' },
    privateChallengeParameters: { answer: 'green' },
    challengeMetadata: `asked ${attempt}`,
  }));
  colour.verify.mockImplementation(
    ({ request }) => request.challengeAnswer === request.privateChallengeParameters.answer,
  );
  number.create.mockReturnValue({
    publicChallengeParameters: {},
    privateChallengeParameters: {},
  });
  number.verify.mockReturnValue(true);
});

const sequence = { withPassword: [colour, number], withoutPassword: [number] };

describe('defineAuthChallenge', () => {
  const respond = async (request: Partial<DefineAuthChallengeTriggerEvent['request']>) =>
    (await invoke(customAuth(sequence).defineAuthChallenge, defineAuthChallengeEvent({ request })))
      .response;

  it.each<[string, Partial<DefineAuthChallengeTriggerEvent['request']>, object]>([
    ['the next challenge', {}, { challengeName: 'CUSTOM_CHALLENGE' }],
    ['the password', { session: password.slice(0, 1) }, { challengeName: 'PASSWORD_VERIFIER' }],
    [
      'a new password in place of a temporary one',
      {
        session: password,
        userAttributes: { 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' },
      },
      { challengeName: 'NEW_PASSWORD_REQUIRED' },
    ],
    [
      'tokens after the last challenge',
      { session: [...password, custom('colour:1', true), custom('number', true)] },
      { challengeName: null, issueTokens: true },
    ],
    [
      'no tokens after the last challenge for a user who does not exist',
      { session: [custom('number', true)], userNotFound: true },
      { challengeName: null, failAuthentication: true },
    ],
    [
      'a failure after a wrong password',
      { session: [...password.slice(0, 1), { ...password[1], challengeResult: false } as never] },
      { challengeName: null, failAuthentication: true },
    ],
  ])('answers %s', async (_, request, response) => {
    expect(await respond(request)).toEqual({
      issueTokens: false,
      failAuthentication: false,
      ...response,
    });
  });

  it('needs only the names of the challenges and their attempts', async () => {
    const handler = defineAuthChallenge({ withoutPassword: [{ name: 'colour', attempts: 1 }] });
    const { response } = await invoke(handler, defineAuthChallengeEvent());
    expect(response.challengeName).toBe('CUSTOM_CHALLENGE');
  });

  it('answers an event without a history with an error and no tokens', async () => {
    const event = defineAuthChallengeEvent({ request: { session: undefined } });
    const { error, result } = await captureOutput(() =>
      invoke(customAuth(sequence).defineAuthChallenge, event),
    );
    expect(result).toBeUndefined();
    expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
  });
});

describe('createAuthChallenge', () => {
  const respond = async (session: Session, userNotFound = false) =>
    (
      await invoke(
        createAuthChallenge(sequence),
        createAuthChallengeEvent({ request: { session, userNotFound } }),
      )
    ).response;

  it('creates the next challenge and includes its name', async () => {
    expect(await respond(password)).toEqual({
      publicChallengeParameters: {
        question: 'Which colour?',
        challenge: 'colour',
        attemptsLeft: '2',
      },
      privateChallengeParameters: { answer: 'green', challenge: 'colour' },
      challengeMetadata: 'colour:asked 1',
    });
    expect(number.create).not.toHaveBeenCalled();
  });

  it('adds the private parameter that Cognito requires', async () => {
    expect(await respond([])).toEqual({
      publicChallengeParameters: { challenge: 'number', attemptsLeft: '2' },
      privateChallengeParameters: { challenge: 'number' },
      challengeMetadata: 'number',
    });
  });

  it('passes the attempt and the metadata of the previous attempt to the challenge', async () => {
    const event = createAuthChallengeEvent({
      request: { session: [...password, custom('colour:asked 1', false)] },
    });
    const { response } = await invoke(createAuthChallenge(sequence), event);
    expect(response.publicChallengeParameters.attemptsLeft).toBe('1');
    expect(colour.create.mock.lastCall).toEqual([
      event,
      { signal: expect.any(AbortSignal), attempt: 2, lastMetadata: 'asked 1' },
    ]);
  });

  it('does not pass the metadata of another challenge', async () => {
    await respond([...password, custom('colour:asked 1', true)]);
    expect(number.create.mock.lastCall?.[1]).toMatchObject({ attempt: 1, lastMetadata: undefined });
  });

  it('creates the same challenge for a user who does not exist', async () => {
    expect(await respond(password, true)).toEqual(await respond(password));
  });

  it('does not let a challenge replace the name of another', async () => {
    number.create.mockReturnValue({
      publicChallengeParameters: { challenge: 'colour', attemptsLeft: '99' },
      privateChallengeParameters: { challenge: 'colour' },
    });
    expect(await respond([])).toMatchObject({
      publicChallengeParameters: { challenge: 'number', attemptsLeft: '2' },
      privateChallengeParameters: { challenge: 'number' },
      challengeMetadata: 'number',
    });
  });

  it.each<[string, Session]>([
    ['before the password', password.slice(0, 1)],
    ['after the last attempt', [custom('number', false), custom('number', false)]],
    ['after tokens', [custom('number', true)]],
    ['after a challenge that is not in the sequence', [custom('other', false)]],
  ])('makes none %s', async (_, session) => {
    const { error } = await captureOutput(() => respond(session));
    expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
    expect(colour.create).not.toHaveBeenCalled();
    expect(number.create).not.toHaveBeenCalled();
  });
});

describe('verifyAuthChallengeResponse', () => {
  const respond = (
    privateChallengeParameters: Record<string, string> | undefined,
    { challengeAnswer = 'green', userNotFound = false } = {},
    context = lambdaContext(),
  ) =>
    captureOutput(async () => {
      const event = verifyAuthChallengeResponseEvent({
        request: { challengeAnswer, userNotFound, privateChallengeParameters: undefined },
      });
      if (privateChallengeParameters) {
        event.request.privateChallengeParameters = privateChallengeParameters;
      }
      return (await invoke(verifyAuthChallengeResponse(sequence), event, context)).response;
    });

  it.each([
    ['green', true],
    ['red', false],
  ])('verifies the answer with its challenge: %s', async (challengeAnswer, answerCorrect) => {
    const { result } = await respond({ challenge: 'colour', answer: 'green' }, { challengeAnswer });
    expect(result).toEqual({ answerCorrect });
    expect(number.verify).not.toHaveBeenCalled();
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['of a challenge that is not in the sequence', { challenge: 'other', answer: 'green' }],
    ['of a challenge by the name of a property', { challenge: 'constructor' }],
    ['of no challenge', { answer: 'green' }],
    ['without private parameters', undefined],
  ])('does not accept an answer %s', async (_, parameters) => {
    expect((await respond(parameters)).result).toEqual({ answerCorrect: false });
  });

  it('rejects the answer of an unknown user, but verifies it so that it takes as long', async () => {
    const { result } = await respond({ challenge: 'number' }, { userNotFound: true });
    expect(result).toEqual({ answerCorrect: false });
    expect(number.verify).toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no connection');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no connection'))],
  ])('counts an answer as wrong, and as an attempt, if its challenge %s', async (_, verify) => {
    number.verify.mockImplementation(verify);
    const { result, lines } = await respond({ challenge: 'number' });
    expect(result).toEqual({ answerCorrect: false });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'number could not verify an answer',
        error: expect.objectContaining({ stack: expect.stringContaining('custom-auth.test') }),
      }),
    ]);
  });

  it('counts an answer as wrong if its challenge does not finish in time', async () => {
    number.verify.mockReturnValue(new Promise(() => {}));
    const context = lambdaContext({ getRemainingTimeInMillis: () => 50 });
    const { result, lines } = await respond({ challenge: 'number' }, {}, context);
    expect(result).toEqual({ answerCorrect: false });
    expect(JSON.stringify(lines)).toContain('Not done after 40 ms.');
  });

  it.each([undefined, 1, 'true', {}])('accepts only true as right, and not %j', async (verdict) => {
    number.verify.mockReturnValue(verdict);
    expect((await respond({ challenge: 'number' })).result).toEqual({ answerCorrect: false });
  });
});

describe('customAuth', () => {
  it('creates the three handlers with their types', () => {
    const handlers = customAuth(sequence);
    expectTypeOf(handlers.defineAuthChallenge).toEqualTypeOf<DefineAuthChallengeTriggerHandler>();
    expectTypeOf(handlers.createAuthChallenge).toEqualTypeOf<CreateAuthChallengeTriggerHandler>();
    expectTypeOf(
      handlers.verifyAuthChallengeResponse,
    ).toEqualTypeOf<VerifyAuthChallengeResponseTriggerHandler>();
    // @ts-expect-error
    customAuth({ withPassword: [{ name: 'colour', attempts: 1 }] });
  });

  it.each([
    ['defineAuthChallenge', defineAuthChallengeEvent({ triggerSource: 'Other' as never })],
    ['createAuthChallenge', createAuthChallengeEvent({ triggerSource: 'Other' as never })],
    [
      'verifyAuthChallengeResponse',
      verifyAuthChallengeResponseEvent({ triggerSource: 'Other' as never }),
    ],
  ] as const)('returns an event of another trigger source unchanged: %s', async (name, event) => {
    expect(await invoke(customAuth(sequence)[name] as never, event as never)).toBe(event);
  });

  it('does not change its events', async () => {
    const handlers = customAuth(sequence);
    const events = [
      defineAuthChallengeEvent(),
      createAuthChallengeEvent(),
      verifyAuthChallengeResponseEvent(),
    ] as const;
    const before = structuredClone(events);
    await invoke(handlers.defineAuthChallenge, events[0]);
    await invoke(handlers.createAuthChallenge, events[1]);
    await invoke(handlers.verifyAuthChallengeResponse, events[2]);
    expect(events).toEqual(before);
  });

  const other = { ...colour, attempts: 5 };
  it.each<[string, ChallengeSequence<CustomChallenge>, string]>([
    ['no side', {}, 'Give withPassword, withoutPassword or both'],
    ['a side without challenges', { withPassword: [colour], withoutPassword: [] }, 'at least one'],
    ['a name with a capital', { withPassword: [{ ...colour, name: 'Colour' }] }, 'kebab case'],
    ['a name with a colon', { withPassword: [{ ...colour, name: 'colour:1' }] }, 'kebab case'],
    ['no attempts', { withPassword: [{ ...colour, attempts: 0 }] }, '1 or more'],
    ['half an attempt', { withPassword: [{ ...colour, attempts: 1.5 }] }, '1 or more'],
    ['attempts without end', { withPassword: [{ ...colour, attempts: Infinity }] }, '1 or more'],
    ['a challenge twice', { withPassword: [colour, number, colour] }, 'same challenge twice'],
    [
      'two challenges with one name',
      { withPassword: [colour], withoutPassword: [other] },
      'have the name colour',
    ],
  ])('rejects %s before the first event', (_, wrong, problem) => {
    expect(() => customAuth(wrong)).toThrow(problem);
  });

  it('accepts one challenge on both sides', () => {
    expect(() => customAuth({ withPassword: [colour], withoutPassword: [colour] })).not.toThrow();
  });
});
