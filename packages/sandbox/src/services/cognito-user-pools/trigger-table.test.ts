import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import {
  authenticator,
  CHALLENGE_TRIGGERS,
  historyOf,
  registerApp,
  responding,
  srpClient,
} from '../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  attributeList,
  type Backend,
  confirmedUser,
  PASSWORD,
  signedIn,
  signIn,
  signUp,
  startUserPools,
  type TestUserPools,
  type TriggerFunction,
} from '../../../testing/user-pools.js';

/**
 * The README's table "Which trigger runs when", row by row.
 *
 * To add a row, write it there. Add its operation here, under the text of the row's first cell.
 */

/** Prepares an operation and returns a function that performs it. */
type Run = () => Promise<() => Promise<Answer>>;

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const NOBODY = 'nobody@example.com';
const NEW_EMAIL = { UserAttributes: attributeList({ email: 'lovelace@example.com' }) };
const TEMPORARY = 'Temporary-Horse-9';
const PHONE = '+14325551212';
const FACTORS = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'];
const MFA = {
  MfaConfiguration: 'OPTIONAL',
  EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
};

const echo: TriggerFunction = (event) => event;
const backend = (triggers: Backend['triggers'] = {}): Backend => ({
  pool: {
    ...AMPLIFY_POOL,
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: FACTORS } },
    ...MFA,
  },
  client: {
    ...AMPLIFY_CLIENT,
    ExplicitAuthFlows: [
      ...['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      ...['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    ],
  },
  triggers: {
    PreSignUp: echo,
    CustomMessage: echo,
    PostConfirmation: echo,
    PreAuthentication: echo,
    PostAuthentication: echo,
    UserMigration: responding({
      userAttributes: { email: NOBODY, email_verified: 'true' },
      finalUserStatus: 'CONFIRMED',
      messageAction: 'SUPPRESS',
    }),
    ...CHALLENGE_TRIGGERS,
    ...triggers,
  },
  preTokenGeneration: { version: 'V2_0', run: echo },
});
const deploy = (triggers: Backend['triggers']) => pools.deploy(backend(triggers));

const deploySenders = () => deploy({ CustomEmailSender: echo, CustomSMSSender: echo });

const run =
  (perform: () => Promise<Answer>): Run =>
  async () =>
    perform;
const after =
  <T>(prepare: () => Promise<T>, perform: (prepared: T) => Promise<Answer>): Run =>
  async () => {
    const prepared = await prepare();
    return () => perform(prepared);
  };

const call = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { ClientId: pools.clientId, Username: ADA, ...more });
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const initiate = (AuthFlow: string, parameters: Record<string, string> = {}) =>
  call('InitiateAuth', { AuthFlow, AuthParameters: { USERNAME: ADA, ...parameters } });
const adminInitiate = (parameters: Record<string, string>) =>
  admin('AdminInitiateAuth', {
    ClientId: pools.clientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: ADA, ...parameters },
  });
const respond = (challenge: Answer, name: string, responses: Record<string, string>) =>
  call('RespondToAuthChallenge', {
    ChallengeName: name,
    Session: challenge.body.Session,
    ChallengeResponses: { USERNAME: ADA, ...responses },
  });
