import { afterEach, describe, expect, test } from 'vitest';
import { challengeParameters, registerApp, type Strings } from '../../../../testing/sign-in.js';
import {
  AMPLIFY_CLIENT,
  AMPLIFY_POOL,
  type Backend,
  confirmedUser,
  failure,
  signIn,
  startUserPools,
  type TestUserPools,
} from '../../../../testing/user-pools.js';
import type { Properties } from '../../../assembly/resource-graph.js';
import { MFA_FACTORS, type MfaFactor } from '../user-pool/user-pool.js';

let pools: TestUserPools;
afterEach(() => pools.stop());

const ADA = 'ada@example.com';
const PHONE = { phone_number: '+14325551212' };
const NO_RECOVERY = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
};
const RECOVERY_BY_PHONE = {
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_phone_number', Priority: 1 }] },
};
const USER_NAMES = { UsernameAttributes: [], Schema: [] };

const backend = (
  MfaConfiguration: string,
  EnabledMfas: readonly MfaFactor[],
  more: Properties = {},
): Backend => ({
  client: AMPLIFY_CLIENT,
  pool: { ...AMPLIFY_POOL, MfaConfiguration, EnabledMfas, ...more },
});
const SETTINGS = {
  SMS_MFA: 'SMSMfaSettings',
  SOFTWARE_TOKEN_MFA: 'SoftwareTokenMfaSettings',
  EMAIL_OTP: 'EmailMfaSettings',
} as const;

type Case = {
  readonly pool: Backend;
  readonly attributes?: Strings;
  /** Whether the user has an authenticator app. */
  readonly app?: boolean;
  /** The factors that the user has turned on. */
  readonly on?: readonly MfaFactor[];
  readonly preferred?: MfaFactor;
  readonly username?: string;
};

/** The outcome of the right password: a challenge with its choices, tokens, or an error. */
async function outcomeOf({ pool, attributes, app, on = [], preferred, username = ADA }: Case) {
  // The user is set up first. Only then the pool gets its configuration.
  const { UsernameAttributes = ['email'], Schema = [] } = pool.pool ?? {};
  pools = await startUserPools(backend('OPTIONAL', MFA_FACTORS, { UsernameAttributes, Schema }));
  await confirmedUser(pools, username, attributes);
  if (app) await registerApp(() => pools, username);
  for (const factor of on) {
    const Setting = { Enabled: true, PreferredMfa: factor === preferred };
    const set = await pools.call(
      'AdminSetUserMFAPreference',
      { UserPoolId: pools.poolId, Username: username, [SETTINGS[factor]]: Setting },
      { signed: true },
    );
    expect(failure(set)).toBe('none');
  }
  await pools.deploy(pool);
  const answer = await signIn(pools, username);
  if (failure(answer) !== 'none') return failure(answer);
  if (answer.body.AuthenticationResult) return 'tokens';
  const { MFAS_CAN_CHOOSE, MFAS_CAN_SETUP } = challengeParameters(answer);
  const choices = MFAS_CAN_CHOOSE ?? MFAS_CAN_SETUP;
  return [answer.body.ChallengeName, ...(choices ? (JSON.parse(choices) as string[]) : [])].join(
    ' ',
  );
}

