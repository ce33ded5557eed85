import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  CodeMismatchException,
  EnableSoftwareTokenMFAException,
  GetUserPoolMfaConfigCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import {
  confirmResetPassword,
  confirmSignIn,
  fetchMFAPreference,
  fetchUserAttributes,
  getCurrentUser,
  resetPassword,
  type SignInOutput,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  updateUserAttributes,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  authenticator,
  CHALLENGE_TRIGGERS,
  registerApp,
  wrongCode,
} from '../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Backend,
  confirmedUser,
  PASSWORD,
  SECOND,
  startUserPools,
  type TestUserPools,
} from '../../../testing/user-pools.js';
import type { Properties } from '../../assembly/resource-graph.js';
import { MFA_FACTORS, type MfaFactor } from './user-pool/user-pool.js';

let pools: TestUserPools;

const ADA = 'ada@example.com';
const PHONE = '+14325551212';
const CLIENT = {
  ...AMPLIFY_CLIENT,
  ExplicitAuthFlows: [
    ...['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'],
    ...['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  ],
};
const pool = (
  MfaConfiguration: 'OPTIONAL' | 'ON',
  EnabledMfas: readonly MfaFactor[] = MFA_FACTORS,
  more: Properties = {},
): Backend => ({
  client: CLIENT,
  pool: { ...AMPLIFY_POOL, MfaConfiguration, EnabledMfas, ...more },
});
const NO_ADDRESS = { UsernameAttributes: [], Schema: [], AccountRecoverySetting: {} };

beforeEach(() => {
  // The client warns that the endpoint is not AWS's.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(async () => {
  await pools.stop();
  vi.restoreAllMocks();
});

const halfAMinuteLater = () => pools.advance(30 * SECOND);

describe('the aws-amplify client', () => {
  afterEach(() => signOut());
  const start = async (backend: Backend) => {
    pools = await startUserPools(backend);
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pools.poolId,
          userPoolClientId: pools.clientId,
          userPoolEndpoint: pools.url,
        },
      },
    });
  };
  const DONE = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
  const step = ({ nextStep }: SignInOutput) => nextStep.signInStep;
  const begin = (username = ADA) => signIn({ username, password: PASSWORD });
  const answer = (challengeResponse: string) => confirmSignIn({ challengeResponse });
  const appIn = ({ nextStep }: SignInOutput) => {
    if (nextStep.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') {
      throw new Error(`The next step is ${nextStep.signInStep}.`);
    }
    return authenticator(() => pools, nextStep.totpSetupDetails.sharedSecret);
  };

  test('sets up an authenticator app, and signs in with it', async () => {
    await start(pool('OPTIONAL'));
    await confirmedUser(pools, ADA);
    await begin();
    expect(await fetchMFAPreference()).toEqual({ enabled: undefined, preferred: undefined });
    const { sharedSecret, getSetupUri } = await setUpTOTP();
    expect(getSetupUri('App', ADA).toString()).toBe(
      `otpauth://totp/App:${ADA}?secret=${sharedSecret}&issuer=App`,
    );
    const app = authenticator(() => pools, sharedSecret);
    await expect(verifyTOTPSetup({ code: wrongCode(app.code()) })).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    await verifyTOTPSetup({ code: app.code(), options: { friendlyDeviceName: 'phone' } });
    await updateMFAPreference({ totp: 'PREFERRED' });
    expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
    await signOut();

    halfAMinuteLater();
    expect(step(await begin())).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    await expect(answer(wrongCode(app.code()))).rejects.toMatchObject({
      name: 'CodeMismatchException',
      message: 'Invalid code received for user',
    });
    expect(await answer(app.code())).toEqual(DONE);
    await updateMFAPreference({ totp: 'DISABLED' });
    await signOut();
    expect(await begin()).toEqual(DONE);
  });

  test.for(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH', 'CUSTOM_WITH_SRP', 'USER_AUTH'] as const)(
    'signs in with %s and a code by SMS',
    async (authFlowType) => {
      const { DefineAuthChallenge } = CHALLENGE_TRIGGERS;
      await start({
        ...pool('ON', ['SMS_MFA']),
        triggers: {
          ...CHALLENGE_TRIGGERS,
          DefineAuthChallenge: (event) =>
            JSON.stringify(event.request.session).includes('SMS_MFA')
              ? { ...event, response: { issueTokens: true } }
              : DefineAuthChallenge(event),
        },
      });
      await confirmedUser(pools, ADA, { phone_number: PHONE });
      const preferredChallenge = 'PASSWORD' as const;
      const first = await signIn({
        username: ADA,
        password: PASSWORD,
        options: { authFlowType, ...(authFlowType === 'USER_AUTH' && { preferredChallenge }) },
      });
      expect(first.nextStep).toEqual({
        signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE',
        codeDeliveryDetails: { deliveryMedium: 'SMS', destination: '+*******1212' },
      });
      await expect(answer(wrongCode(pools.code()))).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
      expect(await answer(pools.code())).toEqual(DONE);
      expect(await fetchUserAttributes()).toMatchObject({ phone_number_verified: 'true' });
      expect(await getCurrentUser()).toMatchObject({ signInDetails: { authFlowType } });
    },
  );

  test('signs in with a code by e-mail, and resets the password by SMS', async () => {
    const RecoveryMechanisms = [
      { Name: 'verified_email', Priority: 1 },
      { Name: 'verified_phone_number', Priority: 2 },
    ];
    await start(pool('OPTIONAL', MFA_FACTORS, { AccountRecoverySetting: { RecoveryMechanisms } }));
    await confirmedUser(pools, ADA, { phone_number: PHONE, phone_number_verified: 'true' });
    await begin();
    await updateMFAPreference({ email: 'PREFERRED' });
    await signOut();
    expect((await begin()).nextStep).toEqual({
      signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
      codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
    });
    expect(await answer(pools.code())).toEqual(DONE);
    await signOut();

    const { nextStep } = await resetPassword({ username: ADA });
    expect(nextStep.codeDeliveryDetails.destination).toBe('+*******1212');
    const newPassword = 'Another-Horse-9';
    await confirmResetPassword({ username: ADA, confirmationCode: pools.code(), newPassword });
    const again = await signIn({ username: ADA, password: newPassword });
    expect(step(again)).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await answer(pools.code())).toEqual(DONE);
  });

  test('sends the code to the address that the user has changed to', async () => {
    await start(pool('OPTIONAL', ['EMAIL_OTP'], { UserAttributeUpdateSettings: {} }));
    await confirmedUser(pools, ADA);
    await begin();
    await updateMFAPreference({ email: 'ENABLED' });
    await updateUserAttributes({ userAttributes: { email: 'new@example.com' } });
    await signOut();
    await begin('new@example.com');
    expect(pools.outbox.at(-1)?.to).toBe('new@example.com');
    expect(await answer(pools.code())).toEqual(DONE);
    expect(await fetchUserAttributes()).toMatchObject({
      email: 'new@example.com',
      email_verified: 'true',
    });
  });

  test.for(['SMS', 'TOTP', 'EMAIL'] as const)('lets the user choose %s', async (choice) => {
    await start(pool('OPTIONAL'));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const app = await registerApp(() => pools, ADA);
    await begin();
    await updateMFAPreference({ sms: 'ENABLED', totp: 'ENABLED', email: 'ENABLED' });
    expect(await fetchMFAPreference()).toEqual({ enabled: ['SMS', 'TOTP', 'EMAIL'] });
    await signOut();
    expect((await begin()).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
      allowedMFATypes: ['SMS', 'TOTP', 'EMAIL'],
    });
    const chosen = await answer(choice);
    expect(step(chosen)).toBe(`CONFIRM_SIGN_IN_WITH_${choice}_CODE`);
    expect(await answer(choice === 'TOTP' ? app.code() : pools.code())).toEqual(DONE);
  });

  test('sets up an authenticator app while it signs in', async () => {
    await start(pool('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']));
    await confirmedUser(pools, ADA);
    const setup = await begin();
    expect(step(setup)).toBe('CONTINUE_SIGN_IN_WITH_TOTP_SETUP');
    const app = appIn(setup);
    await expect(answer(wrongCode(app.code()))).rejects.toMatchObject({
      name: 'EnableSoftwareTokenMFAException',
    });
    expect(await answer(app.code())).toEqual(DONE);
    expect(await fetchMFAPreference()).toEqual({ enabled: ['TOTP'] });
    await signOut();
    halfAMinuteLater();
    expect(step(await begin())).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    expect(await answer(app.code())).toEqual(DONE);
  });

  test('sets up an e-mail address while it signs in', async () => {
    await start(pool('ON', ['EMAIL_OTP'], NO_ADDRESS));
    await confirmedUser(pools, 'ada');
    expect(step(await begin('ada'))).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP');
    expect(step(await answer(ADA))).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await answer(pools.code())).toEqual(DONE);
    expect(await fetchUserAttributes()).toMatchObject({ email: ADA, email_verified: 'true' });
    expect(await fetchMFAPreference()).toEqual({ enabled: ['EMAIL'] });
  });

  test('lets the user choose what to set up', async () => {
    await start(pool('ON', MFA_FACTORS, NO_ADDRESS));
    await confirmedUser(pools, 'ada');
    expect((await begin('ada')).nextStep).toEqual({
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
      allowedMFATypes: ['TOTP', 'EMAIL'],
    });
    const setup = await answer('TOTP');
    expect(await answer(appIn(setup).code())).toEqual(DONE);
    await signOut();
    await confirmedUser(pools, 'bob');
    await begin('bob');
    expect(step(await answer('EMAIL'))).toBe('CONTINUE_SIGN_IN_WITH_EMAIL_SETUP');
    expect(step(await answer(ADA))).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await answer(pools.code())).toEqual(DONE);
  });

  test('asks an invited user for a new password, and then for an app', async () => {
    await start(pool('ON', ['SOFTWARE_TOKEN_MFA']));
    const invited = { UserPoolId: pools.poolId, Username: ADA };
    await pools.call('AdminCreateUser', invited, { signed: true });
    const first = await signIn({ username: ADA, password: pools.code() });
    expect(step(first)).toBe('CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
    const setup = await answer(PASSWORD);
    expect(await answer(appIn(setup).code())).toEqual(DONE);
  });
});

