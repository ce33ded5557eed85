import { numberKey } from '../api/pagination.js';
import type { User } from '../store/users.js';
import { attributeList } from '../users/attributes.js';

/**
 * A user as lists and `AdminCreateUser` show them. Times are in seconds since 1970.
 *
 * @param names The attributes to return. Default: all.
 */
export function userSummary(user: User, names?: readonly string[]) {
  const attributes = attributeList(user);
  return {
    Username: user.username,
    Attributes: names ? attributes.filter(({ Name }) => names.includes(Name)) : attributes,
    ...accountSummary(user),
  };
}

export function accountSummary(user: User) {
  return {
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** The sort key of a user: the oldest comes first. */
export function userKey(user: User): string {
  return `${numberKey(user.createdAt)} ${user.sub}`;
}
