import type { Engine } from '../engine.js';
import { limitExceeded, notAuthorized } from '../errors.js';
import type { CodePurpose } from '../store/codes.js';
import type { UserPool } from '../user-pool/user-pool.js';

const HOUR = 60 * 60 * 1000;

/**
 * How many times a user may do each action within an hour.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
const LIMITS = {
  ConfirmSignUp: 15,
  ForgotPassword: 20,
  'Verify:email': 15,
  'Verify:phone_number': 15,
  ResendConfirmationCode: 5,
  'ForgotPassword:request': 20,
  GetUserAttributeVerificationCode: 5,
  ChangePassword: 5,
} as const satisfies Record<string, number>;

export type LimitedAction = CodePurpose | keyof typeof LIMITS;

/**
 * Counts an attempt.
 *
 * @param who The user's `sub`, or a digest of a name that belongs to no user: the limits must not
 *   show who exists.
 * @throws {AwsError} `LimitExceededException`
 */
export function limitAttempts(
  engine: Engine,
  pool: UserPool,
  who: string,
  action: LimitedAction,
): void {
  const now = engine.context.now();
  const subject = `${pool.id}:${who}`;
  if (engine.store.attempts.count(subject, action, now - HOUR) >= LIMITS[action]) {
    throw limitExceeded();
  }
  engine.store.attempts.record(subject, action, now);
}

const FREE_FAILURES = 5;
const LONGEST_LOCKOUT = 15 * 60 * 1000;

/** @throws {AwsError} `NotAuthorizedException` while the password is locked. */
export function checkPasswordLockout(engine: Engine, pool: UserPool, who: string): void {
  const now = engine.context.now();
  const subject = `${pool.id}:${who}`;
  const failures = engine.store.passwordFailures.find(subject);
  if (!failures) return;
  if (now - failures.lastAttemptAt >= LONGEST_LOCKOUT && now >= failures.lockedUntil) {
    engine.store.passwordFailures.clear(subject);
    return;
  }
  if (now < failures.lockedUntil) {
    engine.store.passwordFailures.save(subject, { ...failures, lastAttemptAt: now });
    throw notAuthorized('Password attempts exceeded');
  }
}

/**
 * Counts a wrong password. From the fifth on, each one locks the password for twice as long as the
 * one before: one second, two, four, up to about 15 minutes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export function recordWrongPassword(engine: Engine, pool: UserPool, who: string): void {
  const now = engine.context.now();
  const subject = `${pool.id}:${who}`;
  const count = (engine.store.passwordFailures.find(subject)?.count ?? 0) + 1;
  const lockout =
    count < FREE_FAILURES ? 0 : Math.min(1000 * 2 ** (count - FREE_FAILURES), LONGEST_LOCKOUT);
  engine.store.passwordFailures.save(subject, {
    count,
    lockedUntil: now + lockout,
    lastAttemptAt: now,
  });
}

export function forgetWrongPasswords(engine: Engine, pool: UserPool, who: string): void {
  engine.store.passwordFailures.clear(`${pool.id}:${who}`);
}
