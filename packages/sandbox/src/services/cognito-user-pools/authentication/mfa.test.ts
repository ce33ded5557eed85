import { afterEach, describe, expect, test } from 'vitest';
import {
  authenticator,
  CHALLENGE_TRIGGERS,
  challengeParameters,
  historyOf,
  registerApp,
  signInClient,
  srpClient,
  wrongCode,
} from '../../../../testing/sign-in.js';
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
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
  tokensOf,
} from '../../../../testing/user-pools.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import type { MfaFactor } from '../user-pool/user-pool.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const PHONE = '+14325551212';
const ALL_FLOWS = {
  ...AMPLIFY_CLIENT,
  ExplicitAuthFlows: [
    ...['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    ...['ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  ],
};
const pool = (
  MfaConfiguration: string,
  EnabledMfas: readonly MfaFactor[],
  more: Properties = {},
): Properties => ({ ...AMPLIFY_POOL, MfaConfiguration, EnabledMfas, ...more });
const ALL = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;
const MISMATCH = 'CodeMismatchException: Invalid code or auth state for the user.';
const APP_MISMATCH = 'CodeMismatchException: Invalid code received for user';
const INVALID_SESSION = 'NotAuthorizedException: Invalid session for the user.';
const LOCKED = 'NotAuthorizedException: Password attempts exceeded';

const start = async (properties: Properties, more: Backend = {}) => {
  pools = await startUserPools({ pool: properties, client: ALL_FLOWS, ...more });
};
const ada = signInClient(() => pools, ADA);
const bob = signInClient(() => pools, BOB);
const echo: TriggerFunction = (event) => event;
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const byPassword = (client = ada, password = PASSWORD) =>
  client.initiate('USER_PASSWORD_AUTH', { PASSWORD: password });
const turnOn = (...settings: ('SMS' | 'SoftwareToken' | 'Email')[]) =>
  admin(
    'AdminSetUserMFAPreference',
    Object.fromEntries(settings.map((name) => [`${name}MfaSettings`, { Enabled: true }])),
  );
const sources = () => pools.events.map(({ triggerSource }) => triggerSource);

/** Ada, with a phone and an app. She has turned on the given factors. */
const adaWithApp = async (...on: ('SMS' | 'SoftwareToken')[]) => {
  await start(pool('OPTIONAL', ALL));
  await confirmedUser(pools, ADA, { phone_number: PHONE });
  const app = await registerApp(() => pools, ADA);
  await turnOn(...on);
  return app;
};

describe('a code by SMS', () => {
  test('is sent after the password, and signs the user in', async () => {
    await start(pool('ON', ['SMS_MFA']));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const challenge = await byPassword();
    expect(challenge.body).toEqual({
      ChallengeName: 'SMS_MFA',
      Session: expect.any(String),
      ChallengeParameters: {
        USER_ID_FOR_SRP: (await adminGetUser(pools, ADA)).Username,
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: '+*******1212',
      },
    });
    expect(pools.outbox).toEqual([
      expect.objectContaining({
        channel: 'sms',
        to: PHONE,
        reason: 'CustomMessage_Authentication',
        code: expect.stringMatching(/^\d{6}$/),
      }),
    ]);
    const answer = await ada.respond('SMS_MFA', challenge, { SMS_MFA_CODE: pools.code() });
    expect(tokensOf(answer)).not.toHaveProperty('NewDeviceMetadata');
    const { attributes } = await adminGetUser(pools, ADA);
    expect(attributes.phone_number_verified).toBe('true');
  });

  test("has the pool's text", async () => {
    await start(pool('ON', ['SMS_MFA'], { SmsAuthenticationMessage: 'In with {####}' }));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    await byPassword();
    expect(pools.outbox.at(-1)?.body).toBe(`In with ${pools.code()}`);
  });
});

describe('a code by e-mail', () => {
  test('is sent after the password, and signs the user in', async () => {
    await start(pool('OPTIONAL', ['EMAIL_OTP']));
    await confirmedUser(pools, ADA);
    await turnOn('Email');
    const challenge = await byPassword();
    expect(challenge.body.ChallengeName).toBe('EMAIL_OTP');
    expect(challengeParameters(challenge)).toMatchObject({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
      CODE_DELIVERY_DESTINATION: 'a***@e***',
    });
    expect(pools.code()).toMatch(/^\d{8}$/);
    const answer = await ada.respond('EMAIL_OTP', challenge, { EMAIL_OTP_CODE: pools.code() });
    expect(failure(answer)).toBe('none');
    expect((await adminGetUser(pools, ADA)).attributes.email_verified).toBe('true');
  });
});

describe('a code of an authenticator app', () => {
  const enter = (challenge: Answer, code: string, client = ada) =>
    client.respond('SOFTWARE_TOKEN_MFA', challenge, { SOFTWARE_TOKEN_MFA_CODE: code });

  test('signs the user in, and nothing is sent', async () => {
    const app = await adaWithApp('SoftwareToken');
    const challenge = await byPassword();
    expect(challenge.body).toMatchObject({
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      ChallengeParameters: { USER_ID_FOR_SRP: expect.any(String) },
    });
    expect(failure(await enter(challenge, app.code()))).toBe('none');
    expect(pools.outbox).toHaveLength(0);
  });

  test('is valid half a minute early or late, and no more', async () => {
    const app = await adaWithApp('SoftwareToken');
    pools.advance(MINUTE);
    const challenge = await byPassword();
    const at = (offset: number) => app.code(pools.now() + offset);
    expect(failure(await enter(challenge, at(-MINUTE)))).toBe(APP_MISMATCH);
    expect(failure(await enter(challenge, at(MINUTE)))).toBe(APP_MISMATCH);
    expect(failure(await enter(challenge, at(-30 * SECOND)))).toBe('none');
    expect(failure(await enter(await byPassword(), at(30 * SECOND)))).toBe('none');
  });

  test('is valid once in all sign-ins, and invalidates every earlier code', async () => {
    const USED = 'ExpiredCodeException: Your software token has already been used once.';
    const app = await adaWithApp('SoftwareToken');
    pools.advance(MINUTE);
    expect(failure(await enter(await byPassword(), app.code()))).toBe('none');
    const replayed = await byPassword();
    expect(failure(await enter(replayed, app.code()))).toBe(USED);
    expect(failure(await enter(replayed, app.code(pools.now() - 30 * SECOND)))).toBe(USED);
    pools.advance(30 * SECOND);
    expect(failure(await enter(replayed, app.code()))).toBe('none');
  });

  test('is not valid for the sign-in right after it has verified the app', async () => {
    const app = await adaWithApp('SoftwareToken');
    const challenge = await byPassword();
    const ofVerification = app.code(pools.now() - 30 * SECOND);
    expect(failure(await enter(challenge, ofVerification))).toMatch(/^ExpiredCodeException/);
  });

  test('names the device that the user has named', async () => {
    await start(pool('OPTIONAL', ALL));
    await confirmedUser(pools, ADA);
    const { AccessToken } = tokensOf(await byPassword());
    const { body } = await pools.call('AssociateSoftwareToken', { AccessToken });
    const UserCode = authenticator(() => pools, body.SecretCode).code();
    const FriendlyDeviceName = 'My phone';
    await pools.call('VerifySoftwareToken', { AccessToken, UserCode, FriendlyDeviceName });
    await turnOn('SoftwareToken');
    expect(challengeParameters(await byPassword()).FRIENDLY_DEVICE_NAME).toBe('My phone');
  });

  test.for<[string, (challenge: Answer, code: string) => Promise<Answer>, string]>([
    ['a wrong code', (challenge, code) => enter(challenge, wrongCode(code)), APP_MISMATCH],
    ['a code of another length', (challenge, code) => enter(challenge, `${code}0`), APP_MISMATCH],
    [
      'no code',
      (challenge) => ada.respond('SOFTWARE_TOKEN_MFA', challenge),
      'InvalidParameterException: Missing required parameter SOFTWARE_TOKEN_MFA_CODE',
    ],
    [
      "another user's code",
      async (challenge) => {
        await confirmedUser(pools, BOB);
        const bobsApp = await registerApp(() => pools, BOB);
        return enter(challenge, bobsApp.code());
      },
      APP_MISMATCH,
    ],
    [
      "the right code in another user's name",
      async (challenge, code) => {
        await confirmedUser(pools, BOB);
        return enter(challenge, code, bob);
      },
      APP_MISMATCH,
    ],
    [
      'the right code after three minutes',
      (challenge) => {
        pools.advance(3 * MINUTE);
        return enter(challenge, '000000');
      },
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    ],
    [
      'the right code for another challenge',
      (challenge, code) => ada.respond('SMS_MFA', challenge, { SMS_MFA_CODE: code }),
      INVALID_SESSION,
    ],
    [
      'a choice of another factor in place of the code',
      (challenge) => ada.respond('SELECT_MFA_TYPE', challenge, { ANSWER: 'SMS_MFA' }),
      INVALID_SESSION,
    ],
    [
      'a claim to have set up a factor',
      (challenge) => ada.respond('MFA_SETUP', challenge, { EMAIL: ADA }),
      INVALID_SESSION,
    ],
    [
      'a new password in place of the code',
      (challenge) => ada.respond('NEW_PASSWORD_REQUIRED', challenge, { NEW_PASSWORD: PASSWORD }),
      INVALID_SESSION,
    ],
    [
      'the choice to sign in without',
      (challenge) => ada.select(challenge, 'EMAIL_OTP'),
      INVALID_SESSION,
    ],
    [
      'an app of their own in place of the one of the user',
      ({ body: { Session } }) => pools.call('AssociateSoftwareToken', { Session }),
      INVALID_SESSION,
    ],
  ])('does not sign in a user with the right password and %s', async ([, attempt, message]) => {
    const app = await adaWithApp('SoftwareToken');
    const challenge = await byPassword();
    expect(failure(await attempt(challenge, app.code()))).toBe(message);
  });

  test('may be mistyped, and is valid in one session only', async () => {
    const app = await adaWithApp('SoftwareToken');
    const challenge = await byPassword();
    expect(failure(await enter(challenge, wrongCode(app.code())))).toBe(APP_MISMATCH);
    expect(failure(await enter(challenge, app.code()))).toBe('none');
    pools.advance(30 * SECOND);
    expect(failure(await enter(challenge, app.code()))).toMatch(/session can only be used once/);
  });

  test('cannot be guessed: the right password does not reset the count of wrong codes', async () => {
    const app = await adaWithApp('SoftwareToken');
    for (let time = 1; time <= 5; time++) {
      expect(failure(await enter(await byPassword(), wrongCode(app.code())))).toBe(APP_MISMATCH);
    }
    const challenge = await byPassword();
    expect(failure(await enter(challenge, app.code()))).toBe(LOCKED);
    pools.advance(SECOND);
    expect(failure(await enter(challenge, wrongCode(app.code())))).toBe(APP_MISMATCH);
    pools.advance(SECOND);
    expect(failure(await enter(challenge, app.code()))).toBe(LOCKED);
    pools.advance(SECOND);
    expect(failure(await enter(challenge, app.code()))).toBe('none');
  });
});

describe('the choice of a second factor', () => {
  test.for([
    ['SMS_MFA', 'SMS_MFA_CODE'],
    ['SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA_CODE'],
  ] as const)('leads to %s', async ([factor, name]) => {
    const app = await adaWithApp('SMS', 'SoftwareToken');
    const choice = await byPassword();
    expect(choice.body).toMatchObject({
      ChallengeName: 'SELECT_MFA_TYPE',
      ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' },
    });
    expect(pools.outbox).toHaveLength(0);
    const challenge = await ada.respond('SELECT_MFA_TYPE', choice, { ANSWER: factor });
    expect(challenge.body.ChallengeName).toBe(factor);
    const code = factor === 'SMS_MFA' ? pools.code() : app.code();
    expect(failure(await ada.respond(factor, challenge, { [name]: code }))).toBe('none');
  });

  test.for<[string, (choice: Answer) => Promise<Answer>, string]>([
    [
      'a factor that the user does not have',
      (choice) => ada.respond('SELECT_MFA_TYPE', choice, { ANSWER: 'EMAIL_OTP' }),
      'InvalidParameterException: The selected MFA type is not among those to choose from.',
    ],
    [
      'nothing',
      (choice) => ada.respond('SELECT_MFA_TYPE', choice),
      'InvalidParameterException: Missing required parameter ANSWER',
    ],
    [
      "another user's factor",
      async (choice) => {
        await confirmedUser(pools, BOB, { phone_number: '+14325550000' });
        return bob.respond('SELECT_MFA_TYPE', choice, { ANSWER: 'SMS_MFA' });
      },
      INVALID_SESSION,
    ],
    [
      'no factor, but a code that was not asked for',
      (choice) => ada.respond('SMS_MFA', choice, { SMS_MFA_CODE: '000000' }),
      INVALID_SESSION,
    ],
  ])('cannot be %s', async ([, attempt, message]) => {
    await adaWithApp('SMS', 'SoftwareToken');
    expect(failure(await attempt(await byPassword()))).toBe(message);
    expect(pools.outbox).toHaveLength(0);
  });
});

describe('every flow with a password', () => {
  const proven = (challenge: Answer, client: ReturnType<typeof srpClient>) =>
    ada.respond('PASSWORD_VERIFIER', challenge, client.prove(challenge));
  const preferring = (PREFERRED_CHALLENGE: string, more: Record<string, string>) =>
    ada.initiate('USER_AUTH', { PREFERRED_CHALLENGE, ...more });
  const FLOWS: Readonly<Record<string, () => Promise<Answer>>> = {
    USER_PASSWORD_AUTH: () => byPassword(),
    USER_SRP_AUTH: async () => {
      const client = srpClient(pools, ADA);
      return proven(await client.initiate(), client);
    },
    ADMIN_USER_PASSWORD_AUTH: () =>
      admin('AdminInitiateAuth', {
        ClientId: pools.clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: ADA, PASSWORD },
      }),
    'USER_AUTH with PASSWORD': () => preferring('PASSWORD', { PASSWORD }),
    'USER_AUTH with PASSWORD_SRP': async () => {
      const client = srpClient(pools, ADA);
      return proven(await preferring('PASSWORD_SRP', { SRP_A: client.publicValue }), client);
    },
    'USER_AUTH with a choice': async () =>
      ada.respond('SELECT_CHALLENGE', await ada.initiate('USER_AUTH'), {
        ANSWER: 'PASSWORD',
        PASSWORD,
      }),
    'CUSTOM_AUTH with SRP': async () => {
      const parameters = { CHALLENGE_NAME: 'SRP_A' };
      const client = srpClient(pools, ADA, { authFlow: 'CUSTOM_AUTH', parameters });
      return proven(await client.initiate(), client);
    },
  };

  test.for(Object.entries(FLOWS))('asks for the second factor: %s', async ([, flow]) => {
    await start(pool('ON', ['SMS_MFA']), { triggers: CHALLENGE_TRIGGERS });
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const challenge = await flow();
    expect(challenge.body.ChallengeName).toBe('SMS_MFA');
    expect(challenge.body.AuthenticationResult).toBeUndefined();
    const answer = await ada.respond('SMS_MFA', challenge, { SMS_MFA_CODE: pools.code() });
    expect(failure(answer)).toBe('none');
  });

  test('asks for it after a new password as well', async () => {
    await start(pool('ON', ['SMS_MFA']), { preTokenGeneration: { version: 'V1_0', run: echo } });
    const UserAttributes = [{ Name: 'phone_number', Value: PHONE }];
    await admin('AdminCreateUser', { TemporaryPassword: 'Temporary-1!', UserAttributes });
    const first = await byPassword(ada, 'Temporary-1!');
    const second = await ada.respond('NEW_PASSWORD_REQUIRED', first, { NEW_PASSWORD: PASSWORD });
    expect(second.body.ChallengeName).toBe('SMS_MFA');
    const answer = await ada.respond('SMS_MFA', second, { SMS_MFA_CODE: pools.code() });
    expect(failure(answer)).toBe('none');
    expect(sources()).toEqual(['TokenGeneration_NewPasswordChallenge']);
  });

  test('asks a migrated user for it', async () => {
    const UserMigration: TriggerFunction = (event) => ({
      ...event,
      response: {
        userAttributes: { email: ADA, phone_number: PHONE },
        messageAction: 'SUPPRESS',
      },
    });
    await start(pool('ON', ['SMS_MFA']), { triggers: { UserMigration } });
    const challenge = await byPassword();
    const answer = await ada.respond('SMS_MFA', challenge, { SMS_MFA_CODE: pools.code() });
    expect(failure(answer)).toBe('none');
  });

  test('does not ask for it after a wrong password', async () => {
    await start(pool('ON', ['SMS_MFA']));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    expect(failure(await byPassword(ada, 'Wrong-Horse-9'))).toBe(
      'NotAuthorizedException: Incorrect username or password.',
    );
    expect(pools.outbox).toHaveLength(0);
  });
});

