import { defineAuthChallenge } from '@amplify-recipes/core';
import { sequenceOf } from './sequence.js';

/** Knows only the names of the challenges and their attempts: no secrets, no permissions. */
export const handler = defineAuthChallenge(
  sequenceOf({ name: 'captcha', attempts: 3 }, { name: 'one-time-code', attempts: 4 }),
);
