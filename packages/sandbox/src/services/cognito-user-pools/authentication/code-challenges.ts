import type { Engine } from '../engine.js';
import type { Challenge, Parameters, SignIn } from './flow.js';
import { checkOneTimeCode } from './one-time-code.js';
import { required } from './parameters.js';

/** Under which name the client answers each challenge that asks for a code. */
const RESPONSES = {
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_OTP: 'SMS_OTP_CODE',
} as const satisfies Partial<Record<Challenge['name'], string>>;

type CodeChallenge = Extract<Challenge, { readonly name: keyof typeof RESPONSES }>;

export function isCodeChallenge(challenge: Challenge): challenge is CodeChallenge {
  return challenge.name in RESPONSES;
}

/**
 * Judges a code, at once: of two requests with the right one, only the first is answered.
 *
 * @throws {AwsError} `CodeMismatchException`, `InvalidParameterException`, and
 *   `NotAuthorizedException` while too many wrong codes keep the user out.
 */
export function checkCode(
  engine: Engine,
  signIn: SignIn,
  challenge: CodeChallenge,
  responses: Parameters,
): void {
  const code = required(responses, RESPONSES[challenge.name]);
  checkOneTimeCode(engine, signIn, challenge.sent, code);
}
