import { defineCaptcha } from '@amplify-recipes/recaptcha/resources';
import { defineAuth, secret } from '@aws-amplify/backend';

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: {
    ...defineCaptcha({
      provider: 'recaptcha-v3',
      siteKey: 'site-key',
      secretKey: secret('CAPTCHA_SECRET_KEY'),
      hostnames: ['app.example.com'],
    }),
  },
});
