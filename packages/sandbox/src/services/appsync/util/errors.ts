import { optionalString } from './arguments.js';
import { type ErrorParts, ResolverError, UnauthorizedError } from './effects.js';
import { toJson } from './encodings.js';
import { isBoolean, isNull, isString } from './value-types.js';

/**
 * `util.error(message, errorType?, data?, errorInfo?)`.
 *
 * @throws {ResolverError}
 */
export function error(...parts: readonly unknown[]): never {
  throw new ResolverError(errorParts('util.error', parts));
}

/** The parts of `util.error` and `util.appendError`. A message that is not a string becomes JSON. */
export function errorParts(functionName: string, parts: readonly unknown[]): ErrorParts {
  const [message, errorType, data, errorInfo] = parts;
  return {
    message: isString(message) ? message : toJson(message),
    errorType: optionalString(functionName, errorType),
    data: data ?? null,
    errorInfo: errorInfo ?? null,
  };
}

/** @throws {UnauthorizedError} */
export function unauthorized(): never {
  throw new UnauthorizedError();
}

/**
 * `$util.validate(condition, message, errorType?, data?)`. Null counts as false.
 *
 * @throws {ResolverError} The condition is false. Default errorType: `CustomTemplateException`.
 */
export function validate(condition: unknown, ...parts: readonly unknown[]): void {
  if (condition === true) return;
  if (!isNull(condition) && !isBoolean(condition)) {
    throw new TypeError('util.validate: the condition is not a Boolean.');
  }
  const { message, errorType, data } = errorParts('util.validate', parts.slice(0, 3));
  throw new ResolverError({ message, errorType: errorType ?? 'CustomTemplateException', data });
}
