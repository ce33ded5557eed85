import { setImmediate } from 'node:timers/promises';
import { customAuth } from '@amplify-recipes/core';
import {
  captureOutput,
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  invoke,
  type Overrides,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import { type AwsServer, startAwsServer } from '@amplify-recipes/recipe-tests';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { oneTimeCode } from './recipe.js';
import type { OneTimeCodeOptions } from './sending-options.js';

type Request = CreateAuthChallengeTriggerEvent['request'];
type Session = Request['session'];
type User = Overrides<CreateAuthChallengeTriggerEvent>['request'];

let aws: AwsServer;

beforeAll(async () => {
  aws = await startAwsServer(() => ({ output: { MessageId: '1' } }));
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});
beforeEach(() => {
  aws.requests.splice(0);
});
afterEach(() => {
  vi.useRealTimers();
});

const options: OneTimeCodeOptions = {
  deliver: ['email', 'sms'],
  from: 'no-reply@example.com',
  appName: 'Example',
  key: 'a key of 32 characters or some more',
  secondsToSend: 0.5,
};

const PHONE = { phone_number: '+14155550123', phone_number_verified: 'true' };
const UNVERIFIED_PHONE = { ...PHONE, phone_number_verified: 'false' };
const BOTH: User = { userAttributes: PHONE };
const PASSWORD: Session = [
  { challengeName: 'SRP_A', challengeResult: true },
  { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
];

/** A wrong answer to a challenge with this metadata. */
const answered = (detail: string): Session[number] => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult: false,
  challengeMetadata: `one-time-code:${detail}`,
});

/** A sign-in as Cognito runs it, after the password or without it. */
function signIn(user: User, first: Session, overrides: Partial<OneTimeCodeOptions> = {}) {
  const code = oneTimeCode({ ...options, ...overrides });
  const handlers = customAuth({ withPassword: [code], withoutPassword: [code] });
  const session: Session = [...first];
  let challenge: CreateAuthChallengeTriggerEvent['response'] | undefined;

  /** The next challenge, tokens or a failure. */
  const next = async (clientMetadata?: unknown) => {
    const request = { ...user, session };
    const { response } = await invoke(
      handlers.defineAuthChallenge,
      defineAuthChallengeEvent({ request }),
    );
    if (response.failAuthentication) return 'failure';
    if (response.issueTokens) return 'tokens';
    const event = createAuthChallengeEvent({ request });
    const given = { ...event, request: { ...event.request, clientMetadata } };
    challenge = (await invoke(handlers.createAuthChallenge, given as never)).response;
    return challenge?.publicChallengeParameters;
  };
  const verify = async (challengeAnswer: string, clientMetadata?: unknown) => {
    const event = verifyAuthChallengeResponseEvent({ request: { userNotFound: false, ...user } });
    const { privateChallengeParameters = {} } = challenge ?? {};
    const request = {
      ...event.request,
      privateChallengeParameters,
      challengeAnswer,
      clientMetadata,
    };
    const answered = await invoke(handlers.verifyAuthChallengeResponse, {
      ...event,
      request,
    } as never);
    return (answered as typeof event).response.answerCorrect;
  };
  return {
    begin: next,
    verify,
    async answer(challengeAnswer: string, clientMetadata?: unknown) {
      const challengeResult = await verify(challengeAnswer, clientMetadata);
      const { challengeMetadata } = challenge ?? {};
      session.push({ challengeName: 'CUSTOM_CHALLENGE', challengeResult, challengeMetadata });
      return next(clientMetadata);
    },
  };
}

/** The services that sent a message, in order. */
const sent = () =>
  aws.requests.map(({ target }) => (target === '/v2/email/outbound-emails' ? 'email' : 'sms'));
const sentCode = () =>
  /(?<!\d)\d{8}(?!\d)/.exec(JSON.stringify(aws.requests.at(-1)?.input))?.[0] ?? '';

const ASKED = { challenge: 'one-time-code', channels: 'email,sms' };

