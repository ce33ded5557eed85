import { adminOperation, publicOperation } from '../api/operation.js';
import {
  AdminResetUserPasswordRequest,
  AdminSetUserPasswordRequest,
  ChangePasswordRequest,
  ConfirmForgotPasswordRequest,
  ForgotPasswordRequest,
} from '../api/requests.js';
import { checkSecretHash } from '../authentication/secret-hash.js';
import type { Engine } from '../engine.js';
import {
  codeMismatch,
  incorrectUsernameOrPassword,
  invalidParameter,
  notAuthorized,
  userNotFound,
} from '../errors.js';
import { checkCode, sendCode } from '../messages/codes.js';
import { composeMessage } from '../messages/messages.js';
import { postConfirmation } from '../sign-up/post-confirmation.js';
import { migrateUser } from '../sign-up/user-migration.js';
import type { User } from '../store/users.js';
import { requireTokenHolder } from '../tokens/access-token.js';
import { type ClientMetadata, NO_CLIENT } from '../triggers.js';
import { checkPassword } from '../user-pool/password-policy.js';
import type { UserPool } from '../user-pool/user-pool.js';
import {
  checkPasswordLockout,
  forgetWrongPasswords,
  limitAttempts,
  recordWrongPassword,
} from '../users/attempts.js';
import {
  type CodeDelivery,
  codeDeliveryDetails,
  recoveryDelivery,
} from '../users/code-delivery.js';
import {
  isPassword,
  passwordVerifier,
  setPassword,
  setTemporaryPassword,
} from '../users/passwords.js';
import { nobody, simulatedDelivery } from '../users/simulated-user.js';
import { changeUser } from '../users/user-changes.js';
import { findUser, requireUser } from '../users/usernames.js';

export const ChangePassword = publicOperation(ChangePasswordRequest, async (engine, input) => {
  const { pool, user } = await requireTokenHolder(engine, input.AccessToken);
  limitAttempts(engine, pool, user.sub, 'ChangePassword');
  if (user.password) {
    checkPasswordLockout(engine, pool, user.sub);
    if (!isPassword(pool, user, input.PreviousPassword ?? '')) {
      recordWrongPassword(engine, pool, user.sub);
      throw incorrectUsernameOrPassword();
    }
    forgetWrongPasswords(engine, pool, user.sub);
  }
  checkPassword(pool.passwordPolicy, input.ProposedPassword);
  changeUser(engine, pool, user, () => ({
    password: passwordVerifier(pool, user.username, input.ProposedPassword),
  }));
});

export const ForgotPassword = publicOperation(ForgotPasswordRequest, async (engine, input) => {
  const { pool, client } = engine.client(input.ClientId);
  checkSecretHash(client, input.Username, input.SecretHash);
  if (pool.accountRecovery?.[0] === 'admin_only') {
    throw notAuthorized('Contact administrator to reset password.');
  }
  const user =
    findUser(engine, pool, input.Username) ??
    (await migrateUser(engine, {
      pool,
      client,
      source: 'UserMigration_ForgotPassword',
      username: input.Username,
      clientMetadata: input.ClientMetadata,
    }));
  if (!user && !client.preventUserExistenceErrors) {
    throw userNotFound('Username/client id combination not found.');
  }
  const who = user?.sub ?? nobody(engine, pool, input.Username);
  limitAttempts(engine, pool, who, 'ForgotPassword:request');
  const delivery = user?.enabled ? recoveryDelivery(engine, pool, user) : undefined;
  if (!user || (!delivery && client.preventUserExistenceErrors)) {
    const simulated = simulatedDelivery(engine, pool, input.Username);
    return { CodeDeliveryDetails: codeDeliveryDetails(simulated) };
  }
  const sentTo = await sendResetCode(engine, pool, user, client.id, input.ClientMetadata);
  return { CodeDeliveryDetails: codeDeliveryDetails(sentTo) };
});

export const ConfirmForgotPassword = publicOperation(
  ConfirmForgotPasswordRequest,
  async (engine, input) => {
    const { pool, client } = engine.client(input.ClientId);
    checkSecretHash(client, input.Username, input.SecretHash);
    checkPassword(pool.passwordPolicy, input.Password);
    const user = findUser(engine, pool, input.Username);
    if (!user?.enabled && client.preventUserExistenceErrors) {
      limitAttempts(engine, pool, nobody(engine, pool, input.Username), 'ForgotPassword');
      throw codeMismatch();
    }
    if (!user) throw userNotFound('Username/client id combination not found.');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    checkCode(engine, pool, user, 'ForgotPassword', input.ConfirmationCode);
    const confirmed = engine.store.transaction(() => {
      engine.store.codes.remove(user.sub, 'ForgotPassword');
      forgetWrongPasswords(engine, pool, user.sub);
      return setPassword(engine, pool, user, input.Password);
    });
    await postConfirmation(
      engine,
      pool,
      'PostConfirmation_ConfirmForgotPassword',
      confirmed,
      client.id,
      input.ClientMetadata,
    );
    return {};
  },
);

export const AdminSetUserPassword = adminOperation(AdminSetUserPasswordRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const user = requireUser(engine, pool, input.Username);
  checkPassword(pool.passwordPolicy, input.Password);
  engine.store.transaction(() => {
    forgetWrongPasswords(engine, pool, user.sub);
    if (input.Permanent) setPassword(engine, pool, user, input.Password);
    else setTemporaryPassword(engine, pool, user, input.Password);
  });
  return {};
});

export const AdminResetUserPassword = adminOperation(
  AdminResetUserPasswordRequest,
  async (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const user = requireUser(engine, pool, input.Username);
    await sendResetCode(engine, pool, user, NO_CLIENT, input.ClientMetadata, () =>
      changeUser(engine, pool, user, () => ({ status: 'RESET_REQUIRED' })),
    );
    return {};
  },
);

/** @param alongside A change in the same transaction as the code. */
async function sendResetCode(
  engine: Engine,
  pool: UserPool,
  user: User,
  clientId: string,
  clientMetadata: ClientMetadata | undefined,
  alongside: () => void = () => {},
): Promise<CodeDelivery> {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  const delivery = recoveryDelivery(engine, pool, user);
  if (!delivery) {
    throw invalidParameter(
      'Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
  }
  const message = await composeMessage(engine, {
    pool,
    clientId,
    user,
    source: 'CustomMessage_ForgotPassword',
    delivery,
    clientMetadata,
  });
  engine.store.transaction(() => {
    alongside();
    sendCode(engine, pool, user, 'ForgotPassword', delivery, message);
  });
  return delivery;
}
