import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  HOUR,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const NEW_PASSWORD = 'Another-Horse-9';
const LEGACY = { client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' } };

const forgot = (Username = ADA) =>
  pools.call('ForgotPassword', { ClientId: pools.clientId, Username });
const confirm = (more: Record<string, unknown> = {}) =>
  pools.call('ConfirmForgotPassword', {
    ClientId: pools.clientId,
    Username: ADA,
    ConfirmationCode: pools.code() || '123456',
    Password: NEW_PASSWORD,
    ...more,
  });
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const verifiedUser = () => confirmedUser(pools, ADA, { email_verified: 'true' });
const wrongCode = () => (pools.code() === '000000' ? '000001' : '000000');

describe('a forgotten password', () => {
  test('is replaced with the code that was sent', async () => {
    await start();
    await verifiedUser();
    expect((await forgot()).body).toEqual({
      CodeDeliveryDetails: {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: 'a***@e***',
      },
    });
    expect(pools.outbox.at(-1)).toMatchObject({ to: ADA, reason: 'CustomMessage_ForgotPassword' });
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await confirm())).toBe('none');
    expect(failure(await signIn(pools, ADA, NEW_PASSWORD))).toBe('none');
    expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
    expect(failure(await confirm())).toMatch(/^ExpiredCodeException/);
  });

  test('ends a lockout when it is replaced', async () => {
    await start();
    await verifiedUser();
    for (let time = 0; time < 5; time++) await signIn(pools, ADA, 'Wrong-Horse-9');
    await forgot();
    await confirm();
    expect(failure(await signIn(pools, ADA, NEW_PASSWORD))).toBe('none');
  });

  test.for<[string, () => unknown, () => Record<string, unknown>, string]>([
    [
      'a wrong code',
      () => {},
      () => ({ ConfirmationCode: wrongCode() }),
      'CodeMismatchException: Invalid verification code provided, please try again.',
    ],
    [
      'a code after an hour',
      () => pools.advance(HOUR),
      () => ({}),
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    ],
    [
      'a weak password',
      () => {},
      () => ({ Password: 'weak' }),
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    ],
    [
      'a user who was disabled meanwhile, as if the user did not exist',
      () => admin('AdminDisableUser'),
      () => ({}),
      'CodeMismatchException: Invalid verification code provided, please try again.',
    ],
  ])('is not replaced with %s', async ([, meanwhile, more, message]) => {
    await start();
    await verifiedUser();
    await forgot();
    await meanwhile();
    expect(failure(await confirm(more()))).toBe(message);
    await admin('AdminEnableUser');
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('is not replaced with an earlier code', async () => {
    await start();
    await verifiedUser();
    await forgot();
    const first = pools.code();
    await forgot();
    if (first === pools.code()) return;
    expect(failure(await confirm({ ConfirmationCode: first }))).toMatch(/^CodeMismatchException/);
  });

  test('is not replaced by guessing', async () => {
    await start();
    await verifiedUser();
    await forgot();
    for (let guess = 0; guess < 20; guess++) await confirm({ ConfirmationCode: wrongCode() });
    expect(failure(await confirm())).toBe(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    );
  });

  test('can be reset twenty times an hour', async () => {
    await start();
    await verifiedUser();
    for (let time = 0; time < 20; time++) expect(failure(await forgot())).toBe('none');
    expect(failure(await forgot())).toMatch(/^LimitExceededException/);
  });

  test.for<[string, Backend, Record<string, string>, string | undefined]>([
    [
      'the mailbox, when the pool prefers it',
      {
        pool: {
          ...PLAIN_POOL,
          AccountRecoverySetting: {
            RecoveryMechanisms: [
              { Name: 'verified_phone_number', Priority: 2 },
              { Name: 'verified_email', Priority: 1 },
            ],
          },
        },
      },
      { email_verified: 'true', phone_number_verified: 'true' },
      ADA,
    ],
    [
      'the phone, when the mailbox is not verified',
      {
        pool: {
          ...PLAIN_POOL,
          AccountRecoverySetting: {
            RecoveryMechanisms: [
              { Name: 'verified_email', Priority: 1 },
              { Name: 'verified_phone_number', Priority: 2 },
            ],
          },
        },
      },
      { phone_number_verified: 'true' },
      '+14325551212',
    ],
    [
      'the phone, in a pool without recovery settings',
      { pool: PLAIN_POOL },
      { email_verified: 'true', phone_number_verified: 'true' },
      '+14325551212',
    ],
    ['nowhere, when nothing is verified', { pool: PLAIN_POOL }, {}, undefined],
  ])('sends its code to %s', async ([, backend, verified, to]) => {
    await start(backend);
    await confirmedUser(pools, 'ada', { email: ADA, phone_number: '+14325551212', ...verified });
    expect(failure(await forgot('ada'))).toBe('none');
    expect(pools.outbox.at(-1)?.to).toBe(to);
  });

  test('can be reset only by an administrator, if the pool says so', async () => {
    await start({
      pool: {
        ...PLAIN_POOL,
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      },
    });
    expect(failure(await forgot('ada'))).toBe(
      'NotAuthorizedException: Contact administrator to reset password.',
    );
  });

  test('can be reset only by a user with their own password', async () => {
    await start();
    await admin('AdminCreateUser', { UserAttributes: [{ Name: 'email_verified', Value: 'true' }] });
    expect(failure(await forgot())).toBe(
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
  });
});

describe('of a user who cannot get a code', () => {
  test.for<[string, () => Promise<unknown>, string]>([
    ['nobody', async () => {}, 'UserNotFoundException: Username/client id combination not found.'],
    [
      'a disabled user',
      async () => {
        await verifiedUser();
        await admin('AdminDisableUser');
      },
      'NotAuthorizedException: User is disabled.',
    ],
    [
      'a user without a verified address',
      () => signUp(pools, ADA),
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
  ])(
    '%s: the answer shows nothing unless the client shows which users exist',
    async ([, prepare, message]) => {
      await start();
      await prepare();
      const sent = pools.outbox.length;
      const hidden = await forgot();
      expect(hidden.body).toEqual({
        CodeDeliveryDetails: {
          AttributeName: 'email',
          DeliveryMedium: 'EMAIL',
          Destination: 'a***@e***',
        },
      });
      expect(pools.outbox).toHaveLength(sent);
      await pools.deploy(LEGACY);
      expect(failure(await forgot())).toBe(message);
    },
  );

  test.for([
    ['ENABLED', 'CodeMismatchException: Invalid verification code provided, please try again.'],
    ['LEGACY', 'UserNotFoundException: Username/client id combination not found.'],
  ] as const)(
    'an unknown user cannot confirm, with existence errors %s',
    async ([setting, message]) => {
      await start({ client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: setting } });
      expect(failure(await confirm())).toBe(message);
    },
  );

  test('an unknown user has the same limits as a user', async () => {
    await start();
    for (let guess = 0; guess < 20; guess++) {
      expect(failure(await confirm())).toMatch(/^CodeMismatchException/);
    }
    expect(failure(await confirm())).toMatch(/^LimitExceededException/);
    for (let time = 0; time < 20; time++) expect(failure(await forgot())).toBe('none');
    expect(failure(await forgot())).toMatch(/^LimitExceededException/);
  });
});

describe('AdminResetUserPassword', () => {
  test('sends a code, and the old password no longer signs in', async () => {
    await start();
    await verifiedUser();
    const { AccessToken } = await signedIn(pools, ADA);
    expect(failure(await admin('AdminResetUserPassword'))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'RESET_REQUIRED' });
    expect(pools.outbox.at(-1)).toMatchObject({ to: ADA, reason: 'CustomMessage_ForgotPassword' });
    expect(failure(await signIn(pools, ADA))).toMatch(/^PasswordResetRequiredException/);
    expect(failure(await pools.call('GetUser', { AccessToken }))).toMatch(
      /^PasswordResetRequiredException/,
    );
    expect(failure(await confirm())).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: 'CONFIRMED' });
    expect(failure(await signIn(pools, ADA, NEW_PASSWORD))).toBe('none');
  });

  test.for<[string, () => Promise<unknown>, string]>([
    ['nobody', async () => {}, 'UserNotFoundException: User does not exist.'],
    [
      'a user without a verified address',
      () => confirmedUser(pools, ADA),
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    ],
    [
      'a user who still has to choose a password',
      () => admin('AdminCreateUser'),
      'NotAuthorizedException: User password cannot be reset in the current state.',
    ],
  ])('refuses %s', async ([, prepare, message]) => {
    await start();
    await prepare();
    expect(failure(await admin('AdminResetUserPassword'))).toBe(message);
  });
});

describe('AdminSetUserPassword', () => {
  const set = (Password: string, Permanent?: boolean) =>
    admin('AdminSetUserPassword', { Password, Permanent });

  test.for([
    [true, 'CONFIRMED'],
    [false, 'FORCE_CHANGE_PASSWORD'],
    [undefined, 'FORCE_CHANGE_PASSWORD'],
  ] as const)('with Permanent %s makes the user %s', async ([permanent, status]) => {
    await start();
    await signUp(pools, ADA);
    expect(failure(await set(NEW_PASSWORD, permanent))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({ UserStatus: status });
    const answer = await signIn(pools, ADA, NEW_PASSWORD);
    expect(answer.body.ChallengeName).toBe(permanent ? undefined : 'NEW_PASSWORD_REQUIRED');
  });

  test('enforces the policy', async () => {
    await start({ pool: AMPLIFY_POOL });
    await signUp(pools, ADA);
    expect(failure(await set('weak', true))).toMatch(/^InvalidPasswordException/);
    expect(failure(await set(PASSWORD, true))).toBe('none');
  });
});
