import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { kinesis } from '../src/services/kinesis/index.js';
import { openDataDirectory } from '../src/store/data-directory.js';
import { startService } from './start-service.js';

/** Puts ten records at a time until it is killed. Prints how many were confirmed. For tests. */
const { database } = openDataDirectory(process.argv[2] ?? '');
const { client } = await startService(kinesis, {
  database,
  resources: [
    {
      type: 'AWS::Kinesis::Stream',
      physicalId: 'clicks',
      properties: { ShardCount: 2 },
    },
  ],
});
const sdk = new KinesisClient(client);
for (let written = 0; ; ) {
  const Records = Array.from({ length: 10 }, (_, index) => ({
    PartitionKey: String(index),
    Data: Buffer.from(String(written + index)),
  }));
  await sdk.send(new PutRecordsCommand({ StreamName: 'clicks', Records }));
  written += Records.length;
  process.stdout.write(`${written}\n`);
}
