import { allowOneTimeCode } from '@amplify-recipes/custom-auth/resources';
import { defineFunction, secret } from '@aws-amplify/backend';

/** Sender of the codes. SES sends nothing until this address or its domain is verified. */
const MAIL_FROM = 'no-reply@example.com';

const inAuth = { resourceGroupName: 'auth', timeoutSeconds: 5 };

const environment = {
  MAIL_FROM,
  ONE_TIME_CODE_KEY: secret('ONE_TIME_CODE_KEY'),
};

export const defineAuthChallenge = defineFunction({
  ...inAuth,
  name: 'define-auth-challenge',
  entry: './define-auth-challenge-handler.ts',
});

export const createAuthChallenge = defineFunction({
  ...inAuth,
  name: 'create-auth-challenge',
  entry: './create-auth-challenge-handler.ts',
  environment,
});

export const verifyAuthChallengeResponse = defineFunction({
  ...inAuth,
  name: 'verify-auth-challenge-response',
  entry: './verify-auth-challenge-response-handler.ts',
  environment: { ...environment, CAPTCHA_SECRET_KEY: secret('CAPTCHA_SECRET_KEY') },
});

allowOneTimeCode(
  { createAuthChallenge, verifyAuthChallengeResponse },
  {
    deliver: ['email', 'sms'],
    from: MAIL_FROM,
    secondsBetweenSends: 30,
    guessesPerHour: 30,
  },
);
