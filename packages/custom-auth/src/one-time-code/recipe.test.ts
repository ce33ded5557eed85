import tls from 'node:tls';
import { customAuth } from '@amplify-recipes/core';
import {
  captureOutput,
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  invoke,
  type Overrides,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { oneTimeCode, oneTimeCodeCreate, oneTimeCodeDefine, oneTimeCodeVerify } from './recipe.js';
import type { DeliverCode, OneTimeCodeOptions } from './sending-options.js';

const key = 'a key of 32 characters or some more';
const NOW = Date.UTC(2026, 10, 24, 12);

type Create = CreateAuthChallengeTriggerEvent;
type Challenge = Create['response'];
type Session = Create['request']['session'];
type Overriding = Overrides<Create>;

const deliver = vi.fn<DeliverCode>();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  deliver.mockReset();
  return () => vi.useRealTimers();
});

const options: OneTimeCodeOptions = { deliver, appName: 'Example', key };
const handlers = (overrides: Partial<OneTimeCodeOptions> = {}) =>
  customAuth({ withoutPassword: [oneTimeCode({ ...options, ...overrides })] });

/** The last code that was sent. */
const sentCode = () => deliver.mock.lastCall?.[0].code ?? '';
/** A code that was not sent. */
const wrongCode = () => String((Number(sentCode()) + 1) % 10 ** 8).padStart(8, '0');

/** Resolves with the result of a handler. The fake clock runs as far as needed. */
async function finish<Result>(run: Promise<Result>): Promise<Result> {
  let settled = false;
  const noted = run.finally(() => {
    settled = true;
  });
  noted.catch(() => {});
  for (;;) {
    await new Promise(setImmediate);
    if (settled) return noted;
    await vi.advanceTimersByTimeAsync(100);
  }
}

/** Runs a sign-in as Cognito does. */
function signIn(made = handlers(), overrides: Overriding = {}) {
  const session: Session = [];
  const fromOverrides = { userName: overrides.userName, callerContext: overrides.callerContext };
  const common = JSON.parse(JSON.stringify({ ...fromOverrides, userPoolId: overrides.userPoolId }));
  const request = JSON.parse(JSON.stringify(overrides.request ?? {}));
  let challenge: Challenge | undefined;

  /** The next step: `CUSTOM_CHALLENGE`, tokens or a failure. */
  const next = async () => {
    const event = defineAuthChallengeEvent({ ...common, request: { ...request, session } });
    const { response } = await invoke(made.defineAuthChallenge, event);
    if (response.failAuthentication) return 'failure';
    if (response.issueTokens) return 'tokens';
    const creating = createAuthChallengeEvent({ ...common, request: { ...request, session } });
    challenge = (await finish(invoke(made.createAuthChallenge, creating))).response;
    return challenge;
  };
  const verify = async (challengeAnswer: string) => {
    if (!challenge) throw new Error('There is no challenge.');
    const { privateChallengeParameters } = challenge;
    const event = verifyAuthChallengeResponseEvent({ ...common, request });
    event.request = { ...event.request, privateChallengeParameters, challengeAnswer };
    const { response } = await finish(invoke(made.verifyAuthChallengeResponse, event));
    return response.answerCorrect;
  };
  return {
    begin: next,
    verify,
    get challenge(): Challenge {
      if (!challenge) throw new Error('There is no challenge.');
      return challenge;
    },
    set challenge(other: Challenge) {
      challenge = other;
    },
    async answer(challengeAnswer: string) {
      const challengeResult = await verify(challengeAnswer);
      const challengeMetadata = challenge?.challengeMetadata;
      session.push({ challengeName: 'CUSTOM_CHALLENGE', challengeResult, challengeMetadata });
      return next();
    },
  };
}

