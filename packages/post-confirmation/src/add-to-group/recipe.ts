import { cognitoTrigger, logger } from '@amplify-recipes/core';
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';

/** A Cognito group's name: 1 to 128 characters, none of them a space. */
const GroupName = v.pipe(v.string(), v.regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u));

export const AddToGroupOptions = v.pipe(
  v.strictObject({
    /** The group that each new user joins. */
    groupName: v.optional(GroupName),
    /** Instead of `groupName`, the groups that each new user joins. */
    groupNames: v.optional(v.pipe(v.array(GroupName), v.minLength(1))),
    /** What counts as a confirmation. Default only sign-up: a password reset restores no group. */
    triggerSources: v.optional(
      v.pipe(
        v.array(
          v.picklist(['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword']),
        ),
        v.minLength(1),
      ),
      ['PostConfirmation_ConfirmSignUp'],
    ),
  }),
  v.check(
    ({ groupName, groupNames }) => (groupName === undefined) !== (groupNames === undefined),
    'Give groupName or groupNames, and not both.',
  ),
);
export type AddToGroupOptions = v.InferInput<typeof AddToGroupOptions>;

/**
 * Adds each newly confirmed user to a Cognito group.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 * @example
 * export const handler = addToGroup({ groupName: 'EVERYONE' });
 */
export function addToGroup(options: AddToGroupOptions): PostConfirmationTriggerHandler {
  const { groupName, groupNames, triggerSources } = v.parse(AddToGroupOptions, options);
  const groups = groupNames ?? (groupName === undefined ? [] : [groupName]);
  const cognito = new CognitoIdentityProviderClient({
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
  });

  return cognitoTrigger(
    { recipe: 'add-to-group', triggerSources },
    async ({ userPoolId, userName }, { signal }) => {
      await Promise.all(
        groups.map(async (GroupName) => {
          const input = { UserPoolId: userPoolId, Username: userName, GroupName };
          try {
            await cognito.send(new AdminAddUserToGroupCommand(input), { abortSignal: signal });
          } catch (error) {
            // The user is confirmed whatever happens here, and this trigger does not come again:
            // an error would only tell somebody who has an account that there is none.
            logger.error('add-to-group could not add a user', { error });
          }
        }),
      );
    },
  );
}
