/** A request to the sandbox that failed, in words for the page. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** `STOPPED` if the sandbox does not answer. */
  readonly code: string;
  /** The HTTP status, or 0 if the sandbox does not answer. */
  readonly status: number;
  /** What to do. */
  readonly resolution: string | undefined;

  constructor(words: {
    readonly code: string;
    readonly message: string;
    readonly status: number;
    readonly resolution?: string | undefined;
  }) {
    super(words.message);
    this.code = words.code;
    this.status = words.status;
    this.resolution = words.resolution;
  }
}

/** Reads the error out of a response that is no success. */
export async function errorIn(response: Response): Promise<ApiError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const fields: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  return new ApiError({
    status,
    code: textOf(fields.code) ?? `HTTP_${status}`,
    message: textOf(fields.message) ?? `The sandbox answered with the status ${status}.`,
    resolution: textOf(fields.resolution),
  });
}

/** The error for a sandbox that does not answer at all. */
export function stopped(): ApiError {
  return new ApiError({
    status: 0,
    code: 'STOPPED',
    message: 'The sandbox does not answer.',
    resolution: 'Start it with: npx amplify-recipes sandbox',
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
