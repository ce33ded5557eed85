import {
  createAuthChallenge,
  customAuth,
  verifyAuthChallengeResponse,
} from '@amplify-recipes/core';
import {
  captureOutput,
  createAuthChallengeEvent,
  defineAuthChallengeEvent,
  invoke,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import { type HttpAnswer, type HttpRequest, startHttpServer } from '@amplify-recipes/recipe-tests';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CaptchaOptions } from './options.js';
import type { CaptchaProvider } from './providers/providers.js';
import {
  captcha,
  captchaAuth,
  captchaCreate,
  captchaDefine,
  captchaPrompt,
  captchaVerify,
} from './recipe.js';

const NOW = Date.parse('2026-11-22T10:11:12Z');
const SECRET_KEY = 'secret-key-of-the-app';
const TOKEN = '03AFcWeA7dJhP_the-token-of-a-visitor';
const BINDING = 'binding-of-this-sign-in';

/** The data of a human's token. A test changes the part that it is about. */
type Says = {
  readonly score?: unknown;
  readonly action?: unknown;
  readonly hostname?: unknown;
  readonly time?: unknown;
  readonly binding?: unknown;
};

const human: Says = {
  score: 0.9,
  action: 'sign_in',
  hostname: 'app.example.com',
  time: '2026-11-22T10:11:02Z',
  binding: BINDING,
};

type Case = {
  readonly options: CaptchaOptions;
  /** The answer of the provider's API to a token that it accepts. */
  readonly accepts: (says: Says) => object;
  /** The answer to a token that it rejects, with its own error code. */
  readonly refuses: (reason: string) => object;
  /** Its error code for a token that is used or too old. */
  readonly used: string;
  readonly unscored?: true;
};

const site = { secretKey: SECRET_KEY, siteKey: 'site-key', hostnames: ['app.example.com'] };
const siteVerify = ({ action, hostname, time }: Says) => ({
  success: true,
  challenge_ts: time,
  hostname,
  action,
});
const refuses = (code: string) => ({ success: false, 'error-codes': [code] });

const CASES: Record<CaptchaProvider, Case> = {
  'recaptcha-v2': {
    options: { ...site, provider: 'recaptcha-v2' },
    accepts: (says) => ({ ...siteVerify(says), action: undefined }),
    refuses,
    used: 'timeout-or-duplicate',
    unscored: true,
  },
  'recaptcha-v3': {
    options: { ...site, provider: 'recaptcha-v3' },
    accepts: (says) => ({ ...siteVerify(says), score: says.score }),
    refuses,
    used: 'timeout-or-duplicate',
  },
  'recaptcha-enterprise': {
    options: { ...site, provider: 'recaptcha-enterprise', project: 'my-project' },
    accepts: ({ score, action, hostname, time }) => ({
      name: 'projects/1/assessments/1',
      event: { token: TOKEN, siteKey: 'site-key' },
      riskAnalysis: { score, reasons: [] },
      tokenProperties: {
        valid: true,
        invalidReason: 'INVALID_REASON_UNSPECIFIED',
        hostname,
        action,
        createTime: time,
      },
    }),
    refuses: (invalidReason) => ({
      riskAnalysis: { score: 0, reasons: [] },
      tokenProperties: { valid: false, invalidReason },
    }),
    used: 'DUPE',
  },
  turnstile: {
    options: { ...site, provider: 'turnstile' },
    accepts: (says) => ({ ...siteVerify(says), 'error-codes': [], cdata: says.binding }),
    refuses,
    used: 'timeout-or-duplicate',
    unscored: true,
  },
  hcaptcha: {
    options: { ...site, provider: 'hcaptcha', minimumScore: 0.5 },
    accepts: (says) => ({
      ...siteVerify(says),
      action: undefined,
      credit: false,
      score: typeof says.score === 'number' ? 1 - says.score : says.score,
    }),
    refuses,
    used: 'already-seen-response',
  },
};
const providers = Object.keys(CASES) as CaptchaProvider[];
const scored = providers.filter((provider) => !CASES[provider].unscored);
const withAction = ['recaptcha-v3', 'recaptcha-enterprise', 'turnstile'] as const;
const bySiteVerify = providers.filter((provider) => provider !== 'recaptcha-enterprise');

let server: Awaited<ReturnType<typeof startHttpServer>>;
let answer: (request: HttpRequest) => HttpAnswer;

