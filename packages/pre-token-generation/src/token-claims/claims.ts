import type { Immutable, UserAttributeName } from '@amplify-recipes/core';
import { loggable } from '@amplify-recipes/core';
import * as v from 'valibot';

/** A value of a claim, with version 2 or 3 of the event. Version 1 has only strings. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The source of a claim: a value, a user attribute, or a value that may be an object. */
type Claim =
  | string
  | number
  | boolean
  | readonly JsonValue[]
  | { readonly attribute: UserAttributeName; readonly unverified?: 'allow' }
  | { readonly value: JsonValue };

/**
 * Claims by name. A value is a string or, with version 2 and 3, any JSON: `'gold'`, `3`, `['a']`,
 * `{ value: { seats: 5 } }`. `{ attribute: 'custom:plan' }` is an attribute of the user. It adds no
 * claim if the user does not have it. An unverified e-mail address or phone number is copied only
 * with `unverified: 'allow'`.
 */
export type Claims = { readonly [name: string]: Claim };

/** The result of a function for claims. `undefined` and `null` add no claim. */
export type ComputedClaims = { readonly [name: string]: JsonValue | undefined };

/** The claims of a token, by name. */
export type ClaimValues = { readonly [name: string]: JsonValue };

type Attributes = Immutable<Record<string, unknown>>;

/**
 * The claims that no trigger can change. Cognito uses its own value without an error, so a recipe
 * that accepted them would promise a claim that is not in the token.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const RESERVED = new Set([
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
const RESERVED_PREFIX = /^(?:cognito|dev):/;

/** The claims that readers of a token trust as verified by Cognito. */
const PROVEN = new Set(['email', 'email_verified', 'phone_number', 'phone_number_verified']);

/** The attributes that say whether another attribute is verified. */
const VERIFIED_BY: Readonly<Record<string, string>> = {
  email: 'email_verified',
  phone_number: 'phone_number_verified',
};
const FLAGS = new Set(Object.values(VERIFIED_BY));

/** Claims of the ID token that cannot be a list or an object in Cognito. */
const SIMPLE = new Set(['address', 'updated_at']);

const NAME = /^[\x21-\x7e]{1,256}$/;
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

const RESERVED_MESSAGE =
  'Cognito reserves this claim, and would keep its own value. To change groups, use groups. To change scopes, use accessToken.scopes.';

/** A problem of the name of a claim to add. */
function problemWithName(name: string): string | undefined {
  if (!NAME.test(name) || UNSAFE_NAMES.has(name)) {
    return 'The name of a claim has 1 to 256 ASCII characters and no spaces.';
  }
  // Some JSON parsers, such as Go's, read `Sub` as `sub`.
  return isReserved(name.toLowerCase()) ? RESERVED_MESSAGE : undefined;
}

function isReserved(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PREFIX.test(name);
}

/** A problem of a claim in the options. */
function problemWithClaim(name: string, claim: unknown): string | undefined {
  const problem = problemWithName(name);
  if (problem) return problem;
  const attribute = isRecord(claim) && 'attribute' in claim ? claim.attribute : undefined;
  if (PROVEN.has(name.toLowerCase()) && attribute !== name) {
    // Readers would trust anything else too, such as an attribute that users write themselves.
    return `Readers trust this claim as verified by Cognito. Write it as { attribute: '${name.toLowerCase()}' }.`;
  }
  if (!isRecord(claim)) return problemWithValue(name, claim);
  const { unverified, ...rest } = claim;
  const [kind, ...others] = Object.keys(rest);
  if (others.length === 0 && kind === 'value' && unverified === undefined) {
    return problemWithValue(name, rest.value);
  }
  const wellFormed =
    others.length === 0 &&
    typeof attribute === 'string' &&
    NAME.test(attribute) &&
    (unverified === undefined || (unverified === 'allow' && Object.hasOwn(VERIFIED_BY, attribute)));
  return wellFormed
    ? undefined
    : "Write a value, { attribute: 'name' } or { value: ... }. unverified: 'allow' is only for the attributes email and phone_number.";
}

/** A problem of the value of a claim. */
function problemWithValue(name: string, value: unknown): string | undefined {
  if (value === null || !isJson(value)) {
    return 'A claim is a string, a finite number, true, false, or a list or an object of those.';
  }
  return SIMPLE.has(name) && typeof value === 'object'
    ? 'Cognito accepts no list and no object for this claim.'
    : undefined;
}

function isJson(value: unknown): value is JsonValue {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  return (Array.isArray(value) || isRecord(value)) && Object.values(value).every(isJson);
}

/** A plain object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The schema of {@link Claims}. It also checks names that every object inherits. */
export const Claims = v.pipe(
  v.custom<Claims>(isRecord, 'Write claims as an object of names and values.'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const input: Readonly<Record<string, unknown>> = dataset.value;
    const names = Object.keys(input);
    if (names.length === 0) addIssue({ message: 'Name at least one claim.' });
    for (const key of names) {
      const value = input[key];
      const message = problemWithClaim(key, value);
      if (!message) continue;
      // Stryker disable next-line StringLiteral: Valibot's types ask for `type` and `origin`; nobody reads them.
      addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }] });
    }
  }),
);

/** The schema of the names of claims to suppress. Groups can be suppressed too. */
export const SuppressedClaims = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(NAME, 'The name of a claim has 1 to 256 ASCII characters and no spaces.'),
      v.check(
        (name) => name === 'cognito:groups' || name.startsWith('dev:') || !isReserved(name),
        'Cognito reserves this claim, and would not suppress it.',
      ),
    ),
  ),
  v.nonEmpty('Name at least one claim.'),
);

/** The claims of the options, for a user with these attributes. */
export function declaredClaims(claims: Claims, attributes: Attributes): ClaimValues {
  return present(
    Object.entries(claims).map(([name, claim]) => [name, valueFor(claim, attributes)] as const),
  );
}

function valueFor(claim: Claim, attributes: Attributes): JsonValue | undefined {
  if (typeof claim !== 'object' || isList(claim)) return claim;
  if ('value' in claim) return claim.value;
  const { attribute, unverified } = claim;
  const text = attributeOf(attributes, attribute);
  if (text === undefined) return undefined;
  // A boolean, as in OpenID Connect: the string "false" would be truthy.
  if (FLAGS.has(attribute)) return text === 'true';
  const flag = VERIFIED_BY[attribute];
  const proven = flag === undefined || attributeOf(attributes, flag) === 'true';
  return proven || unverified === 'allow' ? text : undefined;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An attribute of the user. Inherited properties and empty strings do not count. */
function attributeOf(attributes: Attributes, name: string): string | undefined {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Checks the claims that a function returned.
 *
 * @throws {TypeError} When Cognito would reject or change one of them.
 */
export function computedClaims(given: unknown): ClaimValues {
  if (!isRecord(given)) {
    throw loggable(new TypeError('The function for the claims did not return an object.'));
  }
  const claims = present(Object.entries(given));
  for (const [name, value] of Object.entries(claims)) {
    const problem = problemWithName(name) ?? problemWithValue(name, value);
    if (problem) {
      throw loggable(new TypeError(`The function for the claims returned "${name}". ${problem}`));
    }
  }
  return claims;
}

function present(claims: readonly (readonly [string, unknown])[]): ClaimValues {
  const given = claims.filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as ClaimValues;
}
