import { invalidParameter, notAuthorized } from '../errors.js';
import type { User, UserAttributes } from '../store/users.js';
import type { AttributeDefinition } from '../user-pool/attribute-schema.js';
import {
  type UserPool,
  VERIFIABLE_ATTRIBUTES,
  type VerifiableAttribute,
} from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { isEmail, isPhoneNumber } from './usernames.js';

/** The format of attributes in requests and responses. */
export type AttributeList = readonly {
  readonly Name: string;
  readonly Value?: string | undefined;
}[];

/** Attributes that only Cognito or an administrator may set. */
const CLAIMED_BY_NOBODY = ['email_verified', 'phone_number_verified', 'identities', 'sub'];

/** Reads a list of attributes. The last entry of a name wins. A missing value counts as blank. */
export function readAttributeList(list: AttributeList | undefined): UserAttributes {
  return Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name, Value ?? '']));
}

/** The attributes of a user, with `sub` first as in Cognito. */
export function attributeList(user: User): AttributeList {
  return Object.entries({ sub: user.sub, ...user.attributes }).map(([Name, Value]) => ({
    Name,
    Value,
  }));
}

/** The attributes of a user that an app client may read. */
export function readableAttributes(client: UserPoolClient, user: User): UserAttributes {
  const allowed = client.readAttributes;
  if (!allowed) return user.attributes;
  return Object.fromEntries(Object.entries(user.attributes).filter(([name]) => allowed.has(name)));
}

/**
 * Checks that an app client may write attributes.
 *
 * @throws {AwsError} `NotAuthorizedException`
 */
export function checkWritable(
  pool: UserPool,
  client: UserPoolClient,
  names: readonly string[],
): void {
  for (const name of names) {
    const definition = pool.schema.get(name);
    const allowed =
      !client.writeAttributes || client.writeAttributes.has(name) || definition?.required;
    if (!allowed || definition?.developerOnly || CLAIMED_BY_NOBODY.includes(name)) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/**
 * Checks the attributes of a new user.
 *
 * @param required Whether the attributes that the schema requires must be present. An administrator
 *   may leave them to the user.
 * @throws {AwsError} `InvalidParameterException`, which names every wrong attribute.
 */
export function checkNewAttributes(
  pool: UserPool,
  attributes: UserAttributes,
  required: boolean,
): void {
  const problems = valueProblems(pool, attributes);
  for (const { name, required: isRequired } of pool.schema.values()) {
    if (required && isRequired && name !== 'sub' && !attributes[name]) {
      problems.push(`${name}: The attribute ${name} is required`);
    }
  }
  refuse(problems);
  checkFormats(attributes);
}

/**
 * Checks changed attributes of an existing user. A blank value deletes the attribute.
 *
 * @throws {AwsError} `InvalidParameterException`
 */
export function checkChangedAttributes(pool: UserPool, changes: UserAttributes): void {
  const problems = valueProblems(pool, changes);
  for (const [name, value] of Object.entries(changes)) {
    const definition = pool.schema.get(name);
    if (definition && !definition.mutable) problems.push(`${name}: Attribute cannot be updated.`);
    else if (definition?.required && value === '') {
      problems.push(`${name}: The attribute ${name} is required`);
    }
  }
  refuse(problems);
  checkFormats(changes);
}

/** The attributes after a change. Blank ones are removed, and a new address is not verified yet. */
export function changeAttributes(
  attributes: UserAttributes,
  changes: UserAttributes,
): UserAttributes {
  const changed = new Map(Object.entries(attributes));
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') changed.delete(name);
    else changed.set(name, value);
    if (VERIFIABLE_ATTRIBUTES.some((verifiable) => verifiable === name)) {
      if (value === '') changed.delete(`${name}_verified`);
      else if (changes[`${name}_verified`] === undefined && attributes[name] !== value) {
        changed.set(`${name}_verified`, 'false');
      }
    }
  }
  return Object.fromEntries(changed);
}

/** The attributes that mark addresses as verified. */
export function verified(attributes: readonly VerifiableAttribute[]): UserAttributes {
  return Object.fromEntries(attributes.map((name) => [`${name}_verified`, 'true']));
}

function checkFormats(attributes: UserAttributes): void {
  if (attributes.email && !isEmail(attributes.email)) {
    throw invalidParameter('Invalid email address format.');
  }
  if (attributes.phone_number && !isPhoneNumber(attributes.phone_number)) {
    throw invalidParameter('Invalid phone number format.');
  }
}

function valueProblems(pool: UserPool, attributes: UserAttributes): string[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const definition = pool.schema.get(name);
    if (!definition) return `${name}: Attribute does not exist in the schema.`;
    // Computed from the links to identity providers. No request can set it.
    if (name === 'identities') return `${name}: Attribute cannot be updated.`;
    const problem = value === '' ? undefined : valueProblem(definition, value);
    return problem === undefined ? [] : `${name}: ${problem}`;
  });
}

function valueProblem(definition: AttributeDefinition, value: string): string | undefined {
  const { dataType, length, range } = definition;
  if (length && (value.length < length.min || value.length > length.max)) {
    return `String must be of length ${length.min} to ${length.max}.`;
  }
  if (dataType === 'Boolean' && value !== 'true' && value !== 'false') {
    return 'Value must be true or false.';
  }
  if (dataType === 'DateTime' && Number.isNaN(Date.parse(value))) return 'Value must be a date.';
  if (dataType === 'Number') {
    if (!/^-?\d+(\.\d+)?$/.test(value)) return 'Value must be a number.';
    if (range?.min !== undefined && Number(value) < range.min) {
      return `Number must be greater than or equal to ${range.min}.`;
    }
    if (range?.max !== undefined && Number(value) > range.max) {
      return `Number must be less than or equal to ${range.max}.`;
    }
  }
  return undefined;
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw invalidParameter(
    `Attributes did not conform to the schema: ${problems.map((problem) => `${problem}\n`).join('')}`,
  );
}