describe('a choice of channels', () => {
  it.each([
    ['email', 'EMAIL'],
    ['sms', 'SMS'],
  ])('is asked first, and sends the code by %s if the user chooses it', async (channel, medium) => {
    const attempt = signIn(BOTH, []);
    const { result: asked, text } = await captureOutput(() => attempt.begin());
    expect(asked).toEqual({ ...ASKED, attemptsLeft: '3' });
    expect(text).toBe('');
    expect(sent()).toEqual([]);
    expect(await attempt.answer(channel, { channel })).toEqual({
      challenge: 'one-time-code',
      attemptsLeft: '2',
      digits: '8',
      expiresInSeconds: '180',
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
    });
    expect(sent()).toEqual([channel]);
    expect(await attempt.answer(sentCode())).toBe('tokens');
  });

  it('shows the masked addresses after the password', async () => {
    expect(await signIn(BOTH, PASSWORD).begin()).toEqual({
      ...ASKED,
      attemptsLeft: '3',
      email: 'a***@e***',
      sms: '+*******0123',
    });
    expect(sent()).toEqual([]);
  });

  it.each<[string, User, string]>([
    ['email', { userAttributes: UNVERIFIED_PHONE }, 'EMAIL'],
    ['sms', { userAttributes: { ...PHONE, email_verified: 'false' } }, 'SMS'],
  ])('is not asked after the password of a user who can only get %s', async (way, user, medium) => {
    expect(await signIn(user, PASSWORD).begin()).toMatchObject({
      attemptsLeft: '3',
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
    });
    expect(sent()).toEqual([way]);
  });

  it('can be made together with the password', async () => {
    expect(await signIn(BOTH, PASSWORD).begin({ channel: 'sms' })).toMatchObject({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+*******0123',
    });
    expect(sent()).toEqual(['sms']);
  });

  it('is not asked by a function with one channel, in a list or not', async () => {
    for (const deliver of ['email', ['email']] as const) {
      const attempt = signIn(BOTH, PASSWORD, { deliver });
      expect(await attempt.begin()).toMatchObject({ CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' });
    }
    expect(sent()).toEqual(['email', 'email']);
  });

  it('is asked again if the client forgets to pass it on, and says so in the log', async () => {
    const attempt = signIn(BOTH, PASSWORD);
    await attempt.begin();
    const { result, lines } = await captureOutput(() => attempt.answer('sms'));
    expect(result).toMatchObject({ ...ASKED, attemptsLeft: '2' });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'one-time-code got no channel in clientMetadata',
      }),
    ]);
  });

  it('counts as an answer, and sends nothing when the last one is used up', async () => {
    const attempt = signIn(BOTH, PASSWORD, { attempts: 2 });
    await attempt.begin();
    await captureOutput(() => attempt.answer('sms'));
    expect(await attempt.answer('sms', { channel: 'sms' })).toBe('failure');
    expect(sent()).toEqual([]);
  });
});

