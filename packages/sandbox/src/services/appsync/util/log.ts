import type { ResolverEffects } from './effects.js';
import { toJson } from './encodings.js';
import { isString } from './value-types.js';

/**
 * A message of `$util.log`: each `{}` of a first text is replaced with the next of the other values.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/utility-helpers-in-util.html
 */
function logMessage([format, ...values]: readonly unknown[]): string {
  const rest = values.map(textOf);
  return isString(format)
    ? format.replaceAll('{}', (placeholder) => rest.shift() ?? placeholder)
    : textOf(format);
}

function textOf(value: unknown): string {
  return isString(value) ? value : toJson(value);
}

/** `$util.log.info`, `$util.log.debug` or `$util.log.error`. */
export function logger(
  effects: ResolverEffects,
  level: 'debug' | 'info' | 'error',
): (...values: readonly unknown[]) => void {
  return (...values) => effects.log(level, logMessage(values));
}
