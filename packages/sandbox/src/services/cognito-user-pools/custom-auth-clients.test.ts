import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import { confirmSignIn, getCurrentUser, signIn, signOut } from 'aws-amplify/auth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CHALLENGE_TRIGGERS, historyOf } from '../../../testing/sign-in.js';
import {
  confirmedUser,
  PASSWORD,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';

let pools: TestUserPools;

const ADA = 'ada@example.com';
const NOBODY = 'nobody@example.com';
const WRONG = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };

beforeEach(async () => {
  // The client warns that the endpoint is not AWS's.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  pools = await startUserPools({ triggers: CHALLENGE_TRIGGERS });
});

afterEach(async () => {
  await pools.stop();
  vi.restoreAllMocks();
});

/** Names of the challenges that the last function received. */
const challenges = () => {
  const last = pools.events.findLast(({ triggerSource }) => /^Define/.test(triggerSource));
  return last && historyOf(last).map(({ challengeName }) => challengeName);
};

describe('the aws-amplify client', () => {
  beforeEach(() => {
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pools.poolId,
          userPoolClientId: pools.clientId,
          userPoolEndpoint: pools.url,
        },
      },
    });
    return () => signOut();
  });

  const FLOWS = [
    ['CUSTOM_WITHOUT_SRP', undefined, ['CUSTOM_CHALLENGE']],
    ['CUSTOM_WITH_SRP', PASSWORD, ['SRP_A', 'PASSWORD_VERIFIER', 'CUSTOM_CHALLENGE']],
  ] as const;
  const begin = (
    authFlowType: (typeof FLOWS)[number][0],
    password: string | undefined,
    username = ADA,
  ) =>
    signIn({
      username,
      ...(password !== undefined && { password }),
      options: { authFlowType, clientMetadata: { at: 'signIn' } },
    });
  const answer = (challengeResponse: string) =>
    confirmSignIn({ challengeResponse, options: { clientMetadata: { at: 'confirmSignIn' } } });

  test.for(FLOWS)('signs in with %s', async ([flow, password, names]) => {
    await confirmedUser(pools, ADA);
    const { isSignedIn, nextStep } = await begin(flow, password);
    expect(isSignedIn).toBe(false);
    expect(nextStep).toEqual({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { question: 'Which?', USERNAME: expect.any(String) },
    });
    expect(await answer('right')).toEqual({ isSignedIn: true, nextStep: { signInStep: 'DONE' } });
    expect(challenges()).toEqual(names);
    expect(await getCurrentUser()).toMatchObject({ signInDetails: { authFlowType: flow } });
    const verified = pools.events.find(({ triggerSource }) => /^Verify/.test(triggerSource));
    expect(verified?.request.clientMetadata).toEqual({ at: 'confirmSignIn' });
  });

  test.for(FLOWS)('may try again after a wrong answer with %s', async ([flow, password]) => {
    await confirmedUser(pools, ADA);
    await begin(flow, password);
    const again = await answer('wrong');
    expect(again.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
    expect((await answer('right')).isSignedIn).toBe(true);
  });

  test.for(FLOWS)('fails at the third wrong answer with %s', async ([flow, password]) => {
    await confirmedUser(pools, ADA);
    await begin(flow, password);
    await answer('wrong');
    await answer('wrong');
    await expect(answer('wrong')).rejects.toMatchObject(WRONG);
    await expect(getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' });
  });

  test('fails at a wrong password, before any challenge of the app', async () => {
    await confirmedUser(pools, ADA);
    await expect(begin('CUSTOM_WITH_SRP', 'Wrong-Horse-9')).rejects.toMatchObject(WRONG);
    expect(challenges()).toEqual(['SRP_A', 'PASSWORD_VERIFIER']);
  });

  test('is asked the same for a name that belongs to no user, and not signed in', async () => {
    const { nextStep } = await begin('CUSTOM_WITHOUT_SRP', undefined, NOBODY);
    expect(nextStep).toEqual({
      signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
      additionalInfo: { question: 'Which?', USERNAME: expect.any(String) },
    });
    await expect(answer('right')).rejects.toMatchObject(WRONG);
    await expect(begin('CUSTOM_WITH_SRP', PASSWORD, NOBODY)).rejects.toMatchObject(WRONG);
  });
});

