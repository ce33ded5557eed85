import type { Engine } from '../engine.js';
import {
  incorrectUsernameOrPassword,
  notAuthorized,
  passwordResetRequired,
  userNotConfirmed,
  userNotFound,
} from '../errors.js';
import type { PasswordVerifier, User } from '../store/users.js';
import { isSignInAttribute, poolNameForSrp } from '../user-pool/user-pool.js';
import {
  checkPasswordLockout,
  forgetWrongPasswords,
  recordWrongPassword,
} from '../users/attempts.js';
import { nobody, simulatedPassword } from '../users/simulated-user.js';
import { matchesPasswordVerifier, type SrpIdentity } from '../users/srp.js';
import type { ChallengeStep, SignIn } from './flow.js';

/** Whose wrong passwords are counted together. */
export function attemptsOf(engine: Engine, { pool, user, username }: SignIn): string {
  return user?.sub ?? nobody(engine, pool, username);
}

/**
 * The password to compare with: for somebody who does not exist, one that nobody knows.
 *
 * @throws {AwsError} `UserNotFoundException` when the client does not hide who exists.
 */
export function passwordOf(
  engine: Engine,
  { pool, client, user, username }: SignIn,
): { readonly identity: SrpIdentity; readonly password: PasswordVerifier } {
  if (!user && !client.preventUserExistenceErrors) throw userNotFound();
  if (user && !user.password && !client.preventUserExistenceErrors) throw passwordResetRequired();
  const poolName = poolNameForSrp(pool.id);
  if (user?.password) {
    return { identity: { poolName, username: user.username }, password: user.password };
  }
  const simulated = simulatedPassword(engine, pool, username);
  return {
    identity: { poolName, username: user?.username ?? simulated.username },
    password: simulated.password,
  };
}

/**
 * Checks a password that came in the clear.
 *
 * @throws {AwsError} `NotAuthorizedException`, in the same words and after the same work for a
 *   wrong password and for nobody's name.
 */
export function checkPlainPassword(engine: Engine, signIn: SignIn, password: string): User {
  const who = attemptsOf(engine, signIn);
  checkPasswordLockout(engine, signIn.pool, who);
  const kept = passwordOf(engine, signIn);
  const matches = matchesPasswordVerifier(kept.identity, password, kept.password);
  return acceptIf(engine, signIn, matches);
}

/** Lets the user in, or counts a wrong password. */
export function acceptIf(engine: Engine, signIn: SignIn, matches: boolean): User {
  const user = userIf(engine, signIn, matches);
  if (!user) throw incorrectUsernameOrPassword();
  return user;
}

/** @returns `undefined` for a wrong password, which is counted. */
export function userIf(engine: Engine, signIn: SignIn, matches: boolean): User | undefined {
  const who = attemptsOf(engine, signIn);
  if (!signIn.user?.password || !matches) {
    recordWrongPassword(engine, signIn.pool, who);
    return undefined;
  }
  forgetWrongPasswords(engine, signIn.pool, who);
  return signIn.user;
}

/**
 * @throws {AwsError} `NotAuthorizedException`, `UserNotConfirmedException`,
 *   `PasswordResetRequiredException`
 */
export function checkAccount(user: User): void {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
}

/** @throws {AwsError} `NotAuthorizedException` */
export function checkTemporaryPassword(engine: Engine, user: User): void {
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return;
  if ((user.passwordExpiresAt ?? Number.POSITIVE_INFINITY) <= engine.context.now()) {
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
}

/** Asks for a password of the user's own, and for the attributes that are missing. */
export function newPasswordChallenge({ pool }: SignIn, user: User): ChallengeStep {
  const required = [...pool.schema.values()]
    .filter(({ name, required }) => required && name !== 'sub' && !user.attributes[name])
    .map(({ name }) => `userAttributes.${name}`);
  return {
    leadsTo: 'challenge',
    challenge: { name: 'NEW_PASSWORD_REQUIRED' },
    parameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(required),
      userAttributes: JSON.stringify(
        Object.fromEntries(
          Object.entries(user.attributes).filter(([name]) => !isVerifiedSignIn(pool, user, name)),
        ),
      ),
    },
  };
}

/** A user cannot change, while signing in, what signs them in. */
function isVerifiedSignIn(pool: SignIn['pool'], user: User, name: string): boolean {
  return isSignInAttribute(pool, name) && user.attributes[`${name}_verified`] === 'true';
}
