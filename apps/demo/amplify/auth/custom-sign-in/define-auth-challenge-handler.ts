import { defineAuthChallenge } from '@amplify-recipes/core';

/** Only the names and the attempts: it has no secret, and may do nothing. */
export const handler = defineAuthChallenge({
  withPassword: [{ name: 'captcha', attempts: 3 }],
  withoutPassword: [{ name: 'one-time-code', attempts: 3 }],
});
