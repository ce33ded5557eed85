import { callService, postJson } from '../api/client.ts';
import { queryClient } from '../api/queries.ts';
import type { Attribute, Tokens } from './user-pool-types.ts';

/** One user of one pool. */
export type UserAddress = { readonly UserPoolId: string; readonly Username: string };

/** An operation that changes a pool. The lists that it changes are read again. */
async function change<Result>(
  operation: string,
  input: { readonly UserPoolId: string; readonly [name: string]: unknown },
): Promise<Result> {
  const result = await callService<Result>('cognito-idp', operation, input);
  await queryClient.invalidateQueries({ queryKey: ['users', input.UserPoolId] });
  return result;
}

export type NewUser = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly attributes: readonly Attribute[];
  /** Empty: Cognito makes a temporary one. */
  readonly password: string;
  /** Whether the password is the user's own. Otherwise the first sign-in asks for a new one. */
  readonly isPermanent: boolean;
  readonly sendsInvitation: boolean;
};

/** @returns The user's name in the pool. */
export async function createUser(user: NewUser): Promise<string> {
  const { UserPoolId, Username, password } = user;
  const created = await change<{ User: { Username: string } }>('AdminCreateUser', {
    UserPoolId,
    Username,
    UserAttributes: user.attributes,
    ...(user.sendsInvitation ? {} : { MessageAction: 'SUPPRESS' }),
    ...(password === '' ? {} : { TemporaryPassword: password }),
  });
  const name = created.User.Username;
  if (user.isPermanent && password !== '') {
    await setPassword({ UserPoolId, Username: name }, password, true);
  }
  return name;
}

export function setPassword(user: UserAddress, Password: string, Permanent: boolean) {
  return change('AdminSetUserPassword', { ...user, Password, Permanent });
}

export type UserOperation =
  | 'AdminConfirmSignUp'
  | 'AdminDisableUser'
  | 'AdminEnableUser'
  | 'AdminDeleteUser'
  | 'AdminResetUserPassword'
  | 'AdminUserGlobalSignOut';

export function changeUser(operation: UserOperation, user: UserAddress) {
  return change(operation, user);
}

export function setAttribute(user: UserAddress, Name: string, Value: string) {
  return change('AdminUpdateUserAttributes', { ...user, UserAttributes: [{ Name, Value }] });
}

export function deleteAttribute(user: UserAddress, name: string) {
  return change('AdminDeleteUserAttributes', { ...user, UserAttributeNames: [name] });
}

export function addToGroup(user: UserAddress, GroupName: string) {
  return change('AdminAddUserToGroup', { ...user, GroupName });
}

export function removeFromGroup(user: UserAddress, GroupName: string) {
  return change('AdminRemoveUserFromGroup', { ...user, GroupName });
}

export type NewGroup = {
  readonly UserPoolId: string;
  readonly GroupName: string;
  readonly Description?: string;
  readonly Precedence?: number;
};

export function createGroup(group: NewGroup) {
  return change('CreateGroup', group);
}

export function deleteGroup(UserPoolId: string, GroupName: string) {
  return change('DeleteGroup', { UserPoolId, GroupName });
}

/** Signs in as a user, without a password. The triggers for tokens run. */
export function signInAs(userPoolId: string, clientId: string, username: string): Promise<Tokens> {
  return postJson('users/tokens', { userPoolId, clientId, username });
}
