import { cognitoTrigger, describeError, logger, parseOptions } from '@amplify-recipes/core';
import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';
import * as v from 'valibot';

const GroupName = v.pipe(
  v.string(),
  v.regex(
    // The characters that Cognito's pattern leaves out. A list of those it allows takes four times
    // as long to compile: 0.7 ms of each cold start.
    /^[^\p{Z}\p{C}]{1,128}$/u,
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
    /** The groups that each new user joins, instead of `groupName`. */
    groupNames: v.optional(v.pipe(v.array(GroupName), v.nonEmpty('Name at least one group.'))),
    /**
     * The confirmations that add users to the group. Default only that of a sign-up: a password
     * reset must not add a user again whom an administrator has removed from the group.
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
 * Adds each newly confirmed user to a Cognito group. The function needs the permission
 * `addUserToGroup`.
 *
 * If this fails, the user is still confirmed, but without the group, because Cognito does not call
 * this trigger again. An error in the log contains a command that adds the user.
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
    // After one request without a response, there is time for another attempt.
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
          // The user is already confirmed. An error would make it look as if the sign-up failed.
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
 * Replaces a user name that is an e-mail address or a phone number with the sub, because the log
 * must not contain it. Cognito accepts the sub as the user name, except for users of other
 * providers.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html
 */
function loggableName(userName: string, sub: string | undefined): string {
  return PERSONAL.test(userName) ? (sub ?? '[REDACTED]') : userName;
}

/** A part of an e-mail address, also if it is encoded, or a phone number. */
const PERSONAL = /@|%40|&(?:#|commat)|(?<![\w.-])\+?\d[\d ()./-]{4,}\d(?![\w-])/i;

/**
 * Quotes a text for a shell: an operator may paste the command, and a user name may be malicious.
 */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
