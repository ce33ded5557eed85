import { verifyAuthChallengeResponse } from '@amplify-recipes/core';
import { captcha } from '@amplify-recipes/recaptcha';
import { code, widget } from './challenges.js';
import { sequenceOf } from './sequence.js';

const judged = captcha({
  ...widget,
  secretKey: process.env.CAPTCHA_SECRET_KEY ?? '',
  hostnames: ['127.0.0.1', 'localhost'],
  // Not set in AWS: there the function calls the provider itself.
  verifyUrl: process.env.CAPTCHA_VERIFY_URL,
});

export const handler = verifyAuthChallengeResponse(sequenceOf(judged, code));
