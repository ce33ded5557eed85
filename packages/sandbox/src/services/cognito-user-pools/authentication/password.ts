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

/** The key under which wrong passwords are counted. */
export function attemptsOf(engine: Engine, { pool, user, username }: SignIn): string {
  return user?.sub ?? nobody(engine, pool, username);
}

/**
 * The password to compare with. For a user who does not exist, it is one that nobody knows.
 *
 * @throws {AwsError} `UserNotFoundException` when the client does not hide which users exist,
 *   `PasswordResetRequiredException` when it does not and the user has no password.
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
 * Checks a password that the client sent itself.
 *
 * @throws {AwsError} `NotAuthorizedException`. The message and the work are the same for a wrong
 *   password and for a name that belongs to no user.
 */
export function checkPlainPassword(engine: Engine, signIn: SignIn, password: string): User {
  const who = attemptsOf(engine, signIn);
  checkPasswordLockout(engine, signIn.pool, who);
  const kept = passwordOf(engine, signIn);
  const matches = matchesPasswordVerifier(kept.identity, password, kept.password);
  return acceptIf(engine, signIn, matches);
}

/** Returns the user if the password matches. Otherwise counts a wrong password and throws. */
export function acceptIf(engine: Engine, signIn: SignIn, matches: boolean): User {
  const user = userIf(engine, signIn, matches);
  if (!user) throw incorrectUsernameOrPassword();
  return user;
}

/** @returns `undefined` for a wrong password. It is counted. */
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

/** Asks the user to choose a password and to fill in the missing required attributes. */
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

/** While signing in, a user cannot change a verified attribute that signs them in. */
function isVerifiedSignIn(pool: SignIn['pool'], user: User, name: string): boolean {
  return isSignInAttribute(pool, name) && user.attributes[`${name}_verified`] === 'true';
}