beforeAll(async () => {
  server = await startHttpServer((request) => answer(request));
});
beforeEach(() => {
  server.requests.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
afterAll(() => server.stop());

const json = (body: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

type Attempt = {
  readonly options?: object;
  readonly token?: unknown;
  readonly binding?: string | null;
  readonly now?: number;
};

/** Returns `let in`, or the reason in the log. The log never holds a secret. */
async function attempt(
  provider: CaptchaProvider,
  says: HttpAnswer,
  { options = {}, binding = BINDING, now = NOW, ...given }: Attempt = {},
): Promise<unknown> {
  answer = () => says;
  const { verify } = captcha(
    { ...CASES[provider].options, verifyUrl: `${server.url}/verify`, ...options },
    () => now,
  );
  const event = verifyAuthChallengeResponseEvent();
  Object.assign(event.request, {
    challengeAnswer: 'token' in given ? given.token : TOKEN,
    privateChallengeParameters: { challenge: 'captcha', binding },
  });
  const before = structuredClone(event);
  const { result, error, text, lines } = await captureOutput(() =>
    verify(event, { signal: new AbortController().signal }),
  );
  expect(event).toEqual(before);
  for (const secret of [SECRET_KEY, TOKEN, BINDING]) expect(text).not.toContain(secret);
  if (error) throw error;
  if (result === true) {
    expect(text).toBe('');
    return 'let in';
  }
  expect(result).toBe(false);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ message: 'captcha said no', provider });
  const { level, reason } = lines[0] ?? {};
  const isProvidersFault = /^PROVIDER_|^SECRET_/.test(String(reason));
  expect(level).toBe(isProvidersFault ? 'ERROR' : 'INFO');
  return reason;
}

/** A signal that is aborted after a number of milliseconds. */
function abortedIn(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

const attemptWith = (provider: CaptchaProvider, changes: Says, how?: Attempt) =>
  attempt(provider, json(CASES[provider].accepts({ ...human, ...changes })), how);

describe('captcha', () => {
  it.each(providers)('lets a human in with %s', async (provider) => {
    expect(await attemptWith(provider, {})).toBe('let in');
    expect(server.requests).toHaveLength(1);
  });

  describe('asks', () => {
    it.each(bySiteVerify)('%s with a form in the body', async (provider) => {
      await attemptWith(provider, {});
      const [request] = server.requests;
      expect(request).toMatchObject({
        method: 'POST',
        path: '/verify',
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      });
      expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
        secret: SECRET_KEY,
        response: TOKEN,
        ...(provider === 'hcaptcha' && { sitekey: 'site-key' }),
        ...(provider === 'turnstile' && {
          idempotency_key: expect.stringMatching(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
          ),
        }),
      });
    });

    it('recaptcha-enterprise with JSON, and the API key in a header', async () => {
      await attemptWith('recaptcha-enterprise', {});
      const [request] = server.requests;
      expect(request).toMatchObject({
        method: 'POST',
        path: '/verify',
        headers: { 'content-type': 'application/json', 'x-goog-api-key': SECRET_KEY },
      });
      expect(JSON.parse(request?.body ?? '')).toEqual({
        event: { token: TOKEN, siteKey: 'site-key', expectedAction: 'sign_in' },
      });
    });

    it.each<[CaptchaProvider, string]>([
      ['recaptcha-v2', 'https://www.google.com/recaptcha/api/siteverify'],
      ['recaptcha-v3', 'https://www.google.com/recaptcha/api/siteverify'],
      [
        'recaptcha-enterprise',
        'https://recaptchaenterprise.googleapis.com/v1/projects/my-project/assessments',
      ],
      ['turnstile', 'https://challenges.cloudflare.com/turnstile/v0/siteverify'],
      ['hcaptcha', 'https://api.hcaptcha.com/siteverify'],
    ])('%s at its own URL, unless the options have another', async (provider, url) => {
      const fetched = vi.fn(async (..._: Parameters<typeof fetch>) =>
        Response.json(CASES[provider].accepts(human)),
      );
      vi.stubGlobal('fetch', fetched);
      const options = { verifyUrl: undefined };
      expect(await attemptWith(provider, {}, { options })).toBe('let in');
      expect(fetched.mock.calls.map(([asked]) => asked)).toEqual([url]);
    });

    it('turnstile with one key for the same token of the same sign-in, and for no other', async () => {
      await attemptWith('turnstile', {});
      await attemptWith('turnstile', {});
      await attemptWith('turnstile', { binding: 'another' }, { binding: 'another' });
      await attemptWith('turnstile', {}, { token: `${TOKEN}2` });
      const keys = server.requests.map(({ body }) =>
        new URLSearchParams(body).get('idempotency_key'),
      );
      expect(keys[0]).toBe(keys[1]);
      expect(new Set(keys).size).toBe(3);
    });
  });

  describe.each(providers)('with %s refuses', (provider) => {
    const { accepts, refuses: refused, used } = CASES[provider];

    it.each<[string, Says, string]>([
      ['a token of another host', { hostname: 'evil.test' }, 'HOSTNAME_NOT_EXPECTED'],
      ['a token of a subdomain', { hostname: 'x.app.example.com' }, 'HOSTNAME_NOT_EXPECTED'],
      [
        'a host that only ends like the right one',
        { hostname: 'evilapp.example.com' },
        'HOSTNAME_NOT_EXPECTED',
      ],
      ['a token of no host', { hostname: undefined }, 'HOSTNAME_NOT_EXPECTED'],
      ['a token of a host that is null', { hostname: null }, 'HOSTNAME_NOT_EXPECTED'],
      ['a token of an empty host', { hostname: '' }, 'HOSTNAME_NOT_EXPECTED'],
      [
        'a host that the provider does not return',
        { hostname: 'not-provided' },
        'HOSTNAME_NOT_EXPECTED',
      ],
      ['a host that is a list', { hostname: ['app.example.com'] }, 'PROVIDER_ANSWER_NOT_VALID'],
      ['an old token', { time: '2026-11-22T10:09:11Z' }, 'TOKEN_TOO_OLD'],
      ['a token of last year', { time: '2025-11-22T10:11:02Z' }, 'TOKEN_TOO_OLD'],
      ['a token of the future', { time: '2026-11-22T10:11:43Z' }, 'TOKEN_TOO_OLD'],
      ['a token of no time', { time: undefined }, 'TOKEN_TOO_OLD'],
      ['a token of a time that is null', { time: null }, 'TOKEN_TOO_OLD'],
      ['a token of an empty time', { time: '' }, 'TOKEN_TOO_OLD'],
      ['a time that only JavaScript reads', { time: '22 Nov 2026 10:11:02 GMT' }, 'TOKEN_TOO_OLD'],
      ['a time without a zone', { time: '2026-11-22T10:11:02' }, 'TOKEN_TOO_OLD'],
      ['a time of six digits for the year', { time: '+002026-11-22T10:11:02Z' }, 'TOKEN_TOO_OLD'],
      ['a time with more behind it', { time: '2026-11-22T10:11:02Z\0' }, 'TOKEN_TOO_OLD'],
      ['a day that does not exist', { time: '2026-13-45T10:11:02Z' }, 'TOKEN_TOO_OLD'],
      ['a time that is a number', { time: NOW }, 'PROVIDER_ANSWER_NOT_VALID'],
    ])('%s', async (_, changes, reason) => {
      expect(await attemptWith(provider, changes)).toBe(reason);
    });

    it.each<[string, HttpAnswer, string]>([
      ['a replayed token', json(refused(used)), 'TOKEN_EXPIRED_OR_USED'],
      ['a forged token', json(refused('invalid-input-response')), 'TOKEN_NOT_VALID'],
      ['a token that it refuses without a reason', json(refused('')), 'TOKEN_NOT_VALID'],
      ['a token that it refuses with an unknown code', json(refused('on-fire')), 'TOKEN_NOT_VALID'],
      ['anybody while it is down', 'hang up', 'PROVIDER_UNREACHABLE'],
      [
        'anybody while it answers 500',
        { ...json(accepts(human)), status: 500 },
        'PROVIDER_STATUS_NOT_EXPECTED',
      ],
      [
        'anybody while it answers 503',
        { status: 503, body: 'busy' },
        'PROVIDER_STATUS_NOT_EXPECTED',
      ],
      ['anybody while it answers 429', { status: 429 }, 'PROVIDER_REFUSED_REQUEST'],
      ['anybody while it answers nothing', { status: 200 }, 'PROVIDER_ANSWER_NOT_VALID'],
      ['anybody while it answers 204', { status: 204 }, 'PROVIDER_STATUS_NOT_EXPECTED'],
      [
        'anybody while it answers a page',
        { body: '<p>success: true</p>' },
        'PROVIDER_ANSWER_NOT_VALID',
      ],
      ['anybody while it answers half', { body: '{"success":true' }, 'PROVIDER_ANSWER_NOT_VALID'],
      ['anybody while it answers true', json(true), 'PROVIDER_ANSWER_NOT_VALID'],
      ['anybody while it answers null', json(null), 'PROVIDER_ANSWER_NOT_VALID'],
      ['anybody while it answers a list', json([accepts(human)]), 'PROVIDER_ANSWER_NOT_VALID'],
      [
        'anybody while its answer does not end',
        { body: `${' '.repeat(20_000)}${JSON.stringify(accepts(human))}` },
        'PROVIDER_ANSWER_TOO_LONG',
      ],
    ])('%s', async (_, says, reason) => {
      expect(await attempt(provider, says)).toBe(reason);
    });

    it.each([301, 302, 303, 307, 308])('to follow a redirect with status %i', async (status) => {
      const elsewhere = { ...json(accepts(human)), status, headers: { location: server.url } };
      expect(await attempt(provider, elsewhere)).toBe('PROVIDER_STATUS_NOT_EXPECTED');
      expect(server.requests).toHaveLength(1);
    });

    it.each<[string, unknown]>([
      ['no token', undefined],
      ['null', null],
      ['an empty token', ''],
      ['spaces', '   '],
      ['an overlong token', 'a'.repeat(8193)],
      ['a token with a line break', `${TOKEN}\n`],
      ['a token with a null byte', `${TOKEN}\0`],
      ['two tokens', `${TOKEN} ${TOKEN}`],
      ['letters that no token has', `${TOKEN}é`],
      ['a number', 7],
      ['an object', { response: TOKEN }],
      ['a list', [TOKEN]],
    ])('%s, and does not call the provider', async (_, token) => {
      expect(await attempt(provider, json(accepts(human)), { token })).toBe('TOKEN_MALFORMED');
      expect(server.requests).toEqual([]);
    });
  });

  it.each<[string, HttpAnswer, CaptchaProvider]>([
    ['does not respond', 'silence', 'recaptcha-v3'],
    ['stops in the middle of its answer', 'stop half way', 'recaptcha-v3'],
    ['does not respond', 'silence', 'recaptcha-enterprise'],
  ])('refuses everybody, after two seconds, while a provider %s', async (_, says, provider) => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => abortedIn(50));
    expect(await attempt(provider, says)).toBe('PROVIDER_TIMEOUT');
    expect(timeout.mock.calls).toEqual([[2000]]);
  });

  it.each(scored)('refuses a low score of %s', async (provider) => {
    const withScore = (score: unknown, how?: Attempt) => attemptWith(provider, { score }, how);
    expect(await withScore(0)).toBe('SCORE_TOO_LOW');
    expect(await withScore(0.1)).toBe('SCORE_TOO_LOW');
    expect(await withScore(0.49)).toBe('SCORE_TOO_LOW');
    expect(await withScore(0.5)).toBe('let in');
    expect(await withScore(1)).toBe('let in');
    expect(await withScore(0.8, { options: { minimumScore: 0.9 } })).toBe('SCORE_TOO_LOW');
    expect(await withScore(undefined)).toBe('SCORE_MISSING');
    expect(await withScore(null)).toBe('SCORE_MISSING');
    for (const nonsense of ['0.9', true, 1.5, -0.5, [0.9]]) {
      expect(await withScore(nonsense)).toBe('PROVIDER_ANSWER_NOT_VALID');
    }
  });

  it('reads an answer of up to 16 kB', async () => {
    const accepted = JSON.stringify(CASES['recaptcha-v3'].accepts(human));
    const longest = accepted.padStart(16 * 1024);
    expect(await attempt('recaptcha-v3', { body: longest })).toBe('let in');
    expect(await attempt('recaptcha-v3', { body: ` ${longest}` })).toBe('PROVIDER_ANSWER_TOO_LONG');
  });

  it('reads a refusal without a reason as a refusal', async () => {
    for (const provider of bySiteVerify) {
      expect(await attempt(provider, json({ success: false }))).toBe('TOKEN_NOT_VALID');
    }
    const says = json({ tokenProperties: {} });
    expect(await attempt('recaptcha-enterprise', says)).toBe('TOKEN_NOT_VALID');
  });

  it('ignores data that the provider was not asked for', async () => {
    const says = { ...CASES['recaptcha-v2'].accepts(human), action: 'sign_up', cdata: 'another' };
    expect(await attempt('recaptcha-v2', json(says))).toBe('let in');
  });

  it('reads null as a missing value', async () => {
    const says = json({ ...CASES['recaptcha-v2'].accepts(human), score: null, action: null });
    expect(await attempt('recaptcha-v2', says)).toBe('let in');
  });

  it('requires a score of hcaptcha only if the options have minimumScore', async () => {
    const free = { options: { minimumScore: undefined } };
    expect(await attemptWith('hcaptcha', { score: undefined }, free)).toBe('let in');
  });

  it('refuses every token if reCAPTCHA v3 keys are used for v2', async () => {
    const says = json(CASES['recaptcha-v3'].accepts(human));
    expect(await attempt('recaptcha-v2', says)).toBe('SCORE_NOT_EXPECTED');
  });

  it('refuses every token if reCAPTCHA v2 keys are used for v3', async () => {
    const says = json(CASES['recaptcha-v2'].accepts(human));
    expect(await attempt('recaptcha-v3', says)).toBe('SCORE_MISSING');
  });

  it.each(withAction)('refuses a token of another action with %s', async (provider) => {
    const withAction = (action: unknown, how?: Attempt) => attemptWith(provider, { action }, how);
    for (const other of ['sign_up', 'SIGN_IN', 'sign_in ', '', undefined]) {
      expect(await withAction(other)).toBe('ACTION_NOT_EXPECTED');
    }
    expect(await withAction(['sign_in'])).toBe('PROVIDER_ANSWER_NOT_VALID');
    expect(await withAction('log_in', { options: { action: 'log_in' } })).toBe('let in');
  });

  it('refuses a turnstile token that was created for another sign-in', async () => {
    for (const binding of ['binding-of-another', '', undefined]) {
      expect(await attemptWith('turnstile', { binding })).toBe('TOKEN_NOT_FOR_SIGN_IN');
    }
  });

  it('refuses a turnstile challenge that was created without a binding', async () => {
    for (const binding of ['', null]) {
      await expect(attemptWith('turnstile', { binding }, { binding })).rejects.toThrow(
        'no binding',
      );
    }
    expect(server.requests).toEqual([]);
  });

  it.each<[string, string, CaptchaProvider]>([
    ['missing-input-secret', 'SECRET_KEY_NOT_VALID', 'recaptcha-v3'],
    ['invalid-input-secret', 'SECRET_KEY_NOT_VALID', 'turnstile'],
    ['sitekey-secret-mismatch', 'SECRET_KEY_NOT_VALID', 'hcaptcha'],
    ['not-using-dummy-passcode', 'SECRET_KEY_NOT_VALID', 'hcaptcha'],
    ['expired-input-response', 'TOKEN_EXPIRED_OR_USED', 'hcaptcha'],
    ['invalid-or-already-seen-response', 'TOKEN_EXPIRED_OR_USED', 'hcaptcha'],
    ['internal-error', 'PROVIDER_ANSWER_NOT_VALID', 'turnstile'],
    ['EXPIRED', 'TOKEN_EXPIRED_OR_USED', 'recaptcha-enterprise'],
    ['MALFORMED', 'TOKEN_NOT_VALID', 'recaptcha-enterprise'],
    ['BROWSER_ERROR', 'TOKEN_NOT_VALID', 'recaptcha-enterprise'],
  ])('reads the error %s as %s', async (code, reason, provider) => {
    expect(await attempt(provider, json(CASES[provider].refuses(code)))).toBe(reason);
    if (provider === 'recaptcha-enterprise') return;
    const as400 = { ...json(CASES[provider].refuses(code)), status: 400 };
    expect(await attempt(provider, as400)).toBe(reason);
  });

  it.each([400, 403])(
    'logs an error when recaptcha-enterprise refuses the API key with status %i',
    async (code) => {
      const says = { ...json({ error: { code } }), status: code };
      expect(await attempt('recaptcha-enterprise', says)).toBe('PROVIDER_REFUSED_REQUEST');
    },
  );

  it.each(bySiteVerify)('accepts only true as a success with %s', async (provider) => {
    for (const success of ['true', 1, [], {}, null, undefined]) {
      const says = json({ ...CASES[provider].accepts(human), success });
      expect(await attempt(provider, says)).toBe('PROVIDER_ANSWER_NOT_VALID');
    }
    const both = json({ ...CASES[provider].accepts(human), success: false });
    expect(await attempt(provider, both)).toBe('TOKEN_NOT_VALID');
  });

  it('never accepts an assessment whose token is not valid', async () => {
    for (const valid of ['true', 1, {}]) {
      const says: Record<string, unknown> = CASES['recaptcha-enterprise'].accepts(human) as never;
      Object.assign(says.tokenProperties as object, { valid });
      expect(await attempt('recaptcha-enterprise', json(says))).toBe('PROVIDER_ANSWER_NOT_VALID');
    }
  });

  it('stops waiting when the time of the function is over', async () => {
    answer = () => 'silence';
    const { options } = CASES['recaptcha-v3'];
    const { verify } = captcha({ ...options, verifyUrl: server.url });
    const event = verifyAuthChallengeResponseEvent({ request: { challengeAnswer: TOKEN } });
    // Its own time never ends.
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(new AbortController().signal);
    const { result, lines } = await captureOutput(() => verify(event, { signal: abortedIn(50) }));
    expect([result, lines[0]?.reason]).toEqual([false, 'PROVIDER_TIMEOUT']);
  });

  it('accepts tokens up to maximumAgeSeconds', async () => {
    const ask = (time: string, maximumAgeSeconds?: number) =>
      attemptWith('recaptcha-v3', { time }, { options: { maximumAgeSeconds } });
    expect(await ask('2026-11-22T10:09:12Z')).toBe('let in');
    expect(await ask('2026-11-22T10:11:42Z')).toBe('let in');
    expect(await ask('2026-11-22T10:11:01Z', 10)).toBe('TOKEN_TOO_OLD');
    expect(await ask('2026-11-22T10:06:12Z', 300)).toBe('let in');
  });

  it.each([
    '2026-11-22T10:11:02+00:00',
    '2026-11-22T11:11:02+0100',
    '2026-11-22T10:11:02.123Z',
    '2026-11-22T10:11:02.123456Z',
    '2026-11-22T10:11:02.123456789Z',
  ])('reads the time %s', async (time) => {
    expect(await attemptWith('recaptcha-v3', { time })).toBe('let in');
  });

  it('signs nobody in unless every check passes', async () => {
    const provider = fc.constantFrom(...providers);
    const noise = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(undefined));
    const says = fc.record({
      score: fc.oneof({ weight: 4, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }, noise),
      action: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('sign_in', 'sign_up') }, noise),
      hostname: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('app.example.com', 'evil.test') },
        noise,
      ),
      time: fc.oneof(
        {
          weight: 4,
          arbitrary: fc
            .integer({ min: -200, max: 60 })
            .map((seconds) => new Date(NOW + seconds * 1000).toISOString()),
        },
        noise,
      ),
      binding: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(BINDING, 'another') }, noise),
    });
    await fc.assert(
      fc.asyncProperty(
        provider,
        says,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        async (name, said, least) => {
          const isScored = scored.includes(name);
          const options = isScored ? { minimumScore: least } : {};
          const isIn = (await attemptWith(name, said, { options })) === 'let in';
          const { score, action, hostname, time, binding } = said;
          const age = (NOW - Date.parse(String(time))) / 1000;
          const isHuman = !isScored || (typeof score === 'number' && score >= least && score <= 1);
          const isActing = action === 'sign_in' || !withAction.some((known) => known === name);
          const isBound = binding === BINDING || name !== 'turnstile';
          const isFresh = age <= 120 && age >= -30;
          // 1 - (1 - x) is not x for every x.
          fc.pre(typeof score !== 'number' || Math.abs(score - least) > 1e-9);
          expect(isIn).toBe(
            isHuman && isActing && isBound && isFresh && hostname === 'app.example.com',
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('signs nobody in for an answer of any other shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...providers), fc.json(), async (name, body) => {
        expect(await attempt(name, { body })).not.toBe('let in');
      }),
      { numRuns: 300 },
    );
  });
});