describe('the amazon-cognito-identity-js client', () => {
  /** Keeps the tokens of one user. */
  function storage() {
    const items = new Map<string, string>();
    return {
      setItem: (key: string, value: string) => void items.set(key, value),
      getItem: (key: string) => items.get(key) ?? null,
      removeItem: (key: string) => void items.delete(key),
      clear: () => items.clear(),
    };
  }

  function userPool() {
    const Storage = storage();
    const pool = new CognitoUserPool({
      UserPoolId: pools.poolId,
      ClientId: pools.clientId,
      endpoint: pools.url,
      Storage,
    });
    return { pool, user: new CognitoUser({ Username: ADA, Pool: pool, Storage }) };
  }

  type Outcome = CognitoUserSession | { readonly question: string };
  type Begin = (callbacks: Parameters<CognitoUser['authenticateUser']>[1]) => void;

  const outcome = (begin: Begin) =>
    new Promise<Outcome>((resolve, reject) =>
      begin({
        onSuccess: resolve,
        onFailure: reject,
        customChallenge: ({ question }: { question: string }) => resolve({ question }),
      }),
    );
  const details = (Password = PASSWORD) => new AuthenticationDetails({ Username: ADA, Password });
  const tokensOf = (result: Outcome) => {
    if ('question' in result) throw new Error('There is another challenge.');
    return result;
  };

  test('signs up, confirms, and signs in with SRP', async () => {
    const { pool, user } = userPool();
    const email = new CognitoUserAttribute({ Name: 'email', Value: ADA });
    const { promise: signedUp, ...signingUp } = Promise.withResolvers<string | undefined>();
    pool.signUp(ADA, PASSWORD, [email], [], (error, result) =>
      error ? signingUp.reject(error) : signingUp.resolve(result?.userSub),
    );
    const sub = await signedUp;
    const { promise: confirmed, ...confirming } = Promise.withResolvers<string>();
    user.confirmRegistration(pools.code(), false, (error, result) =>
      error ? confirming.reject(error) : confirming.resolve(result),
    );
    expect(await confirmed).toBe('SUCCESS');

    const result = tokensOf(
      await outcome((callbacks) => user.authenticateUser(details(), callbacks)),
    );
    expect(result.isValid()).toBe(true);
    expect(result.getIdToken().payload).toMatchObject({ sub, email: ADA, email_verified: true });
    const { promise: read, ...reading } = Promise.withResolvers<string | undefined>();
    user.getUserAttributes((error, attributes) =>
      error
        ? reading.reject(error)
        : reading.resolve(attributes?.find(({ Name }) => Name === 'email')?.Value),
    );
    expect(await read).toBe(ADA);
  });

  const WAYS = {
    'without the password': (user: CognitoUser): Begin => {
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      return (callbacks) => user.initiateAuth(details(), callbacks);
    },
    'after the password': (user: CognitoUser): Begin => {
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      return (callbacks) => user.authenticateUser(details(), callbacks);
    },
  };
  const answer = (user: CognitoUser, text: string) =>
    outcome((callbacks) => user.sendCustomChallengeAnswer(text, callbacks));

  test.for(Object.entries(WAYS))('passes the custom challenge %s', async ([, way]) => {
    await confirmedUser(pools, ADA);
    const { user } = userPool();
    expect(await outcome(way(user))).toEqual({ question: 'Which?' });
    expect(await answer(user, 'wrong')).toEqual({ question: 'Which?' });
    expect(tokensOf(await answer(user, 'right')).isValid()).toBe(true);
  });

  test.for(Object.entries(WAYS))('fails at the third wrong answer %s', async ([, way]) => {
    await confirmedUser(pools, ADA);
    const { user } = userPool();
    await outcome(way(user));
    await answer(user, 'wrong');
    await answer(user, 'wrong');
    await expect(answer(user, 'wrong')).rejects.toMatchObject(WRONG);
    await expect(answer(user, 'right')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('fails at a wrong password', async () => {
    await confirmedUser(pools, ADA);
    const { user } = userPool();
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    await expect(
      outcome((callbacks) => user.authenticateUser(details('Wrong-Horse-9'), callbacks)),
    ).rejects.toMatchObject(WRONG);
  });
});
