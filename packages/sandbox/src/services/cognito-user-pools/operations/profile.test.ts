import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  adminGetUser,
  attributeList,
  type Backend,
  confirmedUser,
  failure,
  HOUR,
  MINUTE,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';

let pools: TestUserPools;
let AccessToken: string;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const NEW = 'new@example.com';

/** A signed-in user: `ada@example.com`, or `ada` in a pool of user names. */
async function start(backend: Backend = {}, attributes: Record<string, string> = {}) {
  pools = await startUserPools(backend);
  const username = (backend.pool ?? AMPLIFY_POOL).UsernameAttributes ? ADA : 'ada';
  await confirmedUser(pools, username, { email_verified: 'true', email: ADA, ...attributes });
  ({ AccessToken } = await signedIn(pools, username));
}
const update = (attributes: Record<string, string>) =>
  pools.call('UpdateUserAttributes', { AccessToken, UserAttributes: attributeList(attributes) });
const remove = (...UserAttributeNames: string[]) =>
  pools.call('DeleteUserAttributes', { AccessToken, UserAttributeNames });
const sendCode = (AttributeName = 'email') =>
  pools.call('GetUserAttributeVerificationCode', { AccessToken, AttributeName });
const verify = (Code = pools.code(), AttributeName = 'email') =>
  pools.call('VerifyUserAttribute', { AccessToken, AttributeName, Code });
const attributes = async (username = ADA) => (await adminGetUser(pools, username)).attributes;
const wrongCode = () => (pools.code() === '000000' ? '000001' : '000000');

const UNVERIFIED_POOL = { ...PLAIN_POOL, AutoVerifiedAttributes: ['email'] };

describe('GetUser', () => {
  test('returns the user name and the attributes', async () => {
    await start();
    const { body } = await pools.call('GetUser', { AccessToken });
    expect(body).toEqual({
      Username: expect.any(String),
      UserAttributes: [
        { Name: 'sub', Value: body.Username },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'email', Value: ADA },
      ],
    });
  });
});

