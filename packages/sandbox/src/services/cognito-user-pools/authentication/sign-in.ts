import type { Engine } from '../engine.js';
import { invalidParameter, notAuthorized, notServed } from '../errors.js';
import type { User } from '../store/users.js';
import { issueTokens } from '../tokens/issue.js';
import { comparable } from '../user-pool/user-pool.js';
import { simulatedUsername } from '../users/simulated-user.js';
import { currentUser } from '../users/user-changes.js';
import { findUser } from '../users/usernames.js';
import { postAuthentication } from './authentication-triggers.js';
import { isSignUpStage } from './auto-sign-in.js';
import { type CodeChallenge, checkCode, isCodeChallenge } from './code-challenges.js';
import { answerInCustomAuth, customAuth } from './custom-flow.js';
import type { AuthFlow, Challenge, Parameters, SignIn, SignInRequest, Step } from './flow.js';
import { required } from './flow.js';
import { afterSecondFactor, answerSelectMfaType } from './mfa-challenges.js';
import { answerMfaSetup } from './mfa-setup.js';
import { answerNewPasswordRequired } from './new-password.js';
import { afterOneTimePassword } from './otp-factor.js';
import { adminUserPasswordAuth, userPasswordAuth } from './password-flow.js';
import { checkSecretHash } from './secret-hash.js';
import { findSession, invalidSession, saveSession, useSession } from './session.js';
import { answerPasswordVerifier, userSrpAuth } from './srp-flow.js';
import { answerChoice, isAnsweredBy, isChoice, userAuth } from './user-auth-flow.js';

/** The start of each `AuthFlow`. Refreshing is not a sign-in and not in this list. */
const FLOWS: ReadonlyMap<string, AuthFlow> = new Map([
  ['USER_SRP_AUTH', userSrpAuth],
  ['USER_PASSWORD_AUTH', userPasswordAuth],
  ['ADMIN_USER_PASSWORD_AUTH', adminUserPasswordAuth],
  ['ADMIN_NO_SRP_AUTH', adminUserPasswordAuth],
  ['CUSTOM_AUTH', customAuth],
  ['USER_AUTH', userAuth],
]);

const CHALLENGES: readonly string[] = [
  'PASSWORD_VERIFIER',
  'NEW_PASSWORD_REQUIRED',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'PASSWORD',
  'PASSWORD_SRP',
  'EMAIL_OTP',
  'SMS_OTP',
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
] satisfies Challenge['name'][];

/** The first step of a sign-in. Returns the response of `InitiateAuth`. */
export async function startSignIn(
  engine: Engine,
  request: SignInRequest,
  flowName: string,
  parameters: Parameters,
  session: string | undefined,
) {
  const flow = FLOWS.get(flowName);
  if (!flow) throw notServed(`the authentication flow ${flowName}`);
  if (flow.adminOnly && !request.byAdmin) {
    throw invalidParameter('Initiate Auth method not supported.');
  }
  if (!request.client.explicitAuthFlows.includes(flow.allowedBy)) {
    throw invalidParameter(
      `${flow.allowedBy.replace('ALLOW_', '')} flow not enabled for this client`,
    );
  }
  const username = required(parameters, 'USERNAME');
  checkSecretHash(request.client, username, parameters.SECRET_HASH);
  const signIn: SignIn = {
    ...request,
    username,
    user: findUser(engine, request.pool, username),
    validationData: request.clientMetadata,
    clientMetadata: undefined,
    custom: undefined,
  };
  return respond(engine, signIn, await flow.start(engine, signIn, parameters, session));
}

