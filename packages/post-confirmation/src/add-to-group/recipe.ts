import { cognitoTrigger, describeError, logger, parseOptions, redact } from '@amplify-recipes/core';
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';

const GroupName = v.pipe(
  v.string(),
  v.regex(
    /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u,
    'The name of a Cognito group has 1 to 128 characters and no spaces.',
  ),
);

const TriggerSource = v.picklist([
  'PostConfirmation_ConfirmSignUp',
  'PostConfirmation_ConfirmForgotPassword',
]);

export const AddToGroupOptions = v.pipe(
  v.strictObject({
    /** The group that each new user joins. */
    groupName: v.optional(GroupName),
    /** In place of `groupName`: the groups that each new user joins. */
    groupNames: v.optional(v.pipe(v.array(GroupName), v.nonEmpty('Name at least one group.'))),
    /**
     * Which confirmations count. The default is only that of a sign-up: a password reset must not
     * put back a user whom an administrator has taken out of the group.
     */
    triggerSources: v.optional(v.pipe(v.array(TriggerSource), v.nonEmpty('Name at least one.')), [
      'PostConfirmation_ConfirmSignUp',
    ]),
  }),
  v.check(
    ({ groupName, groupNames }) => (groupName === undefined) !== (groupNames === undefined),
    'Give groupName or groupNames, and not both.',
  ),
);
export type AddToGroupOptions = v.InferInput<typeof AddToGroupOptions>;

/**
 * Adds each newly confirmed user to a Cognito group. The function needs to be allowed to
 * `addUserToGroup`.
 *
 * A user who could not be added is confirmed all the same, without the group, and an error in the
 * log says what to run by hand: Cognito does not call this trigger again.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
 * @example
 * export const handler = addToGroup({ groupName: 'EVERYONE' });
 */
export function addToGroup(options: AddToGroupOptions): PostConfirmationTriggerHandler {
  const { groupName, groupNames, triggerSources } = parseOptions(AddToGroupOptions, options);
  const groups = [groupName, ...(groupNames ?? [])].filter((group) => group !== undefined);
  const cognito = new CognitoIdentityProviderClient({
    maxAttempts: 6,
    // One answer that does not come leaves time for a second try.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true },
  });

  return cognitoTrigger(
    { recipe: 'add-to-group', triggerSources },
    async ({ userPoolId, userName, region, request }, { signal }) => {
      const add = async (group: string) => {
        const input = { UserPoolId: userPoolId, Username: userName, GroupName: group };
        const { sub } = request.userAttributes;
        try {
          await cognito.send(new AdminAddUserToGroupCommand(input), { abortSignal: signal });
        } catch (error) {
          // The user is confirmed whatever happens here. An error would only tell somebody who has
          // an account that there is none.
          logger.error('add-to-group could not add a user to a group', {
            groupName: group,
            userPoolId,
            userSub: sub,
            runByHand: `aws cognito-idp admin-add-user-to-group --region ${region} --cli-input-json ${quote(JSON.stringify({ ...input, Username: loggableName(userName, sub) }))}`,
            error: describeError(error),
          });
        }
      };
      await Promise.all(groups.map(add));
      return undefined;
    },
  );
}

/**
 * A user name may be an e-mail address or a phone number, which the log must not have. The sub
 * stands for it, which Cognito takes as the user name of everybody but users of other providers.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
 */
function loggableName(userName: string, sub: string | undefined): string {
  return redact(userName) === userName ? userName : (sub ?? String(redact(userName)));
}

/** For a shell: a user name may hold what a shell would run, and an operator will paste it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
