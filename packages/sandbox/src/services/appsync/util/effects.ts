/** An error that a resolver raises or appends, in the parts that AppSync's response shows. */
export type ErrorParts = {
  readonly message: string;
  /** Default in the response: `null`. */
  readonly errorType?: string | undefined;
  /** The part of the data that a failed resolver still returns. */
  readonly data?: unknown;
  readonly errorInfo?: unknown;
};

/** Thrown by `util.error()` and `util.unauthorized()`: ends the resolver's template or function. */
export class ResolverError extends Error implements ErrorParts {
  readonly errorType: string | undefined;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor({ message, errorType, data = null, errorInfo = null }: ErrorParts) {
    super(message);
    this.name = errorType ?? 'Error';
    this.errorType = errorType;
    this.data = data;
    this.errorInfo = errorInfo;
  }
}

/**
 * Thrown by `util.unauthorized()`. Its caller knows the field, and puts AppSync's message in the
 * response: `Not Authorized to access <field> on type <Type>`.
 */
export class UnauthorizedError extends ResolverError {
  constructor() {
    super({ message: 'Unauthorized', errorType: 'Unauthorized' });
  }
}

export type LogLevel = 'debug' | 'info' | 'error';

/** The effects of a resolver's code on its request, in addition to its result. */
export type ResolverEffects = {
  /** The time in milliseconds since 1970. */
  now(): number;
  /** `util.authType()`: `User Pool Authorization`, `IAM Authorization`, ... */
  authType(): string;
  /** Adds an error to the response. The resolver goes on. */
  appendError(error: ErrorParts): void;
  addResponseHeader(name: string, value: string): void;
  /** The length of the names and values of the headers that the request has added. */
  responseHeaderBytes(): number;
  setSubscriptionFilter(filter: unknown): void;
  setSubscriptionInvalidationFilter(filter: unknown): void;
  invalidateSubscriptions(invalidation: unknown): void;
  log(level: LogLevel, message: string): void;
};

/** `util.dynamodb`: a tree of named functions. */
export type Namespace = { readonly [name: string]: UtilFunction | Namespace };
export type UtilFunction = (...args: readonly unknown[]) => unknown;