const newPassword = (challenge: Answer) =>
  respond(challenge, 'NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: PASSWORD });

const ada = () => confirmedUser(pools, ADA, { email_verified: 'true', phone_number: PHONE });
const invitedAda = () =>
  admin('AdminCreateUser', { TemporaryPassword: TEMPORARY, MessageAction: 'SUPPRESS' });
const prefer = (factor: string) => initiate('USER_AUTH', { PREFERRED_CHALLENGE: factor });
const enterCode = (challenge: Answer) => {
  const name = String(challenge.body.ChallengeName);
  return respond(challenge, name, { [`${name}_CODE`]: pools.code() });
};
const turnOn = (...settings: readonly ('SMS' | 'Email' | 'SoftwareToken')[]) =>
  admin(
    'AdminSetUserMFAPreference',
    Object.fromEntries(settings.map((name) => [`${name}MfaSettings`, { Enabled: true }])),
  );
const adaWith =
  (...settings: readonly ('SMS' | 'Email')[]) =>
  async () => {
    await ada();
    return turnOn(...settings);
  };
/** Makes the pool require a second factor, for a user who has neither a factor nor an address. */
const requireSetup = async () => {
  const noAddress = { UsernameAttributes: [], Schema: [], AccountRecoverySetting: {} };
  const required = { ...MFA, MfaConfiguration: 'ON', ...noAddress };
  await pools.deploy({ ...backend(), pool: { ...AMPLIFY_POOL, ...required } });
  await confirmedUser(pools, 'ada');
};
const setUpApp = async ({ body: { Session } }: Answer) => {
  const { body } = await pools.call('AssociateSoftwareToken', { Session });
  const UserCode = authenticator(() => pools, body.SecretCode).code();
  return pools.call('VerifySoftwareToken', { Session: body.Session, UserCode });
};
const adasTokens = async () => {
  await ada();
  return signedIn(pools, ADA);
};
const adaChallenged = async (flow: string, parameters: Record<string, string> = {}) => {
  await ada();
  return initiate(flow, parameters);
};
const srp = (options?: Parameters<typeof srpClient>[2]) => async () => {
  const client = srpClient(pools, ADA, options);
  const challenge = await client.initiate();
  return () => respond(challenge, 'PASSWORD_VERIFIER', client.prove(challenge));
};
const customSrp = { authFlow: 'CUSTOM_AUTH', parameters: { CHALLENGE_NAME: 'SRP_A' } } as const;
const page = async (path: string): Promise<Answer> => {
  const { status } = await fetch(`${pools.url}${path}`);
  return { status, body: {} };
};

const ROWS: Readonly<Record<string, readonly Run[]>> = {
  '`SignUp`': [run(() => signUp(pools, ADA))],
  '`SignUp` of a user whom `PreSignUp` confirms': [
    after(
      () => deploy({ PreSignUp: responding({ autoConfirmUser: true }) }),
      () => signUp(pools, ADA),
    ),
  ],
  '`ConfirmSignUp`, `AdminConfirmSignUp`': [
    after(
      () => signUp(pools, ADA),
      () => call('ConfirmSignUp', { ConfirmationCode: pools.code() }),
    ),
    after(
      () => signUp(pools, ADA),
      () => admin('AdminConfirmSignUp'),
    ),
  ],
  '`ResendConfirmationCode`': [
    after(
      () => signUp(pools, ADA),
      () => call('ResendConfirmationCode'),
    ),
  ],
  '`AdminCreateUser`': [run(() => admin('AdminCreateUser'))],
  '`AdminCreateUser` with `SUPPRESS`': [run(invitedAda)],
  '`AdminCreateUser` with `RESEND`': [
    after(invitedAda, () => admin('AdminCreateUser', { MessageAction: 'RESEND' })),
  ],
  '`InitiateAuth` with `USER_PASSWORD_AUTH`, `AdminInitiateAuth` with `ADMIN_USER_PASSWORD_AUTH`': [
    after(ada, () => initiate('USER_PASSWORD_AUTH', { PASSWORD })),
    after(ada, () => adminInitiate({ PASSWORD })),
  ],
  'the same, of an unknown user': [
    run(() => initiate('USER_PASSWORD_AUTH', { PASSWORD, USERNAME: NOBODY })),
    run(() => adminInitiate({ PASSWORD, USERNAME: NOBODY })),
  ],
  'the same, with a temporary password': [
    after(invitedAda, () => initiate('USER_PASSWORD_AUTH', { PASSWORD: TEMPORARY })),
    after(invitedAda, () => adminInitiate({ PASSWORD: TEMPORARY })),
  ],
  '`InitiateAuth` with `USER_SRP_AUTH`': [after(ada, () => srpClient(pools, ADA).initiate())],
  '`RespondToAuthChallenge`, `PASSWORD_VERIFIER`': [
    after(
      () => ada().then(srp()),
      (prove) => prove(),
    ),
  ],
  '`RespondToAuthChallenge`, `NEW_PASSWORD_REQUIRED`': [
    after(() => invitedAda().then(() => signIn(pools, ADA, TEMPORARY)), newPassword),
  ],
  '`InitiateAuth` with `USER_AUTH`': [after(ada, () => initiate('USER_AUTH'))],
  '`InitiateAuth` with `USER_AUTH` and the password': [
    after(ada, () => initiate('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })),
  ],
  '`RespondToAuthChallenge`, `SELECT_CHALLENGE` or `PASSWORD` with the password': [
    after(
      () => adaChallenged('USER_AUTH'),
      (choice) => respond(choice, 'SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }),
    ),
    after(
      () => adaChallenged('USER_AUTH', { PREFERRED_CHALLENGE: 'PASSWORD' }),
      (challenge) => respond(challenge, 'PASSWORD', { PASSWORD }),
    ),
  ],
  '`InitiateAuth` with `USER_AUTH`, preferring a one-time password': [
    after(ada, () => prefer('EMAIL_OTP')),
    after(ada, () => prefer('SMS_OTP')),
  ],
  '`RespondToAuthChallenge`, `SELECT_CHALLENGE` of a one-time password': [
    after(
      () => adaChallenged('USER_AUTH'),
      (choice) => respond(choice, 'SELECT_CHALLENGE', { ANSWER: 'EMAIL_OTP' }),
    ),
  ],
  '`RespondToAuthChallenge`, `EMAIL_OTP` or `SMS_OTP`': [
    after(() => ada().then(() => prefer('EMAIL_OTP')), enterCode),
    after(() => ada().then(() => prefer('SMS_OTP')), enterCode),
  ],
  'the same, of a user who was not confirmed': [
    after(() => signUp(pools, ADA).then(() => prefer('EMAIL_OTP')), enterCode),
  ],
  '`InitiateAuth` with `USER_AUTH` and the session of `ConfirmSignUp`': [
    after(
      async () => {
        await signUp(pools, ADA);
        const { body } = await call('ConfirmSignUp', { ConfirmationCode: pools.code() });
        return body.Session;
      },
      (Session) =>
        call('InitiateAuth', {
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: ADA },
          Session,
        }),
    ),
  ],
  '`InitiateAuth` with `USER_PASSWORD_AUTH`, of a user whose second factor is a code by SMS or e-mail':
    [
      after(adaWith('SMS'), () => initiate('USER_PASSWORD_AUTH', { PASSWORD })),
      after(adaWith('Email'), () => initiate('USER_PASSWORD_AUTH', { PASSWORD })),
    ],
  '`RespondToAuthChallenge`, `PASSWORD_VERIFIER` or `SELECT_MFA_TYPE`, before a code by SMS or e-mail':
    [
      after(
        () => adaWith('SMS')().then(srp()),
        (prove) => prove(),
      ),
      after(
        () => adaWith('SMS', 'Email')().then(() => initiate('USER_PASSWORD_AUTH', { PASSWORD })),
        (choice) => respond(choice, 'SELECT_MFA_TYPE', { ANSWER: 'EMAIL_OTP' }),
      ),
    ],
  '`RespondToAuthChallenge`, `NEW_PASSWORD_REQUIRED`, before a code by SMS or e-mail': [
    after(async () => {
      await invitedAda();
      await turnOn('Email');
      return signIn(pools, ADA, TEMPORARY);
    }, newPassword),
  ],
  '`RespondToAuthChallenge`, `MFA_SETUP` with an e-mail address': [
    after(
      () => requireSetup().then(() => signIn(pools, 'ada')),
      (setup) => respond(setup, 'MFA_SETUP', { USERNAME: 'ada', EMAIL: ADA }),
    ),
  ],
  '`RespondToAuthChallenge`, `SMS_MFA`, `EMAIL_OTP`, `SOFTWARE_TOKEN_MFA` or `MFA_SETUP` as the second factor':
    [
      after(() => adaWith('SMS')().then(() => signIn(pools, ADA)), enterCode),
      after(() => adaWith('Email')().then(() => signIn(pools, ADA)), enterCode),
      after(
        async () => {
          await ada();
          const app = await registerApp(() => pools, ADA);
          await turnOn('SoftwareToken');
          return { app, challenge: await signIn(pools, ADA) };
        },
        ({ app, challenge }) =>
          respond(challenge, 'SOFTWARE_TOKEN_MFA', { SOFTWARE_TOKEN_MFA_CODE: app.code() }),
      ),
      after(
        async () => {
          await requireSetup();
          return setUpApp(await signIn(pools, 'ada'));
        },
        (verified) => respond(verified, 'MFA_SETUP', { USERNAME: 'ada' }),
      ),
    ],
  'the same, after a new password': [
    after(async () => {
      await invitedAda();
      await turnOn('Email');
      return newPassword(await signIn(pools, ADA, TEMPORARY));
    }, enterCode),
  ],
  '`RespondToAuthChallenge`, the second factor of a custom sign-in': [
    after(async () => {
      const prove = await adaWith('SMS')().then(srp(customSrp));
      return prove();
    }, enterCode),
  ],
  '`InitiateAuth` with `CUSTOM_AUTH`': [after(ada, () => initiate('CUSTOM_AUTH'))],
  '`InitiateAuth` with `CUSTOM_AUTH` and `SRP_A`': [
    after(ada, () => srpClient(pools, ADA, customSrp).initiate()),
  ],
  '`RespondToAuthChallenge`, `PASSWORD_VERIFIER` of a custom sign-in': [
    after(
      () => ada().then(srp(customSrp)),
      (prove) => prove(),
    ),
  ],
  '`RespondToAuthChallenge`, `NEW_PASSWORD_REQUIRED` of a custom sign-in': [
    after(async () => {
      await deploy({
        DefineAuthChallenge: (event) =>
          historyOf(event).at(-1)?.challengeName === 'PASSWORD_VERIFIER'
            ? responding({ challengeName: 'NEW_PASSWORD_REQUIRED' })(event)
            : CHALLENGE_TRIGGERS.DefineAuthChallenge(event),
      });
      await invitedAda();
      const prove = await srp({ ...customSrp, password: TEMPORARY })();
      return prove();
    }, newPassword),
  ],
  '`RespondToAuthChallenge`, `CUSTOM_CHALLENGE`, and another follows': [
    after(
      () => adaChallenged('CUSTOM_AUTH'),
      (challenge) => respond(challenge, 'CUSTOM_CHALLENGE', { ANSWER: 'wrong' }),
    ),
  ],
  '`RespondToAuthChallenge`, the last `CUSTOM_CHALLENGE`': [
    after(
      () => adaChallenged('CUSTOM_AUTH'),
      (challenge) => respond(challenge, 'CUSTOM_CHALLENGE', { ANSWER: 'right' }),
    ),
  ],
  '`GetTokensFromRefreshToken`, `REFRESH_TOKEN_AUTH`': [
    after(adasTokens, ({ RefreshToken }) => call('GetTokensFromRefreshToken', { RefreshToken })),
    after(adasTokens, ({ RefreshToken }) =>
      initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken }),
    ),
  ],
  '`ForgotPassword`': [after(ada, () => call('ForgotPassword'))],
  '`ForgotPassword` of an unknown user': [run(() => call('ForgotPassword', { Username: NOBODY }))],
  '`AdminResetUserPassword`': [after(ada, () => admin('AdminResetUserPassword'))],
  '`ConfirmForgotPassword`': [
    after(
      () => ada().then(() => call('ForgotPassword')),
      () => call('ConfirmForgotPassword', { ConfirmationCode: pools.code(), Password: PASSWORD }),
    ),
  ],
  '`UpdateUserAttributes`, `AdminUpdateUserAttributes`': [
    after(adasTokens, ({ AccessToken }) =>
      call('UpdateUserAttributes', { AccessToken, ...NEW_EMAIL }),
    ),
    after(ada, () => admin('AdminUpdateUserAttributes', NEW_EMAIL)),
  ],
  '`GetUserAttributeVerificationCode`': [
    after(adasTokens, ({ AccessToken }) =>
      call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' }),
    ),
  ],
  '`SignUp`, with custom senders': [after(deploySenders, () => signUp(pools, ADA))],
  '`ResendConfirmationCode`, with custom senders': [
    after(
      () => deploySenders().then(() => signUp(pools, ADA)),
      () => call('ResendConfirmationCode'),
    ),
  ],
  '`AdminCreateUser`, with custom senders': [after(deploySenders, () => admin('AdminCreateUser'))],
  '`ForgotPassword`, `AdminResetUserPassword`, with custom senders': [
    after(
      () => deploySenders().then(ada),
      () => call('ForgotPassword'),
    ),
    after(
      () => deploySenders().then(ada),
      () => admin('AdminResetUserPassword'),
    ),
  ],
  '`UpdateUserAttributes`, `AdminUpdateUserAttributes`, with custom senders': [
    after(
      () => deploySenders().then(adasTokens),
      ({ AccessToken }) => call('UpdateUserAttributes', { AccessToken, ...NEW_EMAIL }),
    ),
    after(
      () => deploySenders().then(ada),
      () => admin('AdminUpdateUserAttributes', NEW_EMAIL),
    ),
  ],
  '`GetUserAttributeVerificationCode`, with custom senders': [
    after(
      () => deploySenders().then(adasTokens),
      ({ AccessToken }) =>
        call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' }),
    ),
  ],
  '`InitiateAuth` with `USER_AUTH`, preferring `EMAIL_OTP`, with custom senders': [
    after(
      () => deploySenders().then(ada),
      () => prefer('EMAIL_OTP'),
    ),
  ],
  '`InitiateAuth` with `USER_AUTH`, preferring `SMS_OTP`, with custom senders': [
    after(
      () => deploySenders().then(ada),
      () => prefer('SMS_OTP'),
    ),
  ],
  'sign-in in the hosted UI': ['/login', '/oauth2/authorize', '/oauth2/idpresponse'].map((path) =>
    run(() => page(path)),
  ),
  '`RespondToAuthChallenge`, `DEVICE_PASSWORD_VERIFIER`': [
    after(
      () => ada().then(() => srpClient(pools, ADA).initiate()),
      (challenge) => respond(challenge, 'DEVICE_PASSWORD_VERIFIER', {}),
    ),
  ],
};

const README = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const rows = Array.from(
  README.slice(
    README.indexOf('### Which trigger runs when'),
    README.indexOf('### Options of functions'),
  ).matchAll(/^\| (?!operation|-)(.+?) \| (.*?) \| .*\|$/gm),
  ([, operation = '', sources = '']) => ({
    operation,
    served: !sources.startsWith('not supported'),
    sources: Array.from(sources.matchAll(/`(\w+_\w+)`/g), ([, source]) => source),
  }),
);

describe('the table of the README', () => {
  test('has each row of this test once', async () => {
    pools = await startUserPools();
    expect(rows.map(({ operation }) => operation)).toEqual(Object.keys(ROWS));
    expect(Object.values(ROWS).filter((runs) => runs.length === 0)).toEqual([]);
  });

  test.for(
    rows.flatMap((row) =>
      (ROWS[row.operation] ?? []).map((begin, index) => ({ ...row, begin, way: index + 1 })),
    ),
  )('$operation ($way)', async ({ served, sources, begin }) => {
    pools = await startUserPools(backend());
    const perform = await begin();
    const before = pools.events.length;
    const { status, body } = await perform();
    expect(status === 200, JSON.stringify(body)).toBe(served);
    expect(pools.events.slice(before).map(({ triggerSource }) => triggerSource)).toEqual(
      served ? sources : [],
    );
  });
});
