import type { Caller } from '../../../protocols/request.js';
import type { Identity } from '../resolvers/resolver-context.js';

export const MODES = [
  'API_KEY',
  'AWS_IAM',
  'AMAZON_COGNITO_USER_POOLS',
  'OPENID_CONNECT',
  'AWS_LAMBDA',
] as const;

/** An authorization mode of AppSync, as `AuthenticationType` names it. */
export type Mode = (typeof MODES)[number];

/** A request to a GraphQL API, before anybody knows who sent it. */
export type RequestToAuthorize = {
  /** `x-amzn-requestid` of the response. */
  readonly requestId: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The caller that signed the request. The gateway has checked the signature. */
  readonly caller: Caller;
  readonly sourceIp: string;
  readonly operation: {
    readonly query: string;
    readonly operationName?: string | null | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  };
};

/** The sender of a request, whom the API accepts. */
export type Authorized = {
  readonly mode: Mode;
  /** The result of `util.authType()`: `User Pool Authorization`, `IAM Authorization`, ... */
  readonly authType: string;
  readonly identity: Identity;
  /** The groups of a user of a user pool. */
  readonly groups: readonly string[];
  /**
   * `DENY` if a user of a user pool may use only the fields that a directive opens. `ALLOW` in any
   * other case.
   */
  readonly defaultAction: 'ALLOW' | 'DENY';
  /** The time at which the key or token expires, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /**
   * Checks the IAM policies for a field of Query, Mutation or Subscription. Call it for each such
   * field of the operation, before any resolver runs. AppSync does not check the fields of other
   * types: a role with `types/Query/*` may read every field of the result.
   *
   * @throws {AwsError} `UnauthorizedException`, for the whole request.
   */
  requirePermission(typeName: string, fieldName: string): void;
  /** Whether the Lambda authorizer denies a field of any type. Its value is then `null`. */
  denies(typeName: string, fieldName: string): boolean;
};

const AUTH_TYPES: Readonly<Record<Mode, string>> = {
  API_KEY: 'API Key Authorization',
  AWS_IAM: 'IAM Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  OPENID_CONNECT: 'Open ID Connect Authorization',
  AWS_LAMBDA: 'Lambda Authorization',
};

/** Completes what a mode knows of the sender with the defaults of all modes. */
export function authorizedBy(
  mode: Mode,
  identity: Identity,
  more: Partial<Omit<Authorized, 'mode' | 'authType' | 'identity'>> = {},
): Authorized {
  return {
    mode,
    authType: AUTH_TYPES[mode],
    identity,
    groups: [],
    defaultAction: 'ALLOW',
    requirePermission: () => {},
    denies: () => false,
    ...more,
  };
}