describe('a flow without a password', () => {
  const POLICY = {
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
  };

  test.for<[string, Properties, readonly 'SMS'[]]>([
    ['a pool requires it', pool('ON', ['SMS_MFA'], POLICY), []],
    ['the user has turned it on', pool('OPTIONAL', ['SMS_MFA'], POLICY), ['SMS']],
  ])('does not bypass a second factor when %s', async ([, properties, on]) => {
    await start(properties);
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    await turnOn(...on);
    const choice = await ada.prefer('EMAIL_OTP');
    expect(choice.body).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP'],
    });
    expect(failure(await ada.select(choice, 'EMAIL_OTP'))).toMatch(/not among the available/);
    expect(pools.outbox).toHaveLength(0);
  });

  test('does not bypass one that the user has turned on meanwhile', async () => {
    await start(pool('OPTIONAL', ['SMS_MFA'], POLICY));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const challenge = await ada.prefer('EMAIL_OTP');
    await turnOn('SMS');
    const code = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await ada.respond('EMAIL_OTP', challenge, code))).toBe(INVALID_SESSION);
  });

  test('does not bypass one in a pool without passwords', async () => {
    const SignInPolicy = { AllowedFirstAuthFactors: ['EMAIL_OTP'] };
    await start(pool('OPTIONAL', ['SMS_MFA'], { Policies: { SignInPolicy } }));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    await turnOn('SMS');
    const challenge = await ada.prefer('EMAIL_OTP');
    expect(pools.outbox).toHaveLength(0);
    const guess = { EMAIL_OTP_CODE: '00000000' };
    expect(failure(await ada.respond('EMAIL_OTP', challenge, guess))).toBe(MISMATCH);
  });

  test('leaves it to the functions of a custom sign-in', async () => {
    await start(pool('ON', ['SMS_MFA']), { triggers: CHALLENGE_TRIGGERS });
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const challenge = await ada.initiate('CUSTOM_AUTH');
    const answer = await ada.respond('CUSTOM_CHALLENGE', challenge, { ANSWER: 'right' });
    expect(failure(answer)).toBe('none');
  });
});

