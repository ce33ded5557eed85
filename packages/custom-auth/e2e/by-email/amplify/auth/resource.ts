import { defineOneTimeCode } from '@amplify-recipes/custom-auth/resources';
import { defineAuth, secret } from '@aws-amplify/backend';

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: {
    ...defineOneTimeCode({
      password: 'none',
      deliver: 'email',
      from: 'no-reply@example.com',
      appName: 'Example',
      key: secret('ONE_TIME_CODE_KEY'),
      secondsBetweenSends: 30,
      guessesPerHour: 5,
      secondsToSend: 1,
    }),
  },
});
