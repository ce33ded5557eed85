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
  /**
   * Checks the signature, issuer, purpose and age of an ID token or access token, and that it is
   * not revoked. A token of any other pool is invalid. Never throws because of a token.
   */
  verify(userPoolId: string, token: string): Promise<TokenVerification>;
};

/** The tokens of user pools. The service that has the pools registers itself with {@link offer}. */
export type UserPoolTokens = UserPoolTokenVerifier & {
  /** Registers the service that has the pools. Before this call, every token is invalid. */
  offer(verifier: UserPoolTokenVerifier): void;
};

export function createUserPoolTokens(): UserPoolTokens {
  let offered: UserPoolTokenVerifier | undefined;
  return {
    offer(verifier) {
      offered = verifier;
    },
    issuer: (userPoolId) => offered?.issuer(userPoolId),
    verify: async (userPoolId, token) =>
      offered ? offered.verify(userPoolId, token) : { status: 'invalid' },
  };
}
