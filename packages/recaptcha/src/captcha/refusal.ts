/**
 * Why a token was refused. It is for the log alone: the client learns only that the sign-in goes
 * no further, since each reason would tell a robot what to change.
 */
export type Refusal = TokenRefusal | ProviderFailure;

/** What is wrong with the token, or with whoever it was made for. */
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

/** What the operator of the app has to look at: nobody can sign in while it lasts. */
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
