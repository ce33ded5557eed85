import type { Engine } from '../engine.js';
import { migrateUser } from '../sign-up/user-migration.js';
import { preAuthentication } from './authentication-triggers.js';
import type { AuthFlow, Parameters, SignIn, Step } from './flow.js';
import { required } from './flow.js';
import { afterPassword } from './mfa-challenges.js';
import { checkPlainPassword } from './password.js';

/** `USER_PASSWORD_AUTH`: the client sends the password itself, so the pool can migrate users. */
export const userPasswordAuth: AuthFlow = {
  allowedBy: 'ALLOW_USER_PASSWORD_AUTH',
  adminOnly: false,
  start: signInWithPassword,
};

/** `ADMIN_USER_PASSWORD_AUTH`: the same, called by a server with AWS credentials. */
export const adminUserPasswordAuth: AuthFlow = {
  allowedBy: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  adminOnly: true,
  start: signInWithPassword,
};

async function signInWithPassword(
  engine: Engine,
  signIn: SignIn,
  parameters: Parameters,
): Promise<Step> {
  const password = required(parameters, 'PASSWORD');
  const user =
    signIn.user ??
    (await migrateUser(engine, {
      pool: signIn.pool,
      client: signIn.client,
      source: 'UserMigration_Authentication',
      username: signIn.username,
      password,
      validationData: signIn.validationData,
    }));
  await preAuthentication(engine, { ...signIn, user });
  // The trigger's function may have changed the user.
  const current = { ...signIn, user: user && engine.store.users.find(user.sub) };
  return afterPassword(engine, current, checkPlainPassword(engine, current, password));
}
