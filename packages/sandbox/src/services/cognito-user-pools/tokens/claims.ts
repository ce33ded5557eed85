import { randomUUID } from 'node:crypto';
import type { Group } from '../store/groups.js';
import type { User } from '../store/users.js';
import { issuer, type UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { readableAttributes } from '../users/attributes.js';

/** The scope that lets users read and change their own profile. */
export const USER_ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

export type Claims = Readonly<Record<string, unknown>>;

/** One sign-in, with the values that all its tokens share. */
export type SignInRecord = {
  readonly originJti: string;
  readonly eventId: string;
  /** In seconds since 1970. */
  readonly authTime: number;
};

/** A user's groups as they appear in tokens. */
export type GroupClaims = {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
};

export type TokenClaims = { readonly id: Claims; readonly access: Claims };

/**
 * @param groups In the order of their precedence.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export function groupClaims(groups: readonly Group[]): GroupClaims {
  const withRole = groups.filter((group) => group.roleArn !== undefined);
  const first = withRole[0];
  const rivals = withRole.filter((group) => group.precedence === first?.precedence);
  const agreed = rivals.every((group) => group.roleArn === first?.roleArn);
  return {
    groups: groups.map((group) => group.name),
    roles: withRole.flatMap((group) => group.roleArn ?? []),
    preferredRole: agreed ? first?.roleArn : undefined,
  };
}

/**
 * The claims of both tokens before any trigger changes them.
 *
 * @param now In seconds since 1970.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export function tokenClaims(
  pool: UserPool,
  client: UserPoolClient,
  user: User,
  groups: GroupClaims,
  signIn: SignInRecord,
  now: number,
): TokenClaims {
  const shared = {
    sub: user.sub,
    iss: issuer(pool),
    ...(client.enableTokenRevocation && { origin_jti: signIn.originJti }),
    event_id: signIn.eventId,
    auth_time: signIn.authTime,
    iat: now,
    ...(groups.groups.length > 0 && { 'cognito:groups': groups.groups }),
  };
  return {
    id: {
      ...attributeClaims(readableAttributes(client, user)),
      ...shared,
      ...roleClaims(groups),
      'cognito:username': user.username,
      aud: client.id,
      token_use: 'id',
      exp: now + client.idTokenSeconds,
      jti: randomUUID(),
    },
    access: {
      ...shared,
      client_id: client.id,
      token_use: 'access',
      scope: USER_ADMIN_SCOPE,
      exp: now + client.accessTokenSeconds,
      jti: randomUUID(),
      username: user.username,
    },
  };
}

export function roleClaims(groups: GroupClaims): Claims {
  return {
    ...(groups.roles.length > 0 && { 'cognito:roles': groups.roles }),
    ...(groups.preferredRole !== undefined && { 'cognito:preferred_role': groups.preferredRole }),
  };
}

/** Attributes with the types of OpenID Connect. Custom attributes are always strings. */
function attributeClaims(attributes: Readonly<Record<string, string>>): Claims {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, attributeClaim(name, value)]),
  );
}

function attributeClaim(name: string, value: string): unknown {
  if (name === 'email_verified' || name === 'phone_number_verified') return value === 'true';
  if (name === 'address') return { formatted: value };
  if (name === 'updated_at') return Number(value);
  if (name === 'identities') return identityClaims(value);
  return value;
}

/** In a token, the members of a linked identity are strings. */
function identityClaims(value: string): readonly unknown[] {
  const identities = JSON.parse(value) as readonly Readonly<Record<string, unknown>>[];
  return identities.map((identity) => ({
    ...identity,
    primary: String(identity.primary),
    dateCreated: String(identity.dateCreated),
  }));
}
