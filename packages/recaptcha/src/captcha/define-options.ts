import { numberWithin } from '@amplify-recipes/core';
import * as v from 'valibot';

/** Answers until the sign-in fails, the right one among them. */
export const attempts = v.optional(
  v.pipe(numberWithin(1, 10), v.integer('Give a whole number.')),
  3,
);

/** The options of the function that says what comes next: it knows no provider. */
export const CaptchaDefineOptions = v.strictObject({ attempts });
export type CaptchaDefineOptions = v.InferInput<typeof CaptchaDefineOptions>;
