import {
  type CognitoTriggerInvocation,
  cognitoTrigger,
  type Immutable,
  loggable,
  parseOptions,
} from '@amplify-recipes/core';
import type { Handler } from 'aws-lambda';
import * as v from 'valibot';
import {
  Claims,
  type ClaimValues,
  type ComputedClaims,
  computedClaims,
  declaredClaims,
  SuppressedClaims,
} from './claims.js';
import { type Changes, responseOf, type TokenGenerationEvent } from './response.js';

/** The user of the tokens. It has no data from the client (`clientMetadata`). */
export type TokenUser = {
  readonly triggerSource: TokenGenerationEvent['triggerSource'];
  readonly userPoolId: string;
  /** The app client that the tokens are for. */
  readonly clientId: string;
  /** Empty for the token of an app client without a user. */
  readonly userName: string;
  /** As they are in the pool. Users can write those that the app client lets them write. */
  readonly userAttributes: Readonly<Record<string, string>>;
  /** The groups of the user. */
  readonly groups: readonly string[];
  /** The scopes of the access token. Empty with version 1. */
  readonly scopes: readonly string[];
};

/** Computes a value for a user. Pass the `signal` to every outgoing call. */
export type FromUser<T> = (user: TokenUser, invocation: CognitoTriggerInvocation) => T | Promise<T>;

const isFunction = (value: unknown) => typeof value === 'function';

const ClaimsOrFunction = v.lazy((input) =>
  isFunction(input) ? v.custom<FromUser<ComputedClaims>>(isFunction) : Claims,
);

const GroupName = v.pipe(
  v.string(),
  v.regex(
    /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u,
    'The name of a Cognito group has 1 to 128 characters and no spaces.',
  ),
);
const GroupNames = v.array(GroupName);
const GroupNamesOrFunction = v.lazy((input) =>
  isFunction(input) ? v.custom<FromUser<readonly string[]>>(isFunction) : GroupNames,
);

/** @see https://datatracker.ietf.org/doc/html/rfc6749#section-3.3 */
const Scopes = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'A scope has no spaces, quotes or backslashes.'),
    ),
  ),
  v.nonEmpty('Name at least one scope.'),
);

const CLAIM_BOTH_WAYS = 'A claim is either in claims or in suppress.';

type TokenOptions = {
  readonly claims?: unknown;
  readonly suppress?: readonly string[] | undefined;
};

function isEitherWay({ claims, suppress }: TokenOptions): boolean {
  // The keys of a function, such as name and length, are not claims.
  const named = isFunction(claims) ? [] : Object.keys(claims ?? {});
  return !suppress?.some((name) => named.includes(name));
}

export const TokenClaimsOptions = v.pipe(
  v.strictObject({
    /** The claims to add to the ID token, or to override in it. */
    claims: v.optional(ClaimsOrFunction),
    /** The claims to remove from the ID token. */
    suppress: v.optional(SuppressedClaims),
    /** The groups in both tokens. `merge`, the default, adds them to the user's groups. */
    groups: v.optional(
      v.pipe(
        v.strictObject({
          names: GroupNamesOrFunction,
          mode: v.optional(v.picklist(['merge', 'replace']), 'merge'),
        }),
        v.check(
          ({ names, mode }) => mode === 'replace' || isFunction(names) || names.length > 0,
          "Name at least one group, or write mode: 'replace' to remove all groups.",
        ),
      ),
    ),
    /** The same for the access token, and its scopes. Needs an event of version 2 or 3. */
    accessToken: v.optional(
      v.pipe(
        v.strictObject({
          claims: v.optional(ClaimsOrFunction),
          suppress: v.optional(SuppressedClaims),
          scopes: v.optional(
            v.strictObject({ add: v.optional(Scopes), suppress: v.optional(Scopes) }),
          ),
          /** Whether to change the tokens of app clients without a user too. Needs version 3. */
          clientCredentials: v.optional(v.boolean(), false),
        }),
        v.check(
          ({ claims, suppress, scopes }) =>
            Boolean(claims ?? suppress ?? scopes?.add ?? scopes?.suppress),
          'Give claims, suppress or scopes, or several of them.',
        ),
        v.check((options) => isEitherWay(options), CLAIM_BOTH_WAYS),
        v.check(
          ({ scopes }) => !scopes?.add?.some((scope) => scopes.suppress?.includes(scope)),
          'A scope is either in add or in suppress.',
        ),
      ),
    ),
  }),
  v.check(
    ({ claims, suppress, groups, accessToken }) =>
      Boolean(claims ?? suppress ?? groups ?? accessToken),
    'Give claims, suppress, groups or accessToken, or several of them.',
  ),
  v.check((options) => isEitherWay(options), CLAIM_BOTH_WAYS),
);
export type TokenClaimsOptions = v.InferInput<typeof TokenClaimsOptions>;