describe('UpdateUserAttributes', () => {
  test('changes and adds attributes, and deletes those with a blank value', async () => {
    await start({}, { given_name: 'Ada', nickname: 'a' });
    const { body } = await update({ given_name: 'Augusta', family_name: 'King', nickname: '' });
    expect(body).toEqual({ CodeDeliveryDetailsList: [] });
    const changed = await attributes();
    expect(changed).toMatchObject({ given_name: 'Augusta', family_name: 'King' });
    expect(Object.keys(changed)).not.toContain('nickname');
  });

  test.for<[string, Backend, Record<string, string>, string]>([
    [
      'an attribute that cannot change',
      {
        pool: {
          ...AMPLIFY_POOL,
          Schema: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: false }],
        },
      },
      { 'custom:tenant': 'b' },
      'InvalidParameterException: Attributes did not conform to the schema: custom:tenant: Attribute cannot be updated.\n',
    ],
    [
      'the flag that an address is verified',
      {},
      { email_verified: 'true' },
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'its sub',
      {},
      { sub: 'x' },
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'an attribute that the client may not write',
      { client: { ...AMPLIFY_CLIENT, WriteAttributes: ['nickname'] } },
      { given_name: 'Ada' },
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'a required attribute to a blank value',
      {},
      { email: '' },
      'InvalidParameterException: Attributes did not conform to the schema: email: The attribute email is required\n',
    ],
    [
      'the address to an invalid one',
      {},
      { email: 'nowhere' },
      'InvalidParameterException: Invalid email address format.',
    ],
    [
      'an attribute that the pool does not have',
      {},
      { 'custom:nope': 'x' },
      'InvalidParameterException: Attributes did not conform to the schema: custom:nope: Attribute does not exist in the schema.\n',
    ],
  ])('does not change %s', async ([, backend, changes, message]) => {
    await start(backend);
    const before = await attributes();
    expect(failure(await update({ nickname: 'n', ...changes }))).toBe(message);
    expect(await attributes()).toEqual(before);
  });

  test('always lets a client write required attributes', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, WriteAttributes: ['nickname'] } });
    expect(failure(await update({ email: NEW }))).toBe('none');
  });

  describe('of an address that is verified before it counts', () => {
    test('keeps the old one until the code is entered', async () => {
      await start();
      const { body } = await update({ email: NEW });
      expect(body.CodeDeliveryDetailsList).toEqual([
        { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
      ]);
      expect(pools.outbox.at(-1)).toMatchObject({
        to: NEW,
        reason: 'CustomMessage_UpdateUserAttribute',
      });
      expect(await attributes()).toMatchObject({ email: ADA, email_verified: 'true' });
      expect(failure(await signIn(pools, ADA))).toBe('none');
      expect(failure(await signIn(pools, NEW))).toMatch(/^NotAuthorizedException/);

      expect(failure(await verify())).toBe('none');
      expect(await attributes(NEW)).toMatchObject({ email: NEW, email_verified: 'true' });
      expect(failure(await signIn(pools, NEW))).toBe('none');
      expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
    });

    test('releases the old one for another user', async () => {
      await start();
      await update({ email: NEW });
      await verify();
      await confirmedUser(pools, ADA);
      expect(failure(await signIn(pools, ADA))).toBe('none');
    });

    test('refuses at once an address with which another user signs in', async () => {
      await start();
      await confirmedUser(pools, NEW);
      expect(failure(await update({ email: NEW.toUpperCase() }))).toBe(
        'AliasExistsException: An account with the email already exists.',
      );
      expect(pools.outbox).toEqual([]);
    });

    test('refuses an address that another user took meanwhile', async () => {
      await start();
      await update({ email: NEW });
      const code = pools.code();
      await confirmedUser(pools, NEW);
      expect(failure(await verify(code))).toBe(
        'AliasExistsException: An account with the email already exists.',
      );
      expect(await attributes()).toMatchObject({ email: ADA, email_verified: 'true' });
    });

    test('drops a pending address that a newer one replaces', async () => {
      await start();
      await update({ email: NEW });
      const first = pools.code();
      await update({ email: 'newer@example.com' });
      if (first !== pools.code()) {
        expect(failure(await verify(first))).toMatch(/^CodeMismatchException/);
      }
      expect(failure(await verify())).toBe('none');
      expect(await attributes('newer@example.com')).toMatchObject({ email: 'newer@example.com' });
    });

    test('counts at once when an administrator sets it', async () => {
      await start();
      await pools.call(
        'AdminUpdateUserAttributes',
        {
          UserPoolId: pools.poolId,
          Username: ADA,
          UserAttributes: attributeList({ email: NEW, email_verified: 'true' }),
        },
        { signed: true },
      );
      expect(await attributes(NEW)).toMatchObject({ email: NEW, email_verified: 'true' });
      expect(pools.outbox).toEqual([]);
    });
  });

  describe('of an address that counts at once', () => {
    test('is unverified until the code is entered', async () => {
      await start({ pool: UNVERIFIED_POOL });
      await update({ email: NEW });
      expect(await attributes('ada')).toMatchObject({ email: NEW, email_verified: 'false' });
      expect(failure(await verify())).toBe('none');
      expect(await attributes('ada')).toMatchObject({ email: NEW, email_verified: 'true' });
    });

    test('sends no code when it is the same', async () => {
      await start({ pool: UNVERIFIED_POOL });
      expect((await update({ email: ADA })).body.CodeDeliveryDetailsList).toEqual([]);
      expect(await attributes('ada')).toMatchObject({ email_verified: 'true' });
    });

    test('does not verify one that was changed since the code was sent', async () => {
      await start({ pool: UNVERIFIED_POOL });
      await sendCode();
      const code = pools.code();
      await pools.deploy({ pool: PLAIN_POOL });
      await update({ email: NEW });
      expect(failure(await verify(code))).toMatch(/^ExpiredCodeException/);
      expect(await attributes('ada')).toMatchObject({ email: NEW, email_verified: 'false' });
    });

    test('signs in as an alias only once it is verified', async () => {
      await start({ pool: { ...UNVERIFIED_POOL, AliasAttributes: ['email'] } });
      expect(failure(await signIn(pools, ADA))).toBe('none');
      await update({ email: NEW });
      expect(failure(await signIn(pools, NEW))).toMatch(/^NotAuthorizedException/);
      expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
      await verify();
      expect(failure(await signIn(pools, NEW))).toBe('none');
    });
  });

  test('lets a preferred user name sign in, unless another user has it', async () => {
    await start({ pool: { ...PLAIN_POOL, AliasAttributes: ['preferred_username'] } });
    await confirmedUser(pools, 'eve');
    await pools.call(
      'AdminUpdateUserAttributes',
      {
        UserPoolId: pools.poolId,
        Username: 'eve',
        UserAttributes: attributeList({ preferred_username: 'queen' }),
      },
      { signed: true },
    );
    expect(failure(await update({ preferred_username: 'Queen' }))).toBe(
      'AliasExistsException: An account with the preferred_username already exists.',
    );
    expect(failure(await update({ preferred_username: 'countess' }))).toBe('none');
    expect(failure(await signIn(pools, 'Countess'))).toBe('none');
    expect(failure(await update({ preferred_username: '' }))).toBe('none');
    expect(failure(await signIn(pools, 'countess'))).toMatch(/^NotAuthorizedException/);
  });
});