describe('one-time-code', () => {
  it('issues tokens for the code that it sent', async () => {
    const attempt = signIn();
    await attempt.begin();
    expect(deliver).toHaveBeenCalledExactlyOnceWith(
      {
        code: expect.stringMatching(/^\d{8}$/),
        expiresInSeconds: 180,
        userPoolId: 'eu-west-1_AbCdEf123',
        userName: createAuthChallengeEvent().userName,
        userAttributes: createAuthChallengeEvent().request.userAttributes,
      },
      { signal: expect.any(AbortSignal) },
    );
    expect(await attempt.answer(sentCode())).toBe('tokens');
  });

  it.each([
    ['with a space', (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`],
    ['with a hyphen', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
    ['pasted with a line break', (code: string) => ` ${code}\n`],
  ])('accepts the code as people write it: %s', async (_, written) => {
    const attempt = signIn();
    await attempt.begin();
    expect(await attempt.verify(written(sentCode()))).toBe(true);
  });

  it('keeps the code after a wrong guess, and sends no other code', async () => {
    const attempt = signIn();
    await attempt.begin();
    const first = attempt.challenge;
    expect(await attempt.answer(wrongCode())).toMatchObject({
      challengeMetadata: first.challengeMetadata,
      publicChallengeParameters: { attemptsLeft: '2' },
    });
    expect(deliver).toHaveBeenCalledOnce();
    expect(await attempt.answer(sentCode())).toBe('tokens');
  });

  it('sends the client what it needs to ask for the code, and nothing else', async () => {
    const attempt = signIn();
    await attempt.begin();
    expect(attempt.challenge.publicChallengeParameters).toEqual({
      challenge: 'one-time-code',
      attemptsLeft: '3',
      digits: '8',
      expiresInSeconds: '180',
    });
  });

  it.each([6, 10])('sends codes of %i digits, some with leading zeros', async (digits) => {
    const made = handlers({ digits });
    const codes: string[] = [];
    for (let count = 0; count < 100; count += 1) {
      await signIn(made).begin();
      codes.push(sentCode());
    }
    expect(codes.every((code) => /^\d+$/.test(code) && code.length === digits)).toBe(true);
    // Two of 100 codes of 6 digits are equal in one run of 200.
    expect(new Set(codes).size).toBeGreaterThan(95);
  });

  it('runs in three functions, each with its own options', async () => {
    const made = {
      defineAuthChallenge: oneTimeCodeDefine({ password: 'none', attempts: 1 }),
      createAuthChallenge: oneTimeCodeCreate({ ...options, password: 'none', attempts: 1 }),
      verifyAuthChallengeResponse: oneTimeCodeVerify({ key }),
    };
    const attempt = signIn(made);
    await attempt.begin();
    expect(await attempt.answer(sentCode())).toBe('tokens');
    const other = signIn(made);
    await other.begin();
    expect(await other.answer(wrongCode())).toBe('failure');
  });

  it.each<[string, Partial<OneTimeCodeOptions>, boolean]>([
    ['sends e-mails', { deliver: 'email', from: 'no-reply@example.com' }, true],
    ['sends text messages', { deliver: 'sms' }, true],
    ['has a table', { tableName: 'limits' }, true],
    ['calls no service of AWS', {}, false],
  ])(
    'loads the client for AWS while it starts, only if it needs one: it %s',
    (_, overrides, isLoaded) => {
      const loaded = vi.spyOn(tls, 'createSecureContext');
      handlers(overrides);
      expect(loaded.mock.calls.length > 0).toBe(isLoaded);
      loaded.mockRestore();
    },
  );

  describe('signs nobody in with', () => {
    it('any code', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string(), async (answer) => {
          const attempt = signIn();
          await attempt.begin();
          fc.pre(answer.replace(/[\s-]/g, '') !== sentCode());
          expect(await attempt.verify(answer)).toBe(false);
        }),
        { numRuns: 50 },
      );
    });

    it.each([
      '',
      '12345678',
      '123456',
      '00000000',
      '0',
      'undefined',
      'null',
      'true',
      '１２３４５６７８',
      '*',
      '%',
      '[object Object]',
    ])('the code %j, which attackers always try', async (answer) => {
      const attempt = signIn();
      await attempt.begin();
      expect(await attempt.verify(answer)).toBe(false);
    });

    it.each<[string, Overriding]>([
      ['of another user', { userName: 'somebody-else' }],
      ['of another pool', { userPoolId: 'eu-west-1_Other1234' }],
      ['of another app', { callerContext: { clientId: 'anotherclient' } }],
    ])('the challenge and the code %s', async (_, overrides) => {
      const mine = signIn(handlers(), overrides);
      await mine.begin();
      const myCode = sentCode();
      const theirs = signIn();
      await theirs.begin();
      theirs.challenge = mine.challenge;
      expect(await theirs.verify(myCode)).toBe(false);
      expect(await mine.verify(myCode)).toBe(true);
    });

    it('the code of the previous sign-in', async () => {
      await signIn().begin();
      const before = sentCode();
      const attempt = signIn();
      await attempt.begin();
      expect(await attempt.verify(before)).toBe(false);
    });

    it('a code after it expired', async () => {
      const attempt = signIn();
      await attempt.begin();
      vi.setSystemTime(NOW + 180_000 - 1);
      expect(await attempt.verify(sentCode())).toBe(true);
      vi.setSystemTime(NOW + 180_000);
      expect(await attempt.verify(sentCode())).toBe(false);
    });

    it('an expired code after a wrong guess', async () => {
      const attempt = signIn();
      await attempt.begin();
      vi.setSystemTime(NOW + 170_000);
      await attempt.answer(wrongCode());
      vi.setSystemTime(NOW + 181_000);
      expect(await attempt.verify(sentCode())).toBe(false);
    });

    it('a fourth attempt, even with the right code', async () => {
      const attempt = signIn();
      await attempt.begin();
      await attempt.answer(wrongCode());
      await attempt.answer(wrongCode());
      expect(await attempt.answer(wrongCode())).toBe('failure');
      expect(await attempt.answer(sentCode())).toBe('failure');
    });

    it('a user name that does not exist, and sends no code to it', async () => {
      const attempt = signIn(handlers(), { request: { userNotFound: true } });
      await attempt.begin();
      expect(deliver).not.toHaveBeenCalled();
      expect(await attempt.answer('12345678')).toMatchObject({
        challengeMetadata: expect.anything(),
      });
    });

    it('the code of a user, under a user name that does not exist', async () => {
      const attempt = signIn();
      await attempt.begin();
      const nobody = signIn(handlers(), { request: { userNotFound: true } });
      nobody.challenge = attempt.challenge;
      expect(await nobody.answer(sentCode())).not.toBe('tokens');
    });

    it('the right code of a challenge, under a user name that does not exist', async () => {
      const attempt = signIn();
      await attempt.begin();
      const { privateChallengeParameters } = attempt.challenge;
      const verify = (userNotFound: boolean) => {
        const event = verifyAuthChallengeResponseEvent({ request: { userNotFound } });
        const request = {
          ...event.request,
          privateChallengeParameters,
          challengeAnswer: sentCode(),
        };
        const { signal } = new AbortController();
        return oneTimeCode(options).verify({ ...event, request }, { signal });
      };
      expect(await verify(false)).toBe(true);
      expect(await verify(true)).toBe(false);
    });

    it('an expired code after the clock was set back', async () => {
      const attempt = signIn();
      await attempt.begin();
      vi.setSystemTime(NOW - 5000);
      expect(await attempt.verify(sentCode())).toBe(true);
      vi.setSystemTime(NOW - 5001);
      expect(await attempt.verify(sentCode())).toBe(false);
    });

    it.each<[string, (issued: string) => string | undefined]>([
      ['nothing', () => undefined],
      ['no digest', () => ''],
      ['a time of issue that is later', (issued) => issued.replace(/^\d+/, String(NOW + 1))],
      ['a time of issue that never ends', (issued) => issued.replace(/^\d+/, '9'.repeat(15))],
      ['words before it', (issued) => `at ${issued}`],
      ['no time of issue', (issued) => issued.replace(/^\d+/, '')],
      ['a time of issue that is not a number', (issued) => issued.replace(/^\d+/, 'NaN')],
      ['a digest of one byte', (issued) => issued.replace(/\..*/, '.AA')],
      ['a digest that is too long', (issued) => `${issued}A`],
      ['another digest', (issued) => issued.replace(/\..*/, `.${'A'.repeat(43)}`)],
      ['JSON', (issued) => JSON.stringify({ issued })],
    ])('forged parameters: %s', async (_, forge) => {
      const attempt = signIn();
      await attempt.begin();
      const { issued = '', ...others } = attempt.challenge.privateChallengeParameters;
      const forged = forge(issued);
      attempt.challenge.privateChallengeParameters =
        forged === undefined ? others : { ...others, issued: forged };
      expect(await attempt.verify(sentCode())).toBe(false);
    });

    it('a challenge without the id of the attempt', async () => {
      const attempt = signIn();
      await attempt.begin();
      const { attemptId: _, ...others } = attempt.challenge.privateChallengeParameters;
      attempt.challenge.privateChallengeParameters = others;
      expect(await attempt.verify(sentCode())).toBe(false);
    });

    it.each(['', 'x', '.', `${NOW}.`, `${NOW}.${'A'.repeat(42)}`, 'null'])(
      'forged metadata: %j, and sends no other code',
      async (detail) => {
        const attempt = signIn();
        await attempt.begin();
        attempt.challenge.challengeMetadata = `one-time-code:${detail}`;
        await attempt.answer(wrongCode());
        expect(await attempt.verify(sentCode())).toBe(false);
        expect(deliver).toHaveBeenCalledOnce();
      },
    );

    it('a digest under another key', async () => {
      const attempt = signIn();
      await attempt.begin();
      const other = signIn(handlers({ key: key.toUpperCase() }));
      await other.begin();
      other.challenge = attempt.challenge;
      expect(await other.verify(deliver.mock.calls[0]?.[0].code ?? '')).toBe(false);
    });
  });

  describe('reveals', () => {
    it('no code to the client, in the session or in the log', async () => {
      const attempt = signIn();
      const { text } = await captureOutput(async () => {
        await attempt.begin();
        await attempt.answer(wrongCode());
        await attempt.answer(sentCode());
      });
      expect(JSON.stringify(attempt.challenge)).not.toContain(sentCode());
      expect(text).toBe('');
    });

    it('no digest to the client', async () => {
      const attempt = signIn();
      await attempt.begin();
      const { publicChallengeParameters, privateChallengeParameters } = attempt.challenge;
      const [, digest = ''] = privateChallengeParameters.issued?.split('.') ?? [];
      expect(digest).toHaveLength(43);
      expect(JSON.stringify(publicChallengeParameters)).not.toContain(digest);
    });

    it.each<[string, Overriding, DeliverCode?]>([
      ['a user', {}],
      ['a user whom the message does not reach', {}, () => Promise.reject(new Error('no route'))],
      ['a user whom the message does not reach in time', {}, () => new Promise(() => {})],
      [
        'a user for whom the function throws',
        {},
        () => {
          throw new Error('no route');
        },
      ],
      ['nobody', { request: { userNotFound: true, userAttributes: undefined } }],
    ])('not whether a user exists, in the answer or in its time: %s', async (_, overrides, way) => {
      const attempt = signIn(handlers(), overrides);
      if (way) deliver.mockImplementation(way);
      await captureOutput(() => attempt.begin());
      expect(Date.now() - NOW).toBe(2000);
      expect(attempt.challenge).toEqual({
        publicChallengeParameters: {
          challenge: 'one-time-code',
          attemptsLeft: '3',
          digits: '8',
          expiresInSeconds: '180',
        },
        privateChallengeParameters: {
          challenge: 'one-time-code',
          issued: expect.stringMatching(/^\d{13}\.[\w-]{43}$/),
          attemptId: expect.stringMatching(/^[\w-]{36}$/),
        },
        challengeMetadata: expect.stringMatching(/^one-time-code:\d{13}\.[\w-]{43}$/),
      });
      await attempt.answer('1');
      expect(Date.now() - NOW).toBe(2000);
    });
  });

  it('accepts a code that arrived although the message seemed lost', async () => {
    deliver.mockReturnValue(new Promise(() => {}));
    const attempt = signIn();
    const { lines } = await captureOutput(() => attempt.begin());
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'one-time-code could not send a code',
        error: expect.objectContaining({ message: 'Not done after 2000 ms.' }),
      }),
    ]);
    expect(await attempt.verify(sentCode())).toBe(true);
  });

  it('abandons a message that takes too long, so that Cognito does not retry', async () => {
    let signal: AbortSignal | undefined;
    deliver.mockImplementation((_, invocation) => {
      signal = invocation.signal;
      return new Promise(() => {});
    });
    await captureOutput(() => signIn(handlers({ secondsToSend: 3.5 })).begin());
    expect(signal?.aborted).toBe(true);
    expect(Date.now() - NOW).toBe(3500);
  });

  it('does not wait after the password, which already revealed the user', async () => {
    const handler = oneTimeCodeCreate({ ...options, password: 'required' });
    const session: Session = [
      { challengeName: 'SRP_A', challengeResult: true },
      { challengeName: 'PASSWORD_VERIFIER', challengeResult: true },
    ];
    await invoke(handler, createAuthChallengeEvent({ request: { session } }));
    expect(deliver).toHaveBeenCalledOnce();
    expect(Date.now()).toBe(NOW);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not change the event, and ignores other trigger sources', async () => {
    const made = handlers();
    const event = Object.freeze(createAuthChallengeEvent());
    await finish(invoke(made.createAuthChallenge, event));
    expect(event).toEqual(createAuthChallengeEvent());
    const other = createAuthChallengeEvent({ triggerSource: 'Other' as never });
    expect(await invoke(made.createAuthChallenge, other)).toBe(other);
    expect(deliver).toHaveBeenCalledOnce();
  });

  it.each<[string, Partial<OneTimeCodeOptions>, string]>([
    ['a short key', { key: 'short' }, '32 characters or more'],
    [
      'a key that Amplify could not read, which everybody knows',
      { key: '<value will be resolved during runtime>' },
      'key is missing',
    ],
    ['no way to send', { deliver: undefined }, 'deliver'],
    ['another way to send', JSON.parse('{"deliver":"pigeon"}'), "Give 'email' or 'sms'"],
    ['no channel', { deliver: [] }, 'both in a list'],
    ['a channel twice', { deliver: ['sms', 'sms'] }, 'both in a list'],
    ['another channel', JSON.parse('{"deliver":["sms","pigeon"]}'), 'both in a list'],
    ['a list in a list', JSON.parse('{"deliver":[["sms"]]}'), 'both in a list'],
    ['two channels without a sender', { deliver: ['email', 'sms'] }, 'Give from'],
    [
      'one attempt, which the choice of a channel uses up',
      { deliver: ['email', 'sms'], from: 'a@example.com', attempts: 1 },
      'Set attempts to 2 or more',
    ],
    [
      'a channel without a text',
      {
        deliver: ['sms', 'email'],
        from: 'a@example.com',
        templates: { en: { smsMessage: '{{code}}' } },
      },
      'Give each locale smsMessage, emailSubject, emailText, emailHtml',
    ],
    ['an e-mail without a sender', { deliver: 'email' }, 'Give from'],
    ['a text message with a sender', { deliver: 'sms', from: 'a@example.com' }, 'Give from'],
    ['an address with a name', { deliver: 'email', from: 'A <a@example.com>' }, 'bare address'],
    ['an address after a name', { deliver: 'email', from: 'Ada a@example.com' }, 'bare address'],
    ['two addresses', { deliver: 'email', from: 'a@example.com, b@example.com' }, 'bare address'],
    [
      'a configuration set of two words',
      { deliver: 'email', from: 'a@example.com', configurationSet: 'sign in' },
      'configurationSet is not valid',
    ],
    ['a configuration set without e-mails', { configurationSet: 'mail' }, 'configurationSet'],
    ['a name of two lines', { appName: 'Ex\nample' }, 'one line'],
    ['a long name', { appName: 'ä'.repeat(23) }, '45 bytes'],
    ['long codes', { digits: 11 }, 'digits is not valid'],
    ['short codes', { digits: 5 }, 'digits is not valid'],
    ['half a digit', { digits: 6.5 }, 'digits is not valid. Give a whole number.'],
    ['codes that are valid too long', { expiresInSeconds: 901 }, 'expiresInSeconds is not valid'],
    ['many attempts', { attempts: 11 }, 'attempts is not valid'],
    ['a time that Cognito does not wait for', { secondsToSend: 3.6 }, 'secondsToSend'],
    ['a time in which nothing is sent', { secondsToSend: 0.4 }, 'from 0.5 to 3.5'],
    ['a table without a name', { tableName: '' }, 'tableName is not valid'],
    ['a table of three words', { tableName: 'limits of mine' }, 'Give the name of a table'],
    ['a limit without a table', { secondsBetweenSends: 30 }, 'tableName is missing'],
    ['another limit without a table', { guessesPerHour: 30 }, 'Give the function the name of a'],
    ['a wait that is longer than a code is valid', { secondsBetweenSends: 181 }, 'or less'],
    ['an invalid locale', { templates: { '?': {} } }, 'BCP 47'],
    ['an option that does not exist', JSON.parse('{"digit":6}'), 'digit is not an option'],
  ])('refuses %s before the first event', (_, wrong, problem) => {
    expect(() => handlers(wrong)).toThrow(problem);
  });

  it('accepts a name of 45 bytes', () => {
    expect(() => handlers({ appName: `${'ä'.repeat(22)}.` })).not.toThrow();
  });

  it('accepts secondsBetweenSends that is as long as the code is valid', () => {
    const limit = { expiresInSeconds: 60, secondsBetweenSends: 60, tableName: 'limits' };
    expect(() => handlers(limit)).not.toThrow();
  });
});
