import { defineAuthChallenge } from '@amplify-recipes/core';
import { sequenceOf } from './sequence.js';

/** Only the names and the attempts: it has no secret, and may do nothing. */
export const handler = defineAuthChallenge(
  sequenceOf({ name: 'captcha', attempts: 3 }, { name: 'one-time-code', attempts: 3 }),
);
