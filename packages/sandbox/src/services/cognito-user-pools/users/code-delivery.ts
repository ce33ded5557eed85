import type { Engine } from '../engine.js';
import { isMfaAttribute } from '../mfa/mfa-settings.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';

/** The address to which a code is sent. */
export type CodeDelivery = {
  readonly attribute: VerifiableAttribute;
  readonly destination: string;
};

/** The part of a response that says where a code was sent. The address is masked. */
export function codeDeliveryDetails(delivery: CodeDelivery) {
  return {
    AttributeName: delivery.attribute,
    DeliveryMedium: delivery.attribute === 'email' ? 'EMAIL' : 'SMS',
    Destination: mask(delivery),
  };
}

/** `ada@example.com` as `a***@e***`, `+14325551212` as `+*******1212`. */
function mask({ attribute, destination }: CodeDelivery): string {
  if (attribute === 'email') {
    const at = destination.lastIndexOf('@');
    return `${destination.charAt(0)}***@${destination.charAt(at + 1)}***`;
  }
  const digits = destination.slice(1);
  return `+${'*'.repeat(Math.max(digits.length - 4, 0))}${digits.slice(-4)}`;
}

/**
 * The address for a new user's confirmation code. If the pool verifies both, it is the phone
 * number.
 */
export function signUpDelivery(pool: UserPool, user: User): CodeDelivery | undefined {
  for (const attribute of ['phone_number', 'email'] as const) {
    const destination = user.attributes[attribute];
    if (destination !== undefined && pool.autoVerifiedAttributes.includes(attribute)) {
      return { attribute, destination };
    }
  }
  return undefined;
}

/**
 * The best address for recovering an account.
 *
 * The address must be verified. If the pool configures its recovery, it must not also be the user's
 * second factor.
 */
export function recoveryDelivery(
  engine: Engine,
  pool: UserPool,
  user: User,
): CodeDelivery | undefined {
  const mechanisms = pool.accountRecovery ?? ['verified_phone_number', 'verified_email'];
  for (const mechanism of mechanisms) {
    const attribute =
      mechanism === 'verified_email'
        ? 'email'
        : mechanism === 'verified_phone_number'
          ? 'phone_number'
          : undefined;
    const destination = attribute && user.attributes[attribute];
    if (!attribute || !destination || user.attributes[`${attribute}_verified`] !== 'true') continue;
    if (!pool.accountRecovery || !isMfaAttribute(engine, pool, user, attribute)) {
      return { attribute, destination };
    }
  }
  return undefined;
}

/** A user's address of one kind, or an empty list. */
export function contactOf(
  user: User,
  attribute: VerifiableAttribute | undefined,
): readonly CodeDelivery[] {
  const destination = attribute && user.attributes[attribute];
  return attribute && destination ? [{ attribute, destination }] : [];
}
