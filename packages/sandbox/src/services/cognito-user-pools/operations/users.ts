import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../protocols/aws-error.js';
import { adminOperation } from '../api/operation.js';
import { page } from '../api/pagination.js';
import {
  AdminConfirmSignUpRequest,
  AdminCreateUserRequest,
  AdminDeleteUserAttributesRequest,
  AdminUpdateUserAttributesRequest,
  AdminUserRequest,
  ListUsersRequest,
} from '../api/requests.js';
import type { Engine } from '../engine.js';
import { invalidParameter, notAuthorized } from '../errors.js';
import { updateAttributes } from '../messages/attribute-verification.js';
import { invitationDeliveries, sendInvitation } from '../messages/invitation.js';
import { mfaSummary } from '../mfa/mfa-settings.js';
import { insertUser, newUser } from '../sign-up/new-user.js';
import { postConfirmation } from '../sign-up/post-confirmation.js';
import { preSignUp } from '../sign-up/pre-sign-up.js';
import { NO_CLIENT } from '../triggers.js';
import { checkPassword, temporaryPassword } from '../user-pool/password-policy.js';
import {
  attributeList,
  changeAttributes,
  checkChangedAttributes,
  checkNewAttributes,
  readAttributeList,
} from '../users/attributes.js';
import { setTemporaryPassword, temporaryPasswordExpiry } from '../users/passwords.js';
import { changeUser } from '../users/user-changes.js';
import { findUser, requireUser, usernameAttribute } from '../users/usernames.js';
import { readUserFilter } from './user-filter.js';
import { accountSummary, userKey, userSummary } from './user-summary.js';

export const AdminCreateUser = adminOperation(AdminCreateUserRequest, async (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const password = input.TemporaryPassword || temporaryPassword(pool.passwordPolicy);
  checkPassword(pool.passwordPolicy, password);
  const invitation = {
    mediums: input.DesiredDeliveryMediums,
    username: input.Username,
    password,
    clientMetadata: input.ClientMetadata,
  };
  if (input.MessageAction === 'RESEND') {
    const invited = requireUser(engine, pool, input.Username);
    if (invited.status !== 'FORCE_CHANGE_PASSWORD') {
      throw new AwsError(
        'UnsupportedUserStateException',
        `Resend not possible. ${input.Username} status is not FORCE_CHANGE_PASSWORD`,
      );
    }
    const user = setTemporaryPassword(engine, pool, invited, password);
    await sendInvitation(engine, pool, user, invitation);
    return { User: userSummary(user) };
  }

  const signInAttribute = usernameAttribute(pool, input.Username);
  const attributes = {
    ...readAttributeList(input.UserAttributes),
    ...(signInAttribute && { [signInAttribute]: input.Username }),
  };
  checkNewAttributes(pool, attributes, false);
  if (findUser(engine, pool, input.Username)) {
    throw new AwsError('UsernameExistsException', 'User account already exists');
  }
  const sub = randomUUID();
  const user = newUser(engine, pool, {
    sub,
    username: signInAttribute ? sub : input.Username,
    attributes,
    password,
    passwordExpiresAt: temporaryPasswordExpiry(engine, pool),
    status: 'FORCE_CHANGE_PASSWORD',
  });
  const send = input.MessageAction !== 'SUPPRESS';
  if (send) invitationDeliveries(user, input.DesiredDeliveryMediums);
  await preSignUp(engine, pool, {
    source: 'PreSignUp_AdminCreateUser',
    username: user.username,
    clientId: NO_CLIENT,
    attributes,
    validationData: input.ValidationData && readAttributeList(input.ValidationData),
    clientMetadata: input.ClientMetadata,
  });
  insertUser(engine, pool, user, signInAttribute, input.ForceAliasCreation ?? false);
  if (send) await sendInvitation(engine, pool, user, invitation);
  return { User: userSummary(user) };
});

export const AdminGetUser = adminOperation(AdminUserRequest, (engine, input) => {
  const user = requireUser(engine, engine.pool(input.UserPoolId), input.Username);
  return {
    Username: user.username,
    UserAttributes: attributeList(user),
    ...accountSummary(user),
    ...mfaSummary(engine, user),
  };
});

export const AdminConfirmSignUp = adminOperation(
  AdminConfirmSignUpRequest,
  async (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const user = requireUser(engine, pool, input.Username);
    if (user.status !== 'UNCONFIRMED') {
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    }
    const confirmed = engine.store.transaction(() => {
      engine.store.codes.remove(user.sub, 'ConfirmSignUp');
      return changeUser(engine, pool, user, () => ({ status: 'CONFIRMED' }));
    });
    await postConfirmation(
      engine,
      pool,
      'PostConfirmation_ConfirmSignUp',
      confirmed,
      NO_CLIENT,
      input.ClientMetadata,
    );
    return {};
  },
);

export const AdminUpdateUserAttributes = adminOperation(
  AdminUpdateUserAttributesRequest,
  async (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const user = requireUser(engine, pool, input.Username);
    const changes = readAttributeList(input.UserAttributes);
    await updateAttributes(engine, pool, user, changes, NO_CLIENT, input.ClientMetadata);
    return {};
  },
);

export const AdminDeleteUserAttributes = adminOperation(
  AdminDeleteUserAttributesRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const user = requireUser(engine, pool, input.Username);
    const changes = Object.fromEntries(input.UserAttributeNames.map((name) => [name, '']));
    checkChangedAttributes(pool, changes);
    changeUser(engine, pool, user, (current) => ({
      attributes: changeAttributes(current.attributes, changes),
    }));
    return {};
  },
);

export const AdminDisableUser = adminOperation(AdminUserRequest, (engine, input) => {
  setEnabled(engine, input.UserPoolId, input.Username, false);
  return {};
});

export const AdminEnableUser = adminOperation(AdminUserRequest, (engine, input) => {
  setEnabled(engine, input.UserPoolId, input.Username, true);
  return {};
});

export const AdminDeleteUser = adminOperation(AdminUserRequest, (engine, input) => {
  const user = requireUser(engine, engine.pool(input.UserPoolId), input.Username);
  engine.store.users.remove(user.sub);
});

export const ListUsers = adminOperation(ListUsersRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const found = engine.store.users.ofPool(pool.id).filter(readUserFilter(pool, input.Filter));
  const { items, next } = page(found, input.Limit, input.PaginationToken, userKey);
  const users = items.map((user) => userSummary(user, input.AttributesToGet));
  const wanted = new Set(input.AttributesToGet);
  const unknown = [...wanted].some((name) => !pool.schema.has(name));
  // As in AWS, every user of the result must have all the requested attributes.
  if (unknown || users.some(({ Attributes }) => Attributes.length < wanted.size)) {
    throw invalidParameter('One or more requested attributes do not exist.');
  }
  return { Users: users, PaginationToken: next };
});

/** Enables or disables a user. Disabling also ends every session of the user. */
function setEnabled(engine: Engine, poolId: string, username: string, enabled: boolean): void {
  const pool = engine.pool(poolId);
  const user = requireUser(engine, pool, username);
  engine.store.transaction(() => {
    changeUser(engine, pool, user, () => ({ enabled }));
    if (!enabled) engine.store.refreshTokens.revokeUser(user.sub);
  });
}
