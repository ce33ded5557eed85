import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';

type Question =
  | { readonly ask: 'environment' }
  | { readonly ask: 'users'; readonly userPoolId: string }
  | { readonly ask: 'mail'; readonly to: string }
  | { readonly ask: 'note'; readonly id: string };

type ScheduledEvent = { readonly source: string; readonly ask?: undefined };

/** Tells what a function sees of its surroundings. */
export const handler = async (event: Question | ScheduledEvent): Promise<unknown> => {
  if (event.ask === undefined) return event;
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
  if (event.ask === 'note') {
    const TableName = process.env.NOTES_TABLE;
    const client = new DynamoDBClient();
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: event.id } } }));
    return (await client.send(new ScanCommand({ TableName }))).Items;
  }
  const { Users } = await new CognitoIdentityProviderClient().send(
    new ListUsersCommand({ UserPoolId: event.userPoolId }),
  );
  return Users?.length;
};
