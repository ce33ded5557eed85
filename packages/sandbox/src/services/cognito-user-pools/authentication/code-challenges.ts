import type { Engine } from '../engine.js';
import { wrongSoftwareTokenCode } from '../errors.js';
import { enterSoftwareTokenCode } from '../mfa/software-token.js';
import type { Challenge, Parameters, SignIn } from './flow.js';
import { required } from './flow.js';
import { checkOneTimeCode, limitWrongCodes } from './one-time-code.js';

/** The name of the response in which the client sends the code, by challenge. */
const RESPONSES = {
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_OTP: 'SMS_OTP_CODE',
  SMS_MFA: 'SMS_MFA_CODE',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
} as const satisfies Partial<Record<Challenge['name'], string>>;

export type CodeChallenge = Extract<Challenge, { readonly name: keyof typeof RESPONSES }>;

export function isCodeChallenge(challenge: Challenge): challenge is CodeChallenge {
  return Object.hasOwn(RESPONSES, challenge.name);
}

/**
 * Checks a code synchronously. Of two requests with the right code, only the first succeeds.
 *
 * @throws {AwsError} `CodeMismatchException`, `InvalidParameterException`, `ExpiredCodeException`
 *   for a used code of an authenticator app, and `NotAuthorizedException` while too many wrong
 *   codes lock the user out.
 */
export function checkCode(
  engine: Engine,
  signIn: SignIn,
  challenge: CodeChallenge,
  responses: Parameters,
): void {
  const code = required(responses, RESPONSES[challenge.name]);
  if (challenge.name !== 'SOFTWARE_TOKEN_MFA') {
    checkOneTimeCode(engine, signIn, challenge.sent, code);
    return;
  }
  const { user } = signIn;
  const isRight = () => user !== undefined && enterSoftwareTokenCode(engine, user, code);
  limitWrongCodes(engine, signIn, isRight, wrongSoftwareTokenCode);
}