/** The options without functions, which can be in the environment. */
export type DeclaredTokenClaims = Omit<TokenClaimsOptions, 'claims' | 'groups' | 'accessToken'> & {
  claims?: Claims;
  groups?: Omit<NonNullable<TokenClaimsOptions['groups']>, 'names'> & { names: string[] };
  accessToken?: Omit<NonNullable<TokenClaimsOptions['accessToken']>, 'claims'> & {
    claims?: Claims;
  };
};

/** A handler for events of version 1, 2 and 3. */
export type TokenGenerationHandler = Handler<TokenGenerationEvent>;

/** All sources: a claim that a refresh does not write would be missing after an hour. */
const USER_SOURCES = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
] as const;
const MACHINE_SOURCE = 'TokenGeneration_ClientCredentials' as const;

/**
 * Creates a handler that adds, overrides and suppresses claims of the ID token and the access
 * token, and changes groups and scopes. The response has the shape of the event's version.
 *
 * If an option needs an event of version 2 and the user pool sends version 1, nobody gets tokens,
 * and the log says how to connect the function. To ignore the option could leave a scope in a token
 * that must not have it.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 * @example
 * export const handler = tokenClaims({ claims: { plan: { attribute: 'custom:plan' } } });
 * @example
 * export const handler = tokenClaims({
 *   accessToken: { claims: async ({ userAttributes }, { signal }) => plans(userAttributes.sub, signal) },
 * });
 */
export function tokenClaims(options: TokenClaimsOptions): TokenGenerationHandler {
  const { claims, suppress, groups, accessToken } = parseOptions(TokenClaimsOptions, options);
  const triggerSources = accessToken?.clientCredentials
    ? [...USER_SOURCES, MACHINE_SOURCE]
    : USER_SOURCES;

  return cognitoTrigger<TokenGenerationEvent>(
    { recipe: 'token-claims', triggerSources },
    async (event, invocation) => {
      const user = userOf(event);
      const resolve = (given: Claims | FromUser<ComputedClaims> | undefined) =>
        claimsFor(given, user, invocation);
      // An app client has no ID token and no groups.
      const isMachine = event.triggerSource === MACHINE_SOURCE;
      const changesId = !isMachine && (claims !== undefined || suppress !== undefined);
      const changes: Changes = {
        id: changesId ? { claims: await resolve(claims), suppress: suppress ?? [] } : undefined,
        access: accessToken && {
          claims: await resolve(accessToken.claims),
          suppress: accessToken.suppress ?? [],
          scopesToAdd: accessToken.scopes?.add ?? [],
          scopesToSuppress: accessToken.scopes?.suppress ?? [],
        },
        groups:
          groups && !isMachine
            ? { mode: groups.mode, names: await namesFor(groups.names, user, invocation) }
            : undefined,
      };
      return responseOf(event, changes);
    },
  );
}

function userOf({
  callerContext,
  request,
  triggerSource,
  userName,
  userPoolId,
}: Immutable<TokenGenerationEvent>): TokenUser {
  return {
    triggerSource,
    userPoolId,
    clientId: callerContext.clientId,
    userName,
    userAttributes: request.userAttributes ?? {},
    groups: request.groupConfiguration?.groupsToOverride ?? [],
    scopes: ('scopes' in request && request.scopes) || [],
  };
}

async function claimsFor(
  claims: Claims | FromUser<ComputedClaims> | undefined,
  user: TokenUser,
  invocation: CognitoTriggerInvocation,
): Promise<ClaimValues> {
  if (typeof claims === 'function') return computedClaims(await claims(user, invocation));
  return declaredClaims(claims ?? {}, user.userAttributes);
}

async function namesFor(
  names: readonly string[] | FromUser<readonly string[]>,
  user: TokenUser,
  invocation: CognitoTriggerInvocation,
): Promise<readonly string[]> {
  if (typeof names !== 'function') return names;
  const given = v.safeParse(GroupNames, await names(user, invocation));
  if (!given.success) {
    throw loggable(new TypeError('The function for the groups did not return a list of names.'));
  }
  return given.output;
}
