import type { Engine } from '../engine.js';
import { wrongSoftwareTokenCode } from '../errors.js';
import { enterSoftwareTokenCode } from '../mfa/software-token.js';
import type { Challenge, Parameters, SignIn } from './flow.js';
import { required } from './flow.js';
import { checkOneTimeCode, limitWrongCodes } from './one-time-code.js';

/** Under which name the client answers each challenge that asks for a code. */
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
 * Judges a code, at once: of two requests with the right one, only the first is answered.
 *
 * @throws {AwsError} `CodeMismatchException`, `InvalidParameterException`,
 *   `ExpiredCodeException` for a code of an authenticator app that was used, and
 *   `NotAuthorizedException` while too many wrong codes keep the user out.
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
