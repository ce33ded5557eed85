import { isJsonObject } from '../../../protocols/json-value.js';
import type { Engine } from '../engine.js';
import { incorrectUsernameOrPassword, invalidParameter } from '../errors.js';
import {
  invokeTrigger,
  type TriggerResponse,
  unrecognizable,
  withClientMetadata,
} from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { simulatedUsername } from '../users/simulated-user.js';
import { triggerAttributes } from '../users/usernames.js';
import type { Challenge, ChallengeResult, ChallengeStep, Parameters, SignIn } from './flow.js';

type ChallengeTrigger =
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse';

/** The decision of `DefineAuthChallenge` about the challenges so far. */
type Verdict = {
  readonly failAuthentication: boolean;
  readonly issueTokens: boolean;
  readonly challengeName: string | undefined;
};

/** @throws {AwsError} `InvalidParameterException` when the pool has no such function. */
export function challengeFunction(pool: UserPool, trigger: ChallengeTrigger): string {
  const functionArn = pool.triggers.get(trigger);
  if (functionArn !== undefined) return functionArn;
  throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
}

/**
 * Asks the app for the next step.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export async function defineAuthChallenge(
  engine: Engine,
  signIn: SignIn,
  session: readonly ChallengeResult[],
): Promise<Verdict> {
  const { failAuthentication, issueTokens, challengeName } = await invoke(
    engine,
    signIn,
    'DefineAuthChallenge',
    { session },
    { challengeName: null, issueTokens: null, failAuthentication: null },
  );
  return {
    failAuthentication: flag(failAuthentication),
    issueTokens: flag(issueTokens),
    challengeName: optionalText(challengeName),
  };
}

/**
 * Lets the app create a challenge, and keeps the parameters that the client must not see.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export async function createAuthChallenge(
  engine: Engine,
  signIn: SignIn,
  session: readonly ChallengeResult[],
): Promise<ChallengeStep> {
  const name = 'CUSTOM_CHALLENGE';
  const response = await invoke(
    engine,
    signIn,
    'CreateAuthChallenge',
    { challengeName: name, session },
    {
      publicChallengeParameters: null,
      privateChallengeParameters: null,
      challengeMetadata: null,
    },
  );
  const privateParameters = texts(response.privateChallengeParameters);
  // AWS's pages do not mention this, but developers report it: without them, the sign-in fails.
  if (Object.keys(privateParameters).length === 0) throw incorrectUsernameOrPassword();
  const { pool, user, username } = signIn;
  return {
    leadsTo: 'challenge',
    challenge: {
      name,
      privateParameters,
      metadata: optionalText(response.challengeMetadata) ?? null,
    },
    parameters: {
      ...texts(response.publicChallengeParameters),
      USERNAME: user?.username ?? simulatedUsername(engine, pool, username),
    },
  };
}

/**
 * Lets the app check an answer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export async function verifyAuthChallengeResponse(
  engine: Engine,
  signIn: SignIn,
  { privateParameters }: Extract<Challenge, { name: 'CUSTOM_CHALLENGE' }>,
  challengeAnswer: string,
): Promise<boolean> {
  const { answerCorrect } = await invoke(
    engine,
    signIn,
    'VerifyAuthChallengeResponse',
    { privateChallengeParameters: privateParameters, challengeAnswer },
    { answerCorrect: null },
  );
  return flag(answerCorrect);
}

function invoke(
  engine: Engine,
  signIn: SignIn,
  trigger: ChallengeTrigger,
  request: Readonly<Record<string, unknown>>,
  response: Readonly<Record<string, null>>,
): Promise<TriggerResponse> {
  const { pool, client, user, clientMetadata } = signIn;
  return invokeTrigger(engine, {
    pool,
    trigger,
    functionArn: challengeFunction(pool, trigger),
    source: `${trigger}_Authentication`,
    userName: user?.username ?? signIn.username,
    clientId: client.id,
    request: {
      userAttributes: user ? triggerAttributes(engine, pool, user) : {},
      ...request,
      ...withClientMetadata(clientMetadata),
      ...(client.preventUserExistenceErrors && { userNotFound: user === undefined }),
    },
    response,
  });
}

function flag(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw unrecognizable();
  return value;
}

function optionalText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unrecognizable();
  return value;
}

function texts(value: unknown): Parameters {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw unrecognizable();
  const read: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw unrecognizable();
    read[name] = text;
  }
  return read;
}
