import { Amplify } from 'aws-amplify';
import { confirmSignIn, signIn, signOut } from 'aws-amplify/auth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { challengeParameters, type Strings, srpClient } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  type Answer,
  type Backend,
  confirmedUser,
  failure,
  MINUTE,
  PASSWORD,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const NOBODY = 'nobody@example.com';
const WRONG = 'NotAuthorizedException: Incorrect username or password.';
const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.';
const CLIENT = { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_USER_AUTH'] };

const echo: TriggerFunction = (event) => event;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools({ client: CLIENT, ...backend });
};
const initiate = (parameters: Strings = {}, username = ADA, more: Record<string, unknown> = {}) =>
  pools.call('InitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME: username, ...parameters },
    ...more,
  });
const respond = (
  ChallengeName: string,
  { body }: Answer,
  responses: Strings,
  more: Record<string, unknown> = {},
) =>
  pools.call('RespondToAuthChallenge', {
    ClientId: pools.clientId,
    ChallengeName,
    Session: body.Session,
    ChallengeResponses: { USERNAME: ADA, ...responses },
    ...more,
  });
const select = (challenge: Answer, ANSWER: string, responses: Strings = {}) =>
  respond('SELECT_CHALLENGE', challenge, { ANSWER, ...responses });

describe('choosing how to sign in', () => {
  test('offers the choice to a client that names no factor', async () => {
    await start();
    await confirmedUser(pools, ADA);
    expect((await initiate()).body).toEqual({
      ChallengeName: 'SELECT_CHALLENGE',
      Session: expect.any(String),
      ChallengeParameters: {},
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
  });

  test.for<[string, () => Promise<Answer>]>([
    [
      'prefers the password and sends it',
      () => initiate({ PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }),
    ],
    [
      'prefers the password and sends it when asked',
      async () =>
        respond('PASSWORD', await initiate({ PREFERRED_CHALLENGE: 'PASSWORD' }), { PASSWORD }),
    ],
    [
      'chooses the password and sends it',
      async () => select(await initiate(), 'PASSWORD', { PASSWORD }),
    ],
    [
      'chooses the password, and sends it when asked',
      async () => respond('PASSWORD', await select(await initiate(), 'PASSWORD'), { PASSWORD }),
    ],
    [
      'chooses the password, and again when asked for it',
      async () => select(await select(await initiate(), 'PASSWORD'), 'PASSWORD', { PASSWORD }),
    ],
    [
      'chooses something else when asked for the public value',
      async () => select(await select(await initiate(), 'PASSWORD_SRP'), 'PASSWORD', { PASSWORD }),
    ],
  ])('signs in a user who %s', async ([, attempt]) => {
    await start();
    await confirmedUser(pools, ADA);
    expect(tokensOf(await attempt()).AccessToken).toBeTruthy();
  });

  test.for<[string, (SRP_A: string) => Promise<Answer>]>([
    ['at once', (SRP_A) => initiate({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A })],
    ['when asked', async (SRP_A) => select(await initiate(), 'PASSWORD_SRP', { SRP_A })],
    [
      'when asked for the public value',
      async (SRP_A) =>
        respond('PASSWORD_SRP', await initiate({ PREFERRED_CHALLENGE: 'PASSWORD_SRP' }), { SRP_A }),
    ],
  ])('signs in with SRP a user who chooses it %s', async ([, attempt]) => {
    await start();
    await confirmedUser(pools, ADA);
    const client = srpClient(pools, ADA);
    const challenge = await attempt(client.publicValue);
    expect(challenge.body.ChallengeName).toBe('PASSWORD_VERIFIER');
    const proof = client.prove(challenge);
    expect(tokensOf(await respond('PASSWORD_VERIFIER', challenge, proof)).AccessToken).toBeTruthy();
    const spoilt = await attempt(client.publicValue);
    const wrong = { ...client.prove(spoilt), PASSWORD_CLAIM_SIGNATURE: 'AAAA' };
    expect(failure(await respond('PASSWORD_VERIFIER', spoilt, wrong))).toBe(WRONG);
  });

  test('runs the triggers of a sign-in, each once', async () => {
    await start({
      triggers: { PreAuthentication: echo, PostAuthentication: echo },
      preTokenGeneration: { version: 'V2_0', run: echo },
    });
    await confirmedUser(pools, ADA);
    const challenge = await initiate({}, ADA, { ClientMetadata: { at: 'initiate' } });
    const responses = { ANSWER: 'PASSWORD', PASSWORD };
    await respond('SELECT_CHALLENGE', challenge, responses, { ClientMetadata: { at: 'respond' } });
    expect(pools.events.map(({ triggerSource }) => triggerSource)).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
    const [before, ...after] = pools.events.map(({ request }) => request);
    expect(before?.validationData).toEqual({ at: 'initiate' });
    for (const request of after) expect(request.clientMetadata).toEqual({ at: 'respond' });
  });

  test('asks an invited user to choose a password', async () => {
    await start();
    const invited = { UserPoolId: pools.poolId, Username: ADA };
    await pools.call('AdminCreateUser', invited, { signed: true });
    const challenge = await select(await initiate(), 'PASSWORD', { PASSWORD: pools.code() });
    expect(challenge.body.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  test('offers the available factors to a client that prefers one that the pool does not have', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { body } = await initiate({ PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(body.ChallengeName).toBe('SELECT_CHALLENGE');
  });

  test.for<[string, Backend, () => Promise<Answer>, string]>([
    [
      'a client that does not allow it',
      { client: AMPLIFY_CLIENT },
      () => initiate(),
      'InvalidParameterException: USER_AUTH flow not enabled for this client',
    ],
    [
      'step-up authentication, which is not supported',
      {},
      () => initiate({ TARGET_ACR_VALUES: 'urn:cognito:loa:4' }),
      'UnsupportedOperationException: The sandbox does not support step-up authentication.',
    ],
    [
      'a choice that was not offered',
      {},
      async () => select(await initiate(), 'EMAIL_OTP'),
      'InvalidParameterException: The selected challenge is not among the available challenges.',
    ],
    [
      'no choice',
      {},
      async () => select(await initiate(), ''),
      'InvalidParameterException: Missing required parameter ANSWER',
    ],
    [
      'a public value with which anybody would know the password',
      {},
      () => initiate({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: '0' }),
      'InvalidParameterException: Invalid SRP_A parameter.',
    ],
    [
      'a wrong password',
      {},
      async () => select(await initiate(), 'PASSWORD', { PASSWORD: 'x' }),
      WRONG,
    ],
    [
      "a password for another's choice",
      {},
      async () => respond('PASSWORD', await initiate(), { PASSWORD }),
      INVALID_SESSION,
    ],
  ])('refuses %s', async ([, backend, attempt, message]) => {
    await start(backend);
    await confirmedUser(pools, ADA);
    expect(failure(await attempt())).toBe(message);
  });

  test('shows the status of an account only after the right password', async () => {
    await start();
    await signUp(pools, ADA);
    const wrong = await select(await initiate(), 'PASSWORD', { PASSWORD: 'Wrong-Horse-9' });
    expect(failure(wrong)).toBe(WRONG);
    const right = await select(await initiate(), 'PASSWORD', { PASSWORD });
    expect(failure(right)).toBe('UserNotConfirmedException: User is not confirmed.');
  });

  test('counts wrong passwords with those of the other flows', async () => {
    await start();
    await confirmedUser(pools, ADA);
    for (let time = 1; time <= 5; time++) {
      const wrong = { PASSWORD: 'Wrong-Horse-9' };
      expect(failure(await select(await initiate(), 'PASSWORD', wrong))).toBe(WRONG);
    }
    expect(failure(await select(await initiate(), 'PASSWORD', { PASSWORD }))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
  });
});

describe('the session of a choice', () => {
  const started = async () => {
    await start();
    await confirmedUser(pools, ADA);
    await confirmedUser(pools, BOB);
    return initiate();
  };

  test('is valid for one answer', async () => {
    const challenge = await started();
    await select(challenge, 'PASSWORD', { PASSWORD });
    expect(failure(await select(challenge, 'PASSWORD', { PASSWORD }))).toMatch(/only be used once/);
  });

  test('lasts three minutes', async () => {
    const challenge = await started();
    pools.advance(3 * MINUTE);
    expect(failure(await select(challenge, 'PASSWORD', { PASSWORD }))).toMatch(/is expired/);
  });

  test('signs in no other user, not even with their own password', async () => {
    const challenge = await started();
    const asBob = await select(challenge, 'PASSWORD', { USERNAME: BOB, PASSWORD });
    expect(failure(asBob)).toBe(WRONG);
  });
});

describe('choosing with a name that belongs to no user', () => {
  test('answers in the same shape, and fails with the same error', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const [known, unknown] = [await initiate(), await initiate({}, NOBODY)];
    expect({ ...unknown.body, Session: '' }).toEqual({ ...known.body, Session: '' });
    const asNobody = { USERNAME: NOBODY, PASSWORD };
    expect(failure(await select(unknown, 'PASSWORD', asNobody))).toBe(WRONG);
    const SRP_A = srpClient(pools, NOBODY).publicValue;
    const srp = await initiate({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A }, NOBODY);
    const ofAda = await initiate({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A });
    expect(Object.keys(challengeParameters(srp))).toEqual(Object.keys(challengeParameters(ofAda)));
  });

  test('gives UserNotFoundException to a client that does not hide which users exist', async () => {
    await start({ client: { ...CLIENT, PreventUserExistenceErrors: 'LEGACY' } });
    expect(failure(await initiate({}, NOBODY))).toBe('UserNotFoundException: User does not exist.');
  });
});

describe('the aws-amplify client', () => {
  beforeEach(async () => {
    // The client warns that the endpoint is not AWS's.
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await start();
    await confirmedUser(pools, ADA);
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pools.poolId,
          userPoolClientId: pools.clientId,
          userPoolEndpoint: pools.url,
        },
      },
    });
    return async () => {
      await signOut();
      vi.restoreAllMocks();
    };
  });
  const FACTORS = ['PASSWORD', 'PASSWORD_SRP'] as const;
  const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };

  test.for(FACTORS)('signs in with USER_AUTH, preferring %s', async (preferredChallenge) => {
    const signedIn = await signIn({
      username: ADA,
      password: PASSWORD,
      options: { authFlowType: 'USER_AUTH', preferredChallenge },
    });
    expect(signedIn).toEqual(DONE);
  });

  test.for(FACTORS)('signs in with USER_AUTH, choosing %s when asked', async (factor) => {
    const first = await signIn({ username: ADA, options: { authFlowType: 'USER_AUTH' } });
    expect(first.nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: FACTORS,
    });
    const second = await confirmSignIn({ challengeResponse: factor });
    expect(second.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_PASSWORD');
    expect(await confirmSignIn({ challengeResponse: PASSWORD })).toEqual(DONE);
  });
});
