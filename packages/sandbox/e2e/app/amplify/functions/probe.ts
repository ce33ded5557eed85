import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ListLanguagesCommand, TranslateClient } from '@aws-sdk/client-translate';

type Question =
  | { readonly ask: 'environment' }
  | { readonly ask: 'users'; readonly userPoolId: string }
  | { readonly ask: 'mail'; readonly to: string; readonly from?: string }
  | { readonly ask: 'note'; readonly id: string }
  | { readonly ask: 'identity' }
  | { readonly ask: 'unserved'; readonly credentials: boolean };

type ScheduledEvent = { readonly source: string; readonly ask?: undefined };

/** Reports the environment of a function. */
export const handler = async (event: Question | ScheduledEvent): Promise<unknown> => {
  if (event.ask === undefined) return event;
  if (event.ask === 'environment') return process.env;
  if (event.ask === 'identity') return new STSClient().send(new GetCallerIdentityCommand({}));
  if (event.ask === 'unserved') return callUnserved(event.credentials);
  if (event.ask === 'mail') {
    const { MessageId } = await new SESClient().send(
      new SendEmailCommand({
        Source: event.from ?? 'probe@example.com',
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

/**
 * Calls a service that the sandbox does not support, with the default credentials of the SDK.
 * Returns the error and the hosts that were looked up meanwhile.
 */
async function callUnserved(hasCredentials: boolean) {
  const hosts = new Set<string>();
  const onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.on('lookup', (_error, _address, _family, host) => hosts.add(host));
    socket.on('connectionAttempt', (address, port) => hosts.add(`${address}:${port}`));
  };
  const { AWS_ACCESS_KEY_ID: accessKeyId } = process.env;
  subscribe('net.client.socket', onSocket);
  if (!hasCredentials) delete process.env.AWS_ACCESS_KEY_ID;
  try {
    const client = new TranslateClient();
    const answer = await client
      .send(new ListLanguagesCommand({}))
      .catch(({ name, message }: Error) => ({ name, message }));
    return { answer, hosts: [...hosts] };
  } finally {
    unsubscribe('net.client.socket', onSocket);
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
  }
}
