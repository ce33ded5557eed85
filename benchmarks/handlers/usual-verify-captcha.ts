import type { VerifyAuthChallengeResponseTriggerHandler } from 'aws-lambda';

/** The usual handler: `fetch`, with the secret in the URL, and without a timeout. */
export const handler: VerifyAuthChallengeResponseTriggerHandler = async (event) => {
  const url = new URL(process.env.VERIFY_URL ?? '');
  url.search = new URLSearchParams({
    secret: process.env.SECRET_KEY ?? '',
    response: event.request.challengeAnswer,
  }).toString();
  const response = await fetch(new Request(url, { method: 'POST' }));
  const { success } = (await response.json()) as { success: boolean };
  event.response.answerCorrect = success;
  return event;
};
