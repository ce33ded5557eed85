import type { DefineAuthChallengeTriggerHandler } from 'aws-lambda';

/** The usual handler: the password, and then one challenge. */
export const handler: DefineAuthChallengeTriggerHandler = async (event) => {
  const { request, response } = event;
  const [srp, password, challenge] = request.session;
  response.issueTokens = challenge?.challengeResult === true;
  response.failAuthentication = !srp;
  response.challengeName = password?.challengeResult ? 'CUSTOM_CHALLENGE' : 'PASSWORD_VERIFIER';
  return event;
};
