import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
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
const KEY = 'a key of 32 characters or some more';
const WRONG = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

let sandbox: Sandbox;
let timeShift = 0;

async function start(app: string): Promise<void> {
  sandbox = await startSandbox({
    cwd: fileURLToPath(new URL(app, import.meta.url)),
    dataDir: false,
    secrets: { ONE_TIME_CODE_KEY: KEY },
    now: () => Date.now() + timeShift,
  });
  Amplify.configure(sandbox.clientConfig);
}

beforeEach(() => {
  timeShift = 0;
});
afterEach(() => signOut());

/** A user whose address or number is verified. */
async function newUser(username: string, attribute: 'email' | 'phone_number'): Promise<string> {
  const userAttributes = { [attribute]: username };
  await signUp({ username, password: PASSWORD, options: { userAttributes } });
  const confirmationCode = sandbox.outbox.at(-1)?.code ?? '';
  await confirmSignUp({ username, confirmationCode });
  return username;
}

type Flow = NonNullable<NonNullable<SignInInput['options']>['authFlowType']>;

const begin = (username: string, authFlowType: Flow, password?: string) =>
  signIn({ username, ...(password && { password }), options: { authFlowType } });
const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });

/** The parameters of the challenge that the page gets. */
function challengeOf({ nextStep }: Awaited<ReturnType<typeof signIn>>) {
  if (nextStep.signInStep !== 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE') {
    throw new Error(`The next step is ${nextStep.signInStep}.`);
  }
  return nextStep.additionalInfo ?? {};
}

const isSignedIn = async () => (await fetchAuthSession()).tokens !== undefined;

/** The messages of the recipe to an address. Cognito's own messages are left out. */
const sentTo = (to: string) =>
  sandbox.outbox.filter((message) => message.to === to && !message.code);
const codeTo = (to: string) => /(?<!\d)\d{8}(?!\d)/.exec(sentTo(to).at(-1)?.body ?? '')?.[0] ?? '';
const wrongCode = (code: string) => String((Number(code) + 1) % 10 ** 8).padStart(8, '0');

const logs = () => sandbox.invocations.flatMap((invocation) => invocation.logs).join('\n');

describe('with a code in an e-mail, without a password', () => {
  let users = 0;
  let user: string;

  beforeAll(() => start('by-email'), 180_000);
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    users += 1;
    user = await newUser(`user-${users}@example.com`, 'email');
  });

  test('the code signs in', async () => {
    expect(challengeOf(await begin(user, 'CUSTOM_WITHOUT_SRP'))).toEqual({
      challenge: 'one-time-code',
      attemptsLeft: '3',
      digits: '8',
      expiresInSeconds: '180',
      CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
      USERNAME: expect.any(String),
    });
    expect(await isSignedIn()).toBe(false);
    expect(sentTo(user)).toEqual([
      expect.objectContaining({
        channel: 'email',
        from: expect.stringContaining('no-reply@example.com'),
        subject: 'Your sign-in code for Example',
        body: expect.stringContaining(codeTo(user)),
        html: expect.stringContaining(`<strong>${codeTo(user)}</strong>`),
      }),
    ]);
    expect(await answer(codeTo(user))).toMatchObject({ isSignedIn: true });
    expect(await isSignedIn()).toBe(true);
  });

  test('a wrong code leaves two attempts, and sends nothing more', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    const code = codeTo(user);
    expect(challengeOf(await answer(wrongCode(code)))).toMatchObject({ attemptsLeft: '2' });
    expect(sentTo(user)).toHaveLength(1);
    expect(await answer(code)).toMatchObject({ isSignedIn: true });
  });

  test('after three wrong codes, the right one does not sign in', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    const code = codeTo(user);
    await answer('1');
    await answer('12345678');
    await expect(answer(wrongCode(code))).rejects.toMatchObject(WRONG);
    await expect(answer(code)).rejects.toBeDefined();
    expect(await isSignedIn()).toBe(false);
  });

  test('a code that signed in does not sign in again', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    const used = codeTo(user);
    await answer(used);
    await signOut();
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    expect(codeTo(user)).not.toBe(used);
    challengeOf(await answer(used));
    expect(await isSignedIn()).toBe(false);
    await answer(codeTo(user));
    expect(await isSignedIn()).toBe(true);
  });

  test('a second sign-in at once sends no second message, and the code works', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    expect(sentTo(user)).toHaveLength(1);
    expect(await answer(codeTo(user))).toMatchObject({ isSignedIn: true });
  });

  test('an expired code does not sign in', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    timeShift = 181_000;
    await expect(answer(codeTo(user))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await isSignedIn()).toBe(false);
  });

  test("another user's code does not sign in", async () => {
    const other = await newUser(`other-${users}@example.com`, 'email');
    await begin(other, 'CUSTOM_WITHOUT_SRP');
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    challengeOf(await answer(codeTo(other)));
    expect(await isSignedIn()).toBe(false);
  });

  test('guesses across many sign-ins are limited', async () => {
    const guess = async (times: number) => {
      await begin(user, 'CUSTOM_WITHOUT_SRP');
      for (let time = 0; time < times; time += 1) {
        await answer(wrongCode(codeTo(user)).replace(/^./, String(time))).catch(() => {});
      }
    };
    await guess(3);
    await guess(2);
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    challengeOf(await answer(codeTo(user)));
    expect(await isSignedIn()).toBe(false);
  });

  test('a user name that does not exist gets the same answer, after the same time', async () => {
    const before = sandbox.outbox.length;
    const unknown = challengeOf(await begin('nobody@example.com', 'CUSTOM_WITHOUT_SRP'));
    expect(sandbox.outbox).toHaveLength(before);
    challengeOf(await answer('12345678'));
    await answer('12345678');
    await expect(answer('12345678')).rejects.toMatchObject(WRONG);
    const known = challengeOf(await begin(user, 'CUSTOM_WITHOUT_SRP'));
    expect({ ...unknown, USERNAME: '' }).toEqual({ ...known, USERNAME: '' });
    const durations = sandbox.invocations
      .filter(
        ({ source, event }) =>
          source?.startsWith('Create') && /"session":\[\]/.test(JSON.stringify(event)),
      )
      .slice(-2)
      .map(({ durationMs }) => durationMs);
    expect(durations).toHaveLength(2);
    for (const duration of durations) expect(duration).toBeGreaterThanOrEqual(990);
  });

  test.each<[Flow, string?]>([
    ['USER_SRP_AUTH', PASSWORD],
    ['USER_PASSWORD_AUTH', PASSWORD],
    ['CUSTOM_WITH_SRP', PASSWORD],
  ])('the password alone does not sign in, with %s', async (flow, password) => {
    await expect(begin(user, flow, password)).rejects.toMatchObject({
      name: expect.stringMatching(/^(NotAuthorized|InvalidParameter)Exception$/),
    });
    expect(sentTo(user)).toEqual([]);
    expect(await isSignedIn()).toBe(false);
  });

  test('the logs hold no user name and no code', async () => {
    await begin(user, 'CUSTOM_WITHOUT_SRP');
    await answer(codeTo(user));
    expect(logs()).not.toContain(KEY);
    expect(logs()).not.toMatch(/@example\.com/);
    expect(logs()).not.toContain(codeTo(user));
    expect(logs()).not.toContain('could not');
  });

  test('the amazon-cognito-identity-js client signs in, too', async () => {
    const { Auth } = sandbox.clientConfig;
    const { userPoolId = '', userPoolClientId = '', userPoolEndpoint = '' } = Auth?.Cognito ?? {};
    const Pool = new CognitoUserPool({
      UserPoolId: userPoolId,
      ClientId: userPoolClientId,
      endpoint: userPoolEndpoint,
    });
    const client = new CognitoUser({ Username: user, Pool });
    client.setAuthenticationFlowType('CUSTOM_AUTH');
    type Outcome = CognitoUserSession | Record<string, string>;
    type Begin = (callbacks: Parameters<CognitoUser['initiateAuth']>[1]) => void;
    const outcome = (run: Begin) =>
      new Promise<Outcome>((resolve, reject) =>
        run({ onSuccess: resolve, onFailure: reject, customChallenge: resolve }),
      );
    const details = new AuthenticationDetails({ Username: user });
    expect(await outcome((callbacks) => client.initiateAuth(details, callbacks))).toMatchObject({
      challenge: 'one-time-code',
      attemptsLeft: '3',
    });
    const code = codeTo(user);
    const send = (text: string) =>
      outcome((callbacks) => client.sendCustomChallengeAnswer(text, callbacks));
    expect(await send(wrongCode(code))).toMatchObject({ attemptsLeft: '2' });
    expect(await send(code)).toMatchObject({ accessToken: expect.anything() });
  });
});

