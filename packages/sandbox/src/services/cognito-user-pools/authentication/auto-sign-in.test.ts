import { Amplify } from 'aws-amplify';
import { autoSignIn, confirmSignUp, getCurrentUser, signOut, signUp } from 'aws-amplify/auth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signInClient, wrongCode } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  type Backend,
  failure,
  MINUTE,
  PASSWORD,
  signUp as signUpByRequest,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const POLICY = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
};
const POOL = { ...AMPLIFY_POOL, ...POLICY };
const CLIENT = {
  ...AMPLIFY_CLIENT,
  ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
};
const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.';

const start = async (backend: Backend = {}) => {
  pools = await startUserPools({ pool: POOL, client: CLIENT, ...backend });
};
const echo: TriggerFunction = (event) => event;
const confirm = (more: Record<string, unknown> = {}, Username = ADA) =>
  pools.call('ConfirmSignUp', {
    ClientId: pools.clientId,
    Username,
    ConfirmationCode: pools.code(),
    ...more,
  });
const signedUp = (username = ADA) => signUpByRequest(pools, username);
const confirmed = async (username = ADA) => {
  await signedUp(username);
  return confirm({}, username);
};
const ada = signInClient(() => pools, ADA);
const bob = signInClient(() => pools, BOB);
const signInWith = ({ body: { Session } }: Answer, client = ada) =>
  client.initiate('USER_AUTH', {}, { Session });

describe('the session of a sign-up', () => {
  test('signs in once it is confirmed, without a challenge', async () => {
    await start({
      triggers: { PreAuthentication: echo, PostAuthentication: echo },
      preTokenGeneration: { version: 'V2_0', run: echo },
    });
    const begun = await signedUp();
    expect(begun.body.Session).toEqual(expect.any(String));
    const done = await confirm({ Session: begun.body.Session });
    expect(done.body).toEqual({ Session: expect.any(String) });
    expect(tokensOf(await signInWith(done)).AccessToken).toBeTruthy();
    expect(pools.events.map(({ triggerSource }) => triggerSource)).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
  });

  test('is optional with the code: Amplify does not send it', async () => {
    await start();
    expect(failure(await signInWith(await confirmed()))).toBe('none');
  });

  test('stays valid with the right code after a wrong one', async () => {
    await start();
    const { Session } = (await signedUp()).body;
    const wrong = await confirm({ Session, ConfirmationCode: wrongCode(pools.code()) });
    expect(failure(wrong)).toMatch(/^CodeMismatchException/);
    expect(failure(await signInWith(await confirm({ Session })))).toBe('none');
  });

  test.for<[string, Backend]>([
    ['a client that does not allow USER_AUTH', { client: AMPLIFY_CLIENT }],
    [
      'a user whom the app confirms, because no code was entered',
      {
        triggers: {
          PreSignUp: (event) => ({ ...event, response: { autoConfirmUser: true } }),
        },
      },
    ],
  ])('is not available to %s', async ([, backend]) => {
    await start(backend);
    expect((await signedUp()).body).not.toHaveProperty('Session');
    expect((await confirm()).body).not.toHaveProperty('Session');
  });

  test.for<[string, Backend]>([
    ['the pool has no sign-in with that code', { pool: AMPLIFY_POOL }],
    [
      'the pool requires a second factor',
      { pool: { ...POOL, MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] } },
    ],
  ])('is followed by the choice of a factor when %s', async ([, backend]) => {
    await start(backend);
    expect((await signInWith(await confirmed())).body).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
  });

  test.for<[string, () => Promise<Answer>, string]>([
    ['before it is confirmed', async () => signInWith(await signedUp()), INVALID_SESSION],
    [
      'twice',
      async () => {
        const session = await confirmed();
        await signInWith(session);
        return signInWith(session);
      },
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    ],
    [
      'after three minutes',
      async () => {
        const session = await confirmed();
        pools.advance(3 * MINUTE);
        return signInWith(session);
      },
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    ],
    [
      'another user',
      async () => {
        const session = await confirmed();
        await confirmed(BOB);
        return signInWith(session, bob);
      },
      INVALID_SESSION,
    ],
    [
      'nobody',
      async () => {
        const session = await confirmed();
        return signInWith(
          session,
          signInClient(() => pools, 'nobody@example.com'),
        );
      },
      INVALID_SESSION,
    ],
    [
      'as the answer to a challenge',
      async () => ada.respond('EMAIL_OTP', await confirmed(), { EMAIL_OTP_CODE: '00000000' }),
      INVALID_SESSION,
    ],
    [
      'when it belongs to another challenge',
      async () => {
        await confirmed();
        return signInWith(await ada.prefer('EMAIL_OTP'));
      },
      INVALID_SESSION,
    ],
    [
      'when it is not a session',
      () => signInWith({ status: 200, body: { Session: 'A'.repeat(40) } }),
      INVALID_SESSION,
    ],
  ])('does not sign in %s', async ([, attempt, message]) => {
    await start();
    expect(failure(await attempt())).toBe(message);
  });

  test('does not sign in a user who was disabled meanwhile', async () => {
    await start();
    const session = await confirmed();
    const user = { UserPoolId: pools.poolId, Username: ADA };
    await pools.call('AdminDisableUser', user, { signed: true });
    expect((await signInWith(session)).body.ChallengeName).toBe('SELECT_CHALLENGE');
  });

  test.for<[string, (session: unknown) => Promise<Answer>]>([
    [
      "another user's",
      async (Session) => {
        await signedUp(BOB);
        return confirm({ Session }, BOB);
      },
    ],
    ['not a session', () => confirm({ Session: 'A'.repeat(40) })],
    [
      'already confirmed',
      async () => {
        const session = (await confirmed(BOB)).body.Session;
        return confirm({ Session: session });
      },
    ],
  ])('does not confirm when it is %s', async ([, attempt]) => {
    await start();
    const { Session } = (await signedUp()).body;
    expect(failure(await attempt(Session))).toBe(INVALID_SESSION);
  });
});

