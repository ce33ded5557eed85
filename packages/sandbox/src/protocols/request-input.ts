import { AwsError } from './aws-error.js';
import { type JsonObject, parseJsonInput } from './json.js';
import type { ServiceRequest } from './request.js';

/**
 * The input of a request, to determine the permissions that it needs. Empty for a request that the
 * service is going to refuse.
 */
export function inputOf({ body }: ServiceRequest): JsonObject {
  try {
    return parseJsonInput(body);
  } catch {
    return {};
  }
}

/** A text member. Any other value counts as missing. */
export function textIn(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

/**
 * A text member, or `undefined` if it is missing or null.
 *
 * @throws {AwsError} `SerializationException` for a value of another type.
 */
export function optionalText(input: JsonObject, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(member, 'a string');
}

/**
 * A text member that is not empty.
 *
 * @param missing Creates the error, in the words of the service.
 * @throws {AwsError} That error, and `SerializationException` for a value of another type.
 */
export function filledText(
  input: JsonObject,
  member: string,
  missing: (member: string) => AwsError,
): string {
  const value = optionalText(input, member);
  if (!value) throw missing(member);
  return value;
}

/**
 * A time in ISO 8601, in milliseconds since 1970. `undefined` if it is missing.
 *
 * @throws {AwsError} `ValidationException`
 */
export function optionalTime(input: JsonObject, member: string): number | undefined {
  const value = input[member];
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new AwsError('ValidationException', `${member} must be a time in ISO 8601.`);
}

/** Creates the error of the AWS JSON protocols for a member of the wrong type. */
export function wrongType(member: string, expected: string): AwsError {
  return new AwsError('SerializationException', `${member} must be ${expected}.`);
}

/** The texts in a list member. Any other value counts as missing. */
export function textsIn(input: JsonObject, member: string): readonly string[] {
  const value = input[member];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** The decoded parts of a path. A part with a wrong encoding stays as it is. */
export function pathPartsOf({ path }: ServiceRequest): readonly string[] {
  return path.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