const passed = (challengeName: string, challengeMetadata?: string) => ({
  challengeName,
  challengeResult: true,
  ...(challengeMetadata && { challengeMetadata }),
});
const afterPassword = [passed('SRP_A'), passed('PASSWORD_VERIFIER')] as never[];

describe('the challenge', () => {
  /** The public and private parameters of a challenge, for any user. */
  async function create(provider: CaptchaProvider, request: object = {}) {
    const { options } = CASES[provider];
    const { siteKey } = options;
    const event = createAuthChallengeEvent({ request: { session: afterPassword, ...request } });
    const { response } = await invoke(captchaCreate({ provider, siteKey }), event);
    return response;
  }

  it.each(providers)('sends the page what %s needs, and no secret', async (provider) => {
    const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } =
      await create(provider);
    const isActing = withAction.some((known) => known === provider);
    const binding = provider === 'turnstile' ? { binding: expect.any(String) } : {};
    expect(publicChallengeParameters).toEqual({
      challenge: 'captcha',
      attemptsLeft: '3',
      provider,
      siteKey: 'site-key',
      ...(isActing && { action: 'sign_in' }),
      ...binding,
    });
    expect(privateChallengeParameters).toEqual({ challenge: 'captcha', ...binding });
    expect(challengeMetadata).toBe('captcha');
  });

  it('is bound to its sign-in with turnstile, with characters that it accepts', async () => {
    const bindings = new Set<string>();
    for (let time = 0; time < 10; time += 1) {
      const response = await create('turnstile');
      const { binding = '' } = response.publicChallengeParameters;
      expect(binding).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(response.privateChallengeParameters.binding).toBe(binding);
      bindings.add(binding);
    }
    expect(bindings.size).toBe(10);
  });

  it.each(providers)('is the same for a user who does not exist with %s', async (provider) => {
    const shapeOf = ({ publicChallengeParameters, privateChallengeParameters }: Response) =>
      [publicChallengeParameters, privateChallengeParameters].map((parameters) =>
        Object.entries(parameters).map(([name, value]) => [name, value.length]),
      );
    expect(shapeOf(await create(provider, { userNotFound: true }))).toEqual(
      shapeOf(await create(provider)),
    );
  });

  it('is the same in a function with the secret key and in one without', async () => {
    const { options } = CASES['recaptcha-v3'];
    const { provider, siteKey } = options;
    const event = createAuthChallengeEvent({ request: { session: afterPassword } });
    const responseOf = async (challenge: ReturnType<typeof captchaPrompt>) =>
      (await invoke(createAuthChallenge({ withPassword: [challenge] }), event)).response;
    const withoutSecret = captchaPrompt({ provider, siteKey });
    expect(await responseOf(withoutSecret)).toEqual(await responseOf(captcha(options)));
    expect(JSON.stringify(await responseOf(withoutSecret))).toContain('site-key');
  });

  it('signs nobody in if the function that checks answers has no secret key', async () => {
    const prompt = captchaPrompt({ provider: 'recaptcha-v3', siteKey: 'site-key' });
    // @ts-expect-error It is not a complete challenge.
    expect(() => customAuth({ withPassword: [prompt] })).not.toThrow();
    // @ts-expect-error It checks nothing.
    const verify = verifyAuthChallengeResponse({ withPassword: [prompt] });
    const event = verifyAuthChallengeResponseEvent({
      request: { challengeAnswer: TOKEN, privateChallengeParameters: { challenge: 'captcha' } },
    });
    const { result } = await captureOutput(async () => (await invoke(verify, event)).response);
    expect(result).toEqual({ answerCorrect: false });
  });
});

