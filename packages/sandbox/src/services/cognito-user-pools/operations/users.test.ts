import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_POOL,
  adminGetUser,
  attributeList,
  type Backend,
  confirmedUser,
  failure,
  PASSWORD,
  PLAIN_POOL,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';
import { operations } from './operations.js';

let pools: TestUserPools;
const start = async (backend: Backend = {}) => {
  pools = await startUserPools(backend);
};
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const names = (list: unknown) => (list as { Username: string }[]).map(({ Username }) => Username);

describe('an operation for administrators', () => {
  const ADMIN = Object.keys(operations).filter((name) =>
    /^(Admin|List(?!Devices)|Describe|(Create|Get|Update|Delete)Group$|GetUserPoolMfaConfig)/.test(
      name,
    ),
  );
  const nobody = {
    ProviderName: 'Cognito',
    ProviderAttributeName: 'Cognito_Subject',
    ProviderAttributeValue: ADA,
  };
  /** The complete required input of the operations. */
  const complete = {
    GroupName: 'a',
    UserAttributes: [],
    UserAttributeNames: [],
    Password: PASSWORD,
    DeviceKey: 'eu-west-1_0',
    DestinationUser: nobody,
    SourceUser: nobody,
    User: nobody,
    MaxResults: 1,
    MFAOptions: [],
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
  };

  test.for(ADMIN)('%s requires AWS credentials', async (operation) => {
    await start();
    const answer = await pools.call(operation, {
      UserPoolId: pools.poolId,
      Username: ADA,
      GroupName: 'a',
    });
    expect(failure(answer)).toBe(
      'MissingAuthenticationTokenException: Missing Authentication Token',
    );
    expect(answer.status).toBe(400);
  });

  test.for(ADMIN.filter((name) => name !== 'ListUserPools'))(
    '%s names a pool that does not exist',
    async (operation) => {
      await start();
      const UserPoolId = 'eu-west-1_nowhere';
      const answer = await admin(operation, {
        ...complete,
        UserPoolId,
        ClientId: pools.clientId,
      });
      expect(failure(answer)).toBe(
        `ResourceNotFoundException: User pool ${UserPoolId} does not exist.`,
      );
    },
  );

  test.for(ADMIN.filter((name) => /^Admin(?!Create|Initiate|Respond)/.test(name)))(
    '%s names a user who does not exist',
    async (operation) => {
      await start({ groups: [{ GroupName: 'a' }] });
      const answer = await admin(operation, complete);
      expect(failure(answer)).toBe('UserNotFoundException: User does not exist.');
    },
  );
});

