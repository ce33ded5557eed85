import type { Engine } from '../engine.js';
import type { PasswordVerifier } from '../store/users.js';
import { comparable, type UserPool, type VerifiableAttribute } from '../user-pool/user-pool.js';
import type { CodeDelivery } from './code-delivery.js';
import { isEmail, isPhoneNumber } from './usernames.js';

/**
 * The answers of a pool that hides which users exist, for a user who does not exist.
 *
 * They are the same at every call, and a real user could have them.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */

/** Where a code would have been sent. */
export function simulatedDelivery(engine: Engine, pool: UserPool, name: string): CodeDelivery {
  const byPhone = pool.autoVerifiedAttributes.includes('phone_number');
  if (isEmail(name)) return simulatedContact(engine, pool, name, 'email');
  if (isPhoneNumber(name)) return simulatedContact(engine, pool, name, 'phone_number');
  return simulatedContact(engine, pool, name, byPhone ? 'phone_number' : 'email');
}

/** The address of one kind to which a code would have been sent. */
export function simulatedContact(
  engine: Engine,
  pool: UserPool,
  name: string,
  attribute: VerifiableAttribute,
): CodeDelivery {
  const isOwn = attribute === 'email' ? isEmail(name) : isPhoneNumber(name);
  if (isOwn) return { attribute, destination: name };
  const digest = simulate(engine, pool, 'delivery', name);
  if (attribute === 'phone_number') {
    const lastDigits = String(digest.readUInt16BE(0) % 10_000).padStart(4, '0');
    return { attribute, destination: `+1555555${lastDigits}` };
  }
  const letter = (at: number) => String.fromCharCode(97 + ((digest[at] ?? 0) % 26));
  return { attribute, destination: `${letter(0)}@${letter(1)}` };
}

/** The user name that the user would have. */
export function simulatedUsername(engine: Engine, pool: UserPool, name: string): string {
  return pool.usernameAttributes.length > 0 || isEmail(name) || isPhoneNumber(name)
    ? uuid(simulate(engine, pool, 'sub', name))
    : name;
}

/** The name that SRP computes with, and a password that nobody knows. */
export function simulatedPassword(
  engine: Engine,
  pool: UserPool,
  name: string,
): { readonly username: string; readonly password: PasswordVerifier } {
  const username = simulatedUsername(engine, pool, name);
  const salt = simulate(engine, pool, 'salt', name).subarray(0, 16).toString('hex');
  // Not derived from a password: that takes longer than reading a user's verifier from the store.
  const parts = Array.from({ length: 12 }, (_, part) =>
    simulate(engine, pool, `verifier ${part}`, name),
  );
  return { username, password: { salt, verifier: Buffer.concat(parts).toString('hex') } };
}

/** The key under which attempts are counted. */
export function nobody(engine: Engine, pool: UserPool, name: string): string {
  return simulate(engine, pool, 'attempts', name).toString('hex');
}

function simulate(engine: Engine, pool: UserPool, what: string, name: string): Buffer {
  return engine.digest(pool, 'nobody', what, comparable(pool, name));
}

/** A version 4 UUID, like every `sub`. */
function uuid(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
