import { numberWithin } from '@amplify-recipes/core';
import * as v from 'valibot';

/** Answers until the sign-in fails, the correct one included. */
export const attempts = v.optional(
  v.pipe(numberWithin(1, 10), v.integer('Give a whole number.')),
  3,
);

/** The options of the function that chooses the next challenge. It needs no provider. */
export const CaptchaDefineOptions = v.strictObject({ attempts });
export type CaptchaDefineOptions = v.InferInput<typeof CaptchaDefineOptions>;