describe('an attacker', () => {
  it.each<[string, unknown]>([
    ['another channel', { channel: 'pigeon' }],
    ['a channel in capitals', { channel: 'SMS' }],
    ['a channel with a space', { channel: 'sms ' }],
    ['both channels', { channel: 'email,sms' }],
    ['the own function of an app', { channel: 'function' }],
    ['no channel', { channel: '' }],
    ['a property of every object', { channel: '__proto__' }],
    ['a number', { channel: 1 }],
    ['a list', { channel: ['sms'] }],
    ['an object that reads as a channel', { channel: { toString: () => 'sms' } }],
    ['null', { channel: null }],
    ['metadata that is null', null],
    ['metadata that is a text', 'sms'],
    ['metadata that is a list', ['sms']],
    ['another name', { Channel: 'sms' }],
  ])('who asks for %s is asked again, and no message is sent', async (_, clientMetadata) => {
    const attempt = signIn(BOTH, PASSWORD);
    expect(await attempt.begin(clientMetadata)).toMatchObject(ASKED);
    const { result } = await captureOutput(() => attempt.answer('sms', clientMetadata));
    expect(result).toMatchObject(ASKED);
    expect(sent()).toEqual([]);
  });

  it.each(['sms', 'email', '', '00000000', 'choice', 'true'])(
    'who answers %j to the choice is never right',
    async (answer) => {
      const attempt = signIn(BOTH, PASSWORD);
      await attempt.begin();
      expect(await attempt.verify(answer, { channel: 'sms' })).toBe(false);
    },
  );

  it.each([
    ['a number that is not verified', 'sms', { userAttributes: UNVERIFIED_PHONE }],
    ['a number that is missing', 'sms', {}],
    ['an address that is not verified', 'email', { userAttributes: { email_verified: 'false' } }],
  ])('who asks for a code to %s gets none, by no channel', async (_, channel, user) => {
    const attempt = signIn(user, PASSWORD);
    const { result, lines } = await captureOutput(() => attempt.begin({ channel }));
    expect(result).toMatchObject({ attemptsLeft: '3', digits: '8' });
    expect(result).not.toHaveProperty('CODE_DELIVERY_DESTINATION');
    expect(sent()).toEqual([]);
    expect(lines).toMatchObject([
      { message: 'one-time-code has no verified address to send a code to' },
    ]);
    expect(await attempt.answer('12345678')).toMatchObject({ attemptsLeft: '2' });
  });

  it.each([
    ['email', 'sms', 'EMAIL'],
    ['sms', 'email', 'SMS'],
  ])(
    'who changes the channel from %s to %s with a guess gets no second message',
    async (channel, other, medium) => {
      const attempt = signIn(BOTH, PASSWORD);
      await attempt.begin({ channel });
      const code = sentCode();
      expect(await attempt.answer('1', { channel: other })).toMatchObject({
        attemptsLeft: '2',
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      });
      expect(sent()).toEqual([channel]);
      expect(await attempt.answer(code, { channel: other })).toBe('tokens');
    },
  );

  it.each<[string, OneTimeCodeOptions['deliver'], string]>([
    ['a choice that a function with one channel never asks for', 'email', 'choice'],
    ['no choice', ['email', 'sms'], ''],
    ['another channel', ['email', 'sms'], `pigeon:1764547200000.${'A'.repeat(43)}`],
    ['no channel', ['email', 'sms'], `1764547200000.${'A'.repeat(43)}`],
    ['a channel without a code', ['email', 'sms'], 'sms:'],
  ])(
    'who forges metadata with %s gets no message and no right code',
    async (_, deliver, detail) => {
      const attempt = signIn(BOTH, [...PASSWORD, answered(detail)], { deliver });
      expect(await attempt.begin({ channel: 'sms' })).toMatchObject({
        attemptsLeft: '2',
        digits: '8',
      });
      expect(sent()).toEqual([]);
      expect(await attempt.verify('00000000')).toBe(false);
    },
  );

  it('who chooses a channel twice gets no second message', async () => {
    const attempt = signIn(BOTH, PASSWORD);
    await attempt.begin();
    await attempt.answer('email', { channel: 'email' });
    await attempt.answer('sms', { channel: 'sms' });
    expect(sent()).toEqual(['email']);
  });

  it('who asks a function with one channel for the other gets the one', async () => {
    const { from: _, ...others } = options;
    const only = oneTimeCode({ ...others, deliver: 'sms' });
    const { createAuthChallenge } = customAuth({ withPassword: [only] });
    const request = { ...BOTH, session: PASSWORD, clientMetadata: { channel: 'email' } };
    await invoke(createAuthChallenge, createAuthChallengeEvent({ request }));
    expect(sent()).toEqual(['sms']);
  });

  it.each<[string, User, readonly string[]]>([
    ['a user with both', BOTH, ['sms']],
    ['a user whose number is not verified', { userAttributes: UNVERIFIED_PHONE }, []],
    ['a user without a number', {}, []],
    ['nobody', { userNotFound: true, userAttributes: undefined }, []],
  ])('does not learn without the password who has a number: %s', async (_, user, messages) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const attempt = signIn(user, []);
    expect(await attempt.begin()).toEqual({ ...ASKED, attemptsLeft: '3' });
    let isAnswered = false;
    const answer = captureOutput(() => attempt.answer('sms', { channel: 'sms' })).finally(() => {
      isAnswered = true;
    });
    while (sent().length < messages.length) await setImmediate();
    // The answer comes after secondsToSend, whatever was sent.
    await vi.advanceTimersByTimeAsync(499);
    expect(isAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    const { result } = await answer;
    expect(result).toEqual({
      challenge: 'one-time-code',
      attemptsLeft: '2',
      digits: '8',
      expiresInSeconds: '180',
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
    });
    expect(sent()).toEqual(messages);
  });
});
