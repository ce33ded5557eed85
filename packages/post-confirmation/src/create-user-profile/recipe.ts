import {
  cognitoTrigger,
  describeError,
  loggable,
  logger,
  parseOptions,
  prepareRequests,
  type UserAttributeName,
  withoutProblem,
} from '@amplify-recipes/core';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';
import { createInTable } from './create-in-table.js';
import { createThroughApi } from './create-through-api.js';
import { commandFor } from './run-by-hand.js';

/** A name becomes a part of the mutation, so nothing else may be in it. */
const Name = v.pipe(
  v.string(),
  v.regex(
    /^(?!__)[_A-Za-z][_0-9A-Za-z]{0,127}$/,
    'Write a name of GraphQL: up to 128 letters, digits and underscores, without a digit or two underscores at its beginning.',
  ),
);

const AttributeName = v.custom<UserAttributeName>(
  (name) => typeof name === 'string' && /^[\w:.-]{1,64}$/.test(name),
  'Write the name of a user attribute, such as email or custom:plan.',
);

const TriggerSource = v.picklist([
  'PostConfirmation_ConfirmSignUp',
  'PostConfirmation_ConfirmForgotPassword',
]);

/** Fields that the recipe or Amplify Data sets. */
const OWN_FIELDS = ['id', 'createdAt', 'updatedAt'];

export const CreateUserProfileOptions = v.pipe(
  v.strictObject({
    /** The model of the profiles. */
    model: v.optional(Name, 'UserProfile'),
    /** The fields of the model, and the user attribute that each of them is set to. */
    fields: v.optional(v.record(Name, AttributeName), { email: 'email' }),
    /** The field of the model that holds the owner. */
    ownerField: v.optional(Name, 'profileOwner'),
    /**
     * How the record is created: with the mutation of Amplify Data, so that its rules and
     * subscriptions apply, or directly in the table.
     */
    through: v.optional(v.picklist(['api', 'table']), 'api'),
    /**
     * The confirmations that create a profile. Default only that of a sign-up: a password reset
     * must not create a profile again that was deleted.
     */
    triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
      'PostConfirmation_ConfirmSignUp',
    ]),
  }),
  withoutProblem(({ fields, ownerField }) => {
    const taken = [...OWN_FIELDS, ownerField].find((name) => Object.hasOwn(fields, name));
    if (taken !== undefined) return `Do not list ${taken} in fields: it is always set.`;
    return OWN_FIELDS.includes(ownerField) ? 'Give another ownerField.' : undefined;
  }),
);
export type CreateUserProfileOptions = v.InferInput<typeof CreateUserProfileOptions>;

const WAYS = { api: createThroughApi, table: createInTable };

/**
 * Creates the profile of each newly confirmed user in a model of Amplify Data. The id of the record
 * is the `sub` of the user, so each user has one profile, however often the event comes.
 *
 * If this fails, the user is still confirmed, but without a profile, because Cognito does not call
 * this trigger again. An error in the log contains a command that creates the profile.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 * @example
 * export const handler = createUserProfile({ fields: { email: 'email', firstName: 'given_name' } });
 */
export function createUserProfile(
  options: CreateUserProfileOptions = {},
): PostConfirmationTriggerHandler {
  const { model, fields, ownerField, through, triggerSources } = parseOptions(
    CreateUserProfileOptions,
    options,
  );
  prepareRequests();
  return cognitoTrigger(
    { recipe: 'create-user-profile', triggerSources },
    async ({ userPoolId, userName, region, triggerSource, request }, { signal }) => {
      // As properties, `constructor` would be an attribute of every user.
      const attributes = new Map(Object.entries(request.userAttributes));
      const sub = attributes.get('sub');
      try {
        if (!sub) throw loggable(new TypeError('The event has no sub.'));
        const given = Object.entries(fields).flatMap(([field, name]) => {
          const text = attributes.get(name);
          return text === undefined ? [] : [[field, text]];
        });
        const record = {
          ...Object.fromEntries(given),
          id: sub,
          [ownerField]: `${sub}::${userName}`,
        };
        await WAYS[through]({ model, record }, signal);
      } catch (error) {
        // The user is already confirmed. An error would make it look as if the sign-up failed.
        logger.error('create-user-profile could not create a profile', {
          model,
          userPoolId,
          userSub: sub,
          runByHand: commandFor({ region, triggerSource, userName, userPoolId }, sub),
          error: describeError(error),
        });
      }
      return undefined;
    },
  );
}
