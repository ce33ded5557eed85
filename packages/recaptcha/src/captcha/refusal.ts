/**
 * The reason to reject a token. Only the log has it: it would tell a robot what to change. The
 * client sees only that the answer is wrong.
 */
export type Refusal = TokenRefusal | ProviderFailure;

/** A problem of the token or of its sender. */
export type TokenRefusal =
  | 'TOKEN_MALFORMED'
  | 'TOKEN_NOT_VALID'
  | 'TOKEN_EXPIRED_OR_USED'
  | 'TOKEN_TOO_OLD'
  | 'TOKEN_NOT_FOR_SIGN_IN'
  | 'SCORE_MISSING'
  | 'SCORE_TOO_LOW'
  | 'SCORE_NOT_EXPECTED'
  | 'ACTION_NOT_EXPECTED'
  | 'HOSTNAME_NOT_EXPECTED';

/** A problem for the operator of the app. Nobody can sign in until it is fixed. */
export type ProviderFailure =
  | 'PROVIDER_TIMEOUT'
  | 'PROVIDER_UNREACHABLE'
  | 'PROVIDER_REFUSED_REQUEST'
  | 'PROVIDER_STATUS_NOT_EXPECTED'
  | 'PROVIDER_ANSWER_TOO_LONG'
  | 'PROVIDER_ANSWER_NOT_VALID'
  | 'SECRET_KEY_NOT_VALID';

export function isProviderFailure(refusal: Refusal): refusal is ProviderFailure {
  return refusal.startsWith('PROVIDER_') || refusal === 'SECRET_KEY_NOT_VALID';
}
