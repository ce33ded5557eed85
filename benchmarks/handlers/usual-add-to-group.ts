import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerHandler } from 'aws-lambda';

const client = new CognitoIdentityProviderClient();

/** The usual handler: the SDK's client with its defaults. */
export const handler: PostConfirmationTriggerHandler = async (event) => {
  await client.send(
    new AdminAddUserToGroupCommand({
      GroupName: process.env.GROUP_NAME,
      Username: event.userName,
      UserPoolId: event.userPoolId,
    }),
  );
  return event;
};
