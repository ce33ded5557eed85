import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authenticator, registerApp, wrongCode } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Answer,
  adminGetUser,
  confirmedUser,
  failure,
  SECOND,
  signedIn,
  signIn,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { MFA_FACTORS } from '../user-pool/user-pool.js';

let pools: TestUserPools;
const ADA = 'ada@example.com';
const BOB = 'bob@example.com';
const PHONE = '+14325551212';
const OPTIONAL = {
  ...AMPLIFY_POOL,
  MfaConfiguration: 'OPTIONAL',
  EnabledMfas: MFA_FACTORS,
};
const NO_DELIVERY = 'InvalidParameterException: User does not have delivery config set to turn on';
const NOT_ENABLED =
  'SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool';

beforeEach(async () => {
  pools = await startUserPools({ pool: OPTIONAL });
  await confirmedUser(pools, ADA, { phone_number: PHONE });
});
afterEach(() => pools.stop());

const token = async (username = ADA) => (await signedIn(pools, username)).AccessToken;
const admin = (operation: string, more: Record<string, unknown> = {}) =>
  pools.call(operation, { UserPoolId: pools.poolId, Username: ADA, ...more }, { signed: true });
const prefer = (more: Record<string, unknown>) => admin('AdminSetUserMFAPreference', more);
const ON = { Enabled: true };
const PREFERRED = { Enabled: true, PreferredMfa: true };
const OFF = { Enabled: false };
const factors = async () => {
  const { UserMFASettingList, PreferredMfaSetting } = await adminGetUser(pools, ADA);
  return { on: UserMFASettingList ?? [], preferred: PreferredMfaSetting };
};
const associate = (AccessToken: string) => pools.call('AssociateSoftwareToken', { AccessToken });
const verify = (AccessToken: string, UserCode: string) =>
  pools.call('VerifySoftwareToken', { AccessToken, UserCode });
const appOf = ({ body }: Answer) => authenticator(() => pools, body.SecretCode);

