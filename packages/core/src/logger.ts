import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.js';

/**
 * Powertools Logger, with everything that it writes redacted by `redact`: e-mail addresses, phone
 * numbers, codes, answers, tokens, passwords and secrets, by key and by shape.
 *
 * Its level is `INFO`, or what `POWERTOOLS_LOG_LEVEL` or the function's own `logging` option say.
 * In the ready handlers that the recipes ship a compact logger takes its place, which writes the
 * same lines.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 * @example
 * logger.warn('no such group', { error });
 */
export const logger = new Logger({
  // The whole line is the value of the key '': what `redact` returns is safe all the way down.
  jsonReplacerFn: (key, value: unknown) => (key === '' ? redact(value) : value),
});
