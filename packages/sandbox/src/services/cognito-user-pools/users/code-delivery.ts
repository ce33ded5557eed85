import type { Engine } from '../engine.js';
import { isMfaAttribute } from '../mfa/mfa-settings.js';
import type { User } from '../store/users.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';

/** Where a code goes. */
export type CodeDelivery = {
  readonly attribute: VerifiableAttribute;
  readonly destination: string;
};

/** The part of a response that tells where a code went, without giving the address away. */
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
 * Where a new user's confirmation code goes: to the phone rather than to the mailbox, when the
 * pool verifies both.
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
 * The best of the ways by which a user gets back in: an address that they have proven, and, where
 * the pool says how users get back in, one that is not their second factor as well.
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

/** A user's address of one kind, if they have one. */
export function contactOf(
  user: User,
  attribute: VerifiableAttribute | undefined,
): readonly CodeDelivery[] {
  const destination = attribute && user.attributes[attribute];
  return attribute && destination ? [{ attribute, destination }] : [];
}
