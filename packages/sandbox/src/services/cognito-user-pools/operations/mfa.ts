import { adminOperation, publicOperation } from '../api/operation.js';
import {
  AccessTokenRequest,
  AdminSetUserMFAPreferenceRequest,
  AdminSetUserSettingsRequest,
  AdminUserRequest,
  AssociateSoftwareTokenRequest,
  GetUserPoolMfaConfigRequest,
  SetUserMFAPreferenceRequest,
  SetUserSettingsRequest,
  VerifySoftwareTokenRequest,
} from '../api/requests.js';
import { factorsOf } from '../authentication/first-factors.js';
import { associateInSignIn, verifyInSignIn } from '../authentication/mfa-setup.js';
import type { Engine } from '../engine.js';
import { invalidParameter, notServed, softwareTokenNotFound } from '../errors.js';
import { mfaSummary, setMfaPreference } from '../mfa/mfa-settings.js';
import { checkSoftwareTokens, newSecret, registerSoftwareToken } from '../mfa/software-token.js';
import { base32 } from '../mfa/totp.js';
import type { User } from '../store/users.js';
import { requireTokenHolder } from '../tokens/access-token.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { requireUser } from '../users/usernames.js';

export const AssociateSoftwareToken = publicOperation(
  AssociateSoftwareTokenRequest,
  async (engine, input) => {
    const by = authorization(input);
    if ('session' in by) return associateInSignIn(engine, by.session);
    const { pool, user } = await requireTokenHolder(engine, by.accessToken);
    checkSoftwareTokens(pool);
    const pendingSecret = newSecret();
    const token = engine.store.mfa.softwareToken(user.sub);
    engine.store.mfa.saveSoftwareToken(user.sub, { ...token, pendingSecret });
    return { SecretCode: base32(pendingSecret) };
  },
);

export const VerifySoftwareToken = publicOperation(
  VerifySoftwareTokenRequest,
  async (engine, input) => {
    const { UserCode, FriendlyDeviceName } = input;
    const by = authorization(input);
    if ('session' in by) return verifyInSignIn(engine, by.session, UserCode, FriendlyDeviceName);
    const { pool, user } = await requireTokenHolder(engine, by.accessToken);
    checkSoftwareTokens(pool);
    const { pendingSecret } = engine.store.mfa.softwareToken(user.sub);
    if (!pendingSecret) {
      throw softwareTokenNotFound('Software Token MFA does not exist for the user.');
    }
    registerSoftwareToken(engine, user, pendingSecret, UserCode, FriendlyDeviceName);
    return { Status: 'SUCCESS' };
  },
);

export const SetUserMFAPreference = publicOperation(
  SetUserMFAPreferenceRequest,
  async (engine, input) => {
    const { pool, user } = await requireTokenHolder(engine, input.AccessToken);
    applyPreference(engine, pool, user, input);
    return {};
  },
);

export const AdminSetUserMFAPreference = adminOperation(
  AdminSetUserMFAPreferenceRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    applyPreference(engine, pool, requireUser(engine, pool, input.Username), input);
    return {};
  },
);

/** The older operation that turns SMS codes on and off. It supports no other factor. */
export const SetUserSettings = publicOperation(SetUserSettingsRequest, async (engine, input) => {
  const { pool, user } = await requireTokenHolder(engine, input.AccessToken);
  applyOptions(engine, pool, user, input.MFAOptions);
  return {};
});

export const AdminSetUserSettings = adminOperation(AdminSetUserSettingsRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  applyOptions(engine, pool, requireUser(engine, pool, input.Username), input.MFAOptions);
  return {};
});

export const GetUserAuthFactors = publicOperation(AccessTokenRequest, async (engine, input) => {
  const { pool, user } = await requireTokenHolder(engine, input.AccessToken);
  return authFactors(engine, pool, user);
});

export const AdminGetUserAuthFactors = adminOperation(AdminUserRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  return authFactors(engine, pool, requireUser(engine, pool, input.Username));
});

export const GetUserPoolMfaConfig = adminOperation(GetUserPoolMfaConfigRequest, (engine, input) => {
  const { mfa, properties } = engine.pool(input.UserPoolId);
  return {
    MfaConfiguration: mfa.mode,
    ...(mfa.factors.includes('SMS_MFA') && {
      SmsMfaConfiguration: {
        SmsAuthenticationMessage: properties.SmsAuthenticationMessage,
        SmsConfiguration: properties.SmsConfiguration,
      },
    }),
    ...(mfa.factors.includes('SOFTWARE_TOKEN_MFA') && {
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
    ...(mfa.factors.includes('EMAIL_OTP') && {
      EmailMfaConfiguration: {
        Message: properties.EmailAuthenticationMessage,
        Subject: properties.EmailAuthenticationSubject,
      },
    }),
  };
});

/** The user's authorization: the access token of a signed-in user, or the session of a sign-in. */
function authorization(input: {
  readonly AccessToken?: string | undefined;
  readonly Session?: string | undefined;
}): { readonly accessToken: string } | { readonly session: string } {
  const { AccessToken, Session } = input;
  if (AccessToken !== undefined && Session === undefined) return { accessToken: AccessToken };
  if (Session !== undefined && AccessToken === undefined) return { session: Session };
  throw invalidParameter('Exactly one of AccessToken and Session is required.');
}

type Setting = {
  readonly Enabled?: boolean | undefined;
  readonly PreferredMfa?: boolean | undefined;
};

function applyPreference(
  engine: Engine,
  pool: UserPool,
  user: User,
  input: {
    readonly SMSMfaSettings?: Setting | undefined;
    readonly SoftwareTokenMfaSettings?: Setting | undefined;
    readonly EmailMfaSettings?: Setting | undefined;
    readonly WebAuthnMfaSettings?: Setting | undefined;
  },
): void {
  if (input.WebAuthnMfaSettings?.Enabled) throw notServed('passkeys as a second factor');
  setMfaPreference(engine, pool, user, {
    SMS_MFA: input.SMSMfaSettings,
    SOFTWARE_TOKEN_MFA: input.SoftwareTokenMfaSettings,
    EMAIL_OTP: input.EmailMfaSettings,
  });
}

function applyOptions(
  engine: Engine,
  pool: UserPool,
  user: User,
  options: readonly { readonly DeliveryMedium?: 'SMS' | 'EMAIL' | undefined }[],
): void {
  if (options.some(({ DeliveryMedium }) => DeliveryMedium !== 'SMS')) {
    throw invalidParameter('Only SMS can be set as the delivery medium of MFA.');
  }
  setMfaPreference(engine, pool, user, { SMS_MFA: { Enabled: options.length > 0 } });
}

function authFactors(engine: Engine, pool: UserPool, user: User) {
  const factors = factorsOf(engine, pool, user);
  return {
    Username: user.username,
    ...mfaSummary(engine, user),
    ConfiguredUserAuthFactors: factors.filter((factor) => factor !== 'PASSWORD_SRP'),
  };
}