describe('signing up without a password', () => {
  const withoutPassword = () =>
    pools.call('SignUp', { ClientId: pools.clientId, Username: ADA, UserAttributes: [] });

  test('works in a pool that signs in without a password', async () => {
    await start();
    expect(failure(await withoutPassword())).toBe('none');
    expect(failure(await signInWith(await confirm()))).toBe('none');
    const { body } = await ada.prefer('PASSWORD');
    expect(body).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['EMAIL_OTP'],
    });
    const byPassword = await ada.initiate('USER_PASSWORD_AUTH', { PASSWORD });
    expect(failure(byPassword)).toBe('NotAuthorizedException: Incorrect username or password.');
  });

  test.for<[string, string, Record<string, unknown>]>([
    [
      'a second factor is turned on',
      'AdminSetUserMFAPreference',
      { EmailMfaSettings: { Enabled: true } },
    ],
    ['the user is disabled', 'AdminDisableUser', {}],
    ['the user must choose a password', 'AdminResetUserPassword', {}],
  ])('does not sign in with the session when %s meanwhile', async ([, operation, more]) => {
    await start({ pool: { ...POOL, MfaConfiguration: 'OPTIONAL', EnabledMfas: ['EMAIL_OTP'] } });
    await withoutPassword();
    const session = await confirm();
    const user = { UserPoolId: pools.poolId, Username: ADA, ...more };
    expect(failure(await pools.call(operation, user, { signed: true }))).toBe('none');
    const answer = await signInWith(session);
    expect(answer.body.ChallengeName).toBe('SELECT_CHALLENGE');
    const code = await ada.select(answer, 'EMAIL_OTP');
    const guess = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await ada.respond('EMAIL_OTP', code, guess))).toMatch(/^CodeMismatchException/);
  });

  test.for<[string, Backend]>([
    ['a pool that signs in with passwords', { pool: AMPLIFY_POOL }],
    ['a pool that requires a second factor', { pool: { ...POOL, MfaConfiguration: 'ON' } }],
  ])('is not available to %s', async ([, backend]) => {
    await start(backend);
    expect(failure(await withoutPassword())).toBe(
      'InvalidParameterException: Password is required.',
    );
  });
});

describe('the aws-amplify client', () => {
  beforeEach(() => {
    // The client warns that the endpoint is not AWS's.
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    return async () => {
      await signOut();
      vi.restoreAllMocks();
    };
  });
  const configure = () =>
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pools.poolId,
          userPoolClientId: pools.clientId,
          userPoolEndpoint: pools.url,
        },
      },
    });
  const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

  test.for([
    ['USER_AUTH, with a password', PASSWORD, { authFlowType: 'USER_AUTH' }],
    ['USER_AUTH, without a password', undefined, { authFlowType: 'USER_AUTH' }],
    ['USER_SRP_AUTH, with the password that it keeps', PASSWORD, true],
    ['USER_PASSWORD_AUTH', PASSWORD, { authFlowType: 'USER_PASSWORD_AUTH' }],
  ] as const)('signs in automatically after signing up: %s', async ([, password, how]) => {
    await start();
    configure();
    const { nextStep } = await signUp({
      username: ADA,
      ...(password && { password }),
      options: { userAttributes: { email: ADA }, autoSignIn: how },
    });
    expect(nextStep.signUpStep).toBe('CONFIRM_SIGN_UP');
    const confirmation = await confirmSignUp({ username: ADA, confirmationCode: pools.code() });
    expect(confirmation.nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN');
    const sent = pools.outbox.length;
    expect(await autoSignIn()).toEqual(DONE);
    expect(pools.outbox).toHaveLength(sent);
    expect(await getCurrentUser()).toMatchObject({ signInDetails: { loginId: ADA } });
  });
});
