import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchUserAttributes, signIn, signOut } from 'aws-amplify/auth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { challengeParameters, signInClient, wrongCode } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  MINUTE,
  PASSWORD,
  SECOND,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';
import type { Properties } from '../../../assembly/resource-graph.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const NOBODY = 'nobody@example.com';
const PHONE = '+14325551212';
const CLIENT = { ...AMPLIFY_CLIENT, ExplicitAuthFlows: ['ALLOW_USER_AUTH'] };
const POOL = {
  ...AMPLIFY_POOL,
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] } },
};
const PASSWORDS = ['PASSWORD', 'PASSWORD_SRP'];
const MISMATCH = 'CodeMismatchException: Invalid code or auth state for the user.';
const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.';

const start = async (backend: Backend = {}) => {
  pools = await startUserPools({ pool: POOL, client: CLIENT, ...backend });
};
const ada = signInClient(() => pools, ADA);
const bob = signInClient(() => pools, BOB);
const nobody = signInClient(() => pools, NOBODY);
const echo: TriggerFunction = (event) => event;
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });

describe('a one-time password', () => {
  test.for([
    ['EMAIL_OTP', 'EMAIL', 'a***@e***', { channel: 'email', to: ADA }],
    ['SMS_OTP', 'SMS', '+*******1212', { channel: 'sms', to: PHONE }],
  ] as const)('signs in with %s', async ([factor, medium, destination, message]) => {
    await start();
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const challenge = await ada.prefer(factor);
    expect(challenge.body).toEqual({
      ChallengeName: factor,
      Session: expect.any(String),
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: destination,
      },
      AvailableChallenges: [...PASSWORDS, 'EMAIL_OTP', 'SMS_OTP'],
    });
    expect(pools.outbox).toEqual([
      expect.objectContaining({
        ...message,
        reason: 'CustomMessage_Authentication',
        code: expect.stringMatching(/^\d{8}$/),
        body: `Your authentication code is ${pools.code()}.`,
      }),
    ]);
    const signedIn = await ada.respond(factor, challenge, { [`${factor}_CODE`]: pools.code() });
    expect(tokensOf(signedIn).AccessToken).toBeTruthy();
  });

  test('is sent when it is selected', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const choice = await ada.initiate('USER_AUTH');
    expect(choice.body.AvailableChallenges).toEqual([...PASSWORDS, 'EMAIL_OTP']);
    expect(pools.outbox).toHaveLength(0);
    const challenge = await ada.select(choice, 'EMAIL_OTP');
    const code = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await ada.respond('EMAIL_OTP', challenge, code))).toBe('none');
  });

  test("has the pool's text", async () => {
    await start({
      pool: {
        ...POOL,
        EmailAuthenticationSubject: 'In with you',
        EmailAuthenticationMessage: 'e-mail: {####}',
        SmsAuthenticationMessage: 'sms: {####}',
      },
    });
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    await ada.prefer('EMAIL_OTP');
    await ada.prefer('SMS_OTP');
    const [email, sms] = pools.outbox;
    expect(email).toMatchObject({ subject: 'In with you', body: `e-mail: ${email?.code}` });
    expect(sms?.body).toBe(`sms: ${sms?.code}`);
  });

  test('verifies the address, and confirms a user who is not confirmed', async () => {
    await start({ triggers: { PostConfirmation: echo } });
    await signUp(pools, ADA);
    const challenge = await ada.prefer('EMAIL_OTP');
    const code = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await ada.respond('EMAIL_OTP', challenge, code))).toBe('none');
    const user = await adminGetUser(pools, ADA);
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', attributes: { email_verified: 'true' } });
    expect(pools.events.map(({ triggerSource }) => triggerSource)).toEqual([
      'PostConfirmation_ConfirmSignUp',
    ]);
  });

  test('runs the triggers of a sign-in, and that of its message', async () => {
    await start({
      triggers: {
        PreAuthentication: echo,
        PostAuthentication: echo,
        CustomMessage: (event) => ({
          ...event,
          response: { emailMessage: `custom ${event.request.codeParameter}` },
        }),
      },
      preTokenGeneration: { version: 'V2_0', run: echo },
    });
    await confirmedUser(pools, ADA);
    const choice = await ada.initiate('USER_AUTH', {}, { ClientMetadata: { at: 'initiate' } });
    const more = { ClientMetadata: { at: 'respond' } };
    const selection = { ANSWER: 'EMAIL_OTP' };
    const challenge = await ada.respond('SELECT_CHALLENGE', choice, selection, more);
    expect(pools.outbox.at(-1)?.body).toBe(`custom ${pools.code()}`);
    await ada.respond('EMAIL_OTP', challenge, { EMAIL_OTP_CODE: pools.code() }, more);
    expect(
      pools.events.map(({ triggerSource, request }) => [triggerSource, request.clientMetadata]),
    ).toEqual([
      ['PreAuthentication_Authentication', undefined],
      ['CustomMessage_Authentication', { at: 'respond' }],
      ['PostAuthentication_Authentication', { at: 'respond' }],
      ['TokenGeneration_Authentication', { at: 'respond' }],
    ]);
  });

  test('gives no metadata of InitiateAuth to its message, as in AWS', async () => {
    await start({ triggers: { CustomMessage: echo } });
    await confirmedUser(pools, ADA);
    const preferred = { PREFERRED_CHALLENGE: 'EMAIL_OTP' };
    await ada.initiate('USER_AUTH', preferred, { ClientMetadata: { at: 'initiate' } });
    expect(pools.events.map(({ request }) => request.clientMetadata)).toEqual([undefined]);
  });

  test('is not sent when the custom message function refuses', async () => {
    const CustomMessage = () => {
      throw new Error('no');
    };
    await start({ triggers: { CustomMessage } });
    await confirmedUser(pools, ADA);
    expect(failure(await ada.prefer('EMAIL_OTP'))).toBe(
      'UserLambdaValidationException: CustomMessage failed with error no.',
    );
    expect(pools.outbox).toHaveLength(0);
  });
});