describe('an authenticator app of a user who is signed in', () => {
  test('works once one of its codes is verified, and is asked for once it is turned on', async () => {
    const AccessToken = await token();
    const associated = await associate(AccessToken);
    expect(associated.body).toEqual({ SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/) });
    const app = appOf(associated);
    expect(failure(await prefer({ SoftwareTokenMfaSettings: ON }))).toBe(
      'InvalidParameterException: User has not verified software token mfa',
    );
    expect(failure(await verify(AccessToken, wrongCode(app.code())))).toBe(
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    );
    expect((await verify(AccessToken, app.code())).body).toEqual({ Status: 'SUCCESS' });
    expect(await factors()).toEqual({ on: [], preferred: undefined });
    expect(failure(await signIn(pools, ADA))).toBe('none');
    expect(failure(await prefer({ SoftwareTokenMfaSettings: ON }))).toBe('none');
    expect((await signIn(pools, ADA)).body.ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  test('is replaced by another one only after that is verified', async () => {
    const first = await registerApp(() => pools, ADA);
    const AccessToken = await token();
    await prefer({ SoftwareTokenMfaSettings: ON });
    const second = appOf(await associate(AccessToken));
    const enter = async (code: string) => {
      const { body } = await signIn(pools, ADA);
      return pools.call('RespondToAuthChallenge', {
        ClientId: pools.clientId,
        ChallengeName: 'SOFTWARE_TOKEN_MFA',
        Session: body.Session,
        ChallengeResponses: { USERNAME: ADA, SOFTWARE_TOKEN_MFA_CODE: code },
      });
    };
    expect(failure(await enter(second.code()))).toMatch(/^CodeMismatchException/);
    expect(failure(await enter(first.code()))).toBe('none');
    await verify(AccessToken, second.code());
    pools.advance(30 * SECOND);
    expect(failure(await enter(first.code()))).toMatch(/^CodeMismatchException/);
    expect(failure(await enter(second.code()))).toBe('none');
  });

  test.for<[string, () => Promise<Answer>, string]>([
    [
      'a code before an app is set up',
      async () => verify(await token(), '000000'),
      'SoftwareTokenMFANotFoundException: Software Token MFA does not exist for the user.',
    ],
    [
      "a code of another user's app",
      async () => {
        await confirmedUser(pools, BOB);
        const bobs = appOf(await associate(await token(BOB)));
        const AccessToken = await token();
        await associate(AccessToken);
        return verify(AccessToken, bobs.code());
      },
      'EnableSoftwareTokenMFAException: Code mismatch and fail enable Software Token MFA',
    ],
    [
      'a code that is not a number',
      async () => verify(await token(), 'abcdef'),
      "InvalidParameterException: 1 validation error detected: Value at 'userCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+",
    ],
    [
      'neither a token nor a session',
      () => pools.call('AssociateSoftwareToken', {}),
      'InvalidParameterException: Exactly one of AccessToken and Session is required.',
    ],
    [
      'both a token and a session',
      async () =>
        pools.call('VerifySoftwareToken', {
          AccessToken: await token(),
          Session: 'A'.repeat(40),
          UserCode: '000000',
        }),
      'InvalidParameterException: Exactly one of AccessToken and Session is required.',
    ],
    ['an invalid token', () => associate('a.b.c'), 'NotAuthorizedException: Invalid Access Token'],
    [
      'an app in a pool without apps',
      async () => {
        const AccessToken = await token();
        await pools.deploy({ pool: { ...OPTIONAL, EnabledMfas: ['SMS_MFA'] } });
        return associate(AccessToken);
      },
      NOT_ENABLED,
    ],
    [
      'the code of an app in a pool that no longer offers apps',
      async () => {
        const AccessToken = await token();
        const app = appOf(await associate(AccessToken));
        await pools.deploy({ pool: AMPLIFY_POOL });
        return verify(AccessToken, app.code());
      },
      NOT_ENABLED,
    ],
  ])('refuses %s', async ([, attempt, message]) => {
    expect(failure(await attempt())).toBe(message);
  });

  test('is deleted with its user', async () => {
    await registerApp(() => pools, ADA);
    await admin('AdminDeleteUser');
    for (const table of ['mfa_settings', 'software_tokens']) {
      const rows = pools.database.prepare(`SELECT * FROM cognito_user_pools_${table}`).all();
      expect(rows).toEqual([]);
    }
  });
});

describe('the second factors of a user', () => {
  test.for<[string, readonly Record<string, unknown>[], readonly string[], string | undefined]>([
    ['none at first', [], [], undefined],
    ['turned on', [{ SMSMfaSettings: ON }], ['SMS_MFA'], undefined],
    [
      'turned on together',
      [{ SMSMfaSettings: ON, EmailMfaSettings: PREFERRED }],
      ['SMS_MFA', 'EMAIL_OTP'],
      'EMAIL_OTP',
    ],
    [
      'turned on one after the other',
      [{ EmailMfaSettings: PREFERRED }, { SMSMfaSettings: ON }],
      ['SMS_MFA', 'EMAIL_OTP'],
      'EMAIL_OTP',
    ],
    [
      'preferred one after the other',
      [{ EmailMfaSettings: PREFERRED }, { SMSMfaSettings: PREFERRED }],
      ['SMS_MFA', 'EMAIL_OTP'],
      'SMS_MFA',
    ],
    [
      'no longer preferred',
      [{ SMSMfaSettings: PREFERRED }, { SMSMfaSettings: { Enabled: true, PreferredMfa: false } }],
      ['SMS_MFA'],
      undefined,
    ],
    ['turned off', [{ SMSMfaSettings: PREFERRED }, { SMSMfaSettings: OFF }], [], undefined],
    [
      'turned off when they were never on',
      [{ SMSMfaSettings: OFF, SoftwareTokenMfaSettings: OFF, WebAuthnMfaSettings: OFF }],
      [],
      undefined,
    ],
  ])('are %s', async ([, changes, on, preferred]) => {
    const AccessToken = await token();
    for (const change of changes) {
      const own = await pools.call('SetUserMFAPreference', { AccessToken, ...change });
      expect(own).toEqual({ status: 200, body: {} });
    }
    expect(await factors()).toEqual({ on, preferred });
    const { body } = await pools.call('GetUser', { AccessToken });
    expect(body.UserMFASettingList ?? []).toEqual(on);
    expect(body.PreferredMfaSetting).toBe(preferred);
  });

  test.for<[string, Record<string, unknown>, string]>([
    [
      'an app that is not set up',
      { SoftwareTokenMfaSettings: ON, SMSMfaSettings: ON },
      `${NO_DELIVERY} SOFTWARE_TOKEN_MFA`,
    ],
    [
      'two that are preferred',
      { SMSMfaSettings: PREFERRED, EmailMfaSettings: PREFERRED },
      'InvalidParameterException: Only one MFA type can be preferred.',
    ],
    [
      'one that is preferred and off',
      { SMSMfaSettings: { Enabled: false, PreferredMfa: true } },
      'InvalidParameterException: An MFA type that is not enabled cannot be preferred.',
    ],
    [
      'passkeys',
      { WebAuthnMfaSettings: ON },
      'UnsupportedOperationException: The sandbox does not support passkeys as a second factor.',
    ],
  ])('cannot be %s, and nothing is changed', async ([, change, message]) => {
    expect(failure(await prefer(change))).toBe(message);
    expect(await factors()).toEqual({ on: [], preferred: undefined });
  });

  test('cannot be turned on without an address, or where the pool has none', async () => {
    await admin('AdminDeleteUserAttributes', { UserAttributeNames: ['phone_number'] });
    expect(failure(await prefer({ SMSMfaSettings: ON }))).toBe(`${NO_DELIVERY} SMS_MFA`);
    await pools.deploy({ pool: { ...OPTIONAL, EnabledMfas: ['SMS_MFA'] } });
    expect(failure(await prefer({ EmailMfaSettings: ON }))).toBe(`${NO_DELIVERY} EMAIL_OTP`);
    await pools.deploy({ pool: AMPLIFY_POOL });
    expect(failure(await prefer({ EmailMfaSettings: ON }))).toBe(
      'InvalidParameterException: MFA is not enabled for the user pool.',
    );
  });

  test('are set for other users only with AWS credentials', async () => {
    const input = { UserPoolId: pools.poolId, Username: ADA, SMSMfaSettings: ON };
    expect(failure(await pools.call('AdminSetUserMFAPreference', input))).toMatch(
      /^MissingAuthenticationTokenException/,
    );
  });

  test('are set with the older operation, which supports only SMS', async () => {
    const AccessToken = await token();
    const sms = { DeliveryMedium: 'SMS', AttributeName: 'phone_number' };
    await pools.call('SetUserSettings', { AccessToken, MFAOptions: [sms] });
    expect((await factors()).on).toEqual(['SMS_MFA']);
    await pools.call('SetUserSettings', { AccessToken, MFAOptions: [] });
    expect((await factors()).on).toEqual([]);
    await admin('AdminSetUserSettings', { MFAOptions: [sms] });
    expect((await factors()).on).toEqual(['SMS_MFA']);
    const email = [{ DeliveryMedium: 'EMAIL' }];
    expect(failure(await admin('AdminSetUserSettings', { MFAOptions: email }))).toBe(
      'InvalidParameterException: Only SMS can be set as the delivery medium of MFA.',
    );
  });

  test('are listed with the first factors', async () => {
    await prefer({ SMSMfaSettings: PREFERRED });
    const known = { UserMFASettingList: ['SMS_MFA'], PreferredMfaSetting: 'SMS_MFA' };
    expect((await admin('AdminGetUserAuthFactors')).body).toMatchObject({
      ...known,
      ConfiguredUserAuthFactors: ['PASSWORD'],
    });
    await prefer({ SMSMfaSettings: OFF });
    const SignInPolicy = { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] };
    await pools.deploy({ pool: { ...OPTIONAL, Policies: { SignInPolicy } } });
    const { body } = await pools.call('GetUserAuthFactors', { AccessToken: await token() });
    expect(body).toEqual({
      Username: expect.any(String),
      ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'],
    });
  });
});

describe('a code for a forgotten password', () => {
  const byEmail = { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] };
  const byEither = {
    RecoveryMechanisms: [
      { Name: 'verified_email', Priority: 1 },
      { Name: 'verified_phone_number', Priority: 2 },
    ],
  };

  test.for([
    ['to the other address', byEither, PHONE],
    ['to no address when there is no other', byEmail, undefined],
    ['to the same address in a pool without recovery settings', undefined, PHONE],
  ] as const)("is not sent to the second factor's address: %s", async ([, setting, to]) => {
    const { AccountRecoverySetting: _none, ...pool }: Properties = OPTIONAL;
    await pools.deploy({
      client: { ...AMPLIFY_CLIENT, PreventUserExistenceErrors: 'LEGACY' },
      pool: { ...pool, ...(setting && { AccountRecoverySetting: setting }) },
    });
    const UserAttributes = ['email_verified', 'phone_number_verified'].map((Name) => ({
      Name,
      Value: 'true',
    }));
    await admin('AdminUpdateUserAttributes', { UserAttributes });
    await prefer(setting ? { EmailMfaSettings: ON } : { SMSMfaSettings: ON });
    const forgotten = await pools.call('ForgotPassword', {
      ClientId: pools.clientId,
      Username: ADA,
    });
    expect(pools.outbox.at(-1)?.to).toBe(to);
    expect(failure(forgotten)).toBe(
      to
        ? 'none'
        : 'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  });
});

describe('GetUserPoolMfaConfig', () => {
  test("returns the pool's settings", async () => {
    await pools.deploy({
      pool: {
        ...OPTIONAL,
        SmsAuthenticationMessage: 'sms {####}',
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
        EmailAuthenticationMessage: 'e-mail {####}',
        EmailAuthenticationSubject: 'subject',
      },
    });
    expect((await admin('GetUserPoolMfaConfig')).body).toEqual({
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: {
        SmsAuthenticationMessage: 'sms {####}',
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
      },
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Message: 'e-mail {####}', Subject: 'subject' },
    });
    await pools.deploy({ pool: AMPLIFY_POOL });
    expect((await admin('GetUserPoolMfaConfig')).body).toEqual({ MfaConfiguration: 'OFF' });
  });
});
