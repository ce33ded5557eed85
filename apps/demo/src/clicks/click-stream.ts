import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { fetchAuthSession } from 'aws-amplify/auth';

/** The Kinesis stream for clicks. */
export type ClickStream = {
  readonly name: string;
  readonly region: string;
  /** Undefined in AWS. */
  readonly endpoint: string | undefined;
};

/** A click of a visitor. The clicks of a visitor have the same partition key. */
export type Click = { readonly visitor: string; readonly data: unknown };

/** A click on the stream. */
export type PutClick = Click & { readonly sequenceNumber: string };

/**
 * Puts records on the stream, with the credentials that the identity pool gives to a signed-in
 * user. The records of one partition key stay in order.
 *
 * @param clicks At most 500.
 * @throws {Error} When nobody is signed in, or when the stream rejects records.
 */
export async function putClicks(
  stream: ClickStream,
  clicks: readonly Click[],
): Promise<readonly PutClick[]> {
  const { name, region, endpoint } = stream;
  const { credentials } = await fetchAuthSession();
  if (!credentials)
    throw new Error('Sign in first. Only signed-in users can put clicks on the stream.');
  const client = new KinesisClient({ region, credentials, ...(endpoint && { endpoint }) });
  const { FailedRecordCount = 0, Records = [] } = await client.send(
    new PutRecordsCommand({
      StreamName: name,
      Records: clicks.map(({ visitor, data }) => ({
        PartitionKey: visitor,
        Data: new TextEncoder().encode(JSON.stringify(data)),
      })),
    }),
  );
  if (FailedRecordCount > 0) {
    throw new Error(
      `The stream rejected ${FailedRecordCount} of ${clicks.length} clicks. Click again.`,
    );
  }
  return clicks.map((click, index) => ({
    ...click,
    sequenceNumber: Records[index]?.SequenceNumber ?? '',
  }));
}