describe('the factors to choose from', () => {
  const policy = (...factors: string[]) => ({
    ...AMPLIFY_POOL,
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } },
  });
  test.for<[string, Backend, () => Promise<unknown>, readonly string[]]>([
    [
      'both codes of a user with both addresses',
      {},
      () => confirmedUser(pools, ADA, { phone_number: PHONE }),
      [...PASSWORDS, 'EMAIL_OTP', 'SMS_OTP'],
    ],
    [
      'no code to a phone that the user does not have',
      {},
      () => confirmedUser(pools, ADA),
      [...PASSWORDS, 'EMAIL_OTP'],
    ],
    [
      'no code that the pool does not allow',
      { pool: policy('PASSWORD', 'SMS_OTP') },
      () => confirmedUser(pools, ADA, { phone_number: PHONE }),
      [...PASSWORDS, 'SMS_OTP'],
    ],
    [
      'no passkey',
      { pool: policy('PASSWORD', 'WEB_AUTHN') },
      () => confirmedUser(pools, ADA),
      PASSWORDS,
    ],
    [
      'no password in a pool without',
      { pool: policy('EMAIL_OTP') },
      () => confirmedUser(pools, ADA),
      ['EMAIL_OTP'],
    ],
    [
      'no code before an invited user has chosen a password',
      {},
      () => admin('AdminCreateUser', { MessageAction: 'SUPPRESS' }),
      PASSWORDS,
    ],
    [
      'no code to a disabled user',
      {},
      async () => {
        await confirmedUser(pools, ADA);
        await admin('AdminDisableUser');
      },
      PASSWORDS,
    ],
  ])('are %s', async ([, backend, prepare, expected]) => {
    await start(backend);
    await prepare();
    for (const challenge of [await ada.initiate('USER_AUTH'), await ada.prefer('WEB_AUTHN')]) {
      expect(challenge.body.ChallengeName).toBe('SELECT_CHALLENGE');
      expect(challenge.body.AvailableChallenges).toEqual(expected);
    }
  });

  test('are offered to a client that prefers a code that the user cannot get', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { body } = await ada.prefer('SMS_OTP');
    expect(body.ChallengeName).toBe('SELECT_CHALLENGE');
    expect(pools.outbox).toHaveLength(0);
  });
});

