import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Properties, Resource } from '../src/assembly/resource-graph.js';
import { dynamodb } from '../src/services/dynamodb/index.js';
import { startService, type TestService, type TestServiceOptions } from './start-service.js';

/** DynamoDB behind a gateway, with clients of the AWS SDK. For tests. */
export type TestDynamodb = TestService & {
  readonly sdk: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly streams: DynamoDBStreamsClient;
};

export async function startDynamodb(options: TestServiceOptions = {}): Promise<TestDynamodb> {
  const running = await startService(dynamodb, options);
  const sdk = new DynamoDBClient(running.client);
  return {
    ...running,
    sdk,
    documents: DynamoDBDocumentClient.from(sdk),
    streams: new DynamoDBStreamsClient(running.client),
  };
}

/** A template's table. Its key is the string `pk`, unless the properties say otherwise. */
export function tableResource(name: string, properties: Properties = {}): Partial<Resource> {
  return {
    type: 'AWS::DynamoDB::Table',
    logicalId: name,
    name,
    physicalId: name,
    properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...properties,
    },
  };
}

/** Keys `pk` and `sk`, a global index by `kind` and `rank`, and a local one by `rank`. */
export const INDEXED: Properties = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'kind', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-rank',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
