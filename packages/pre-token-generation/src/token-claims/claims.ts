import type { Immutable, UserAttributeName } from '@amplify-recipes/core';
import { loggable } from '@amplify-recipes/core';
import * as v from 'valibot';

/** What a claim can hold in the tokens of a pool that is wired for version 2 or 3. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Where a claim comes from: a value, the user attribute of a name, or a value that is an object. */
type Claim =
  | string
  | number
  | boolean
  | readonly JsonValue[]
  | { readonly attribute: UserAttributeName; readonly unverified?: 'allow' }
  | { readonly value: JsonValue };

/**
 * Claims by their names. A value is a string, or with version 2 and 3 any JSON: `'gold'`, `3`,
 * `['a']`, `{ value: { seats: 5 } }`. `{ attribute: 'custom:plan' }` is the user's attribute; it
 * gives no claim when the user has none. An e-mail address or phone number that is not verified
 * is not copied, unless `unverified: 'allow'` asks for it.
 */
export type Claims = { readonly [name: string]: Claim };

/** What a function of the factory gives. `undefined` and `null` are no claim. */
export type ComputedClaims = { readonly [name: string]: JsonValue | undefined };

/** Claims that are in a token, by their names. */
export type ClaimValues = { readonly [name: string]: JsonValue };

type Attributes = Immutable<Record<string, unknown>>;

/**
 * What Cognito says about the token itself, and lets no trigger change. It takes its own value
 * without a word, so whoever tries believes in a claim that is not there.
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

/** The claims that whoever reads a token takes for proven by Cognito. */
const PROVEN = new Set(['email', 'email_verified', 'phone_number', 'phone_number_verified']);

/** What the value of an attribute is worth is said by another one. */
const VERIFIED_BY: Readonly<Record<string, string>> = {
  email: 'email_verified',
  phone_number: 'phone_number_verified',
};
const FLAGS = new Set(Object.values(VERIFIED_BY));

/** Claims of the ID token that Cognito takes no list and no object for. */
const SIMPLE = new Set(['address', 'updated_at']);

const NAME = /^[\x21-\x7e]{1,256}$/;
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

const RESERVED_MESSAGE =
  'Cognito reserves this claim, and would keep its own value. Groups are shaped by groups, scopes by accessToken.scopes.';

/** What is wrong with the name of a claim that is to be added. */
function problemWithName(name: string): string | undefined {
  if (!NAME.test(name) || UNSAFE_NAMES.has(name)) {
    return 'The name of a claim has 1 to 256 ASCII characters and no spaces.';
  }
  // Some readers of JSON, Go's among them, do not tell `Sub` from `sub`.
  return isReserved(name.toLowerCase()) ? RESERVED_MESSAGE : undefined;
}

function isReserved(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PREFIX.test(name);
}

/** What is wrong with a claim that is declared in the options. */
function problemWithClaim(name: string, claim: unknown): string | undefined {
  const problem = problemWithName(name);
  if (problem) return problem;
  const attribute = isRecord(claim) && 'attribute' in claim ? claim.attribute : undefined;
  if (PROVEN.has(name.toLowerCase()) && attribute !== name) {
    // Anything else, such as an attribute that users write themselves, would be taken for proven.
    return `This claim is taken for what Cognito has verified. Write it as { attribute: '${name.toLowerCase()}' }.`;
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
    : "Write a value, { attribute: 'name' } or { value: ... }. unverified: 'allow' goes with the attributes email and phone_number.";
}

/** What is wrong with the value of a claim. */
function problemWithValue(name: string, value: unknown): string | undefined {
  if (value === null || !isJson(value)) {
    return 'A claim holds a string, a finite number, true, false, or a list or an object of those.';
  }
  return SIMPLE.has(name) && typeof value === 'object'
    ? 'Cognito takes no list and no object for this claim.'
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

/** The schema of {@link Claims}. Names that objects have from birth must not slip through. */
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

/** The schema of the names of claims to suppress: Cognito lets go of groups, too. */
export const SuppressedClaims = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(NAME, 'The name of a claim has 1 to 256 ASCII characters and no spaces.'),
      v.check(
        (name) => name === 'cognito:groups' || name.startsWith('dev:') || !isReserved(name),
        'Cognito reserves this claim, and would not leave it out.',
      ),
    ),
  ),
  v.nonEmpty('Name at least one claim.'),
);

/** The claims that are declared, as they are for a user with these attributes. */
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
  // As OpenID Connect wants them: the text "false" would pass for true where it is read.
  if (FLAGS.has(attribute)) return text === 'true';
  const flag = VERIFIED_BY[attribute];
  const proven = flag === undefined || attributeOf(attributes, flag) === 'true';
  return proven || unverified === 'allow' ? text : undefined;
}

function isList(value: object): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An attribute that the user has: not what every object inherits, and not an empty text. */
function attributeOf(attributes: Attributes, name: string): string | undefined {
  const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The claims that a function of the factory gave.
 *
 * @throws {TypeError} When Cognito would not take one as it is.
 */
export function computedClaims(given: unknown): ClaimValues {
  if (!isRecord(given)) {
    throw loggable(new TypeError('The function for the claims returned no object.'));
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
