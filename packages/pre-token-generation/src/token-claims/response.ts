import type { Immutable } from '@amplify-recipes/core';
import { loggable } from '@amplify-recipes/core';
import type {
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
} from 'aws-lambda';
import { type ClaimValues, isRecord } from './claims.js';

/** The events of version 1, 2 and 3. */
export type TokenGenerationEvent =
  | PreTokenGenerationTriggerEvent
  | PreTokenGenerationV2TriggerEvent
  | PreTokenGenerationV3TriggerEvent;

type TokenChanges = {
  readonly claims: ClaimValues;
  readonly suppress: readonly string[];
};

/** The changes to the tokens. */
export type Changes = {
  /** Undefined if there is no ID token, or nothing to change in it. */
  readonly id: TokenChanges | undefined;
  readonly access:
    | (TokenChanges & {
        readonly scopesToAdd: readonly string[];
        readonly scopesToSuppress: readonly string[];
      })
    | undefined;
  /** Undefined if the groups do not change. */
  readonly groups:
    | { readonly mode: 'merge' | 'replace'; readonly names: readonly string[] }
    | undefined;
};

type Details = Readonly<Record<string, unknown>>;

/**
 * The response with these changes, in the shape of the event's version. It keeps the response of
 * earlier handlers in a chain.
 *
 * @throws {Error} When the event's version does not support a change. To ignore the change could
 *   leave a scope or a claim in a token that must not have it.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function responseOf(
  event: Immutable<TokenGenerationEvent>,
  changes: Changes,
): Partial<TokenGenerationEvent['response']> {
  const response: Details = event.response ?? {};
  if (event.version === '1') {
    const earlier = recordOf(response.claimsOverrideDetails);
    return { claimsOverrideDetails: firstVersion(event, earlier, changes) };
  }
  if (event.version === '2' || event.version === '3') {
    const earlier = recordOf(response.claimsAndScopeOverrideDetails);
    return { claimsAndScopeOverrideDetails: laterVersion(event, earlier, changes) };
  }
  throw loggable(new Error('This is not a pre token generation event of version 1, 2 or 3.'));
}

function firstVersion(
  event: Immutable<TokenGenerationEvent>,
  earlier: Details,
  { id, access, groups }: Changes,
): Details {
  if (access) {
    throw loggable(new Error(`accessToken needs ${LATER_VERSION}`));
  }
  const other = Object.entries(id?.claims ?? {}).find(([, value]) => typeof value !== 'string');
  if (other) {
    throw loggable(new Error(`The claim "${other[0]}" is not a string. It needs ${LATER_VERSION}`));
  }
  return { ...withToken(earlier, id), ...withGroups(event, earlier, groups) };
}

const LATER_VERSION =
  'an event of version 2 or 3, and the user pool sends version 1. Remove the function from "triggers" in defineAuth, and connect it with usePreTokenGenerationV2(backend, backend.tokenClaims).';

function laterVersion(
  event: Immutable<TokenGenerationEvent>,
  earlier: Details,
  { id, access, groups }: Changes,
): Details {
  const idToken = recordOf(earlier.idTokenGeneration);
  const accessToken = recordOf(earlier.accessTokenGeneration);
  return {
    ...earlier,
    ...(id && { idTokenGeneration: withToken(idToken, id) }),
    ...(access && {
      accessTokenGeneration: {
        ...withToken(accessToken, access),
        ...withNames(accessToken, 'scopesToAdd', access.scopesToAdd),
        ...withNames(accessToken, 'scopesToSuppress', access.scopesToSuppress),
      },
    }),
    ...withGroups(event, earlier, groups),
  };
}

function withToken(earlier: Details, changes: TokenChanges | undefined): Details {
  const { claims = {}, suppress = [] } = changes ?? {};
  return {
    ...earlier,
    ...(Object.keys(claims).length > 0 && {
      claimsToAddOrOverride: { ...recordOf(earlier.claimsToAddOrOverride), ...claims },
    }),
    ...withNames(earlier, 'claimsToSuppress', suppress),
  };
}

function withNames(earlier: Details, key: string, names: readonly string[]): Details {
  return names.length > 0 ? { [key]: union(namesOf(earlier[key]), names) } : {};
}

/**
 * `groupOverrideDetails` replaces everything that Cognito would write: the groups and their IAM
 * roles. It must contain all values to keep.
 */
function withGroups(
  { request }: Immutable<TokenGenerationEvent>,
  earlier: Details,
  groups: Changes['groups'],
): Details {
  if (!groups) return {};
  // Groups grant AWS permissions with roles, so the roles of removed groups are removed too.
  if (groups.mode === 'replace') {
    return {
      groupOverrideDetails: { groupsToOverride: union(groups.names), iamRolesToOverride: [] },
    };
  }
  const { groupsToOverride, iamRolesToOverride, preferredRole } = recordOf(
    earlier.groupOverrideDetails ?? request.groupConfiguration,
  );
  return {
    groupOverrideDetails: {
      groupsToOverride: union(namesOf(groupsToOverride), groups.names),
      iamRolesToOverride: namesOf(iamRolesToOverride),
      ...(typeof preferredRole === 'string' && { preferredRole }),
    },
  };
}

function recordOf(value: unknown): Details {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    throw loggable(new TypeError('The event has a value that must be an object and is not.'));
  }
  return value;
}

function namesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) {
    throw loggable(new TypeError('The event has a value that must be a list of names and is not.'));
  }
  return value;
}

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
