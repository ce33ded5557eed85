import {
  cognitoTrigger,
  parseOptions,
  TimeZone,
  TriggerError,
  type UserAttributeName,
} from '@amplify-recipes/core';
import type { PreSignUpTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';
import { calendarDate, calendarDateIn, completedYears } from './calendar-date.js';

const Years = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1, 'Give a number of years from 1 to 150.'),
  v.maxValue(150, 'Give a number of years from 1 to 150.'),
);

const CUSTOM_ATTRIBUTE = /^custom:[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,20}$/u;

const DateAttribute = v.custom<Extract<UserAttributeName, 'birthdate' | `custom:${string}`>>(
  (name) => typeof name === 'string' && (name === 'birthdate' || CUSTOM_ATTRIBUTE.test(name)),
  'Write birthdate, or a custom attribute as custom:name.',
);

const TriggerSource = v.picklist([
  'PreSignUp_SignUp',
  'PreSignUp_ExternalProvider',
  'PreSignUp_AdminCreateUser',
]);

export const MinimumAgeOptions = v.pipe(
  v.strictObject({
    /** The minimum age in completed years. */
    years: Years,
    /** The user attribute with the date of birth, as `YYYY-MM-DD`. */
    attribute: v.optional(DateAttribute, 'birthdate'),
    /** The maximum age in completed years. An older date is refused as made up. */
    maximumYears: v.optional(Years, 130),
    /** IANA name of the time zone whose calendar counts: `Europe/Berlin`. */
    timeZone: TimeZone,
    /** The sign-ups to check. Default: users who sign themselves up or use an identity provider. */
    triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
      'PreSignUp_SignUp',
      'PreSignUp_ExternalProvider',
    ]),
  }),
  v.check(
    ({ years, maximumYears }) => years <= maximumYears,
    'Give maximumYears that are not less than years. Otherwise nobody could sign up.',
  ),
);
export type MinimumAgeOptions = v.InferInput<typeof MinimumAgeOptions>;

/**
 * Denies sign-ups of users under a minimum age.
 *
 * Users who were born on 29 February reach an age on 1 March in years without a 29 February.
 *
 * @param now The time, in milliseconds since 1970. For tests.
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
 * @example
 * export const handler = minimumAge({ years: 13, timeZone: 'Europe/Berlin' });
 */
export function minimumAge(
  options: MinimumAgeOptions,
  now: () => number = Date.now,
): PreSignUpTriggerHandler {
  const { years, attribute, maximumYears, timeZone, triggerSources } = parseOptions(
    MinimumAgeOptions,
    options,
  );

  return cognitoTrigger(
    { recipe: 'minimum-age', triggerSources, onlyChecks: true },
    ({ request }) => {
      const birthdate: unknown = request.userAttributes?.[attribute];
      if (typeof birthdate !== 'string' || birthdate === '') {
        throw new TriggerError('BIRTHDATE_MISSING', 'A date of birth is needed to sign up.');
      }
      const birth = calendarDate(birthdate);
      const age = birth && completedYears(birth, calendarDateIn(timeZone, now()));
      if (age === undefined || age < 0 || age > maximumYears) {
        throw new TriggerError('BIRTHDATE_INVALID', 'This is not a valid date of birth.');
      }
      if (age < years) {
        throw new TriggerError(
          'MINIMUM_AGE_NOT_REACHED',
          `You must be at least ${years} years old to sign up.`,
        );
      }
      return undefined;
    },
  );
}
