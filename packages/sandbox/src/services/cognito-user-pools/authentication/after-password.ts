import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import type { SignIn, Step } from './flow.js';
import { afterFirstFactor } from './mfa-challenges.js';
import { checkAccount, checkTemporaryPassword, newPasswordChallenge } from './password.js';

/**
 * Where a user goes whose password was right: only then is anything told of their account.
 *
 * @throws {AwsError} `NotAuthorizedException`, `UserNotConfirmedException`,
 *   `PasswordResetRequiredException`
 */
export async function afterPassword(engine: Engine, signIn: SignIn, user: User): Promise<Step> {
  checkAccount(user);
  checkTemporaryPassword(engine, user);
  return user.status === 'FORCE_CHANGE_PASSWORD'
    ? newPasswordChallenge(signIn, user)
    : afterFirstFactor(engine, signIn, user, 'TokenGeneration_Authentication');
}
