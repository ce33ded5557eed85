import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { optionalText } from '../../protocols/request-input.js';

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

/** The error for a broken constraint of the API's model, in AWS's words. */
export function constraintError(member: string, what: string, constraint: string): AwsError {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value ${what}at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

export function text(input: JsonObject, member: string): string {
  const value = optionalText(input, member);
  if (value === undefined) throw constraintError(member, 'null ', 'Member must not be null');
  return value;
}

/** The decoded bytes of a base64 member. Node alone would ignore invalid characters. */
export function binary(input: JsonObject, member: string): Buffer {
  const encoded = text(input, member);
  const decoded = Buffer.from(encoded, 'base64');
  if (decoded.toString('base64') === encoded) return decoded;
  throw new AwsError('SerializationException', `${member} must be base64.`);
}

/** A whole number from 1 to `most`. Default: `most`. */
export function count(input: JsonObject, member: string, most: number): number {
  const value = input[member] ?? most;
  if (typeof value !== 'number') {
    throw new AwsError('SerializationException', `${member} must be a number.`);
  }
  if (!Number.isInteger(value) || value < 1) {
    throw constraintError(member, '', 'Member must have value greater than or equal to 1');
  }
  if (value > most) {
    throw constraintError(member, '', `Member must have value less than or equal to ${most}`);
  }
  return value;
}
