import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from './redact.js';

type Options = NonNullable<ConstructorParameters<typeof Logger>[0]>;
type Extra = Parameters<Logger['info']>[1];
type Message = Parameters<Logger['info']>[0];

/**
 * A Logger that never throws: an invocation must not fail because a line cannot be logged. It
 * redacts and bounds its input before Powertools merges and writes it.
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

  /** Powertools calls it only for lines at or above the level. */
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
      // The output is closed.
    }
  }
}

/** Powertools merges objects into the line, and recognizes errors and texts by their type. */
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
 * Powertools Logger that redacts every line with `redact`: e-mail addresses, phone numbers, codes,
 * answers, tokens, passwords and secrets, by name and by shape. It never throws.
 *
 * Its level is that of `POWERTOOLS_LOG_LEVEL` or the function's `logging` option. Default `INFO`.
 * Its service is `POWERTOOLS_SERVICE_NAME`. Default the name of the function. The ready handlers of
 * the recipes contain a compact logger instead, which writes the same lines.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/
 * @example
 * logger.warn('no such group', { error: describeError(error) });
 */
export const logger: Logger = new SafeLogger({
  ...(serviceName && { serviceName }),
  // The key '' holds the whole line, and `redact` returns a value that is safe at every level.
  jsonReplacerFn: (key, value: unknown) => (key === '' ? redact(value) : value),
});
