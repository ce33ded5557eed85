import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.js';

type Options = NonNullable<ConstructorParameters<typeof Logger>[0]>;
type Extra = Parameters<Logger['info']>[1];
type Message = Parameters<Logger['info']>[0];

/**
 * A Logger that never throws: a line that cannot be written must not take the answer of the
 * function with it. What it is given is redacted and bounded before it is merged and written.
 */
class SafeLogger extends Logger {
  override createChild({ persistentKeys, ...options }: Options = {}): Logger {
    const child = super.createChild(options as Options);
    if (persistentKeys) child.appendPersistentKeys(persistentKeys);
    return child;
  }

  protected override createLogger(options?: Options): Logger {
    return new SafeLogger(options);
  }

  override appendKeys(attributes: Parameters<Logger['appendKeys']>[0]): void {
    super.appendKeys(Object(redact(attributes)));
  }

  override appendPersistentKeys(attributes: Parameters<Logger['appendPersistentKeys']>[0]): void {
    super.appendPersistentKeys(Object(redact(attributes)));
  }

  /** Called only for a line that is written. */
  protected override createAndPopulateLogItem(
    level: number,
    input: Message,
    extra: Extra[],
  ): ReturnType<Logger['createAndPopulateLogItem']> {
    const safe = redact(input);
    const message = typeof safe === 'object' && safe !== null ? safe : String(safe);
    return super.createAndPopulateLogItem(level, message as Message, extra.map(safeExtra) as never);
  }

  protected override processLogItem(level: number, input: Message, extra: Extra[]): void {
    try {
      super.processLogItem(level, input, extra as never);
    } catch {
      // Its output is closed.
    }
  }
}

/** Powertools merges objects into the line, and knows an error and a text by their type. */
function safeExtra(extra: unknown): unknown {
  const safe = redact(extra);
  if (typeof safe !== 'object' || safe === null) return safe === undefined ? safe : String(safe);
  return isError(extra) ? { error: safe } : safe;
}

function isError(value: unknown): boolean {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

const { POWERTOOLS_SERVICE_NAME, AWS_LAMBDA_FUNCTION_NAME } = process.env;
const serviceName = POWERTOOLS_SERVICE_NAME || AWS_LAMBDA_FUNCTION_NAME;

/**
 * Powertools Logger, with everything that it writes redacted by `redact`: e-mail addresses, phone
 * numbers, codes, answers, tokens, passwords and secrets, by name and by shape. It never throws.
 *
 * Its level is `INFO`, or what `POWERTOOLS_LOG_LEVEL` or the function's own `logging` option say,
 * and its service is `POWERTOOLS_SERVICE_NAME`, or the name of the function.
 * In the ready handlers that the recipes ship a compact logger takes its place, which writes the
 * same lines.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 * @example
 * logger.warn('no such group', { error: describeError(error) });
 */
export const logger: Logger = new SafeLogger({
  ...(serviceName && { serviceName }),
  // The whole line is the value of the key '': what `redact` returns is safe all the way down.
  jsonReplacerFn: (key, value: unknown) => (key === '' ? redact(value) : value),
});
