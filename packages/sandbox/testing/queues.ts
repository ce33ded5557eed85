import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { TestService } from './start-service.js';

/** Receives and deletes up to ten messages from a queue. For tests. */
export async function takeMessages(
  { client, url }: Pick<TestService, 'client' | 'url'>,
  queueName: string,
): Promise<readonly Message[]> {
  const sdk = new SQSClient(client);
  const QueueUrl = `${url}/123456789012/${queueName}`;
  try {
    const { Messages = [] } = await sdk.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    for (const { ReceiptHandle } of Messages) {
      await sdk.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages;
  } finally {
    sdk.destroy();
  }
}
