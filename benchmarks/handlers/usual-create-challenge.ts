import type { CreateAuthChallengeTriggerHandler } from 'aws-lambda';

/** The usual handler: a constant, which no message brings to the user. */
export const handler: CreateAuthChallengeTriggerHandler = async (event) => {
  event.response.publicChallengeParameters = { trigger: 'true' };
  event.response.privateChallengeParameters = { answer: '' };
  event.response.challengeMetadata = 'CHALLENGE';
  return event;
};
