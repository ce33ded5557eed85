import { AwsError } from '../../protocols/aws-error.js';

/** The result of the check of a user pool's ID token or access token. */
export type TokenVerification =
  | {
      readonly status: 'valid';
      readonly claims: Readonly<Record<string, unknown>>;
      /** In milliseconds since 1970. */
      readonly expiresAt: number;
    }
  | {
      /** `invalid`: the pool did not sign the token, or did not sign it for this use. */
      readonly status: 'invalid' | 'expired' | 'revoked';
    };

/** Verifies the tokens of the sandbox's user pools. Services that accept these tokens use it. */
export type UserPoolTokenVerifier = {
  /** The `iss` claim of a pool's tokens. Undefined if the sandbox does not have the pool. */
  issuer(userPoolId: string): string | undefined;
  /** The e-mail address or phone number of a user, by `sub`. Undefined if it is unknown. */
  contactOf(sub: string): string | undefined;
  /**
   * Checks the signature, issuer, purpose and age of an ID token or access token, and that it is
   * not revoked. A token of any other pool is invalid. Never throws because of a token.
   */
  verify(userPoolId: string, token: string): Promise<TokenVerification>;
};

/** Tokens that the developer gets without a password. */
export type IssuedTokens = {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
};

/** Issues the tokens of the sandbox's user pools to the developer. */
export type UserPoolTokenIssuer = {
  /**
   * Signs a user in without a password, with the trigger before token generation.
   *
   * @throws {AwsError} `UserNotFoundException`, `ResourceNotFoundException`, and
   *   `NotAuthorizedException` for a user who is disabled.
   */
  signInAs(userPoolId: string, clientId: string, username: string): Promise<IssuedTokens>;
  /**
   * Issues the access token of a user who does not exist and is only in one group.
   *
   * @throws {AwsError} `ResourceNotFoundException` when the pool has no client.
   */
  tokenOfGroup(userPoolId: string, group: string): Promise<string>;
};

/** The tokens of user pools. The service that has the pools registers itself with {@link offer}. */
export type UserPoolTokens = UserPoolTokenVerifier &
  UserPoolTokenIssuer & {
    /** Registers the service that has the pools. Before this call, every token is invalid. */
    offer(service: UserPoolTokenVerifier & UserPoolTokenIssuer): void;
  };

export function createUserPoolTokens(): UserPoolTokens {
  let offered: (UserPoolTokenVerifier & UserPoolTokenIssuer) | undefined;
  const issuing = (): UserPoolTokenIssuer => {
    if (offered) return offered;
    throw new AwsError('ResourceNotFoundException', 'The backend has no user pool.');
  };
  return {
    offer(service) {
      offered = service;
    },
    issuer: (userPoolId) => offered?.issuer(userPoolId),
    contactOf: (sub) => offered?.contactOf(sub),
    verify: async (userPoolId, token) =>
      offered ? offered.verify(userPoolId, token) : { status: 'invalid' },
    signInAs: async (...signIn) => issuing().signInAs(...signIn),
    tokenOfGroup: async (...group) => issuing().tokenOfGroup(...group),
  };
}
