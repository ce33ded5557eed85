import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { fetchAuthSession } from 'aws-amplify/auth';

/** Where clicks go. */
export type ClickStream = {
  readonly name: string;
  readonly region: string;
  /** Undefined in AWS. */
  readonly endpoint: string | undefined;
};

/**
 * Puts records on the stream, with the credentials that the identity pool gives to who is signed
 * in. Those of one visitor have one partition key, so that they stay in order.
 *
 * @param clicks Up to 500.
 */
export async function putClicks(stream: ClickStream, clicks: readonly unknown[]): Promise<void> {
  const { name, region, endpoint } = stream;
  const { credentials, identityId = '' } = await fetchAuthSession();
  if (!credentials) throw new Error('Sign in first: visitors without an account have no clicks.');
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
    throw new Error(`The stream did not take ${FailedRecordCount} of ${clicks.length} clicks.`);
  }
}
