import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AppSyncIdentityCognito, AppSyncResolverHandler } from 'aws-lambda';

const cognito = new CognitoIdentityProviderClient();
const ses = new SESClient();
const sns = new SNSClient();

/**
 * Sends a message to the team, and a receipt to the user, as the handler of a custom mutation.
 *
 * Each call needs another permission. `access` of the user pool gives the first, and
 * `amplify/backend.ts` the others: `grantPublish` and `addToRolePolicy`.
 */
export const handler: AppSyncResolverHandler<{ message: string }, string> = async (event) => {
  const { username } = event.identity as AppSyncIdentityCognito;
  const { UserAttributes = [] } = await cognito.send(
    // Amplify sets this variable, because of `access`.
    new AdminGetUserCommand({
      UserPoolId: process.env.AMPLIFY_AUTH_USERPOOL_ID,
      Username: username,
    }),
  );
  const email = UserAttributes.find(({ Name }) => Name === 'email')?.Value;
  if (!email) throw new Error('The user has no e-mail address.');

  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn: process.env.TOPIC_ARN,
      Subject: 'A message of a user',
      Message: event.arguments.message,
    }),
  );
  await ses.send(
    new SendEmailCommand({
      Source: process.env.RECEIPT_FROM,
      Destination: { ToAddresses: [email] },
      Message: {
        Subject: { Data: 'We got your message' },
        Body: { Text: { Data: 'Thank you. The team answers soon.' } },
      },
    }),
  );
  console.info('message sent', { messageId: MessageId });
  return 'SENT';
};
