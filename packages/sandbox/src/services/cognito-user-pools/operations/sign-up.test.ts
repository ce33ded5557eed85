import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  adminGetUser,
  type Backend,
  confirmedUser,
  failure,
  HOUR,
  MINUTE,
  PASSWORD,
  PLAIN_POOL,
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

const confirm = (username: string, code: string, more: Record<string, unknown> = {}) =>
  pools.call('ConfirmSignUp', {
    ClientId: pools.clientId,
    Username: username,
    ConfirmationCode: code,
    ...more,
  });
const resend = (username: string) =>
  pools.call('ResendConfirmationCode', { ClientId: pools.clientId, Username: username });
const wrongCode = () => (pools.code() === '000000' ? '000001' : '000000');

describe('SignUp', () => {
  test('creates an unconfirmed user and sends a code to the address', async () => {
    await start();
    const { body } = await signUp(pools, 'ada@example.com');
    expect(body).toEqual({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: 'a***@e***',
      },
    });
    expect(pools.outbox).toEqual([
      expect.objectContaining({
        channel: 'email',
        to: 'ada@example.com',
        subject: 'Verify your new account',
        body: `The verification code to your new account is ${pools.code()}`,
        reason: 'CustomMessage_SignUp',
        code: expect.stringMatching(/^\d{6}$/),
      }),
    ]);
    expect(await adminGetUser(pools, 'ada@example.com')).toMatchObject({
      Username: body.UserSub,
      UserStatus: 'UNCONFIRMED',
      Enabled: true,
      attributes: { sub: body.UserSub, email: 'ada@example.com', email_verified: 'false' },
    });
  });

  test('writes to the phone of a user whose pool verifies both addresses', async () => {
    await start({
      pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['email', 'phone_number'] },
    });
    const { body } = await signUp(pools, 'ada', {
      email: 'ada@example.com',
      phone_number: '+14325551212',
    });
    expect(body.CodeDeliveryDetails).toEqual({
      AttributeName: 'phone_number',
      DeliveryMedium: 'SMS',
      Destination: '+*******1212',
    });
    expect(pools.outbox.at(-1)).toMatchObject({
      channel: 'sms',
      to: '+14325551212',
      body: `Your confirmation code is ${pools.code()}`,
    });
  });

  test('sends nothing in a pool that verifies nothing', async () => {
    await start({ pool: PLAIN_POOL });
    const { body } = await signUp(pools, 'ada', { email: 'ada@example.com' });
    expect(body).toEqual({ UserConfirmed: false, UserSub: expect.any(String) });
    expect(pools.outbox).toEqual([]);
  });

  const attributes = (Name: string, Value: string) => ({ UserAttributes: [{ Name, Value }] });
  const schema = (...items: Record<string, unknown>[]) => ({
    pool: { ...PLAIN_POOL, Schema: items as never },
  });
  test.for<[string, Backend, string, Record<string, unknown>, string]>([
    [
      'a user name that is not an e-mail address, in a pool of e-mail addresses',
      {},
      'ada',
      {},
      'InvalidParameterException: Username should be an email.',
    ],
    [
      'a user name that is neither, in a pool of both',
      { pool: { ...AMPLIFY_POOL, UsernameAttributes: ['email', 'phone_number'] } },
      'ada',
      {},
      'InvalidParameterException: Username should be either an email or a phone number.',
    ],
    [
      'a user name that is not a phone number, in a pool of phone numbers',
      { pool: { ...PLAIN_POOL, UsernameAttributes: ['phone_number'] } },
      '0123',
      {},
      'InvalidParameterException: Username should be a phone number.',
    ],
    [
      'an e-mail address as user name where it is an alias',
      { pool: { ...PLAIN_POOL, AliasAttributes: ['email'] } },
      'ada@example.com',
      {},
      'InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias.',
    ],
    [
      'a phone number as user name where it is an alias',
      { pool: { ...PLAIN_POOL, AliasAttributes: ['phone_number'] } },
      '+14325551212',
      {},
      'InvalidParameterException: Username cannot be of phone number format, since user pool is configured for phone number alias.',
    ],
    [
      'an alias that only a confirmed user may set',
      { pool: { ...PLAIN_POOL, AliasAttributes: ['preferred_username'] } },
      'ada',
      attributes('preferred_username', 'countess'),
      'InvalidParameterException: preferred_username is an alias and can be set only when the user is confirmed.',
    ],
    [
      'a weak password',
      {},
      'ada@example.com',
      { Password: 'short' },
      'InvalidPasswordException: Password did not conform with policy: Password not long enough',
    ],
    [
      'a password with a space, without repeating it',
      {},
      'ada@example.com',
      { Password: 'Correct Horse 9!' },
      "InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
    ],
    [
      'no password',
      {},
      'ada@example.com',
      { Password: undefined },
      'InvalidParameterException: Password is required.',
    ],
    [
      'an attribute that the pool does not have',
      {},
      'ada@example.com',
      attributes('custom:nope', 'x'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:nope: Attribute does not exist in the schema.\n',
    ],
    [
      'a missing attribute that the pool requires',
      schema({ Name: 'given_name', Required: true }),
      'ada',
      {},
      'InvalidParameterException: Attributes did not conform to the schema: given_name: The attribute given_name is required\n',
    ],
    [
      'a blank attribute that the pool requires',
      schema({ Name: 'given_name', Required: true }),
      'ada',
      attributes('given_name', ''),
      'InvalidParameterException: Attributes did not conform to the schema: given_name: The attribute given_name is required\n',
    ],
    [
      'a value that is too long',
      schema({
        Name: 'plan',
        AttributeDataType: 'String',
        StringAttributeConstraints: { MaxLength: '3' },
      }),
      'ada',
      attributes('custom:plan', 'gold'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:plan: String must be of length 0 to 3.\n',
    ],
    [
      'a word instead of a number',
      schema({ Name: 'years', AttributeDataType: 'Number' }),
      'ada',
      attributes('custom:years', 'many'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:years: Value must be a number.\n',
    ],
    [
      'a number below the least',
      schema({
        Name: 'years',
        AttributeDataType: 'Number',
        NumberAttributeConstraints: { MinValue: '1' },
      }),
      'ada',
      attributes('custom:years', '0'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:years: Number must be greater than or equal to 1.\n',
    ],
    [
      'a number above the greatest',
      schema({
        Name: 'years',
        AttributeDataType: 'Number',
        NumberAttributeConstraints: { MaxValue: '9' },
      }),
      'ada',
      attributes('custom:years', '10'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:years: Number must be less than or equal to 9.\n',
    ],
    [
      'a word instead of a boolean',
      schema({ Name: 'vip', AttributeDataType: 'Boolean' }),
      'ada',
      attributes('custom:vip', 'yes'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:vip: Value must be true or false.\n',
    ],
    [
      'a word instead of a time',
      schema({ Name: 'since', AttributeDataType: 'DateTime' }),
      'ada',
      attributes('custom:since', 'long ago'),
      'InvalidParameterException: Attributes did not conform to the schema: custom:since: Value must be a date.\n',
    ],
    [
      'a birthdate that is not a date of ten characters',
      { pool: PLAIN_POOL },
      'ada',
      attributes('birthdate', '1815-12-1'),
      'InvalidParameterException: Attributes did not conform to the schema: birthdate: String must be of length 10 to 10.\n',
    ],
    [
      'an invalid e-mail address',
      { pool: PLAIN_POOL },
      'ada',
      attributes('email', 'ada@localhost'),
      'InvalidParameterException: Invalid email address format.',
    ],
    [
      'a phone number without its country code',
      { pool: PLAIN_POOL },
      'ada',
      attributes('phone_number', '4325551212'),
      'InvalidParameterException: Invalid phone number format.',
    ],
    [
      'a client that says itself that an address is verified',
      {},
      'ada@example.com',
      attributes('email_verified', 'true'),
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'a client that chooses its sub',
      {},
      'ada@example.com',
      attributes('sub', 'x'),
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'a client that writes an attribute for developers only',
      schema({ Name: 'tier', AttributeDataType: 'String', DeveloperOnlyAttribute: true }),
      'ada',
      attributes('dev:custom:tier', 'gold'),
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'a client that writes an attribute without permission',
      {
        ...schema({ Name: 'plan', AttributeDataType: 'String' }),
        client: { ...AMPLIFY_CLIENT, WriteAttributes: ['email'] },
      },
      'ada',
      attributes('custom:plan', 'gold'),
      'NotAuthorizedException: A client attempted to write unauthorized attribute',
    ],
    [
      'all users, in a pool where only administrators create users',
      { pool: { ...AMPLIFY_POOL, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
      'ada@example.com',
      {},
      'NotAuthorizedException: SignUp is not permitted for this user pool',
    ],
    [
      'a client that does not exist',
      {},
      'ada@example.com',
      { ClientId: 'nobody' },
      'ResourceNotFoundException: User pool client nobody does not exist.',
    ],
    [
      'a secret hash for a client without a secret',
      {},
      'ada@example.com',
      { SecretHash: 'AAAA' },
      expect.stringMatching(
        /^NotAuthorizedException: Client \w{26} is not configured with secret but secret hash was received$/,
      ),
    ],
  ])('refuses %s', async ([, backend, username, more, message]) => {
    await start(backend);
    expect(failure(await signUp(pools, username, {}, more))).toEqual(message);
    expect(pools.outbox).toEqual([]);
    const { body } = await pools.call('ListUsers', { UserPoolId: pools.poolId }, { signed: true });
    expect(body.Users).toEqual([]);
  });

  test.for<[string, Backend, string, string, Record<string, string>, string]>([
    [
      'an e-mail address',
      {},
      'ada@example.com',
      'ada@example.com',
      {},
      'UsernameExistsException: An account with the given email already exists.',
    ],
    [
      'an e-mail address in different case',
      {},
      'ada@example.com',
      'ADA@Example.com',
      {},
      'UsernameExistsException: An account with the given email already exists.',
    ],
    [
      'a phone number',
      { pool: { ...PLAIN_POOL, UsernameAttributes: ['phone_number'] } },
      '+14325551212',
      '+14325551212',
      {},
      'UsernameExistsException: An account with the given phone_number already exists.',
    ],
    [
      'a user name',
      { pool: PLAIN_POOL },
      'ada',
      'ADA',
      {},
      'UsernameExistsException: User already exists',
    ],
  ])('refuses %s that is taken', async ([, backend, first, second, attributes, message]) => {
    await start(backend);
    expect(failure(await signUp(pools, first, attributes))).toBe('none');
    expect(failure(await signUp(pools, second, attributes))).toBe(message);
  });

  test('accepts user names that differ only in case, in a case-sensitive pool', async () => {
    await start({ pool: { ...PLAIN_POOL, UsernameConfiguration: { CaseSensitive: true } } });
    expect(failure(await signUp(pools, 'ada'))).toBe('none');
    expect(failure(await signUp(pools, 'ADA'))).toBe('none');
  });

  test('accepts one of two sign-ups with the same name at the same time', async () => {
    await start({
      triggers: { PreSignUp: async (event) => event },
    });
    const answers = await Promise.all([
      signUp(pools, 'ada@example.com'),
      signUp(pools, 'ada@example.com'),
    ]);
    expect(answers.map(failure).toSorted()).toEqual([
      'UsernameExistsException: An account with the given email already exists.',
      'none',
    ]);
  });

  test('ignores an e-mail attribute that differs from the user name', async () => {
    await start();
    await signUp(pools, 'ada@example.com', { email: 'eve@example.com' });
    expect((await adminGetUser(pools, 'ada@example.com')).attributes.email).toBe('ada@example.com');
  });

  describe('with a client secret', () => {
    const hash = (username: string, secret = pools.clientSecret ?? '') =>
      createHmac('sha256', secret).update(`${username}${pools.clientId}`).digest('base64');

    test.for([
      ['the right hash', () => ({ SecretHash: hash('ada@example.com') }), 'none'],
      [
        'no hash',
        () => ({}),
        expect.stringContaining('is configured with secret but SECRET_HASH was not received'),
      ],
      [
        'the hash of another name',
        () => ({ SecretHash: hash('eve@example.com') }),
        expect.stringContaining('Unable to verify secret hash for client'),
      ],
      [
        'a hash with another secret',
        () => ({ SecretHash: hash('ada@example.com', 'guess') }),
        expect.stringContaining('Unable to verify secret hash for client'),
      ],
      [
        'a hash that is too short',
        () => ({ SecretHash: 'AAAA' }),
        expect.stringContaining('Unable to verify secret hash for client'),
      ],
    ] as const)('answers %s', async ([, more, outcome]) => {
      await start({ client: { ...AMPLIFY_CLIENT, GenerateSecret: true } });
      expect(pools.clientSecret).toMatch(/^[a-z0-9]{51}$/);
      expect(failure(await signUp(pools, 'ada@example.com', {}, more()))).toEqual(outcome);
    });
  });
});

describe('ConfirmSignUp', () => {
  test('confirms the user and the address, once', async () => {
    await start();
    await signUp(pools, 'ada@example.com');
    const code = pools.code();
    expect(failure(await confirm('ADA@example.com', code))).toBe('none');
    expect(await adminGetUser(pools, 'ada@example.com')).toMatchObject({
      UserStatus: 'CONFIRMED',
      attributes: { email_verified: 'true' },
    });
    expect(failure(await confirm('ada@example.com', code))).toBe(
      'NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED',
    );
  });

  test.for<[string, () => Promise<unknown> | unknown, () => string, string]>([
    [
      'a wrong code',
      () => {},
      wrongCode,
      'CodeMismatchException: Invalid verification code provided, please try again.',
    ],
    [
      'a code after 24 hours',
      () => pools.advance(24 * HOUR),
      () => pools.code(),
      'ExpiredCodeException: Invalid code provided, please request a code again.',
    ],
    [
      'a disabled user',
      () =>
        pools.call(
          'AdminDisableUser',
          { UserPoolId: pools.poolId, Username: 'ada@example.com' },
          { signed: true },
        ),
      () => pools.code(),
      'NotAuthorizedException: User is disabled.',
    ],
  ])('refuses %s', async ([, meanwhile, code, message]) => {
    await start();
    await signUp(pools, 'ada@example.com');
    await meanwhile();
    expect(failure(await confirm('ada@example.com', code()))).toBe(message);
    expect(await adminGetUser(pools, 'ada@example.com')).toMatchObject({
      UserStatus: 'UNCONFIRMED',
    });
  });

  test('accepts a code until just before 24 hours', async () => {
    await start();
    await signUp(pools, 'ada@example.com');
    pools.advance(24 * HOUR - 1);
    expect(failure(await confirm('ada@example.com', pools.code()))).toBe('none');
  });

  test("does not accept another user's code", async () => {
    await start();
    await signUp(pools, 'eve@example.com');
    const code = pools.code();
    await signUp(pools, 'ada@example.com');
    // One time in a million both users get the same code.
    if (code === pools.code()) return;
    expect(failure(await confirm('ada@example.com', code))).toMatch(/^CodeMismatchException/);
  });

  test('locks out a user who guesses, for an hour', async () => {
    await start();
    await signUp(pools, 'ada@example.com');
    const answers = [];
    for (let guess = 0; guess < 16; guess++) {
      answers.push(failure(await confirm('ada@example.com', wrongCode())).split(':')[0]);
    }
    expect(answers).toEqual([...Array(15).fill('CodeMismatchException'), 'LimitExceededException']);
    expect(failure(await confirm('ada@example.com', pools.code()))).toBe(
      'LimitExceededException: Attempt limit exceeded, please try after some time.',
    );
    pools.advance(HOUR + 1);
    expect(failure(await confirm('ada@example.com', pools.code()))).toBe('none');
  });

  test.for([
    ['ENABLED', 'ExpiredCodeException: Invalid code provided, please request a code again.'],
    ['LEGACY', 'UserNotFoundException: Username/client id combination not found.'],
  ] as const)(
    'answers for an unknown user, with existence errors %s',
    async ([setting, message]) => {
      await start({ client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: setting } });
      expect(failure(await confirm('nobody@example.com', '123456'))).toBe(message);
    },
  );

  test('does not verify an address that was changed since the code was sent', async () => {
    await start({
      pool: { ...PLAIN_POOL, AutoVerifiedAttributes: ['email'], AliasAttributes: ['email'] },
    });
    await signUp(pools, 'ada', { email: 'ada@example.com' });
    const code = pools.code();
    await pools.call(
      'AdminUpdateUserAttributes',
      {
        UserPoolId: pools.poolId,
        Username: 'ada',
        UserAttributes: [{ Name: 'email', Value: 'countess@example.com' }],
      },
      { signed: true },
    );
    expect(failure(await confirm('ada', code))).toBe('none');
    expect((await adminGetUser(pools, 'ada')).attributes).toMatchObject({
      email: 'countess@example.com',
      email_verified: 'false',
    });
  });

  describe('of an alias that another user has', () => {
    const aliasPool = {
      ...PLAIN_POOL,
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
    };
    const twoUsers = async () => {
      await start({ pool: aliasPool });
      await confirmedUser(pools, 'ada', { email: 'a@example.com', email_verified: 'true' });
      await signUp(pools, 'eve', { email: 'A@example.com' });
    };

    test('refuses, and changes nothing', async () => {
      await twoUsers();
      expect(failure(await confirm('eve', pools.code()))).toBe(
        'AliasExistsException: An account with the email already exists.',
      );
      expect(await adminGetUser(pools, 'eve')).toMatchObject({ UserStatus: 'UNCONFIRMED' });
      expect(await adminGetUser(pools, 'a@example.com')).toMatchObject({ Username: 'ada' });
    });

    test('moves it when forced, and the other address is no longer verified', async () => {
      await twoUsers();
      const forced = await confirm('eve', pools.code(), { ForceAliasCreation: true });
      expect(failure(forced)).toBe('none');
      expect(await adminGetUser(pools, 'a@example.com')).toMatchObject({ Username: 'eve' });
      expect((await adminGetUser(pools, 'ada')).attributes.email_verified).toBe('false');
    });
  });
});

describe('ResendConfirmationCode', () => {
  test('sends a new code, and the old one is void', async () => {
    await start();
    await signUp(pools, 'ada@example.com');
    const old = pools.code();
    const { body } = await resend('ada@example.com');
    expect(body.CodeDeliveryDetails).toMatchObject({ Destination: 'a***@e***' });
    expect(pools.outbox.at(-1)).toMatchObject({ reason: 'CustomMessage_ResendCode' });
    if (old !== pools.code()) {
      expect(failure(await confirm('ada@example.com', old))).toMatch(/^CodeMismatchException/);
    }
    expect(failure(await confirm('ada@example.com', pools.code()))).toBe('none');
  });

  test('refuses a user who is confirmed', async () => {
    await start();
    await confirmedUser(pools, 'ada@example.com');
    expect(failure(await resend('ada@example.com'))).toBe(
      'InvalidParameterException: User is already confirmed.',
    );
  });

  test('refuses in a pool that verifies nothing', async () => {
    await start({ pool: PLAIN_POOL });
    await signUp(pools, 'ada', { email: 'ada@example.com' });
    expect(failure(await resend('ada'))).toBe(
      'InvalidParameterException: Cannot resend codes. Auto verification not turned on.',
    );
  });

  test('works five times an hour', async () => {
    await start();
    await signUp(pools, 'ada@example.com');
    const answers = [];
    for (let time = 0; time < 6; time++) answers.push(failure(await resend('ada@example.com')));
    expect(answers.at(4)).toBe('none');
    expect(answers.at(5)).toMatch(/^LimitExceededException/);
    pools.advance(HOUR + MINUTE);
    expect(failure(await resend('ada@example.com'))).toBe('none');
  });

  test.for([
    ['ada@example.com', { Destination: 'a***@e***', DeliveryMedium: 'EMAIL' }],
    ['+14325551212', { Destination: '+*******1212', DeliveryMedium: 'SMS' }],
    ['ada', { DeliveryMedium: 'EMAIL' }],
  ] as const)('says that a code was sent to the unknown user %s', async ([name, details]) => {
    await start();
    const first = await resend(name);
    expect(first.body.CodeDeliveryDetails).toMatchObject(details);
    expect((await resend(name)).body).toEqual(first.body);
    expect(pools.outbox).toEqual([]);
  });

  test('says that the user does not exist, with existence errors LEGACY', async () => {
    await start({ client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' } });
    expect(failure(await resend('nobody@example.com'))).toBe(
      'UserNotFoundException: Username/client id combination not found.',
    );
  });
});

describe('a pool that sends links', () => {
  const linkPool = {
    ...AMPLIFY_POOL,
    VerificationMessageTemplate: {
      DefaultEmailOption: 'CONFIRM_WITH_LINK',
      EmailMessageByLink: 'Welcome. {##Click here##} to confirm.',
      EmailSubjectByLink: 'Confirm',
    },
  };
  const linkIn = (body = '') => /href="([^"]+)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';

  test('confirms the user who opens the link', async () => {
    await start({ pool: linkPool });
    await signUp(pools, 'ada@example.com');
    const message = pools.outbox.at(-1);
    expect(message).toMatchObject({ subject: 'Confirm' });
    expect(message?.body).toMatch(
      /^Welcome\. <a href="http:\/\/127\.0\.0\.1:\d+\/confirmUser\?[^"]+">Click here<\/a> to confirm\.$/,
    );
    const opened = await fetch(linkIn(message?.body));
    expect(await opened.text()).toContain('Your registration has been confirmed!');
    expect(failure(await signIn(pools, 'ada@example.com'))).toBe('none');
  });

  test('says why a link does not confirm', async () => {
    await start({ pool: linkPool });
    await signUp(pools, 'ada@example.com');
    pools.advance(24 * HOUR);
    const opened = await fetch(linkIn(pools.outbox.at(-1)?.body));
    expect(opened.status).toBe(400);
    expect(await opened.text()).toContain('Invalid code provided');
  });

  test('does not write parameters of the link into the page', async () => {
    await start({ pool: linkPool });
    const opened = await fetch(`${pools.url}/confirmUser?client_id=<script>alert(1)</script>`);
    expect(await opened.text()).not.toContain('<script>');
  });

  test('sends a code, not a link, for a forgotten password', async () => {
    await start({ pool: linkPool });
    await confirmedUser(pools, 'ada@example.com', { email_verified: 'true' });
    await pools.call('ForgotPassword', { ClientId: pools.clientId, Username: 'ada@example.com' });
    expect(pools.outbox.at(-1)?.body).toBe(`Your confirmation code is ${pools.code()}`);
  });
});

test('no answer and no message of a sign-up contains the password', async () => {
  await start();
  const answers = [
    await signUp(pools, 'ada@example.com'),
    await signUp(pools, 'ada', {}, {}),
    await signUp(pools, 'ada@example.com', {}, { Username: '' }),
  ];
  expect(JSON.stringify([answers, pools.outbox])).not.toContain(PASSWORD);
});
