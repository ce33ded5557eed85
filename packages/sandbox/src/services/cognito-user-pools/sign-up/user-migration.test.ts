import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  PASSWORD,
  PLAIN_POOL,
  signIn,
  startUserPools,
  type TestUserPools,
  tokensOf,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const KNOWN = { userAttributes: { email: ADA, email_verified: 'true' }, messageAction: 'SUPPRESS' };
const start = async (response: unknown, backend: Backend = {}) => {
  pools = await startUserPools({
    ...backend,
    triggers: { ...backend.triggers, UserMigration: (event) => ({ ...event, response }) },
  });
};
const exists = async (username = ADA) => (await adminGetUser(pools, username)).__type === undefined;

describe('migration at sign-in', () => {
  test("calls the function with the password and the client's data", async () => {
    await start(KNOWN);
    await signIn(pools, ADA, 'their own password'.replaceAll(' ', '-'), {
      ClientMetadata: { tab: '1' },
    });
    expect(pools.events).toEqual([
      {
        version: '1',
        region: 'eu-west-1',
        userPoolId: pools.poolId,
        userName: ADA,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pools.clientId },
        triggerSource: 'UserMigration_Authentication',
        request: {
          password: 'their-own-password',
          validationData: { tab: '1' },
          userAttributes: null,
        },
        response: {
          userAttributes: null,
          forceAliasCreation: null,
          enableSMSMFA: null,
          finalUserStatus: null,
          messageAction: null,
          desiredDeliveryMediums: null,
        },
      },
    ]);
  });

  test('saves the user, even with a password that breaks the policy', async () => {
    await start(KNOWN);
    tokensOf(await signIn(pools, ADA, 'old'));
    expect(await adminGetUser(pools, ADA)).toMatchObject({
      UserStatus: 'CONFIRMED',
      attributes: { email: ADA, email_verified: 'true' },
    });
    expect(failure(await signIn(pools, ADA, 'old'))).toBe('none');
    expect(failure(await signIn(pools, ADA, 'other'))).toMatch(/^NotAuthorizedException/);
    expect(pools.events).toHaveLength(1);
    expect(pools.outbox).toEqual([]);
  });

  test('makes the user reset the password if the function says so', async () => {
    await start({ ...KNOWN, finalUserStatus: 'RESET_REQUIRED' });
    expect(failure(await signIn(pools, ADA, 'old'))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'RESET_REQUIRED' });
  });

  test('welcomes the user, without their password', async () => {
    await start({ ...KNOWN, messageAction: undefined, desiredDeliveryMediums: ['EMAIL'] });
    await signIn(pools, ADA, 'old-Secret-1');
    expect(pools.outbox).toEqual([
      expect.objectContaining({ to: ADA, reason: 'CustomMessage_AdminCreateUser' }),
    ]);
    expect(JSON.stringify(pools.outbox)).not.toContain('old-Secret-1');
  });

  test.for<[string, unknown]>([
    ['no attributes', {}],
    ['null for the attributes', { userAttributes: null }],
    ['empty attributes', { userAttributes: {} }],
  ])('finds no user in a response with %s', async ([, response]) => {
    await start(response);
    expect(failure(await signIn(pools, ADA))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    expect(await exists()).toBe(false);
  });

  test.for<[string, unknown, string]>([
    ['a list of attributes', { userAttributes: [] }, 'Unrecognizable lambda output'],
    ['a number in them', { userAttributes: { email: 1 } }, 'Unrecognizable lambda output'],
    [
      'a status that no migrated user has',
      { ...KNOWN, finalUserStatus: 'UNCONFIRMED' },
      'Unrecognizable lambda output',
    ],
    [
      'mediums that are not a list',
      { ...KNOWN, desiredDeliveryMediums: 'EMAIL' },
      'Unrecognizable lambda output',
    ],
    [
      'forceAliasCreation that is not a boolean',
      { ...KNOWN, forceAliasCreation: 'yes' },
      'Unrecognizable lambda output',
    ],
    ['a sub', { userAttributes: { sub: 'x' } }, 'UserMigration cannot set sub.'],
  ])('refuses %s, and creates no user', async ([, response, message]) => {
    await start(response);
    expect(failure(await signIn(pools, ADA))).toBe(`InvalidLambdaResponseException: ${message}`);
    expect(await exists()).toBe(false);
  });

  test('refuses attributes that the pool does not have', async () => {
    await start({ userAttributes: { 'custom:plan': 'x' }, messageAction: 'SUPPRESS' });
    expect(failure(await signIn(pools, ADA))).toMatch(/^InvalidParameterException: Attributes did/);
    expect(await exists()).toBe(false);
  });

  test("returns the function's error to the client", async () => {
    pools = await startUserPools({
      triggers: {
        UserMigration: () => {
          throw new Error('Bad password');
        },
      },
    });
    expect(failure(await signIn(pools, ADA))).toBe(
      'UserLambdaValidationException: UserMigration failed with error Bad password.',
    );
    expect(await exists()).toBe(false);
  });

  test('does not run for a user of the pool', async () => {
    await start(KNOWN);
    await confirmedUser(pools, ADA);
    await signIn(pools, ADA, 'Wrong-Horse-9');
    expect(pools.events).toEqual([]);
  });

  test('does not run when the client does not send the password', async () => {
    await start(KNOWN);
    await pools.call('InitiateAuth', {
      ClientId: pools.clientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: ADA, SRP_A: '2' },
    });
    expect(pools.events).toEqual([]);
  });

  test.for([
    [false, 'AliasExistsException: An account with the email already exists.', 'eve'],
    [true, 'none', 'ada'],
  ] as const)(
    'with forceAliasCreation %s and an alias that is taken',
    async ([forceAliasCreation, outcome, owner]) => {
      await start(
        { ...KNOWN, forceAliasCreation },
        { pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } },
      );
      await confirmedUser(pools, 'eve', { email: ADA, email_verified: 'true' });
      expect(failure(await signIn(pools, 'ada'))).toBe(outcome);
      expect(await adminGetUser(pools, ADA)).toMatchObject({ Username: owner });
    },
  );

  test('runs before the pre authentication trigger', async () => {
    await start(KNOWN, { triggers: { PreAuthentication: (event) => event } });
    await signIn(pools, ADA);
    expect(pools.events.map(({ triggerSource }) => triggerSource)).toEqual([
      'UserMigration_Authentication',
      'PreAuthentication_Authentication',
    ]);
    expect(pools.events[1]?.request).toMatchObject({ userNotFound: false });
  });
});