type Response = {
  readonly publicChallengeParameters: Record<string, string>;
  readonly privateChallengeParameters: Record<string, string>;
};

describe('a sign-in', () => {
  const { options } = CASES['recaptcha-v3'];
  const define = captchaDefine({});
  const next = async (session: object[], request: object = {}) => {
    const event = defineAuthChallengeEvent({
      request: { session: session as never[], ...request },
    });
    const { challengeName, issueTokens, failAuthentication } = (await invoke(define, event))
      .response;
    if (failAuthentication) return 'failure';
    return issueTokens ? 'tokens' : challengeName;
  };
  const failed = (challengeName: string, challengeMetadata?: string) => ({
    ...passed(challengeName, challengeMetadata),
    challengeResult: false,
  });
  const [srp, password] = [passed('SRP_A'), passed('PASSWORD_VERIFIER')];
  const [right, wrong] = [
    passed('CUSTOM_CHALLENGE', 'captcha'),
    failed('CUSTOM_CHALLENGE', 'captcha'),
  ];

  it.each<[string, object[], string]>([
    ['the password', [srp], 'PASSWORD_VERIFIER'],
    ['the CAPTCHA after the password', [srp, password], 'CUSTOM_CHALLENGE'],
    ['tokens after both', [srp, password, right], 'tokens'],
    ['the CAPTCHA again', [srp, password, wrong], 'CUSTOM_CHALLENGE'],
    ['tokens after a second try', [srp, password, wrong, wrong, right], 'tokens'],
    ['nothing after the third wrong token', [srp, password, wrong, wrong, wrong], 'failure'],
    [
      'nothing after one correct token too many',
      [srp, password, wrong, wrong, wrong, right],
      'failure',
    ],
    ['nothing after a wrong password', [srp, failed('PASSWORD_VERIFIER')], 'failure'],
    [
      'nothing for a CAPTCHA after a wrong password',
      [srp, failed('PASSWORD_VERIFIER'), right],
      'failure',
    ],
    ['nothing without the password', [], 'failure'],
    ['nothing for a CAPTCHA alone', [right], 'failure'],
    ['nothing for a CAPTCHA before the password', [srp, right, password], 'failure'],
    ['nothing for a CAPTCHA instead of the password', [srp, right], 'failure'],
    ['nothing for two passwords', [srp, password, password], 'failure'],
    [
      'nothing for the challenge of another recipe',
      [srp, password, passed('CUSTOM_CHALLENGE', 'one-time-code')],
      'failure',
    ],
    ['nothing for a challenge of no name', [srp, password, passed('CUSTOM_CHALLENGE')], 'failure'],
  ])('leads to %s', async (_, session, step) => {
    expect(await next(session)).toBe(step);
  });

  it('fails for a user who does not exist, whatever was passed', async () => {
    expect(await next([srp, password, right], { userNotFound: true })).toBe('failure');
  });

  it('is the same with captchaAuth and with the three handlers', async () => {
    answer = () => json(CASES['recaptcha-v3'].accepts(human));
    const { attempts: _, ...judging } = { ...options, verifyUrl: server.url, attempts: 3 };
    const event = verifyAuthChallengeResponseEvent({
      request: { challengeAnswer: TOKEN, privateChallengeParameters: { challenge: 'captcha' } },
    });
    for (const verify of [
      captchaVerify(judging, () => NOW),
      captchaAuth(judging, () => NOW).verifyAuthChallengeResponse,
    ]) {
      expect((await invoke(verify, event)).response).toEqual({ answerCorrect: true });
    }
  });

  it('never accepts the token of a user who does not exist, and takes the same time', async () => {
    answer = () => json(CASES['recaptcha-v3'].accepts(human));
    const verify = captchaVerify({ ...options, verifyUrl: server.url }, () => NOW);
    const event = verifyAuthChallengeResponseEvent({
      request: {
        challengeAnswer: TOKEN,
        privateChallengeParameters: { challenge: 'captcha' },
        userNotFound: true,
      },
    });
    expect((await invoke(verify, event)).response).toEqual({ answerCorrect: false });
    // The provider was called.
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, Record<string, string>]>([
    ['another recipe', { challenge: 'one-time-code' }],
    ['no recipe', {}],
  ])('accepts no answer to the challenge of %s', async (_, privateChallengeParameters) => {
    answer = () => json(CASES['recaptcha-v3'].accepts(human));
    const verify = captchaVerify({ ...options, verifyUrl: server.url }, () => NOW);
    const event = verifyAuthChallengeResponseEvent();
    Object.assign(event.request, { challengeAnswer: TOKEN, privateChallengeParameters });
    expect((await invoke(verify, event)).response).toEqual({ answerCorrect: false });
    expect(server.requests).toEqual([]);
  });

  it('counts a challenge without its binding as a wrong answer', async () => {
    const verify = captchaVerify({ ...CASES.turnstile.options, verifyUrl: server.url });
    const event = verifyAuthChallengeResponseEvent({
      request: { challengeAnswer: TOKEN, privateChallengeParameters: { challenge: 'captcha' } },
    });
    const { result } = await captureOutput(() => invoke(verify, event));
    expect(result?.response).toEqual({ answerCorrect: false });
  });

  it('accepts a repeated event, and never a token of another sign-in', async () => {
    let redeemed: string | undefined;
    answer = ({ body }) => {
      const key = String(new URLSearchParams(body).get('idempotency_key'));
      redeemed ??= key;
      return json(
        key === redeemed ? CASES.turnstile.accepts(human) : refuses('timeout-or-duplicate'),
      );
    };
    const verify = captchaVerify({ ...CASES.turnstile.options, verifyUrl: server.url }, () => NOW);
    const ask = async (binding: string) => {
      const privateChallengeParameters = { challenge: 'captcha', binding };
      const event = verifyAuthChallengeResponseEvent({
        request: { challengeAnswer: TOKEN, privateChallengeParameters },
      });
      const { result } = await captureOutput(() => invoke(verify, event));
      return result?.response.answerCorrect;
    };
    expect([await ask(BINDING), await ask(BINDING), await ask(BINDING)]).toEqual([
      true,
      true,
      true,
    ]);
    expect(await ask('binding-of-another')).toBe(false);
  });

  it.each(['define', 'create', 'verify'] as const)(
    'does not change an event of another trigger: %s',
    async (part) => {
      const { siteKey, provider } = options;
      const handlers = {
        define,
        create: captchaCreate({ provider, siteKey }),
        verify: captchaVerify(options),
      };
      const event = { ...defineAuthChallengeEvent(), triggerSource: 'PreSignUp_SignUp' };
      expect(await invoke(handlers[part] as never, event as never)).toBe(event);
    },
  );
});

describe('the options', () => {
  const v3 = CASES['recaptcha-v3'].options;

  it.each<[string, object, string]>([
    ['no provider', { ...v3, provider: undefined }, 'provider is missing'],
    ['an unknown provider', { ...v3, provider: 'recaptcha' }, 'provider is not valid'],
    ['no secret key', { ...v3, secretKey: undefined }, 'secretKey is missing'],
    ['an empty secret key', { ...v3, secretKey: '' }, 'secretKey is not valid. Copy the key'],
    ['a secret key with a line break', { ...v3, secretKey: 'key\n' }, 'secretKey is not valid'],
    ['no site key', { ...v3, siteKey: undefined }, 'siteKey is missing'],
    ['no host names', { ...v3, hostnames: undefined }, 'hostnames is missing'],
    ['an empty list of host names', { ...v3, hostnames: [] }, 'Name at least one'],
    ['a URL for a host name', { ...v3, hostnames: ['https://a.example'] }, 'Write host names'],
    ['a port with a host name', { ...v3, hostnames: ['localhost:5173'] }, 'Write host names'],
    ['a wildcard', { ...v3, hostnames: ['*.example.com'] }, 'Write host names'],
    ['a host name in capitals', { ...v3, hostnames: ['App.example.com'] }, 'Write host names'],
    ['a score of 0', { ...v3, minimumScore: 0 }, 'which is the score of a robot'],
    ['a negative score', { ...v3, minimumScore: -1 }, 'minimumScore is not valid'],
    ['a score over 1', { ...v3, minimumScore: 50 }, 'Give a number up to 1'],
    ['a score with turnstile', { ...CASES.turnstile.options, minimumScore: 0.5 }, 'no score'],
    ['a score with v2', { ...CASES['recaptcha-v2'].options, minimumScore: 0.5 }, 'no score'],
    ['an action with hcaptcha', { ...CASES.hcaptcha.options, action: 'sign_in' }, 'no actions'],
    ['an action with v2', { ...CASES['recaptcha-v2'].options, action: 'sign_in' }, 'no actions'],
    ['an action that reCAPTCHA refuses', { ...v3, action: 'sign-in' }, 'Write the action'],
    ['an empty action', { ...v3, action: '' }, 'Write the action'],
    [
      'an action that enterprise refuses',
      { ...CASES['recaptcha-enterprise'].options, action: 'sign-in' },
      'Write the action',
    ],
    [
      'an action that turnstile refuses',
      { ...CASES.turnstile.options, action: 'a'.repeat(33) },
      'Write the action',
    ],
    ['a project with v3', { ...v3, project: 'my-project' }, 'Give project with'],
    [
      'enterprise without a project',
      { ...CASES['recaptcha-enterprise'].options, project: undefined },
      'Give project with',
    ],
    [
      'a project that changes the path',
      { ...CASES['recaptcha-enterprise'].options, project: 'my-project/../other' },
      'project is not valid. Write the id',
    ],
    ['an age of 0', { ...v3, maximumAgeSeconds: 0 }, 'from 1 to 300'],
    ['an age of an hour', { ...v3, maximumAgeSeconds: 3600 }, 'from 1 to 300'],
    ['no attempts', { ...v3, attempts: 0 }, 'from 1 to 10'],
    ['attempts without end', { ...v3, attempts: 1000 }, 'from 1 to 10'],
    ['half an attempt', { ...v3, attempts: 1.5 }, 'Give a whole number'],
    ['a URL that anybody can read', { ...v3, verifyUrl: 'http://verify.test' }, 'with https'],
    ['a URL that only looks local', { ...v3, verifyUrl: 'http://localhost.evil.test' }, 'https'],
    ['a URL that is not of the web', { ...v3, verifyUrl: 'ftp://127.0.0.1/verify' }, 'with https'],
    ['a URL of a file', { ...v3, verifyUrl: 'file:///etc/passwd' }, 'with https'],
    ['no URL', { ...v3, verifyUrl: 'verify' }, 'with https'],
    ['an unknown option', { ...v3, score: 0.5 }, 'score is not an option'],
  ])('refuse %s', (_, options, problem) => {
    expect(() => captcha(options as CaptchaOptions)).toThrow(problem);
  });

  it.each([
    'https://verify.test/siteverify',
    'http://127.0.0.1:5000',
    'http://localhost:5000',
    'http://[::1]:5000',
  ])('accept the URL %s', (verifyUrl) => {
    expect(() => captcha({ ...v3, verifyUrl })).not.toThrow();
  });

  it.each<[string, Pick<CaptchaOptions, 'provider' | 'action'>, string]>([
    ['no actions', { provider: 'recaptcha-v2', action: 'sign_in' }, 'no actions'],
    ['other actions', { provider: 'recaptcha-v3', action: 'sign-in' }, 'Write the action'],
  ])('refuse to create a challenge for a provider that has %s', (_, wrong, problem) => {
    expect(() => captchaCreate({ siteKey: 'site-key', ...wrong })).toThrow(problem);
  });

  it('name no secret in their errors', () => {
    const secretKey = 'the secret key';
    expect(() => captcha({ ...v3, secretKey })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secretKey) }),
    );
  });
});
