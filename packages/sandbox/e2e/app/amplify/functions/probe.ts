import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';

type Question =
  | { readonly ask: 'environment' }
  | { readonly ask: 'users'; readonly userPoolId: string }
  | { readonly ask: 'mail'; readonly to: string };

/** Tells what a function sees of its surroundings. */
export const handler = async (event: Question): Promise<unknown> => {
  if (event.ask === 'environment') return process.env;
  if (event.ask === 'mail') {
    const { MessageId } = await new SESClient().send(
      new SendEmailCommand({
        Source: 'probe@example.com',
        Destination: { ToAddresses: [event.to] },
        Message: { Subject: { Data: 'Found' }, Body: { Text: { Data: 'by the probe' } } },
      }),
    );
    return MessageId;
  }
  const { Users } = await new CognitoIdentityProviderClient().send(
    new ListUsersCommand({ UserPoolId: event.userPoolId }),
  );
  return Users?.length;
};