describe('migration at a forgotten password', () => {
  const forgot = () =>
    pools.call('ForgotPassword', {
      ClientId: pools.clientId,
      Username: ADA,
      ClientMetadata: { tab: '1' },
    });

  test('saves the user, who then chooses a password', async () => {
    await start(KNOWN);
    expect((await forgot()).body.CodeDeliveryDetails).toMatchObject({ Destination: 'a***@e***' });
    expect(pools.events[0]).toMatchObject({
      triggerSource: 'UserMigration_ForgotPassword',
      request: { validationData: null, clientMetadata: { tab: '1' } },
    });
    expect(pools.events[0]?.request.password).toBeUndefined();
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'RESET_REQUIRED' });
    expect(failure(await signIn(pools, ADA))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    await pools.call('ConfirmForgotPassword', {
      ClientId: pools.clientId,
      Username: ADA,
      ConfirmationCode: pools.code(),
      Password: PASSWORD,
    });
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('asks a user without a password to reset it, when the client does not hide users', async () => {
    await start(KNOWN, {
      client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' },
      pool: AMPLIFY_POOL,
    });
    await forgot();
    expect(failure(await signIn(pools, ADA))).toBe(
      'PasswordResetRequiredException: Password reset required for the user',
    );
  });

  test('simulates a code for a user whom the function does not know', async () => {
    await start({});
    expect(failure(await forgot())).toBe('none');
    expect(pools.outbox).toEqual([]);
    expect(await exists()).toBe(false);
  });
});