describe('VerifyUserAttribute', () => {
  test.for<[string, () => unknown, () => string, string, string]>([
    [
      'a wrong code',
      () => sendCode(),
      wrongCode,
      'email',
      'CodeMismatchException: Invalid verification code provided, please try again.',
    ],
    [
      'a code that was never sent',
      () => {},
      () => '123456',
      'email',
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    ],
    [
      'an attribute that no code verifies',
      () => {},
      () => '123456',
      'given_name',
      'InvalidParameterException: Attribute given_name cannot be verified: only email and phone_number can.',
    ],
    [
      'the code of another attribute',
      () => sendCode(),
      () => pools.code(),
      'phone_number',
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    ],
  ])('refuses %s', async ([, prepare, code, attribute, message]) => {
    await start();
    await prepare();
    expect(failure(await verify(code(), attribute))).toBe(message);
  });

  test('refuses a code after a day, and a second time', async () => {
    await start({
      client: {
        ...AMPLIFY_CLIENT,
        AccessTokenValidity: 3,
        TokenValidityUnits: { AccessToken: 'days' },
      },
    });
    await sendCode();
    pools.advance(24 * HOUR - 1);
    expect(failure(await verify())).toBe('none');
    expect(failure(await verify())).toMatch(/^ExpiredCodeException/);
    await sendCode();
    pools.advance(24 * HOUR);
    expect(failure(await verify())).toMatch(/^ExpiredCodeException/);
  });

  test('refuses the code that was sent to sign up or for a password', async () => {
    await start();
    await pools.call('ForgotPassword', { ClientId: pools.clientId, Username: ADA });
    expect(failure(await verify())).toMatch(/^ExpiredCodeException/);
  });

  test('locks out a user who guesses', async () => {
    await start();
    await sendCode();
    for (let guess = 0; guess < 15; guess++) await verify(wrongCode());
    expect(failure(await verify())).toMatch(/^LimitExceededException/);
  });
});

describe('GetUserAttributeVerificationCode', () => {
  test('sends a code to the current address', async () => {
    await start();
    const { body } = await sendCode();
    expect(body.CodeDeliveryDetails).toMatchObject({ Destination: 'a***@e***' });
    expect(pools.outbox.at(-1)).toMatchObject({
      to: ADA,
      reason: 'CustomMessage_VerifyUserAttribute',
    });
  });

  test('sends a code to the address that waits to be verified', async () => {
    await start();
    await update({ email: NEW });
    await sendCode();
    expect(pools.outbox.at(-1)).toMatchObject({ to: NEW });
    expect(failure(await verify())).toBe('none');
  });

  test.for([
    ['phone_number', 'InvalidParameterException: User has no attribute phone_number.'],
    [
      'name',
      'InvalidParameterException: Attribute name cannot be verified: only email and phone_number can.',
    ],
  ] as const)('refuses %s', async ([attribute, message]) => {
    await start();
    expect(failure(await sendCode(attribute))).toBe(message);
  });

  test('works five times an hour', async () => {
    await start();
    for (let time = 0; time < 5; time++) expect(failure(await sendCode())).toBe('none');
    expect(failure(await sendCode())).toMatch(/^LimitExceededException/);
  });
});