describe('a custom sign-in with the password', () => {
  const begin = async (triggers: Backend['triggers'] = CHALLENGE_TRIGGERS) => {
    await start(pool('OPTIONAL', ALL), { triggers });
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const app = await registerApp(() => pools, ADA);
    await turnOn('SMS', 'SoftwareToken');
    const parameters = { CHALLENGE_NAME: 'SRP_A' };
    const client = srpClient(pools, ADA, { authFlow: 'CUSTOM_AUTH', parameters });
    const challenge = await client.initiate();
    const proof = client.prove(challenge);
    return { app, choice: await ada.respond('PASSWORD_VERIFIER', challenge, proof) };
  };
  const histories = () =>
    pools.events
      .filter(({ triggerSource }) => triggerSource.startsWith('Define'))
      .map((event) => historyOf(event).map(({ challengeName }) => challengeName));

  test("asks for the second factor first, and only then for the app's challenges", async () => {
    const { app, choice } = await begin({
      ...CHALLENGE_TRIGGERS,
      DefineAuthChallenge: (event) => {
        const last = historyOf(event).at(-1)?.challengeName;
        const afterMfa = { ...event, response: { challengeName: 'CUSTOM_CHALLENGE' } };
        return last === 'SOFTWARE_TOKEN_MFA'
          ? afterMfa
          : CHALLENGE_TRIGGERS.DefineAuthChallenge(event);
      },
    });
    expect(choice.body.ChallengeName).toBe('SELECT_MFA_TYPE');
    const answer = { ANSWER: 'SOFTWARE_TOKEN_MFA' };
    const challenge = await ada.respond('SELECT_MFA_TYPE', choice, answer);
    const custom = await ada.respond('SOFTWARE_TOKEN_MFA', challenge, {
      SOFTWARE_TOKEN_MFA_CODE: app.code(),
    });
    expect(custom.body.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const last = await ada.respond('CUSTOM_CHALLENGE', custom, { ANSWER: 'right' });
    expect(failure(last)).toBe('none');
    const passwordAndCode = ['SRP_A', 'PASSWORD_VERIFIER', 'SOFTWARE_TOKEN_MFA'];
    expect(histories()).toEqual([
      ['SRP_A'],
      passwordAndCode,
      [...passwordAndCode, 'CUSTOM_CHALLENGE'],
    ]);
  });

  test("does not reach the app's challenges without it", async () => {
    const { choice } = await begin();
    const skipped = await ada.respond('CUSTOM_CHALLENGE', choice, { ANSWER: 'right' });
    expect(failure(skipped)).toBe(INVALID_SESSION);
  });
});

describe('setting up a second factor while signing in', () => {
  const REQUIRED = pool('ON', ['SOFTWARE_TOKEN_MFA']);
  const begin = async (properties: Properties = REQUIRED, more: Backend = {}) => {
    await start(properties, more);
    await confirmedUser(pools, ADA);
    return byPassword();
  };
  const associate = (Session: unknown) => pools.call('AssociateSoftwareToken', { Session });
  const verify = (associated: Answer, UserCode: string) =>
    pools.call('VerifySoftwareToken', { Session: associated.body.Session, UserCode });
  const appOf = ({ body }: Answer) => authenticator(() => pools, body.SecretCode);

  test('signs the user in with an app', async () => {
    const setup = await begin();
    expect(setup.body).toMatchObject({
      ChallengeName: 'MFA_SETUP',
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' },
    });
    const associated = await associate(setup.body.Session);
    expect(associated.body).toEqual({
      SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/),
      Session: expect.any(String),
    });
    const app = appOf(associated);
    expect(failure(await verify(associated, wrongCode(app.code())))).toBe(
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    );
    const verified = await verify(associated, app.code());
    expect(verified.body).toEqual({ Status: 'SUCCESS', Session: expect.any(String) });
    expect(failure(await ada.respond('MFA_SETUP', verified))).toBe('none');
    expect(await adminGetUser(pools, ADA)).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    });

    pools.advance(30 * SECOND);
    const challenge = await byPassword();
    const SOFTWARE_TOKEN_MFA_CODE = app.code();
    expect(
      failure(await ada.respond('SOFTWARE_TOKEN_MFA', challenge, { SOFTWARE_TOKEN_MFA_CODE })),
    ).toBe('none');
  });

  test("makes an e-mail address the user's once its code is entered", async () => {
    const noAddress = { UsernameAttributes: [], Schema: [], AutoVerifiedAttributes: [] };
    await start(pool('ON', ['EMAIL_OTP'], { ...noAddress, AccountRecoverySetting: {} }));
    await confirmedUser(pools, 'ada');
    const client = signInClient(() => pools, 'ada');
    const setup = await byPassword(client);
    const mistyped = await client.respond('MFA_SETUP', setup, { EMAIL: 'mistyped@example.com' });
    expect(mistyped.body.ChallengeName).toBe('EMAIL_OTP');
    expect((await adminGetUser(pools, 'ada')).attributes.email).toBeUndefined();
    const again = await client.respond('MFA_SETUP', await byPassword(client), { EMAIL: ADA });
    expect(pools.outbox.at(-1)?.to).toBe(ADA);
    const code = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await client.respond('EMAIL_OTP', again, code))).toBe('none');
    expect(await adminGetUser(pools, 'ada')).toMatchObject({
      attributes: { email: ADA, email_verified: 'true' },
      UserMFASettingList: ['EMAIL_OTP'],
    });
    expect((await byPassword(client)).body.ChallengeName).toBe('EMAIL_OTP');
  });

  test('does not replace the factor that the user has set up meanwhile with an e-mail address', async () => {
    const noAddress = { UsernameAttributes: [], Schema: [], AutoVerifiedAttributes: [] };
    const withApp = pool('ON', ['EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'], {
      ...noAddress,
      AccountRecoverySetting: {},
    });
    await start(withApp);
    await confirmedUser(pools, 'ada');
    const client = signInClient(() => pools, 'ada');
    const [others, toCome] = [await byPassword(client), await byPassword(client)];
    const address = { EMAIL: 'mallory@example.com' };
    const challenge = await client.respond('MFA_SETUP', others, address);
    const users = await associate((await byPassword(client)).body.Session);
    await verify(users, appOf(users).code());
    const code = { EMAIL_OTP_CODE: pools.code() };
    expect(failure(await client.respond('EMAIL_OTP', challenge, code))).toBe(INVALID_SESSION);
    expect(failure(await client.respond('MFA_SETUP', toCome, address))).toBe(INVALID_SESSION);
    expect((await adminGetUser(pools, 'ada')).attributes.email).toBeUndefined();
  });

  test.for<[string, (setup: Answer) => Promise<Answer>, string]>([
    [
      'the setup skipped',
      (setup) => ada.respond('MFA_SETUP', setup),
      'InvalidParameterException: User has not verified software token mfa',
    ],
    [
      'an app that is not verified',
      async (setup) => ada.respond('MFA_SETUP', await associate(setup.body.Session)),
      'InvalidParameterException: User has not verified software token mfa',
    ],
    [
      'an e-mail address in a pool without codes by e-mail',
      (setup) => ada.respond('MFA_SETUP', setup, { EMAIL: 'mallory@example.com' }),
      'InvalidParameterException: User has not verified software token mfa',
    ],
    [
      'a code without an app',
      (setup) => verify(setup, '000000'),
      'SoftwareTokenMFANotFoundException: Software Token MFA does not exist for the user.',
    ],
    [
      'the code of an app that was not set up',
      (setup) => ada.respond('SOFTWARE_TOKEN_MFA', setup, { SOFTWARE_TOKEN_MFA_CODE: '000000' }),
      INVALID_SESSION,
    ],
    [
      'an earlier session',
      async (setup) => {
        await associate(setup.body.Session);
        return associate(setup.body.Session);
      },
      'NotAuthorizedException: Invalid session for the user, session can only be used once.',
    ],
    [
      'a session that is verified already',
      async (setup) => {
        const associated = await associate(setup.body.Session);
        const verified = await verify(associated, appOf(associated).code());
        return associate(verified.body.Session);
      },
      INVALID_SESSION,
    ],
    [
      'the setup of one user to sign in as another',
      async (setup) => {
        await confirmedUser(pools, BOB);
        const associated = await associate(setup.body.Session);
        const verified = await verify(associated, appOf(associated).code());
        return bob.respond('MFA_SETUP', verified);
      },
      INVALID_SESSION,
    ],
    [
      "another user's app",
      async (setup) => {
        await confirmedUser(pools, BOB);
        const bobs = await associate((await byPassword(bob)).body.Session);
        const adas = await associate(setup.body.Session);
        return verify(adas, appOf(bobs).code());
      },
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    ],
    [
      'an app that replaces the one that the user has set up meanwhile',
      async (setup) => {
        const users = await associate((await byPassword()).body.Session);
        const others = await associate(setup.body.Session);
        await verify(users, appOf(users).code());
        return verify(others, appOf(others).code());
      },
      INVALID_SESSION,
    ],
    [
      'a session after three minutes',
      (setup) => {
        pools.advance(3 * MINUTE);
        return associate(setup.body.Session);
      },
      'NotAuthorizedException: Invalid session for the user, session is expired.',
    ],
    ['a session that was never issued', () => associate('A'.repeat(40)), INVALID_SESSION],
    [
      'the setup of a user who was deleted meanwhile',
      async (setup) => {
        const associated = await associate(setup.body.Session);
        await admin('AdminDeleteUser');
        return verify(associated, appOf(associated).code());
      },
      INVALID_SESSION,
    ],
    [
      'the setup of a user who was disabled meanwhile',
      async (setup) => {
        const associated = await associate(setup.body.Session);
        const verified = await verify(associated, appOf(associated).code());
        await admin('AdminDisableUser');
        return ada.respond('MFA_SETUP', verified);
      },
      'NotAuthorizedException: User is disabled.',
    ],
  ])('does not sign in with %s', async ([, attempt, message]) => {
    expect(failure(await attempt(await begin()))).toBe(message);
  });

  test('is not available for an app in a pool without apps', async () => {
    const noAddress = { UsernameAttributes: [], Schema: [], AccountRecoverySetting: {} };
    await start(pool('ON', ['EMAIL_OTP'], noAddress));
    await confirmedUser(pools, 'ada');
    const setup = await byPassword(signInClient(() => pools, 'ada'));
    expect(failure(await associate(setup.body.Session))).toBe(
      'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool',
    );
  });

  test('continues in a custom sign-in', async () => {
    await start(REQUIRED, { triggers: CHALLENGE_TRIGGERS });
    await confirmedUser(pools, ADA);
    const parameters = { CHALLENGE_NAME: 'SRP_A' };
    const client = srpClient(pools, ADA, { authFlow: 'CUSTOM_AUTH', parameters });
    const challenge = await client.initiate();
    const setup = await ada.respond('PASSWORD_VERIFIER', challenge, client.prove(challenge));
    expect(setup.body.ChallengeName).toBe('MFA_SETUP');
    const associated = await associate(setup.body.Session);
    const verified = await verify(associated, appOf(associated).code());
    const next = await ada.respond('MFA_SETUP', verified);
    expect(next.body.ChallengeName).toBe('CUSTOM_CHALLENGE');
  });
});