describe('after the right password', () => {
  test.for<[string, Case, string]>([
    ['in a pool without MFA', { pool: { client: AMPLIFY_CLIENT } }, 'tokens'],
    [
      'in a pool that has since turned MFA off',
      { pool: backend('OFF', []), app: true, on: ['SOFTWARE_TOKEN_MFA'] },
      'tokens',
    ],
  ])('a user gets the expected outcome %s', async ([, given, outcome]) => {
    expect(await outcomeOf(given)).toBe(outcome);
  });

  test.for<[string, Omit<Case, 'pool'>, string]>([
    ['has turned on none', { attributes: PHONE }, 'tokens'],
    ['has an app, and has not turned it on', { app: true }, 'tokens'],
    ['has turned on SMS', { attributes: PHONE, on: ['SMS_MFA'] }, 'SMS_MFA'],
    ['has turned on e-mail', { on: ['EMAIL_OTP'] }, 'EMAIL_OTP'],
    ['has turned on an app', { app: true, on: ['SOFTWARE_TOKEN_MFA'] }, 'SOFTWARE_TOKEN_MFA'],
    [
      'has turned on two',
      { attributes: PHONE, app: true, on: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] },
      'SELECT_MFA_TYPE SMS_MFA SOFTWARE_TOKEN_MFA',
    ],
    [
      'prefers one of two',
      {
        attributes: PHONE,
        app: true,
        on: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'],
        preferred: 'SMS_MFA',
      },
      'SMS_MFA',
    ],
  ])(
    'a user gets the expected outcome in a pool with optional MFA, if the user %s',
    async ([, given, outcome]) => {
      const pool = backend('OPTIONAL', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']);
      expect(await outcomeOf({ ...given, pool })).toBe(outcome);
    },
  );

  test.for<[string, Case, string]>([
    [
      'SMS, of a user with a phone',
      { pool: backend('ON', ['SMS_MFA']), attributes: PHONE },
      'SMS_MFA',
    ],
    [
      'SMS, of a user without a phone',
      { pool: backend('ON', ['SMS_MFA']) },
      'InvalidParameterException: User cannot sign in: the user pool requires MFA, and the user has none of its factors.',
    ],
    [
      'SMS, of a user whose phone also resets the password',
      { pool: backend('ON', ['SMS_MFA'], RECOVERY_BY_PHONE), attributes: PHONE },
      'SMS_MFA',
    ],
    [
      'an app, of a user without one',
      { pool: backend('ON', ['SOFTWARE_TOKEN_MFA']) },
      'MFA_SETUP SOFTWARE_TOKEN_MFA',
    ],
    [
      'an app, of a user with one',
      { pool: backend('ON', ['SOFTWARE_TOKEN_MFA']), app: true },
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'SMS or an app, of a user with neither',
      { pool: backend('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']) },
      'MFA_SETUP SMS_MFA SOFTWARE_TOKEN_MFA',
    ],
    [
      'SMS or an app, of a user with a phone',
      { pool: backend('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']), attributes: PHONE },
      'SMS_MFA',
    ],
    [
      'SMS or an app, of a user with both',
      { pool: backend('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']), attributes: PHONE, app: true },
      'SELECT_MFA_TYPE SMS_MFA SOFTWARE_TOKEN_MFA',
    ],
    [
      'SMS or an app, of a user who prefers the app',
      {
        pool: backend('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']),
        attributes: PHONE,
        app: true,
        on: ['SOFTWARE_TOKEN_MFA'],
        preferred: 'SOFTWARE_TOKEN_MFA',
      },
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'SMS, of a user whose app the pool no longer offers',
      { pool: backend('ON', ['SMS_MFA']), app: true },
      'SOFTWARE_TOKEN_MFA',
    ],
    [
      'e-mail or SMS, where the password is reset by e-mail',
      { pool: backend('ON', ['SMS_MFA', 'EMAIL_OTP']), attributes: PHONE },
      'SMS_MFA',
    ],
    [
      'e-mail or an app, where the password is reset by e-mail',
      { pool: backend('ON', ['EMAIL_OTP', 'SOFTWARE_TOKEN_MFA']) },
      'MFA_SETUP SOFTWARE_TOKEN_MFA',
    ],
    [
      'e-mail alone, where the password is reset by e-mail',
      { pool: backend('ON', ['EMAIL_OTP']) },
      'EMAIL_OTP',
    ],
    [
      'e-mail or SMS, where only administrators reset passwords',
      { pool: backend('ON', ['SMS_MFA', 'EMAIL_OTP'], NO_RECOVERY), attributes: PHONE },
      'SELECT_MFA_TYPE SMS_MFA EMAIL_OTP',
    ],
    [
      'the preferred factor, where the password is reset by it',
      {
        pool: backend('ON', ['SMS_MFA', 'EMAIL_OTP']),
        attributes: PHONE,
        on: ['EMAIL_OTP'],
        preferred: 'EMAIL_OTP',
      },
      'EMAIL_OTP',
    ],
    [
      'any factor, of a user without an address',
      {
        pool: backend('ON', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'], {
          ...USER_NAMES,
          ...NO_RECOVERY,
        }),
        username: 'ada',
      },
      'MFA_SETUP SMS_MFA SOFTWARE_TOKEN_MFA EMAIL_OTP',
    ],
    [
      'no factor by name: SMS, in a pool that sends it',
      {
        pool: {
          client: AMPLIFY_CLIENT,
          pool: { ...AMPLIFY_POOL, MfaConfiguration: 'ON', SmsConfiguration: {} },
        },
        attributes: PHONE,
      },
      'SMS_MFA',
    ],
  ])('a pool requires %s', async ([, given, outcome]) => {
    expect(await outcomeOf(given)).toBe(outcome);
  });

  test('a factor without its address does not count', async () => {
    pools = await startUserPools(backend('OPTIONAL', ['SMS_MFA']));
    await confirmedUser(pools, ADA, PHONE);
    const admin = { UserPoolId: pools.poolId, Username: ADA };
    const SMSMfaSettings = { Enabled: true };
    await pools.call('AdminSetUserMFAPreference', { ...admin, SMSMfaSettings }, { signed: true });
    expect((await signIn(pools, ADA)).body.ChallengeName).toBe('SMS_MFA');
    const UserAttributeNames = ['phone_number'];
    await pools.call(
      'AdminDeleteUserAttributes',
      { ...admin, UserAttributeNames },
      { signed: true },
    );
    expect((await signIn(pools, ADA)).body.AuthenticationResult).toBeDefined();
  });
});
