import type { ChallengeSequence, CustomChallenge } from '@amplify-recipes/core';
import { oneTimeCode } from '@amplify-recipes/custom-auth';
import { captcha } from '@amplify-recipes/recaptcha';

/** A CAPTCHA after the password, or a code by e-mail in its place. */
export const challenges: ChallengeSequence<CustomChallenge> = {
  withPassword: [
    captcha({
      provider: 'turnstile',
      siteKey: '0x4AAAAAAADemoOfTheRecipes',
      secretKey: process.env.CAPTCHA_SECRET_KEY ?? '',
      hostnames: ['127.0.0.1', 'localhost'],
      // It is not set in AWS, where the provider itself is asked.
      verifyUrl: process.env.CAPTCHA_VERIFY_URL,
    }),
  ],
  withoutPassword: [
    oneTimeCode({
      appName: 'Amplify Recipes',
      deliver: 'email',
      from: process.env.MAIL_FROM,
      key: process.env.ONE_TIME_CODE_KEY ?? '',
      secondsToSend: 1,
      secondsBetweenSends: 30,
      guessesPerHour: 30,
      tableName: process.env.TABLE_NAME,
    }),
  ],
};
