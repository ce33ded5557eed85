import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { openDataDirectory } from '../src/store/data-directory.js';
import { startDynamodb, tableResource } from './tables.js';

/** Writes items until it is killed. Prints how many were confirmed. For tests. */
const { database } = openDataDirectory(process.argv[2] ?? '');
const { sdk } = await startDynamodb({
  database,
  resources: [
    tableResource('table', {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  ],
});
for (let written = 1; ; written++) {
  await sdk.send(
    new PutItemCommand({
      TableName: 'table',
      Item: { pk: { S: String(written) }, kind: { S: 'k' } },
    }),
  );
  process.stdout.write(`${written}\n`);
}
