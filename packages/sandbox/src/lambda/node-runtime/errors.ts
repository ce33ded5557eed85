/** An error that the runtime itself raises, named as Lambda names it: `Runtime.HandlerNotFound`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = `Runtime.${name}`;
  }
}

/** An error as it is posted to the Runtime API. */
export type ErrorResponse = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

/** Turns whatever was thrown into what the caller of the function gets. */
export function toErrorResponse(thrown: unknown): ErrorResponse {
  try {
    if (isErrorLike(thrown)) {
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
    return `\t${JSON.stringify(toErrorResponse(error))}`;
  }
}

// Errors of another realm (node:vm) are no `instanceof Error`.
function isErrorLike(thrown: unknown): thrown is Error {
  if (thrown instanceof Error) return true;
  if (typeof thrown !== 'object' || thrown === null) return false;
  const { name, message, stack } = thrown as Partial<Error>;
  return [name, message, stack].every((part) => typeof part === 'string' && part !== '');
}

// The Runtime API carries the error type in a header, where DEL is not allowed.
function escapeDelete(text: string): string {
  return text.replaceAll('\x7F', '%7F');
}
