import { oneTimeCode } from '@amplify-recipes/custom-auth';
import type { CaptchaCreateOptions } from '@amplify-recipes/recaptcha';

/** The public settings of the CAPTCHA, which the page may see. */
export const widget = {
  provider: 'turnstile',
  siteKey: '0x4AAAAAAADemoOfTheRecipes',
} satisfies CaptchaCreateOptions;

export const code = oneTimeCode({
  appName: 'Amplify Recipes',
  deliver: ['email', 'sms'],
  from: process.env.MAIL_FROM,
  key: process.env.ONE_TIME_CODE_KEY ?? '',
  secondsToSend: 1,
  // The choice of the channel is the first of them.
  attempts: 4,
  secondsBetweenSends: 30,
  guessesPerHour: 30,
  tableName: process.env.TABLE_NAME,
});