describe('an attacker', () => {
  const begun = async () => {
    await start();
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    await confirmedUser(pools, BOB);
    return ada.prefer('EMAIL_OTP');
  };
  const answer = (challenge: Answer, code = pools.code(), more = {}) =>
    ada.respond('EMAIL_OTP', challenge, { EMAIL_OTP_CODE: code }, more);

  test.for<[string, (challenge: Answer) => Promise<Answer>, string]>([
    ['a wrong code', (challenge) => answer(challenge, wrongCode(pools.code())), MISMATCH],
    [
      'no code',
      (challenge) => answer(challenge, ''),
      'InvalidParameterException: Missing required parameter EMAIL_OTP_CODE',
    ],
    [
      'a code under the name of another',
      (challenge) => ada.respond('EMAIL_OTP', challenge, { SMS_OTP_CODE: pools.code() }),
      'InvalidParameterException: Missing required parameter EMAIL_OTP_CODE',
    ],
    [
      "another user's code",
      async (challenge) => {
        await bob.prefer('EMAIL_OTP');
        return answer(challenge);
      },
      MISMATCH,
    ],
    [
      'the code of another session',
      async (challenge) => {
        await ada.prefer('EMAIL_OTP');
        return answer(challenge);
      },
      MISMATCH,
    ],
    [
      "the right code in another user's name",
      (challenge) => bob.respond('EMAIL_OTP', challenge, { EMAIL_OTP_CODE: pools.code() }),
      MISMATCH,
    ],
    [
      'the right code after three minutes',
      (challenge) => {
        pools.advance(3 * MINUTE);
        return answer(challenge);
      },
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    ],
    [
      'the right code again',
      async (challenge) => {
        await answer(challenge);
        return answer(challenge);
      },
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    ],
    [
      'the right code as the answer to another challenge',
      (challenge) => ada.respond('SMS_OTP', challenge, { SMS_OTP_CODE: pools.code() }),
      INVALID_SESSION,
    ],
    [
      'a choice in place of the code',
      (challenge) => ada.select(challenge, 'PASSWORD'),
      INVALID_SESSION,
    ],
    [
      'the code of a former address',
      async (challenge) => {
        const UserAttributes = [{ Name: 'email', Value: 'new@example.com' }];
        const code = pools.code();
        await admin('AdminUpdateUserAttributes', {
          UserAttributes: [...UserAttributes, { Name: 'email_verified', Value: 'true' }],
        });
        const newAda = signInClient(() => pools, 'new@example.com');
        return newAda.respond('EMAIL_OTP', challenge, { EMAIL_OTP_CODE: code });
      },
      MISMATCH,
    ],
    [
      'the right code when the user was disabled meanwhile',
      async (challenge) => {
        await admin('AdminDisableUser');
        return answer(challenge);
      },
      'NotAuthorizedException: User is disabled.',
    ],
    [
      'the right code when the user was deleted meanwhile',
      async (challenge) => {
        await admin('AdminDeleteUser');
        return answer(challenge);
      },
      MISMATCH,
    ],
    [
      'a code that was not asked for',
      async () => answer(await ada.initiate('USER_AUTH'), '00000000'),
      INVALID_SESSION,
    ],
    [
      'a factor that the user does not have',
      async () => bob.select(await bob.initiate('USER_AUTH'), 'SMS_OTP'),
      'InvalidParameterException: The selected challenge is not among the available challenges.',
    ],
  ])('cannot sign in with %s', async ([, attempt, message]) => {
    const challenge = await begun();
    expect(failure(await attempt(challenge))).toBe(message);
  });

  test('cannot sign in with the session of another client', async () => {
    await start();
    const Other = {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { ...CLIENT, UserPoolId: pools.poolId },
    };
    await pools.deploy({ pool: POOL, client: CLIENT, resources: { Other } });
    await confirmedUser(pools, ADA);
    const challenge = await ada.prefer('EMAIL_OTP');
    const ClientId = pools.idOf('Other');
    expect(failure(await answer(challenge, pools.code(), { ClientId }))).toBe(INVALID_SESSION);
    expect(failure(await answer(challenge))).toBe('none');
  });

  test('does not block the user: the right code is valid after a wrong one', async () => {
    const challenge = await begun();
    expect(failure(await answer(challenge, wrongCode(pools.code())))).toBe(MISMATCH);
    expect(failure(await answer(challenge))).toBe('none');
  });

  test('has to wait after five wrong codes, in any session, but not for a password', async () => {
    const first = await begun();
    for (let time = 1; time <= 4; time++) {
      expect(failure(await answer(first, wrongCode(pools.code())))).toBe(MISMATCH);
    }
    const second = await ada.prefer('EMAIL_OTP');
    expect(failure(await answer(second, wrongCode(pools.code())))).toBe(MISMATCH);
    expect(failure(await answer(second))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
    const byPassword = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
    expect(failure(await ada.initiate('USER_AUTH', byPassword))).toBe('none');
    expect(failure(await answer(second))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
    pools.advance(SECOND);
    expect(failure(await answer(second))).toBe('none');
  });

  test('is signed in once by two answers at the same time', async () => {
    const challenge = await begun();
    const answers = await Promise.all([answer(challenge), answer(challenge)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });
});

describe('a name that belongs to no user', () => {
  test('gets the same factors and answers, and no message', async () => {
    await start({ triggers: { CustomMessage: echo } });
    await confirmedUser(pools, ADA);
    const shape = ({ body }: Answer) => ({ ...body, Session: typeof body.Session });
    const masked = (answer: Answer) => ({
      ...shape(answer),
      ChallengeParameters: {
        ...challengeParameters(answer),
        CODE_DELIVERY_DESTINATION: 'n***@e***',
      },
    });
    expect(shape(await nobody.initiate('USER_AUTH'))).toEqual(
      shape(await ada.initiate('USER_AUTH')),
    );
    const known = masked(await ada.prefer('EMAIL_OTP'));
    const sent = [pools.outbox.length, pools.events.length];
    const challenge = await nobody.prefer('EMAIL_OTP');
    expect(shape(challenge)).toEqual(known);
    expect([pools.outbox.length, pools.events.length]).toEqual(sent);
    expect(shape(await nobody.prefer('SMS_OTP'))).toEqual(shape(await ada.prefer('SMS_OTP')));

    const guess = { EMAIL_OTP_CODE: '00000000' };
    for (let time = 1; time <= 5; time++) {
      expect(failure(await nobody.respond('EMAIL_OTP', challenge, guess))).toBe(MISMATCH);
    }
    expect(failure(await nobody.respond('EMAIL_OTP', challenge, guess))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
  });

  test.for([
    ['a phone number', '+14325550000', {}, ['SMS_OTP'], '+*******0000'],
    ['a user name', 'nobody', {}, ['EMAIL_OTP'], expect.stringMatching(/^\w\*\*\*@\w\*\*\*$/)],
    [
      'a user name in a pool that verifies phones',
      'nobody',
      { AutoVerifiedAttributes: ['phone_number'], Schema: [] },
      ['SMS_OTP'],
      expect.stringMatching(/^\+\*{7}\d{4}$/),
    ],
  ] as const)('looks like a user when it is %s', async ([, name, more, factors, destination]) => {
    const { UsernameAttributes: _none, ...pool }: Properties = POOL;
    await start({ pool: { ...pool, ...more } });
    const client = signInClient(() => pools, name);
    const choice = await client.initiate('USER_AUTH');
    expect(choice.body.AvailableChallenges).toEqual([...PASSWORDS, ...factors]);
    const challenge = await client.prefer(factors[0]);
    expect(challengeParameters(challenge).CODE_DELIVERY_DESTINATION).toEqual(destination);
    expect(challengeParameters(await client.prefer(factors[0]))).toEqual(
      challengeParameters(challenge),
    );
  });

  test('gets UserNotFoundException from a client that does not hide which users exist', async () => {
    await start({ client: { ...CLIENT, PreventUserExistenceErrors: 'LEGACY' } });
    expect(failure(await nobody.prefer('EMAIL_OTP'))).toBe(
      'UserNotFoundException: User does not exist.',
    );
  });
});

describe('the aws-amplify client', () => {
  beforeEach(async () => {
    // The client warns that the endpoint is not AWS's.
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await start();
    await confirmedUser(pools, ADA, { phone_number: PHONE });
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
  const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
  const USER_AUTH = { authFlowType: 'USER_AUTH' } as const;

  test.for([
    ['EMAIL_OTP', 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE', 'EMAIL', 'a***@e***', 'email_verified'],
    ['SMS_OTP', 'CONFIRM_SIGN_IN_WITH_SMS_CODE', 'SMS', '+*******1212', 'phone_number_verified'],
  ] as const)(
    'signs in with USER_AUTH, preferring %s',
    async ([preferredChallenge, signInStep, deliveryMedium, destination, verified]) => {
      const { nextStep } = await signIn({
        username: ADA,
        options: { ...USER_AUTH, preferredChallenge },
      });
      expect(nextStep).toEqual({
        signInStep,
        codeDeliveryDetails: { deliveryMedium, destination },
      });
      const code = pools.code();
      await expect(confirmSignIn({ challengeResponse: wrongCode(code) })).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
      expect(await confirmSignIn({ challengeResponse: code })).toEqual(DONE);
      expect(await fetchUserAttributes()).toMatchObject({ [verified]: 'true' });
    },
  );

  test('signs in with USER_AUTH, choosing EMAIL_OTP when asked', async () => {
    const first = await signIn({ username: ADA, options: USER_AUTH });
    expect(first.nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
      availableChallenges: [...PASSWORDS, 'EMAIL_OTP', 'SMS_OTP'],
    });
    const second = await confirmSignIn({ challengeResponse: 'EMAIL_OTP' });
    expect(second.nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await confirmSignIn({ challengeResponse: pools.code() })).toEqual(DONE);
  });
});
