/** An error of the runtime itself, with Lambda's name for it: `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    // Not enumerable, because the log entry of an error lists its own enumerable properties.
    Object.defineProperty(this, 'name', { value: `Runtime.${name}` });
  }
}

/** An error as it is sent to the Runtime API. */
export type ErrorResponse = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

/**
 * Converts a thrown value to the error that the caller of the function gets.
 *
 * @param isError Whether a thrown value counts as an error.
 */
export function toErrorResponse(
  thrown: unknown,
  isError: (thrown: unknown) => thrown is Error,
): ErrorResponse {
  try {
    if (isError(thrown)) {
      return {
        errorType: escapeDelete(thrown.name),
        errorMessage: escapeDelete(thrown.message),
        trace: escapeDelete(thrown.stack ?? '').split('\n'),
      };
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** An error for the function's log in text format: a tab, then JSON with all its own properties. */
export function toLogText(error: Error): string {
  try {
    return `\t${JSON.stringify(error, (_key, value) =>
      value instanceof Error
        ? {
            errorType: value.name,
            errorMessage: value.message,
            code: 'code' in value ? value.code : undefined,
            ...value,
            stack: value.stack?.split('\n'),
          }
        : value,
    )}`;
  } catch {
    return `\t${JSON.stringify(toErrorResponse(error, isErrorOrLike))}`;
  }
}

export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error;
}

/**
 * Whether a value is an error, also one of another realm (`node:vm`), which is not an `instanceof
 * Error`.
 */
export function isErrorOrLike(thrown: unknown): thrown is Error {
  if (isError(thrown)) return true;
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message, stack } = thrown as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

// The Runtime API carries the error type in a header, where DEL is not allowed.
function escapeDelete(text: string): string {
  return text.replaceAll('\x7F', '%7F');
}
