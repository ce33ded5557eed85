import { fileURLToPath } from 'node:url';
import { captchaChallenge } from '@amplify-recipes/recaptcha/client';
import {
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  startHttpServer,
} from '@amplify-recipes/recipe-tests';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  type SignInInput,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const PASSWORD = 'Correct-horse-1';
const SECRET_KEY = 'secret-key-of-the-app';
const USER = 'ada@example.com';

/** A proxy of the sandbox's stand-in. It fails as a test wants. */
let provider: HttpServer;
let behave: ((request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>) | undefined;
let sandbox: Sandbox;
let timeShift = 0;

const forward = async ({ path, headers, body }: HttpRequest): Promise<HttpAnswer> => {
  const { 'content-type': type = '', 'x-goog-api-key': key } = headers;
  const response = await fetch(`${sandbox.url}/_sandbox/captcha${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(typeof key === 'string' && { 'x-goog-api-key': key }) },
    body,
  });
  return { status: response.status, body: await response.text() };
};

const paths = {
  'recaptcha-v2': '/recaptcha/siteverify',
  'recaptcha-v3': '/recaptcha/siteverify',
  'recaptcha-enterprise': '/recaptcha-enterprise/v1/projects/my-project/assessments',
  turnstile: '/turnstile/siteverify',
  hcaptcha: '/hcaptcha/siteverify',
} as const;
type ProviderName = keyof typeof paths;

/** The app, deployed for a provider. Its functions read the provider from their environment. */
async function start(name: ProviderName): Promise<void> {
  sandbox = await startSandbox({
    cwd: fileURLToPath(new URL('app', import.meta.url)),
    dataDir: false,
    secrets: { CAPTCHA_SECRET_KEY: SECRET_KEY },
    now: () => Date.now() + timeShift,
    functionEnvironment: () => ({
      'captcha-create': { PROVIDER: name },
      'captcha-verify': {
        PROVIDER: name,
        VERIFY_URL: `${provider.url}${paths[name]}`,
        ...(name === 'recaptcha-enterprise' && { PROJECT: 'my-project' }),
      },
    }),
  });
  Amplify.configure(sandbox.clientConfig);
  await signUp({
    username: USER,
    password: PASSWORD,
    options: { userAttributes: { email: USER } },
  });
  await confirmSignUp({ username: USER, confirmationCode: sandbox.outbox.at(-1)?.code ?? '' });
}

beforeAll(async () => {
  provider = await startHttpServer((request) => (behave ?? forward)(request));
});
afterAll(() => provider.stop());
beforeEach(() => {
  behave = undefined;
  timeShift = 0;
  provider.requests.length = 0;
});
afterEach(() => signOut());

const tokens: string[] = [];

/** A token of a human on the app's page, with the given changes. */
async function tokenOf(changes: object = {}): Promise<string> {
  const made = await fetch(`${sandbox.url}/_sandbox/captcha/tokens`, {
    method: 'POST',
    body: JSON.stringify({
      provider: 'recaptcha-v3',
      siteKey: 'site-key',
      action: 'sign_in',
      hostname: 'app.example.com',
      ...changes,
    }),
  });
  const { token } = (await made.json()) as { token: string };
  tokens.push(token);
  return token;
}

type Flow = NonNullable<NonNullable<SignInInput['options']>['authFlowType']>;

const begin = (password = PASSWORD, username = USER, authFlowType: Flow = 'CUSTOM_WITH_SRP') =>
  signIn({
    username,
    ...(authFlowType !== 'CUSTOM_WITHOUT_SRP' && { password }),
    options: { authFlowType },
  });
const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

/** Reads the challenge of a next step as the page does. */
function challengeOf({ nextStep }: Awaited<ReturnType<typeof signIn>>) {
  expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
  return captchaChallenge(
    nextStep.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE'
      ? nextStep.additionalInfo
      : undefined,
  );
}

const isSignedIn = async () => (await fetchAuthSession()).tokens !== undefined;

/** The logged reason for the last rejected token. */
function lastReason(): unknown {
  const last = sandbox.invocations.filter(({ function: name }) => name === 'captcha-verify').at(-1);
  const line = last?.logs.find((text) => text.includes('captcha said no'));
  return line && /"reason":"([A-Z_]+)"/.exec(line)?.[1];
}

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

describe('with reCAPTCHA v3', () => {
  beforeAll(() => start('recaptcha-v3'), 120_000);
  afterAll(() => sandbox.stop());

  test('the password and a human on the page sign in', async () => {
    expect(challengeOf(await begin())).toEqual({
      provider: 'recaptcha-v3',
      siteKey: 'site-key',
      action: 'sign_in',
      binding: undefined,
      attemptsLeft: 3,
    });
    expect(await isSignedIn()).toBe(false);
    expect(await answer(await tokenOf())).toMatchObject({ isSignedIn: true });
    expect(await isSignedIn()).toBe(true);
  });

  test.each<[string, () => Promise<string>, string]>([
    ['of a robot', () => tokenOf({ score: 0.1 }), 'SCORE_TOO_LOW'],
    ['of a robot that is sure to be one', () => tokenOf({ score: 0 }), 'SCORE_TOO_LOW'],
    ['of another action', () => tokenOf({ action: 'sign_up' }), 'ACTION_NOT_EXPECTED'],
    ['of no action', () => tokenOf({ action: undefined }), 'ACTION_NOT_EXPECTED'],
    ['of another host', () => tokenOf({ hostname: 'evil.test' }), 'HOSTNAME_NOT_EXPECTED'],
    ['of another account', () => tokenOf({ secretKey: 'of another' }), 'TOKEN_NOT_VALID'],
    ['of a checkbox', () => tokenOf({ provider: 'recaptcha-v2' }), 'SCORE_MISSING'],
    ['of another provider', () => tokenOf({ provider: 'turnstile' }), 'TOKEN_NOT_VALID'],
    ['that is forged', async () => '03AGdBq24forged', 'TOKEN_NOT_VALID'],
    ['that is a space', async () => ' ', 'TOKEN_MALFORMED'],
    ['that is too long', async () => 'a'.repeat(8193), 'TOKEN_MALFORMED'],
  ])('a token %s does not sign in', async (_, make, reason) => {
    await begin();
    expect(challengeOf(await answer(await make()))).toMatchObject({ attemptsLeft: 2 });
    expect(lastReason()).toBe(reason);
    expect(await isSignedIn()).toBe(false);
  });

  test('a token that is too old for its provider does not sign in', async () => {
    const token = await tokenOf();
    timeShift = 121_000;
    await begin();
    await answer(token);
    expect(lastReason()).toBe('TOKEN_EXPIRED_OR_USED');
    expect(await isSignedIn()).toBe(false);
  });

  test('a token that is too old by the clock of the function does not sign in', async () => {
    timeShift = -121_000;
    await begin();
    await answer(await tokenOf());
    expect(lastReason()).toBe('TOKEN_TOO_OLD');
    expect(await isSignedIn()).toBe(false);
  });

  test('a token that signed in does not sign in again', async () => {
    const token = await tokenOf();
    await begin();
    await answer(token);
    await signOut();
    await begin();
    challengeOf(await answer(token));
    expect(lastReason()).toBe('TOKEN_EXPIRED_OR_USED');
    expect(await isSignedIn()).toBe(false);
  });

  test('a token that was refused does not sign in at the next attempt', async () => {
    const robot = await tokenOf({ score: 0.1 });
    await begin();
    await answer(robot);
    challengeOf(await answer(robot));
    expect(lastReason()).toBe('TOKEN_EXPIRED_OR_USED');
    expect(await isSignedIn()).toBe(false);
  });

  test('a user may try again after a wrong token, and fails with the third', async () => {
    await begin();
    await answer(await tokenOf({ score: 0.1 }));
    await answer(await tokenOf());
    expect(await isSignedIn()).toBe(true);
    await signOut();

    await begin();
    await answer('wrong-1');
    await answer('wrong-2');
    await expect(answer('wrong-3')).rejects.toMatchObject(wrong);
    await expect(answer(await tokenOf())).rejects.toBeDefined();
    expect(await isSignedIn()).toBe(false);
  });

  const success = JSON.stringify({
    success: true,
    challenge_ts: new Date().toISOString(),
    hostname: 'app.example.com',
    action: 'sign_in',
    score: 0.9,
  });

  test.each<[string, () => HttpAnswer, string]>([
    ['is down', () => 'hang up', 'PROVIDER_UNREACHABLE'],
    ['does not respond', () => 'silence', 'PROVIDER_TIMEOUT'],
    ['stops in the middle', () => 'stop half way', 'PROVIDER_TIMEOUT'],
    ['fails', () => ({ status: 500, body: success }), 'PROVIDER_STATUS_NOT_EXPECTED'],
    ['answers nonsense', () => ({ body: '<html>' }), 'PROVIDER_ANSWER_NOT_VALID'],
    [
      'sends an endless answer',
      () => ({ body: success + ' '.repeat(20_000) }),
      'PROVIDER_ANSWER_TOO_LONG',
    ],
    [
      'returns success without a score',
      () => ({ body: success.replace(',"score":0.9', '') }),
      'SCORE_MISSING',
    ],
    [
      'redirects the function',
      () => ({
        status: 307,
        headers: { location: `${sandbox.url}/_sandbox/captcha${paths['recaptcha-v3']}` },
      }),
      'PROVIDER_STATUS_NOT_EXPECTED',
    ],
  ])('nobody signs in while the provider %s', async (_, how, reason) => {
    await begin();
    const token = await tokenOf();
    behave = how;
    challengeOf(await answer(token));
    expect(lastReason()).toBe(reason);
    expect(await isSignedIn()).toBe(false);
  });

  test('no CAPTCHA is asked for after a wrong password', async () => {
    await expect(begin('Wrong-horse-1')).rejects.toMatchObject(wrong);
    await expect(answer(await tokenOf())).rejects.toBeDefined();
    expect(await isSignedIn()).toBe(false);
    expect(provider.requests).toEqual([]);
  });

  test.each(['CUSTOM_WITHOUT_SRP', 'USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)(
    '%s does not sign in',
    async (flow) => {
      await expect(begin(PASSWORD, USER, flow)).rejects.toMatchObject({
        name: expect.stringMatching(/^(NotAuthorized|InvalidParameter)Exception$/),
      });
      await expect(answer(await tokenOf())).rejects.toBeDefined();
      expect(await isSignedIn()).toBe(false);
    },
  );

  test('a user who does not exist gets the same answer as after a wrong password', async () => {
    const traceOf = async (password: string, username: string) => {
      const before = sandbox.invocations.length;
      const error: unknown = await begin(password, username).catch((reason: unknown) => reason);
      const { name, message } = error as Error;
      const called = sandbox.invocations.slice(before).map(({ source }) => source);
      return { name, message, called };
    };
    const unknown = await traceOf(PASSWORD, 'nobody@example.com');
    expect(unknown).toEqual(await traceOf('Wrong-horse-1', USER));
    expect(unknown).toMatchObject(wrong);
  });

  test('no secret is in the logs, in a URL or in the page', async () => {
    const logs = sandbox.invocations.flatMap((invocation) => invocation.logs).join('\n');
    expect(logs).toContain('captcha said no');
    for (const secret of [SECRET_KEY, USER, ...tokens]) expect(logs).not.toContain(secret);

    await begin();
    await answer(await tokenOf());
    expect(provider.requests.map(({ path }) => path)).toEqual([paths['recaptcha-v3']]);
    const created = sandbox.invocations.filter(({ function: name }) => name === 'captcha-create');
    expect(JSON.stringify(created)).not.toContain(SECRET_KEY);
  });
});

describe('with Turnstile', () => {
  beforeAll(() => start('turnstile'), 120_000);
  afterAll(() => sandbox.stop());

  const bound = (binding: string | undefined) => tokenOf({ provider: 'turnstile', cdata: binding });

  test('a token that is bound to its sign-in signs in', async () => {
    const challenge = challengeOf(await begin());
    expect(challenge?.provider).toBe('turnstile');
    await answer(await bound(challenge?.binding));
    expect(await isSignedIn()).toBe(true);
  });

  test("a token that was created for another user's sign-in does not sign in", async () => {
    const other = challengeOf(await begin());
    await begin();
    challengeOf(await answer(await bound(other?.binding)));
    expect(lastReason()).toBe('TOKEN_NOT_FOR_SIGN_IN');
    challengeOf(await answer(await bound(undefined)));
    expect(lastReason()).toBe('TOKEN_NOT_FOR_SIGN_IN');
    expect(await isSignedIn()).toBe(false);
  });

  test('a token of a robot does not sign in', async () => {
    const challenge = challengeOf(await begin());
    const cdata = challenge?.binding;
    challengeOf(await answer(await tokenOf({ provider: 'turnstile', cdata, score: 0.1 })));
    expect(lastReason()).toBe('TOKEN_NOT_VALID');
  });
});

describe.each(['recaptcha-v2', 'recaptcha-enterprise', 'hcaptcha'] as const)('with %s', (name) => {
  beforeAll(() => start(name), 120_000);
  afterAll(() => sandbox.stop());

  test('a human signs in, once, and a robot does not', async () => {
    expect(challengeOf(await begin())?.provider).toBe(name);
    challengeOf(await answer(await tokenOf({ provider: name, score: 0.1 })));
    expect(lastReason()).toBe(
      name === 'recaptcha-enterprise' ? 'SCORE_TOO_LOW' : 'TOKEN_NOT_VALID',
    );
    const token = await tokenOf({ provider: name });
    await answer(token);
    expect(await isSignedIn()).toBe(true);
    await signOut();

    await begin();
    challengeOf(await answer(token));
    expect(lastReason()).toBe('TOKEN_EXPIRED_OR_USED');
    challengeOf(await answer(await tokenOf({ provider: name, secretKey: 'of another' })));
    expect(lastReason()).toBe('TOKEN_NOT_VALID');
  });
});