describe('AdminCreateUser', () => {
  test('creates a user who still has to choose a password', async () => {
    await start();
    const { body } = await admin('AdminCreateUser', {
      UserAttributes: attributeList({ given_name: 'Ada', email_verified: 'true' }),
    });
    expect(body).toEqual({
      User: {
        Username: expect.stringMatching(/^[0-9a-f-]{36}$/),
        Attributes: [
          { Name: 'sub', Value: expect.any(String) },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'given_name', Value: 'Ada' },
          { Name: 'email', Value: ADA },
        ],
        UserCreateDate: expect.any(Number),
        UserLastModifiedDate: expect.any(Number),
        Enabled: true,
        UserStatus: 'FORCE_CHANGE_PASSWORD',
      },
    });
    const temporary = pools.code();
    expect((await signIn(pools, ADA, temporary)).body.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  test('lets the user fill in required attributes', async () => {
    await start({ pool: { ...AMPLIFY_POOL, Schema: [{ Name: 'given_name', Required: true }] } });
    expect(failure(await admin('AdminCreateUser'))).toBe('none');
  });

  test.for<[string, Record<string, unknown>, string]>([
    [
      'a temporary password that breaks the policy',
      { TemporaryPassword: 'weak' },
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    ],
    [
      'attributes that the pool does not have',
      { UserAttributes: attributeList({ 'custom:nope': 'x' }) },
      'InvalidParameterException: Attributes did not conform to the schema: custom:nope: Attribute does not exist in the schema.\n',
    ],
    [
      'a name that is not an e-mail address',
      { Username: 'ada' },
      'InvalidParameterException: Username should be an email.',
    ],
    [
      'to resend an invitation that was never sent',
      { MessageAction: 'RESEND' },
      'UserNotFoundException: User does not exist.',
    ],
  ])('refuses %s', async ([, more, message]) => {
    await start();
    expect(failure(await admin('AdminCreateUser', more))).toBe(message);
    expect(pools.outbox).toEqual([]);
  });

  test('refuses a user who exists', async () => {
    await start();
    await admin('AdminCreateUser');
    expect(failure(await admin('AdminCreateUser', { Username: 'ADA@example.com' }))).toBe(
      'UsernameExistsException: User account already exists',
    );
  });

  test('invites again with a new password, for another week', async () => {
    await start();
    await admin('AdminCreateUser');
    const first = pools.code();
    pools.advance(8 * 24 * 3600 * 1000);
    expect(failure(await admin('AdminCreateUser', { MessageAction: 'RESEND' }))).toBe('none');
    expect(pools.outbox).toHaveLength(2);
    expect(failure(await signIn(pools, ADA, first))).toMatch(/^NotAuthorizedException/);
    expect((await signIn(pools, ADA, pools.code())).body.ChallengeName).toBe(
      'NEW_PASSWORD_REQUIRED',
    );
  });

  test('does not invite a user again who has a password', async () => {
    await start();
    await confirmedUser(pools, ADA);
    expect(failure(await admin('AdminCreateUser', { MessageAction: 'RESEND' }))).toBe(
      `UnsupportedUserStateException: Resend not possible. ${ADA} status is not FORCE_CHANGE_PASSWORD`,
    );
  });

  test.for([
    [false, 'AliasExistsException: An account with the email already exists.', 'ada'],
    [true, 'none', 'eve'],
  ] as const)(
    'with ForceAliasCreation %s and an alias that is taken',
    async ([ForceAliasCreation, outcome, owner]) => {
      await start({ pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } });
      const UserAttributes = attributeList({ email: ADA, email_verified: 'true' });
      await confirmedUser(pools, 'ada', { email: ADA, email_verified: 'true' });
      const answer = await admin('AdminCreateUser', {
        Username: 'eve',
        UserAttributes,
        ForceAliasCreation,
      });
      expect(failure(answer)).toBe(outcome);
      expect(await adminGetUser(pools, ADA)).toMatchObject({ Username: owner });
    },
  );
});

describe('AdminGetUser', () => {
  test('finds a user by name, by alias, and by sub', async () => {
    await start({ pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } });
    await confirmedUser(pools, 'Ada', { email: ADA, email_verified: 'true' });
    const { sub } = (await adminGetUser(pools, 'Ada')).attributes;
    for (const name of ['ADA', 'Ada@Example.com', sub ?? '']) {
      expect(await adminGetUser(pools, name), name).toMatchObject({ Username: 'Ada' });
    }
  });

  test('does not find a user of another pool by sub', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { sub } = (await adminGetUser(pools, ADA)).attributes;
    const other = { Type: 'AWS::Cognito::UserPool', Properties: {} };
    await pools.deploy({ resources: { Other: other } });
    const answer = await admin('AdminGetUser', {
      UserPoolId: pools.idOf('Other'),
      Username: sub,
    });
    expect(failure(answer)).toBe('UserNotFoundException: User does not exist.');
  });
});

