import type { Engine } from '../engine.js';
import {
  incorrectUsernameOrPassword,
  invalidParameter,
  notServed,
  userNotFound,
} from '../errors.js';
import { unrecognizable } from '../triggers.js';
import { preAuthentication } from './authentication-triggers.js';
import {
  challengeFunction,
  createAuthChallenge,
  defineAuthChallenge,
  verifyAuthChallengeResponse,
} from './challenge-triggers.js';
import type {
  AuthFlow,
  Challenge,
  ChallengeResult,
  ChallengeStep,
  CustomSignIn,
  Parameters,
  SignIn,
  Step,
} from './flow.js';
import { required } from './flow.js';
import { afterSecondFactor, answerSelectMfaType, challengeSecondFactor } from './mfa-challenges.js';
import { answerMfaSetup } from './mfa-setup.js';
import { setNewPassword } from './new-password.js';
import { checkAccount, checkTemporaryPassword, newPasswordChallenge } from './password.js';
import { invalidSession } from './session.js';
import { askForPassword, whoProved } from './srp-flow.js';

/**
 * `CUSTOM_AUTH`: the app's own functions define the challenges and decide when the user has passed.
 *
 * With the parameter `CHALLENGE_NAME` set to `SRP_A`, the password can be one of the challenges.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export const customAuth: AuthFlow = {
  allowedBy: 'ALLOW_CUSTOM_AUTH',
  adminOnly: false,
  async start(engine, signIn, parameters) {
    challengeFunction(signIn.pool, 'DefineAuthChallenge');
    if (!signIn.user && !signIn.client.preventUserExistenceErrors) throw userNotFound();
    const custom = firstChallenge(parameters);
    await preAuthentication(engine, signIn);
    return nextStep(engine, signIn, custom);
  },
};

/**
 * Checks the answer to any challenge of a custom sign-in, and asks the app for the next step.
 *
 * @param session The session that the client got with the challenge.
 */
export async function answerInCustomAuth(
  engine: Engine,
  signIn: SignIn,
  custom: CustomSignIn,
  challenge: Challenge,
  responses: Parameters,
  session: string,
): Promise<Step> {
  const result = await resultOf(engine, signIn, challenge, responses, session);
  if ('leadsTo' in result) return { ...result, custom };
  const soFar = { ...custom, history: [...custom.history, result] };
  const isPassword = result.challengeName === 'PASSWORD_VERIFIER' && result.challengeResult;
  const second = isPassword && (await secondFactor(engine, signIn));
  return second ? { ...second, custom: soFar } : nextStep(engine, signIn, soFar);
}

/** As in AWS, the second factor follows the password, before any challenge that the app defines. */
async function secondFactor(engine: Engine, signIn: SignIn): Promise<ChallengeStep | undefined> {
  const { user } = signIn;
  return user && challengeSecondFactor(engine, signIn, user, 'TokenGeneration_Authentication');
}

function firstChallenge(parameters: Parameters): CustomSignIn {
  switch (parameters.CHALLENGE_NAME) {
    case 'SRP_A':
      return {
        history: [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }],
        srpA: required(parameters, 'SRP_A'),
      };
    case undefined:
    case 'CUSTOM_CHALLENGE':
      return { history: [], srpA: undefined };
    default:
      throw invalidParameter('CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE.');
  }
}

async function resultOf(
  engine: Engine,
  signIn: SignIn,
  challenge: Challenge,
  responses: Parameters,
  session: string,
): Promise<ChallengeResult | ChallengeStep> {
  const { name } = challenge;
  switch (name) {
    case 'PASSWORD_VERIFIER': {
      const user = whoProved(engine, signIn, challenge, responses, session);
      if (user) {
        checkAccount(user);
        checkTemporaryPassword(engine, user);
      }
      return { challengeName: name, challengeResult: !!user, challengeMetadata: null };
    }
    case 'NEW_PASSWORD_REQUIRED':
      setNewPassword(engine, signIn, responses);
      return passed(name);
    case 'CUSTOM_CHALLENGE': {
      const answer = required(responses, 'ANSWER');
      return {
        challengeName: name,
        challengeResult: await verifyAuthChallengeResponse(engine, signIn, challenge, answer),
        challengeMetadata: challenge.metadata,
      };
    }
    case 'SELECT_MFA_TYPE':
      return answerSelectMfaType(engine, signIn, challenge, responses);
    case 'MFA_SETUP': {
      const step = await answerMfaSetup(engine, signIn, challenge, responses);
      return step.leadsTo === 'challenge' ? step : passed('SOFTWARE_TOKEN_MFA');
    }
    case 'EMAIL_OTP':
    case 'SMS_MFA':
    case 'SOFTWARE_TOKEN_MFA':
      if (challenge.proves === 'first factor') throw invalidSession();
      afterSecondFactor(engine, signIn, challenge);
      return passed(challenge.name);
    default:
      throw invalidSession();
  }
}

function passed(challengeName: ChallengeResult['challengeName']): ChallengeResult {
  return { challengeName, challengeResult: true, challengeMetadata: null };
}

/**
 * Carries out the decision of `DefineAuthChallenge`.
 *
 * A name that belongs to no user never gets tokens, whatever the function decides. The error is
 * then the same as for any failed sign-in.
 *
 * @throws {AwsError} `NotAuthorizedException` when the function fails the sign-in,
 *   `InvalidLambdaResponseException` when it decides nothing.
 */
async function nextStep(engine: Engine, before: SignIn, custom: CustomSignIn): Promise<Step> {
  // The function that ran before may have changed or deleted the user.
  const signIn = withCurrentUser(engine, before);
  const verdict = await defineAuthChallenge(engine, signIn, custom.history);
  if (verdict.failAuthentication) throw incorrectUsernameOrPassword();
  if (verdict.issueTokens) {
    if (!signIn.user) throw incorrectUsernameOrPassword();
    checkAccount(signIn.user);
    return { leadsTo: 'tokens', user: signIn.user, source: 'TokenGeneration_Authentication' };
  }
  if (verdict.challengeName === undefined) throw unrecognizable();
  const step = await challengeStep(
    engine,
    withCurrentUser(engine, signIn),
    custom,
    verdict.challengeName,
  );
  return { ...step, custom };
}

async function challengeStep(
  engine: Engine,
  signIn: SignIn,
  { history, srpA }: CustomSignIn,
  challengeName: string,
): Promise<ChallengeStep> {
  switch (challengeName) {
    case 'CUSTOM_CHALLENGE':
      return createAuthChallenge(engine, signIn, history);
    case 'PASSWORD_VERIFIER':
      if (srpA === undefined) throw invalidParameter('Missing required parameter SRP_A');
      return askForPassword(engine, signIn, srpA);
    case 'NEW_PASSWORD_REQUIRED': {
      const { user } = signIn;
      const proved = history.some(
        (result) => result.challengeName === 'PASSWORD_VERIFIER' && result.challengeResult,
      );
      // Without proof of the old password, anybody could take over the account.
      if (!proved || user?.status !== 'FORCE_CHANGE_PASSWORD') throw unrecognizable();
      return newPasswordChallenge(signIn, user);
    }
    default:
      throw notServed(`the challenge ${challengeName} in a custom sign-in`);
  }
}

function withCurrentUser(engine: Engine, signIn: SignIn): SignIn {
  return { ...signIn, user: signIn.user && engine.store.users.find(signIn.user.sub) };
}
