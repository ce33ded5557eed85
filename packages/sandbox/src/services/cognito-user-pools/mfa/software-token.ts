import { randomBytes } from 'node:crypto';
import type { Engine } from '../engine.js';
import {
  softwareTokenNotEnabled,
  softwareTokenNotFound,
  usedSoftwareTokenCode,
} from '../errors.js';
import type { User } from '../store/users.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { stepOf } from './totp.js';

const SECRET_BYTES = 32;

/** A secret for an authenticator app. It counts once one of its codes has been verified. */
export function newSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** Whether a user has an authenticator app that works. */
export function hasSoftwareToken(engine: Engine, user: User): boolean {
  return engine.store.mfa.softwareToken(user.sub).secret !== undefined;
}

/**
 * @throws {AwsError} `SoftwareTokenMFANotFoundException` when the pool has no authenticator apps.
 */
export function checkSoftwareTokens(pool: UserPool): void {
  if (!pool.mfa.factors.includes('SOFTWARE_TOKEN_MFA')) {
    throw softwareTokenNotFound('Software Token MFA has not been enabled by the userPool');
  }
}

/**
 * Replaces the user's secret with one whose code the user has entered.
 *
 * @throws {AwsError} `EnableSoftwareTokenMFAException`
 */
export function registerSoftwareToken(
  engine: Engine,
  user: User,
  secret: Uint8Array,
  code: string,
  deviceName: string | undefined,
): void {
  const step = stepOf(secret, code, engine.context.now());
  if (step === undefined) throw softwareTokenNotEnabled();
  engine.store.mfa.saveSoftwareToken(user.sub, {
    secret,
    pendingSecret: undefined,
    usedStep: step,
    deviceName,
  });
}

/**
 * Checks a code of the user's authenticator app, and uses it up.
 *
 * @throws {AwsError} `ExpiredCodeException` for a code that was used, or is older than a used one.
 */
export function enterSoftwareTokenCode(engine: Engine, user: User, code: string): boolean {
  const token = engine.store.mfa.softwareToken(user.sub);
  const step = token.secret && stepOf(token.secret, code, engine.context.now());
  if (step === undefined) return false;
  if (step <= token.usedStep) throw usedSoftwareTokenCode();
  engine.store.mfa.saveSoftwareToken(user.sub, { ...token, usedStep: step });
  return true;
}