describe('the amazon-cognito-identity-js client', () => {
  function userOf(username: string): CognitoUser {
    const items = new Map<string, string>();
    const Storage = {
      setItem: (key: string, value: string) => void items.set(key, value),
      getItem: (key: string) => items.get(key) ?? null,
      removeItem: (key: string) => void items.delete(key),
      clear: () => items.clear(),
    };
    const Pool = new CognitoUserPool({
      UserPoolId: pools.poolId,
      ClientId: pools.clientId,
      endpoint: pools.url,
      Storage,
    });
    return new CognitoUser({ Username: username, Pool, Storage });
  }

  /** The name of the next challenge, or `undefined` for a user who is signed in. */
  const challengeOf = (
    begin: (callbacks: {
      onSuccess: (session: CognitoUserSession) => void;
      onFailure: (error: Error) => void;
      mfaRequired: (name: string) => void;
      totpRequired: (name: string) => void;
      mfaSetup: (name: string) => void;
      selectMFAType: (name: string) => void;
    }) => void,
  ) =>
    new Promise<string | undefined>((resolve, reject) =>
      begin({
        onSuccess: (session) => resolve(session.isValid() ? undefined : 'an expired session'),
        onFailure: reject,
        mfaRequired: resolve,
        totpRequired: resolve,
        mfaSetup: resolve,
        selectMFAType: resolve,
      }),
    );
  const byPassword = (user: CognitoUser) =>
    challengeOf((callbacks) =>
      user.authenticateUser(
        new AuthenticationDetails({ Username: ADA, Password: PASSWORD }),
        callbacks,
      ),
    );
  const enter = (user: CognitoUser, code: string, factor: string) =>
    challengeOf((callbacks) => user.sendMFACode(code, callbacks, factor));
  const secretOf = (user: CognitoUser) =>
    new Promise<string>((resolve, reject) =>
      user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }),
    );
  const verify = (user: CognitoUser, code: string) =>
    new Promise((resolve, reject) =>
      user.verifySoftwareToken(code, 'phone', { onSuccess: resolve, onFailure: reject }),
    );

  test('signs in with an authenticator app', async () => {
    pools = await startUserPools(pool('OPTIONAL'));
    await confirmedUser(pools, ADA);
    const user = userOf(ADA);
    expect(await byPassword(user)).toBeUndefined();
    const app = authenticator(() => pools, await secretOf(user));
    await verify(user, app.code());
    const totp = { Enabled: true, PreferredMfa: true };
    const set = await new Promise((resolve, reject) =>
      user.setUserMfaPreference(null, totp, (error, result) =>
        error ? reject(error) : resolve(result),
      ),
    );
    expect(set).toBe('SUCCESS');

    halfAMinuteLater();
    const again = userOf(ADA);
    expect(await byPassword(again)).toBe('SOFTWARE_TOKEN_MFA');
    await expect(enter(again, wrongCode(app.code()), 'SOFTWARE_TOKEN_MFA')).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    expect(await enter(again, app.code(), 'SOFTWARE_TOKEN_MFA')).toBeUndefined();
  });

  test('sets up an authenticator app while it signs in', async () => {
    pools = await startUserPools(pool('ON', ['SOFTWARE_TOKEN_MFA']));
    await confirmedUser(pools, ADA);
    const user = userOf(ADA);
    expect(await byPassword(user)).toBe('MFA_SETUP');
    const app = authenticator(() => pools, await secretOf(user));
    expect(await verify(user, app.code())).toMatchObject({
      accessToken: { jwtToken: expect.any(String) },
    });
  });

  test('turns on SMS, chooses it, and signs in', async () => {
    pools = await startUserPools(pool('OPTIONAL'));
    await confirmedUser(pools, ADA, { phone_number: PHONE });
    const app = await registerApp(() => pools, ADA);
    const user = userOf(ADA);
    await byPassword(user);
    await new Promise((resolve, reject) =>
      user.enableMFA((error, result) => (error ? reject(error) : resolve(result))),
    );
    const second = userOf(ADA);
    expect(await byPassword(second)).toBe('SMS_MFA');
    expect(await enter(second, pools.code(), 'SMS_MFA')).toBeUndefined();
    await new Promise((resolve, reject) =>
      second.setUserMfaPreference(null, { Enabled: true, PreferredMfa: false }, (error, result) =>
        error ? reject(error) : resolve(result),
      ),
    );
    const third = userOf(ADA);
    expect(await byPassword(third)).toBe('SELECT_MFA_TYPE');
    const chosen = await challengeOf((callbacks) =>
      third.sendMFASelectionAnswer('SOFTWARE_TOKEN_MFA', callbacks),
    );
    expect(chosen).toBe('SOFTWARE_TOKEN_MFA');
    expect(await enter(third, app.code(), 'SOFTWARE_TOKEN_MFA')).toBeUndefined();
  });
});

