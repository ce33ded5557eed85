import { randomInt, timingSafeEqual } from 'node:crypto';
import type { Engine } from '../engine.js';
import { codeMismatch, expiredCode } from '../errors.js';
import type { CodePurpose, StoredCode } from '../store/codes.js';
import type { User } from '../store/users.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { limitAttempts } from '../users/attempts.js';
import type { CodeDelivery } from '../users/code-delivery.js';
import { currentUser } from '../users/user-changes.js';
import type { ComposedMessage } from './message.js';

const HOUR = 60 * 60 * 1000;

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const VALIDITY: Readonly<Record<CodePurpose, number>> = {
  ConfirmSignUp: 24 * HOUR,
  ForgotPassword: HOUR,
  'Verify:email': 24 * HOUR,
  'Verify:phone_number': 24 * HOUR,
};

/**
 * Sends a new code. It replaces the previous code for the same purpose.
 *
 * @throws {AwsError} `UserNotFoundException` when the user has been deleted meanwhile.
 */
export function sendCode(
  engine: Engine,
  pool: UserPool,
  user: User,
  purpose: CodePurpose,
  delivery: CodeDelivery,
  message: ComposedMessage,
): void {
  const code = randomCode(6);
  engine.store.transaction(() => {
    currentUser(engine, user);
    engine.store.codes.save(user.sub, purpose, {
      digest: digest(engine, pool, user, purpose, code),
      expiresAt: engine.context.now() + VALIDITY[purpose],
      attribute: delivery.attribute,
      destination: delivery.destination,
    });
    message.send(code);
  });
}

/** A random number that cannot be guessed, with leading zeros. */
export function randomCode(digits: number): string {
  return String(randomInt(10 ** digits)).padStart(digits, '0');
}

/**
 * Checks a code that a user entered, without using it up.
 *
 * @throws {AwsError} `CodeMismatchException`, `ExpiredCodeException`, and `LimitExceededException`
 *   after too many attempts within an hour.
 */
export function checkCode(
  engine: Engine,
  pool: UserPool,
  user: User,
  purpose: CodePurpose,
  code: string,
): StoredCode {
  limitAttempts(engine, pool, user.sub, purpose);
  const sent = engine.store.codes.find(user.sub, purpose);
  if (!sent || sent.expiresAt <= engine.context.now()) throw expiredCode();
  const entered = Buffer.from(digest(engine, pool, user, purpose, code), 'hex');
  if (!timingSafeEqual(entered, Buffer.from(sent.digest, 'hex'))) throw codeMismatch();
  return sent;
}

function digest(
  engine: Engine,
  pool: UserPool,
  user: User,
  purpose: CodePurpose,
  code: string,
): string {
  return engine.digest(pool, 'code', user.sub, purpose, code).toString('hex');
}