/** A later step of a sign-in. Returns the response of `RespondToAuthChallenge`. */
export async function continueSignIn(
  engine: Engine,
  request: SignInRequest,
  challengeName: string,
  session: string | undefined,
  responses: Parameters,
) {
  if (!CHALLENGES.includes(challengeName)) throw notServed(`the challenge ${challengeName}`);
  const username = required(responses, 'USERNAME');
  checkSecretHash(request.client, username, responses.SECRET_HASH);
  const token =
    challengeName === 'PASSWORD_VERIFIER'
      ? required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK')
      : session;
  if (token === undefined) throw invalidParameter('Missing required parameter Session');
  const { challenge, custom, ...begun } = findSession(engine, request.client, token);
  if (isSignUpStage(challenge)) throw invalidSession();
  // After a wrong code, the user may try again. Any other answer uses the session up.
  if (!isCodeChallenge(challenge)) useSession(engine, token);
  if (!isAnsweredBy(challenge.name, challengeName)) throw invalidSession();
  // An answer with another user's name fails like a wrong password, so that it reveals nothing.
  const named = findUser(engine, request.pool, username);
  const user = named?.sub === begun.sub ? named : undefined;
  const signIn: SignIn = {
    ...request,
    username: begun.username,
    user,
    validationData: undefined,
    custom,
  };
  // A custom sign-in may have no password that could be wrong.
  if (custom && !isNamed(engine, signIn, username, named)) throw invalidSession();
  if (isCodeChallenge(challenge)) {
    checkCode(engine, signIn, challenge, responses);
    useSession(engine, token);
  }
  if (isChoice(challengeName)) {
    return respond(engine, signIn, await answerChoice(engine, signIn, challengeName, responses));
  }
  return respond(engine, signIn, await judge(engine, signIn, challenge, responses, token));
}

/** Whether an answer names the user of the session, or the same name that belongs to no user. */
function isNamed(
  engine: Engine,
  { pool, user, username }: SignIn,
  name: string,
  named: User | undefined,
): boolean {
  if (user) return true;
  if (named) return false;
  const given = comparable(pool, name);
  return (
    given === comparable(pool, username) || given === simulatedUsername(engine, pool, username)
  );
}

async function judge(
  engine: Engine,
  signIn: SignIn,
  challenge: Challenge,
  responses: Parameters,
  session: string,
): Promise<Step> {
  if (signIn.custom) {
    return answerInCustomAuth(engine, signIn, signIn.custom, challenge, responses, session);
  }
  switch (challenge.name) {
    case 'PASSWORD_VERIFIER':
      return answerPasswordVerifier(engine, signIn, challenge, responses, session);
    case 'NEW_PASSWORD_REQUIRED':
      return answerNewPasswordRequired(engine, signIn, responses);
    case 'SELECT_MFA_TYPE':
      return answerSelectMfaType(engine, signIn, challenge, responses);
    case 'MFA_SETUP':
      return answerMfaSetup(engine, signIn, challenge, responses);
    case 'EMAIL_OTP':
    case 'SMS_OTP':
    case 'SMS_MFA':
    case 'SOFTWARE_TOKEN_MFA':
      return afterCode(engine, signIn, challenge);
    default:
      throw invalidSession();
  }
}

async function afterCode(engine: Engine, signIn: SignIn, challenge: CodeChallenge): Promise<Step> {
  if (challenge.proves === 'first factor') {
    return afterOneTimePassword(engine, signIn, challenge.sent);
  }
  const user = afterSecondFactor(engine, signIn, challenge);
  return { leadsTo: 'tokens', user, source: challenge.source };
}

async function respond(engine: Engine, signIn: SignIn, step: Step) {
  if (step.leadsTo === 'challenge') {
    const { name } = step.challenge;
    const session = saveSession(engine, signIn, {
      username: signIn.username,
      sub: (step.user ?? signIn.user)?.sub,
      challenge: step.challenge,
      custom: step.custom,
    });
    // In SRP, the client signs the session.
    if (name === 'PASSWORD_VERIFIER') {
      const ChallengeParameters = { ...step.parameters, SECRET_BLOCK: session };
      return { ChallengeName: name, ChallengeParameters };
    }
    return {
      ChallengeName: name,
      Session: session,
      ChallengeParameters: step.parameters,
      ...(step.available && { AvailableChallenges: step.available }),
    };
  }
  await postAuthentication(engine, { ...signIn, user: step.user });
  // The trigger's function may have changed or disabled the user.
  const user = currentUser(engine, step.user);
  if (!user.enabled) throw notAuthorized('User is disabled.');
  return {
    AuthenticationResult: await issueTokens(engine, {
      pool: signIn.pool,
      client: signIn.client,
      user,
      source: step.source,
      clientMetadata: signIn.clientMetadata,
    }),
    ChallengeParameters: {},
  };
}
