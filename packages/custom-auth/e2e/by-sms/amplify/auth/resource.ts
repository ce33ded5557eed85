import { defineOneTimeCode } from '@amplify-recipes/custom-auth/resources';
import { defineAuth, secret } from '@aws-amplify/backend';

export const auth = defineAuth({
  loginWith: { phone: true },
  triggers: {
    ...defineOneTimeCode({
      password: 'required',
      deliver: 'sms',
      appName: 'Example',
      key: secret('ONE_TIME_CODE_KEY'),
    }),
  },
});