describe('with a code in a text message, after the password', () => {
  let users = 0;
  let user: string;

  beforeAll(() => start('by-sms'), 180_000);
  afterAll(() => sandbox.stop());
  beforeEach(async () => {
    users += 1;
    user = await newUser(`+1415555010${users}`, 'phone_number');
  });

  test('the password and the code sign in', async () => {
    expect(challengeOf(await begin(user, 'CUSTOM_WITH_SRP', PASSWORD))).toMatchObject({
      challenge: 'one-time-code',
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: `+*******010${users}`,
    });
    expect(sentTo(user)).toEqual([
      expect.objectContaining({
        channel: 'sms',
        body: `${codeTo(user)} is your sign-in code for Example. Do not share it.`,
      }),
    ]);
    expect(await isSignedIn()).toBe(false);
    expect(await answer(codeTo(user))).toMatchObject({ isSignedIn: true });
  });

  test('a wrong code does not sign in, and the third ends the sign-in', async () => {
    await begin(user, 'CUSTOM_WITH_SRP', PASSWORD);
    const code = codeTo(user);
    challengeOf(await answer(wrongCode(code)));
    challengeOf(await answer(''.padStart(8, '0')));
    await expect(answer('no code')).rejects.toMatchObject(WRONG);
    await expect(answer(code)).rejects.toBeDefined();
    expect(await isSignedIn()).toBe(false);
  });

  test('the code of one sign-in does not work in the next', async () => {
    await begin(user, 'CUSTOM_WITH_SRP', PASSWORD);
    const first = codeTo(user);
    await begin(user, 'CUSTOM_WITH_SRP', PASSWORD);
    challengeOf(await answer(first));
    expect(await answer(codeTo(user))).toMatchObject({ isSignedIn: true });
  });

  test('a wrong password sends no code', async () => {
    await expect(begin(user, 'CUSTOM_WITH_SRP', 'Wrong-horse-1')).rejects.toMatchObject(WRONG);
    expect(sentTo(user)).toEqual([]);
  });

  test.each<[Flow, string?]>([
    ['CUSTOM_WITHOUT_SRP'],
    ['USER_SRP_AUTH', PASSWORD],
    ['USER_PASSWORD_AUTH', PASSWORD],
  ])('%s does not sign in', async (flow, password) => {
    await expect(begin(user, flow, password)).rejects.toMatchObject({
      name: expect.stringMatching(/^(NotAuthorized|InvalidParameter)Exception$/),
    });
    expect(sentTo(user)).toEqual([]);
    expect(await isSignedIn()).toBe(false);
  });
});