describe('the AWS SDK', () => {
  test('sets up an authenticator app for a user, and signs them in with it', async () => {
    const client = { ...CLIENT, ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] };
    pools = await startUserPools({ ...pool('ON', ['SOFTWARE_TOKEN_MFA']), client });
    await confirmedUser(pools, ADA);
    const { sdk, poolId: UserPoolId, clientId: ClientId } = pools;
    const begin = () =>
      sdk.send(
        new AdminInitiateAuthCommand({
          UserPoolId,
          ClientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: ADA, PASSWORD },
        }),
      );
    const respond = (
      ChallengeName: 'MFA_SETUP' | 'SOFTWARE_TOKEN_MFA',
      Session: string | undefined,
      responses: Readonly<Record<string, string>> = {},
    ) =>
      sdk.send(
        new AdminRespondToAuthChallengeCommand({
          UserPoolId,
          ClientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: ADA, ...responses },
        }),
      );
    const setup = await begin();
    expect(setup.ChallengeName).toBe('MFA_SETUP');
    const { SecretCode, Session } = await sdk.send(
      new AssociateSoftwareTokenCommand({ Session: setup.Session }),
    );
    const app = authenticator(() => pools, SecretCode);
    const verify = (UserCode: string) =>
      sdk.send(new VerifySoftwareTokenCommand({ Session, UserCode }));
    await expect(verify(wrongCode(app.code()))).rejects.toThrow(EnableSoftwareTokenMFAException);
    const verified = await verify(app.code());
    expect(verified.Status).toBe('SUCCESS');
    expect((await respond('MFA_SETUP', verified.Session)).AuthenticationResult).toBeDefined();

    await sdk.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId,
        Username: ADA,
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
      }),
    );
    expect(await sdk.send(new AdminGetUserCommand({ UserPoolId, Username: ADA }))).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
    expect(await sdk.send(new GetUserPoolMfaConfigCommand({ UserPoolId }))).toMatchObject({
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    halfAMinuteLater();
    const challenge = await begin();
    const code = { SOFTWARE_TOKEN_MFA_CODE: app.code() };
    const signedIn = await respond('SOFTWARE_TOKEN_MFA', challenge.Session, code);
    expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined();
  });

  test('signs in with a one-time password', async () => {
    const Policies = { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } };
    pools = await startUserPools({ client: CLIENT, pool: { ...AMPLIFY_POOL, Policies } });
    await confirmedUser(pools, ADA);
    const { sdk, clientId: ClientId } = pools;
    const { ChallengeName, Session, AvailableChallenges } = await sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: ADA, PREFERRED_CHALLENGE: 'EMAIL_OTP' },
      }),
    );
    expect(AvailableChallenges).toContain('EMAIL_OTP');
    const enter = (code: string) =>
      sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: ADA, EMAIL_OTP_CODE: code },
        }),
      );
    await expect(enter(wrongCode(pools.code()))).rejects.toThrow(CodeMismatchException);
    expect((await enter(pools.code())).AuthenticationResult?.IdToken).toBeDefined();
  });
});
