import { invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import { comparable, type UserPool } from '../user-pool/user-pool.js';

/** The attributes that `ListUsers` can search by. */
const SEARCHABLE = [
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
] as const;
type Searchable = (typeof SEARCHABLE)[number];

const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/**
 * Reads a filter such as `family_name = "Reddy"` or `given_name ^= "Jon"`.
 *
 * @throws {AwsError} `InvalidParameterException`
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
 */
export function readUserFilter(
  pool: UserPool,
  filter: string | undefined,
): (user: User) => boolean {
  if (filter === undefined || filter === '') return () => true;
  const [, name, operator, quoted = ''] = FILTER.exec(filter) ?? [];
  if (name === undefined) throw invalidParameter('Error while parsing filter.');
  const attribute = SEARCHABLE.find((candidate) => candidate === name);
  if (attribute === undefined) throw invalidParameter(`Invalid search attribute: ${name}`);
  const fold = folding(pool, attribute);
  const wanted = fold(quoted.replace(/\\(.)/g, '$1'));
  return (user) => {
    const value = searched(user, attribute);
    if (value === undefined) return false;
    return operator === '=' ? fold(value) === wanted : fold(value).startsWith(wanted);
  };
}

function searched(user: User, attribute: Searchable): string | undefined {
  switch (attribute) {
    case 'username':
      return user.username;
    case 'sub':
      return user.sub;
    case 'cognito:user_status':
      return user.status;
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    default:
      return user.attributes[attribute];
  }
}

/** How values are compared. Sign-in names follow the case sensitivity of the pool. */
function folding(pool: UserPool, attribute: Searchable): (value: string) => string {
  if (attribute === 'cognito:user_status') return (value) => value.toLowerCase();
  return ['username', 'email', 'preferred_username'].includes(attribute)
    ? (value) => comparable(pool, value)
    : (value) => value;
}
