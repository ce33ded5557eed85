import { numberWithin } from '@amplify-recipes/core';
import * as v from 'valibot';

/** The name of the recipe, and of its challenge. */
export const NAME = 'one-time-code';

export const wholeNumber = (least: number, most: number) =>
  v.pipe(numberWithin(least, most), v.integer('Give a whole number.'));

/** Answers until the sign-in fails. */
export const attempts = v.optional(wholeNumber(1, 10), 3);
/** Seconds for which a code is valid. Cognito waits up to 900 for an answer, by default 180. */
export const expiresInSeconds = v.optional(wholeNumber(60, 900), 180);
/** Whether the code follows the password (`required`) or replaces it (`none`). */
export const password = v.picklist(['required', 'none']);

export const key = v.pipe(
  v.string(),
  v.regex(/.{32}/s, 'Use 32 characters or more, such as the output of "openssl rand -base64 32".'),
);

/** The name of a table, or its ARN. */
export const tableName = v.optional(
  v.pipe(v.string(), v.regex(/^[\w.:/-]{3,1024}$/, 'Give the name of a table in DynamoDB.')),
);

export const judging = {
  expiresInSeconds,
  /** Answers that are checked per hour, in all sign-ins of a user. Needs a table. */
  guessesPerHour: v.optional(wholeNumber(1, 1000)),
  key,
  /** The table of the limits. With a table, each code works once. */
  tableName,
};

/** The options of the function that chooses the next challenge. */
export const OneTimeCodeDefineOptions = v.strictObject({ password, attempts });
export type OneTimeCodeDefineOptions = v.InferInput<typeof OneTimeCodeDefineOptions>;

/** The options of the function that checks an answer. */
export const OneTimeCodeVerifyOptions = v.strictObject(judging);
export type OneTimeCodeVerifyOptions = v.InferInput<typeof OneTimeCodeVerifyOptions>;