describe('AdminConfirmSignUp', () => {
  test('confirms without the code, and leaves the address unverified', async () => {
    await start();
    await signUp(pools, ADA);
    expect(failure(await admin('AdminConfirmSignUp'))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({
      UserStatus: 'CONFIRMED',
      attributes: { email_verified: 'false' },
    });
    expect(failure(await admin('AdminConfirmSignUp'))).toBe(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    );
  });
});

describe('AdminUpdateUserAttributes and AdminDeleteUserAttributes', () => {
  const pool = {
    ...AMPLIFY_POOL,
    Schema: [
      { Name: 'email', Required: true },
      { Name: 'tier', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
      { Name: 'tenant', AttributeDataType: 'String', Mutable: false },
    ],
  };
  const update = (attributes: Record<string, string>) =>
    admin('AdminUpdateUserAttributes', { UserAttributes: attributeList(attributes) });
  const remove = (...UserAttributeNames: string[]) =>
    admin('AdminDeleteUserAttributes', { UserAttributeNames });

  test('write attributes that no client may write', async () => {
    await start({ pool });
    await confirmedUser(pools, ADA);
    expect(failure(await update({ 'dev:custom:tier': 'one', email_verified: 'true' }))).toBe(
      'none',
    );
    expect((await adminGetUser(pools, ADA)).attributes).toMatchObject({
      'dev:custom:tier': 'one',
      email_verified: 'true',
    });
    expect(failure(await remove('dev:custom:tier'))).toBe('none');
    expect((await adminGetUser(pools, ADA)).attributes['dev:custom:tier']).toBeUndefined();
  });

  test.for([
    ['custom:tenant', /Attribute cannot be updated/],
    ['identities', /Attribute cannot be updated/],
    ['sub', /Attribute cannot be updated/],
    ['custom:nope', /Attribute does not exist in the schema/],
  ] as const)('keep %s', async ([name, message]) => {
    await start({ pool });
    await confirmedUser(pools, ADA);
    expect(failure(await update({ [name]: 'x' }))).toMatch(message);
    expect(failure(await remove(name))).toMatch(message);
  });
});

describe('AdminDisableUser, AdminEnableUser and AdminDeleteUser', () => {
  test('end the sessions of the user', async () => {
    await start();
    await confirmedUser(pools, ADA);
    const { RefreshToken } = await signedIn(pools, ADA);
    expect(failure(await admin('AdminDisableUser'))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({ Enabled: false });
    expect(failure(await admin('AdminEnableUser'))).toBe('none');
    const refreshed = await pools.call('GetTokensFromRefreshToken', {
      ClientId: pools.clientId,
      RefreshToken,
    });
    expect(failure(refreshed)).toBe('NotAuthorizedException: Refresh Token has been revoked');
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await admin('AdminDeleteUser'))).toBe('none');
    expect(failure(await admin('AdminGetUser'))).toMatch(/^UserNotFoundException/);
  });
});

describe('ListUsers', () => {
  const list = async (more: Record<string, unknown> = {}) => {
    const answer = await pools.call(
      'ListUsers',
      { UserPoolId: pools.poolId, ...more },
      { signed: true },
    );
    if (failure(answer) !== 'none') throw new Error(failure(answer));
    return answer.body;
  };
  const users = async () => {
    await start({ pool: PLAIN_POOL });
    await confirmedUser(pools, 'Ada', {
      given_name: 'Ada',
      family_name: 'King\\Lovelace',
      preferred_username: 'the countess',
      email: ADA,
      name: 'A "Q" L',
    });
    pools.advance(1000);
    await signUp(pools, 'Adam', { given_name: 'Adam' });
    pools.advance(1000);
    await confirmedUser(pools, 'Eve', { given_name: 'Eve', phone_number: '+14325551212' });
    await admin('AdminDisableUser', { Username: 'Eve' });
  };

  test.for<[string, readonly string[]]>([
    ['', ['Ada', 'Adam', 'Eve']],
    ['username = "ada"', ['Ada']],
    ['username ^= "Ada"', ['Ada', 'Adam']],
    ['given_name = "ada"', []],
    ['given_name="Ada"', ['Ada']],
    ['"given_name" ^= "A"', ['Ada', 'Adam']],
    [`email = "${ADA.toUpperCase()}"`, ['Ada']],
    ['phone_number ^= "+1432"', ['Eve']],
    ['cognito:user_status = "unconfirmed"', ['Adam']],
    ['status = "Disabled"', ['Eve']],
    ['status = "Enabled"', ['Ada', 'Adam']],
    ['name = "A \\"Q\\" L"', ['Ada']],
    ['family_name = "King\\\\Lovelace"', ['Ada']],
    ['name ^= "A \\""', ['Ada']],
    [' \t given_name  =\t"Ada" ', ['Ada']],
    ['preferred_username = "the countess"', ['Ada']],
    ['preferred_username ^= "the"', ['Ada']],
    ['phone_number = "+14325551212"', ['Eve']],
    ['cognito:user_status ^= "CONF"', ['Ada', 'Eve']],
    ['status = "disabled"', []],
    ['given_name ^= ""', ['Ada', 'Adam', 'Eve']],
    ['given_name = ""', []],
    ['sub = "x"', []],
    ['sub ^= ""', ['Ada', 'Adam', 'Eve']],
  ])('with the filter %s', async ([Filter, found]) => {
    await users();
    expect(names((await list({ Filter })).Users)).toEqual(found);
  });

  test.for([
    ['given_name', 'Error while parsing filter.'],
    ['given_name = Ada', 'Error while parsing filter.'],
    ['given_name != "Ada"', 'Error while parsing filter.'],
    ['given_name = "Ada" or given_name = "Eve"', 'Error while parsing filter.'],
    ['given_name == "Ada"', 'Error while parsing filter.'],
    ['given_name = "Ada', 'Error while parsing filter.'],
    ['given_name = "Ada" "', 'Error while parsing filter.'],
    ["given_name = 'Ada'", 'Error while parsing filter.'],
    ['given_name = "A"da"', 'Error while parsing filter.'],
    ['= "Ada"', 'Error while parsing filter.'],
    ['custom:plan = "x"', 'Invalid search attribute: custom:plan'],
    ['address = "x"', 'Invalid search attribute: address'],
    ['__proto__ = "x"', 'Invalid search attribute: __proto__'],
  ] as const)('refuses the filter %s', async ([Filter, message]) => {
    await users();
    await expect(list({ Filter })).rejects.toThrow(`InvalidParameterException: ${message}`);
  });

  test('gives pages', async () => {
    await users();
    const first = await list({ Limit: 2 });
    expect(names(first.Users)).toEqual(['Ada', 'Adam']);
    const second = await list({ Limit: 2, PaginationToken: first.PaginationToken });
    expect(names(second.Users)).toEqual(['Eve']);
    expect(second.PaginationToken).toBeUndefined();
    await expect(list({ PaginationToken: 'nonsense' })).rejects.toThrow(
      'InvalidParameterException: Invalid pagination token.',
    );
  });

  test('misses no user when each page is deleted before the next', async () => {
    await users();
    let token: unknown;
    do {
      const { Users, PaginationToken } = await list({ Limit: 1, PaginationToken: token });
      for (const Username of names(Users)) await admin('AdminDeleteUser', { Username });
      token = PaginationToken;
    } while (token);
    expect((await list()).Users).toEqual([]);
  });

  test('returns at most 60 users, which is also the default', async () => {
    await start({ pool: PLAIN_POOL });
    for (let index = 0; index < 61; index++) {
      await admin('AdminCreateUser', { Username: `u${index}`, MessageAction: 'SUPPRESS' });
    }
    for (const Limit of [undefined, 0, 60]) {
      const { Users, PaginationToken } = await list({ Limit });
      expect(Users).toHaveLength(60);
      expect((await list({ Limit, PaginationToken })).Users).toHaveLength(1);
    }
    await expect(list({ Limit: 61 })).rejects.toThrow(
      "Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    );
  });

  test('returns only the requested attributes', async () => {
    await users();
    const { Users } = await list({ AttributesToGet: ['given_name'], Limit: 1 });
    expect(Users).toEqual([
      expect.objectContaining({ Attributes: [{ Name: 'given_name', Value: 'Ada' }] }),
    ]);
  });

  test.for([
    ['the pool does not have', { AttributesToGet: ['custom:nope'], Filter: 'name = "nobody"' }],
    ['a user in the result does not have', { AttributesToGet: ['given_name', 'email'] }],
  ] as const)('refuses to get attributes that %s', async ([, input]) => {
    await users();
    await expect(list(input)).rejects.toThrow(
      'InvalidParameterException: One or more requested attributes do not exist.',
    );
    expect(
      (await list({ AttributesToGet: ['given_name', 'email'], Filter: 'username = "ada"' })).Users,
    ).toHaveLength(1);
  });
});
