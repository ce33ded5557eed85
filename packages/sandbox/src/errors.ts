/** The kind of a {@link SandboxError}. Codes are stable, so programs can compare them. */
export type SandboxErrorCode =
  | 'APP_NOT_FOUND'
  | 'SYNTH_FAILED'
  | 'TEMPLATE_UNSUPPORTED'
  | 'PORT_IN_USE'
  | 'OUTPUTS_UNWRITABLE'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_UNUSABLE'
  | 'SECRETS_INVALID'
  | 'FUNCTION_NOT_FOUND'
  | 'FUNCTION_ENVIRONMENT_INVALID'
  | 'SCHEDULE_NOT_FOUND'
  | 'CLIENT_NOT_INSTALLED'
  | 'NOT_DEPLOYED';

/** An error that the developer can fix. It says what is wrong and what to do about it. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;
  /** The advice on how to fix the error, as one or more sentences. */
  readonly resolution: string;

  constructor(
    code: SandboxErrorCode,
    message: string,
    resolution: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.resolution = resolution;
  }
}
