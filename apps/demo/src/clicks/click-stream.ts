import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { fetchAuthSession } from 'aws-amplify/auth';

/** The Kinesis stream for clicks. */
export type ClickStream = {
  readonly name: string;
  readonly region: string;
  /** Undefined in AWS. */
  readonly endpoint: string | undefined;
};

/**
 * Puts records on the stream, with the credentials that the identity pool gives to a signed-in
 * user. The records of one visitor have the same partition key, so that they stay in order.
 *
 * @param clicks At most 500.
 * @throws {Error} When nobody is signed in, or when the stream rejects records.
 */
export async function putClicks(stream: ClickStream, clicks: readonly unknown[]): Promise<void> {
  const { name, region, endpoint } = stream;
  const { credentials, identityId = '' } = await fetchAuthSession();
  if (!credentials)
    throw new Error('Sign in first. Only signed-in users can put clicks on the stream.');
  const client = new KinesisClient({ region, credentials, ...(endpoint && { endpoint }) });
  const { FailedRecordCount = 0 } = await client.send(
    new PutRecordsCommand({
      StreamName: name,
      Records: clicks.map((click) => ({
        PartitionKey: identityId,
        Data: new TextEncoder().encode(JSON.stringify(click)),
      })),
    }),
  );
  if (FailedRecordCount > 0) {
    throw new Error(
      `The stream rejected ${FailedRecordCount} of ${clicks.length} clicks. Click again.`,
    );
  }
}
