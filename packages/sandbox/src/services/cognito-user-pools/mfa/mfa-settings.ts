import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import {
  MFA_FACTORS,
  type MfaFactor,
  type UserPool,
  type VerifiableAttribute,
} from '../user-pool/user-pool.js';

/** The attribute to which a second factor's code is sent. An authenticator app gets no message. */
export const MFA_ATTRIBUTES: Readonly<Partial<Record<MfaFactor, VerifiableAttribute>>> = {
  SMS_MFA: 'phone_number',
  EMAIL_OTP: 'email',
};

/** Turns on a second factor after the user has proven to have it. */
export function enableFactor(engine: Engine, user: User, factor: MfaFactor): void {
  const { enabled, preferred } = engine.store.mfa.settings(user.sub);
  engine.store.mfa.saveSettings(user.sub, {
    enabled: MFA_FACTORS.filter((each) => each === factor || enabled.includes(each)),
    preferred,
  });
}

/** Whether the codes of the user's second factor go to this attribute. */
export function isMfaAttribute(
  engine: Engine,
  pool: UserPool,
  user: User,
  attribute: VerifiableAttribute,
): boolean {
  if (pool.mfa.mode === 'OFF') return false;
  const { enabled } = engine.store.mfa.settings(user.sub);
  return enabled.some((factor) => MFA_ATTRIBUTES[factor] === attribute);
}

/** A user's second factors, as in the responses of `GetUser` and `AdminGetUser`. */
export function mfaSummary(engine: Engine, user: User) {
  const { enabled, preferred } = engine.store.mfa.settings(user.sub);
  return {
    ...(enabled.length > 0 && { UserMFASettingList: enabled }),
    ...(preferred !== undefined && { PreferredMfaSetting: preferred }),
  };
}

type Wanted = {
  readonly Enabled?: boolean | undefined;
  readonly PreferredMfa?: boolean | undefined;
};

/**
 * Turns second factors on and off. Factors that are not named stay unchanged.
 *
 * @throws {AwsError} `InvalidParameterException`. In this case nothing is changed.
 */
export function setMfaPreference(
  engine: Engine,
  pool: UserPool,
  user: User,
  wanted: Readonly<Partial<Record<MfaFactor, Wanted | undefined>>>,
): void {
  const current = engine.store.mfa.settings(user.sub);
  const on = MFA_FACTORS.filter((factor) => wanted[factor]?.Enabled);
  const named = MFA_FACTORS.filter((factor) => wanted[factor]);
  const preferring = MFA_FACTORS.filter((factor) => wanted[factor]?.PreferredMfa);
  for (const factor of on) checkFactor(engine, pool, user, factor);
  if (preferring.length > 1) throw invalidParameter('Only one MFA type can be preferred.');
  if (preferring.some((factor) => !on.includes(factor))) {
    throw invalidParameter('An MFA type that is not enabled cannot be preferred.');
  }
  const enabled = MFA_FACTORS.filter((factor) =>
    named.includes(factor) ? on.includes(factor) : current.enabled.includes(factor),
  );
  const { preferred: before } = current;
  const stays = before && enabled.includes(before) && wanted[before]?.PreferredMfa !== false;
  engine.store.mfa.saveSettings(user.sub, {
    enabled,
    preferred: preferring[0] ?? (stays ? before : undefined),
  });
}

function checkFactor(engine: Engine, pool: UserPool, user: User, factor: MfaFactor): void {
  if (pool.mfa.mode === 'OFF') throw invalidParameter('MFA is not enabled for the user pool.');
  const attribute = MFA_ATTRIBUTES[factor];
  const { secret, pendingSecret } = engine.store.mfa.softwareToken(user.sub);
  const has = attribute
    ? pool.mfa.factors.includes(factor) && !!user.attributes[attribute]
    : secret !== undefined;
  if (has) return;
  if (!attribute && pendingSecret) {
    throw invalidParameter('User has not verified software token mfa');
  }
  throw invalidParameter(`User does not have delivery config set to turn on ${factor}`);
}
