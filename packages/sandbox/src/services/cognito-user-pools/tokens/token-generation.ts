import { isJsonObject } from '../../../protocols/json-value.js';
import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import {
  type ClientMetadata,
  invokeTrigger,
  type TriggerResponse,
  unrecognizable,
  withClientMetadata,
} from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { triggerAttributes } from '../users/usernames.js';
import {
  type Claims,
  type GroupClaims,
  roleClaims,
  type TokenClaims,
  USER_ADMIN_SCOPE,
} from './claims.js';

/** The reason for new tokens, named as in the pre token generation trigger. */
export type TokenSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

type Customization = {
  readonly add: Claims;
  readonly suppress: readonly string[];
};

type Overrides = {
  readonly id: Customization;
  readonly access: Customization & {
    readonly scopesToAdd: readonly string[];
    readonly scopesToSuppress: readonly string[];
  };
  /** `undefined`: the groups stay unchanged. */
  readonly groups: GroupClaims | undefined;
};

/**
 * Claims that a trigger cannot change. An attempt is ignored.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const PROTECTED = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
]);

const NO_COMPLEX_VALUE = ['phone_number_verified', 'email_verified', 'updated_at', 'address'];

/** Lets the pre token generation trigger change the claims of both tokens. */
export async function customizeClaims(
  engine: Engine,
  pool: UserPool,
  client: UserPoolClient,
  user: User,
  groups: GroupClaims,
  source: TokenSource,
  clientMetadata: ClientMetadata | undefined,
  claims: TokenClaims,
): Promise<TokenClaims> {
  const trigger = pool.preTokenGeneration;
  if (!trigger) return claims;
  const first = trigger.version === 'V1_0';
  const response = await invokeTrigger(engine, {
    pool,
    trigger: 'PreTokenGeneration',
    functionArn: trigger.functionArn,
    source,
    version: first ? '1' : trigger.version === 'V2_0' ? '2' : '3',
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: triggerAttributes(engine, pool, user),
      groupConfiguration: {
        groupsToOverride: groups.groups,
        iamRolesToOverride: groups.roles,
        preferredRole: groups.preferredRole ?? null,
      },
      ...(!first && { scopes: [USER_ADMIN_SCOPE] }),
      ...withClientMetadata(clientMetadata),
    },
    response: first ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });
  const overrides = first ? readFirstVersion(response) : readLaterVersion(response);
  return overrides ? applyOverrides(claims, overrides, client) : claims;
}

function applyOverrides(
  claims: TokenClaims,
  overrides: Overrides,
  client: UserPoolClient,
): TokenClaims {
  const id = customize(withGroups(claims.id, overrides.groups, true), overrides.id);
  const access = customize(withGroups(claims.access, overrides.groups, false), overrides.access);
  // The only protected claim that the function can set: `aud` of an access token, to its own
  // client.
  const audience = overrides.access.add.aud === client.id ? { aud: client.id } : {};
  return { id, access: { ...access, ...audience, scope: scopes(claims.access, overrides) } };
}

function withGroups(claims: Claims, groups: GroupClaims | undefined, id: boolean): Claims {
  if (!groups) return claims;
  const {
    'cognito:groups': _groups,
    'cognito:roles': _roles,
    'cognito:preferred_role': _preferredRole,
    ...rest
  } = claims;
  return {
    ...rest,
    ...(groups.groups.length > 0 && { 'cognito:groups': groups.groups }),
    ...(id && roleClaims(groups)),
  };
}

function customize(claims: Claims, { add, suppress }: Customization): Claims {
  const customized = new Map(Object.entries(claims));
  for (const [name, value] of Object.entries(add)) {
    const complex = typeof value === 'object' && NO_COMPLEX_VALUE.includes(name);
    if (canAdd(name) && !complex) customized.set(name, value);
  }
  for (const name of suppress) {
    if (name === 'cognito:groups') {
      customized.delete('cognito:roles');
      customized.delete('cognito:preferred_role');
      customized.delete(name);
    } else if (canAdd(name) || name.startsWith('dev:')) customized.delete(name);
  }
  return Object.fromEntries(customized);
}

function canAdd(name: string): boolean {
  return !PROTECTED.has(name) && !name.startsWith('cognito:') && !name.startsWith('dev:');
}

function scopes(claims: Claims, { access }: Overrides): string {
  const granted = new Set(String(claims.scope).split(' '));
  for (const scope of access.scopesToAdd) granted.add(scope);
  for (const scope of access.scopesToSuppress) granted.delete(scope);
  return [...granted].join(' ');
}

/** Version 1 changes the ID token, and the groups in both tokens. Its values are strings. */
function readFirstVersion(response: TriggerResponse): Overrides | undefined {
  const details = optionalRecord(response.claimsOverrideDetails);
  if (!details) return undefined;
  const id = readCustomization(details);
  if (Object.values(id.add).some((value) => typeof value !== 'string')) throw unrecognizable();
  return {
    id,
    access: { add: {}, suppress: [], scopesToAdd: [], scopesToSuppress: [] },
    groups: readGroups(details),
  };
}

function readLaterVersion(response: TriggerResponse): Overrides | undefined {
  const details = optionalRecord(response.claimsAndScopeOverrideDetails);
  if (!details) return undefined;
  const access = optionalRecord(details.accessTokenGeneration) ?? {};
  const scopesToAdd = strings(access.scopesToAdd);
  if (scopesToAdd.some((scope) => /\s/.test(scope) || scope === '')) throw unrecognizable();
  return {
    id: readCustomization(optionalRecord(details.idTokenGeneration) ?? {}),
    access: {
      ...readCustomization(access),
      scopesToAdd,
      scopesToSuppress: strings(access.scopesToSuppress),
    },
    groups: readGroups(details),
  };
}

function readCustomization(details: TriggerResponse): Customization {
  const add = optionalRecord(details.claimsToAddOrOverride) ?? {};
  return {
    add: Object.fromEntries(Object.entries(add).filter(([, value]) => value !== null)),
    suppress: strings(details.claimsToSuppress),
  };
}

/** The groups from the function replace the user's. An empty or null object removes all groups. */
function readGroups(details: TriggerResponse): GroupClaims | undefined {
  if (details.groupOverrideDetails === undefined) return undefined;
  const given = optionalRecord(details.groupOverrideDetails) ?? {};
  const { preferredRole } = given;
  if (typeof preferredRole !== 'string' && preferredRole !== undefined && preferredRole !== null) {
    throw unrecognizable();
  }
  return {
    groups: strings(given.groupsToOverride),
    roles: strings(given.iamRolesToOverride),
    preferredRole: preferredRole ?? undefined,
  };
}

function optionalRecord(value: unknown): TriggerResponse | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw unrecognizable();
  return value;
}

function strings(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw unrecognizable();
  }
  return value as readonly string[];
}
