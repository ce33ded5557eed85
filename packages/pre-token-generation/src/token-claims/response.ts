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

/** What is to be different in the tokens. */
export type Changes = {
  /** `undefined`: there is no ID token, or nothing to change in it. */
  readonly id: TokenChanges | undefined;
  readonly access:
    | (TokenChanges & {
        readonly scopesToAdd: readonly string[];
        readonly scopesToSuppress: readonly string[];
      })
    | undefined;
  /** `undefined`: the groups stay as they are. */
  readonly groups:
    | { readonly mode: 'merge' | 'replace'; readonly names: readonly string[] }
    | undefined;
};

type Details = Readonly<Record<string, unknown>>;

/**
 * The response that makes these changes, in the shape of the event's version. What an earlier
 * handler of a chain put into the response stays.
 *
 * @throws {Error} When the event's version has no place for a change: to leave it out could leave
 *   a scope or a claim in a token that must not have it.
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
  throw loggable(new Error('This is no pre token generation event of version 1, 2 or 3.'));
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
    throw loggable(new Error(`A claim that is no text, "${other[0]}", needs ${LATER_VERSION}`));
  }
  return { ...withToken(earlier, id), ...withGroups(event, earlier, groups) };
}

const LATER_VERSION =
  'an event of version 2 or 3, and the user pool sends version 1. Take the function out of "triggers" in defineAuth, and wire it with usePreTokenGenerationV2(backend, backend.tokenClaims).';

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
 * `groupOverrideDetails` takes the place of all that Cognito would write: the groups, and the IAM
 * roles that come with them. Whatever is to stay must be in it.
 */
function withGroups(
  { request }: Immutable<TokenGenerationEvent>,
  earlier: Details,
  groups: Changes['groups'],
): Details {
  if (!groups) return {};
  // Roles are what groups are worth to AWS: without the groups, they go too.
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
    throw loggable(new TypeError('The event holds something else than an object.'));
  }
  return value;
}

function namesOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string')) {
    throw loggable(new TypeError('The event holds something else than a list of names.'));
  }
  return value;
}

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