describe('DeleteUserAttributes', () => {
  test('deletes attributes, and ignores those that do not exist', async () => {
    await start({}, { nickname: 'a' });
    expect(failure(await remove('nickname', 'given_name'))).toBe('none');
    expect(Object.keys(await attributes())).not.toContain('nickname');
  });

  test.for([
    ['email', /email: The attribute email is required/],
    ['sub', /unauthorized attribute/],
    ['custom:nope', /Attribute does not exist in the schema/],
  ] as const)('keeps %s', async ([name, message]) => {
    await start();
    expect(failure(await remove(name))).toMatch(message);
  });

  test('also deletes the alias and its verification', async () => {
    await start({ pool: { ...UNVERIFIED_POOL, AliasAttributes: ['email'] } });
    expect(failure(await remove('email'))).toBe('none');
    expect(await attributes('ada')).toEqual({ sub: expect.any(String) });
    expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
  });
});

describe('ChangePassword', () => {
  const change = (PreviousPassword: string | undefined, ProposedPassword = 'Another-Horse-9') =>
    pools.call('ChangePassword', { AccessToken, PreviousPassword, ProposedPassword });

  test('changes the password, and the session continues', async () => {
    await start();
    expect(failure(await change(PASSWORD))).toBe('none');
    expect(failure(await signIn(pools, ADA, 'Another-Horse-9'))).toBe('none');
    expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe('none');
  });

  test.for<[string, string | undefined, string | undefined, string]>([
    [
      'a wrong old password',
      'Wrong-Horse-9',
      undefined,
      'NotAuthorizedException: Incorrect username or password.',
    ],
    [
      'no old password',
      undefined,
      undefined,
      'NotAuthorizedException: Incorrect username or password.',
    ],
    [
      'a weak new password',
      PASSWORD,
      'weak',
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    ],
  ])('refuses %s', async ([, previous, proposed, message]) => {
    await start();
    expect(failure(await change(previous, proposed))).toBe(message);
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });

  test('locks out a user who guesses the old password', async () => {
    await start();
    for (let guess = 0; guess < 5; guess++) await change('Wrong-Horse-9');
    expect(failure(await change(PASSWORD))).toMatch(/^LimitExceededException/);
    expect(failure(await signIn(pools, ADA))).toBe(
      'NotAuthorizedException: Password attempts exceeded',
    );
    pools.advance(15 * MINUTE);
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });
});

describe('DeleteUser', () => {
  test('removes the user and all their data', async () => {
    await start({ groups: [{ GroupName: 'a' }] });
    const user = { UserPoolId: pools.poolId, Username: ADA };
    await pools.call('AdminAddUserToGroup', { ...user, GroupName: 'a' }, { signed: true });
    await sendCode();
    expect(failure(await pools.call('DeleteUser', { AccessToken }))).toBe('none');
    expect(failure(await pools.call('GetUser', { AccessToken }))).toBe(
      'UserNotFoundException: User does not exist.',
    );
    expect(failure(await signIn(pools, ADA))).toMatch(/^NotAuthorizedException/);
    const rows = pools.database
      .prepare(
        `SELECT (SELECT count(*) FROM cognito_user_pools_aliases)
              + (SELECT count(*) FROM cognito_user_pools_codes)
              + (SELECT count(*) FROM cognito_user_pools_group_members)
              + (SELECT count(*) FROM cognito_user_pools_refresh_tokens) AS count`,
      )
      .get();
    expect(rows?.count).toBe(0);
    await confirmedUser(pools, ADA);
    expect(failure(await signIn(pools, ADA))).toBe('none');
  });
});
