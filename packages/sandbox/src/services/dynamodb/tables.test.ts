import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  paginateListTables,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  ScanCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  INDEXED,
  startDynamodb,
  type TestDynamodb,
  tableResource,
} from '../../../testing/tables.js';
import type { NamedResource, Properties } from '../../assembly/resource-graph.js';
import { openDataDirectory } from '../../store/data-directory.js';
import { dynamodbResourceTypes } from './template-table.js';

let running: TestDynamodb;
let database: DatabaseSync;
beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  running = await startDynamodb({ database });
});
afterEach(() => running.stop());

const TableName = 'table';
const put = (item: Record<string, { S: string } | { N: string }>) =>
  running.sdk.send(new PutItemCommand({ TableName, Item: item }));
const scan = async () => (await running.sdk.send(new ScanCommand({ TableName }))).Items;
const describeTable = async (name = TableName) =>
  (await running.sdk.send(new DescribeTableCommand({ TableName: name }))).Table;
const byKind = async (kind: string) =>
  (
    await running.sdk.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k',
        ExpressionAttributeValues: { ':k': { S: kind } },
      }),
    )
  ).Items;

const KIND_INDEX: Properties = {
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
};
const item = { pk: { S: 'a' }, kind: { S: 'x' }, title: { S: 't' } };

const naming: Omit<NamedResource, 'properties'> = {
  logicalId: 'L'.repeat(300),
  stackName: 'amplify-app',
  url: 'http://127.0.0.1:1',
  region: 'eu-west-1',
  accountId: '123456789012',
  partition: 'aws',
  id: (length) => 'x'.repeat(length),
};

describe('a table of the template', () => {
  test('is described with its definition, region and account', async () => {
    await running.deploy([
      tableResource(TableName, {
        ...INDEXED,
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        DeletionProtectionEnabled: 'true',
      }),
    ]);
    const arn = `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`;
    await running.sdk.send(
      new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, sk: { N: '1' } } }),
    );
    const table = await describeTable();
    expect(table).toMatchObject({
      ...INDEXED,
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: arn,
      TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ItemCount: 1,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      GlobalSecondaryIndexes: [{ IndexArn: `${arn}/index/by-kind`, IndexStatus: 'ACTIVE' }],
      LocalSecondaryIndexes: [{ IndexArn: `${arn}/index/by-rank` }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: `${arn}/stream/2026-01-01T00:00:00.000`,
      DeletionProtectionEnabled: true,
    });
    expect(table?.CreationDateTime).toBeInstanceOf(Date);
    expect(running.service.describe?.(tableResource(TableName) as never)).toBe(TableName);
  });

  test('with provisioned capacity has the given numbers', async () => {
    await running.deploy([
      tableResource(TableName, {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: '7', WriteCapacityUnits: 8 },
      }),
    ]);
    const table = await describeTable();
    expect(table?.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 7,
      WriteCapacityUnits: 8,
    });
    expect(table?.BillingModeSummary).toBeUndefined();
  });

  test('may be a global table, with only the replica in this region', async () => {
    await running.deploy([
      {
        ...tableResource(TableName, {
          Replicas: [{ Region: 'eu-west-1', DeletionProtectionEnabled: true }],
          WriteProvisionedThroughputSettings: {},
        }),
        type: 'AWS::DynamoDB::GlobalTable',
      },
    ]);
    expect(await describeTable()).toMatchObject({
      TableStatus: 'ACTIVE',
      DeletionProtectionEnabled: true,
    });
  });

  test("may be one of Amplify Data's models", async () => {
    const model: Properties = {
      tableName: TableName,
      attributeDefinitions: [
        { attributeName: 'id', attributeType: 'S' },
        { attributeName: 'kind', attributeType: 'S' },
      ],
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
      provisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: '5' },
      globalSecondaryIndexes: [
        {
          indexName: 'by-kind',
          keySchema: [{ attributeName: 'kind', keyType: 'HASH' }],
          projection: { projectionType: 'ALL' },
          provisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: '5' },
        },
      ],
      streamSpecification: { streamViewType: 'NEW_AND_OLD_IMAGES' },
      timeToLiveSpecification: { attributeName: 'ttl', enabled: true },
      sseSpecification: { sseEnabled: false },
      deletionProtectionEnabled: false,
      allowDestructiveGraphqlSchemaUpdates: true,
    };
    const type = 'Custom::AmplifyDynamoDBTable';
    await running.deploy([{ ...tableResource(TableName), type, properties: model }]);
    await running.sdk.send(
      new PutItemCommand({ TableName, Item: { id: { S: 'a' }, kind: { S: 'x' } } }),
    );
    expect(await byKind('x')).toHaveLength(1);
    expect(await describeTable()).toMatchObject({
      ProvisionedThroughput: { ReadCapacityUnits: 5 },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const { TimeToLiveDescription } = await running.sdk.send(
      new DescribeTimeToLiveCommand({ TableName }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });

    const named = { ...naming, properties: model };
    const arn = `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`;
    expect(dynamodbResourceTypes[type]?.physicalId(named)).toBe(TableName);
    expect(dynamodbResourceTypes[type]?.attributes?.({ ...named, physicalId: TableName })).toEqual({
      TableName,
      TableArn: arn,
      TableStreamArn: `${arn}/stream/2026-01-01T00:00:00.000`,
    });
  });

  test('keeps its items when it is deployed again', async () => {
    await running.deploy([tableResource(TableName)]);
    await put(item);
    const before = await describeTable();
    await running.deploy([tableResource(TableName)]);
    expect(await scan()).toEqual([item]);
    expect(await describeTable()).toEqual(before);
  });

  test('gets an index for its existing items, and loses one', async () => {
    await running.deploy([tableResource(TableName)]);
    await put(item);
    await put({ pk: { S: 'b' } });
    await running.deploy([tableResource(TableName, KIND_INDEX)]);
    expect(await byKind('x')).toEqual([{ pk: { S: 'a' }, kind: { S: 'x' } }]);
    await put({ ...item, kind: { S: 'y' } });
    expect([await byKind('x'), await byKind('y')]).toMatchObject([[], [{ kind: { S: 'y' } }]]);

    await running.deploy([tableResource(TableName)]);
    await expect(byKind('x')).rejects.toThrow('does not have the specified index');
    await put({ ...item, kind: { S: 'z' } });
    await running.deploy([tableResource(TableName, KIND_INDEX)]);
    expect([await byKind('y'), await byKind('z')]).toMatchObject([[], [{ kind: { S: 'z' } }]]);
  });

  test('rebuilds an index that contains more attributes than before', async () => {
    await running.deploy([tableResource(TableName, KIND_INDEX)]);
    await put(item);
    const [index] = KIND_INDEX.GlobalSecondaryIndexes as readonly Properties[];
    await running.deploy([
      tableResource(TableName, {
        ...KIND_INDEX,
        GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: 'ALL' } }],
      }),
    ]);
    expect(await byKind('x')).toEqual([item]);
  });

  test.each<[string, Properties]>([
    ['another type', { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] }],
    [
      'a second part',
      {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    ],
  ])('whose key gets %s is replaced, with a warning', async (_, properties) => {
    await running.deploy([tableResource(TableName)]);
    await put(item);
    await running.deploy([tableResource(TableName, properties)]);
    expect(await scan()).toEqual([]);
    expect(running.service.warnings?.()).toEqual([
      'Table table has other keys than before. It was replaced and is now empty.',
    ]);
    await running.deploy([tableResource(TableName, properties)]);
    expect(running.service.warnings?.()).toEqual([]);
  });

  test('that the backend no longer defines disappears, and comes back with its items', async () => {
    await running.deploy([tableResource(TableName)]);
    await put(item);
    await running.deploy([]);
    await expect(scan()).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(put(item)).rejects.toBeInstanceOf(ResourceNotFoundException);
    await running.deploy([tableResource(TableName)]);
    expect(await scan()).toEqual([item]);
  });

  test('that is invalid leaves the others unchanged', async () => {
    await running.deploy([tableResource(TableName)]);
    await put(item);
    await expect(
      running.deploy([
        tableResource(TableName, KIND_INDEX),
        tableResource('broken', { KeySchema: [{ AttributeName: 'none', KeyType: 'HASH' }] }),
      ]),
    ).rejects.toMatchObject({
      code: 'TEMPLATE_UNSUPPORTED',
      message: expect.stringMatching(/^The table broken would be refused: .*AttributeDefinitions/),
    });
    expect(await scan()).toEqual([item]);
    await expect(byKind('x')).rejects.toThrow('does not have the specified index');
  });

  test('is named after its definition, or after its stack', () => {
    const type = dynamodbResourceTypes['AWS::DynamoDB::Table'];
    expect(type?.physicalId({ ...naming, properties: { TableName: 'mine' } })).toBe('mine');
    expect(type?.physicalId({ ...naming, properties: {} })).toBe(
      `amplify-app-${'L'.repeat(100)}-xxxxxxxxxxxx`,
    );
    const arn = 'arn:aws:dynamodb:eu-west-1:123456789012:table/t';
    expect(
      type?.attributes?.({
        ...naming,
        physicalId: 't',
        properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
      }),
    ).toMatchObject({ Arn: arn, StreamArn: `${arn}/stream/2026-01-01T00:00:00.000` });
  });
});

describe('a table that a program creates', () => {
  const create = (name = TableName) =>
    running.sdk.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );

  test('exists after a deployment and a restart, until it is deleted', async () => {
    await create();
    await waitUntilTableExists({ client: running.sdk, maxWaitTime: 30 }, { TableName });
    await put(item);
    await running.deploy([]);
    await running.stop();
    running = await startDynamodb({ database });
    expect(await scan()).toEqual([item]);

    const { TableDescription } = await running.sdk.send(new DeleteTableCommand({ TableName }));
    expect(TableDescription?.TableStatus).toBe('DELETING');
    await waitUntilTableNotExists({ client: running.sdk, maxWaitTime: 30 }, { TableName });
    await create();
    expect(await scan()).toEqual([]);
  });

  test('is refused when a table with its name exists', async () => {
    await create();
    await expect(create()).rejects.toBeInstanceOf(ResourceInUseException);
  });

  test('is refused with keys that are not defined', async () => {
    await expect(
      running.sdk.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Some index key attributes are not defined'),
    });
  });

  test('is listed in pages, in order', async () => {
    for (const name of ['ddd', 'bbb', 'ccc', 'aaa']) await create(name);
    await running.deploy([tableResource('eee')]);
    const pages: unknown[] = [];
    for await (const { TableNames } of paginateListTables(
      { client: running.sdk, pageSize: 2 },
      {},
    )) {
      pages.push(TableNames);
    }
    expect(pages).toEqual([['aaa', 'bbb'], ['ccc', 'ddd'], ['eee']]);
  });

  const update = (input: Omit<ConstructorParameters<typeof UpdateTableCommand>[0], 'TableName'>) =>
    running.sdk.send(new UpdateTableCommand({ TableName, ...input }));
  test('gets and loses an index, and is protected', async () => {
    await create();
    await put(item);
    await update({
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'kind', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    expect(await byKind('x')).toEqual([item]);
    await update({ DeletionProtectionEnabled: true });
    await expect(running.sdk.send(new DeleteTableCommand({ TableName }))).rejects.toThrow(
      'Resource cannot be deleted as it is currently protected against deletion.',
    );
    await update({
      DeletionProtectionEnabled: false,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }],
    });
    await expect(byKind('x')).rejects.toThrow('does not have the specified index');
    expect(await scan()).toEqual([item]);
  });

  test('gets provisioned capacity', async () => {
    await create();
    await update({
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
    });
    expect((await describeTable())?.ProvisionedThroughput).toMatchObject({
      ReadCapacityUnits: 1,
      WriteCapacityUnits: 2,
    });
  });

  test.each<[string, Parameters<typeof update>[0], string]>([
    [
      'an index that does not exist',
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'none' } }] },
      'ResourceNotFoundException',
    ],
    [
      'a key that is not defined',
      {
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-kind',
              KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          },
        ],
      },
      'ValidationException',
    ],
    ['missing capacity', { BillingMode: 'PROVISIONED' }, 'ValidationException'],
  ])('is not updated with %s', async (_, input, name) => {
    await create();
    const before = await describeTable();
    await expect(update(input)).rejects.toMatchObject({ name });
    expect(await describeTable()).toEqual(before);
  });
});

test('every confirmed write is complete after kill -9', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  try {
    const require = createRequire(import.meta.url);
    const writer = spawn(
      process.execPath,
      [
        '--import',
        pathToFileURL(require.resolve('tsx')).href,
        fileURLToPath(new URL('../../../testing/table-writer.ts', import.meta.url)),
        directory,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let answered = 0;
    for await (const line of createInterface({ input: writer.stdout })) {
      answered = Number(line);
      if (answered === 200) writer.kill('SIGKILL');
    }
    expect(answered).toBeGreaterThanOrEqual(200);

    const data = openDataDirectory(directory);
    const restarted = await startDynamodb({
      database: data.database,
      resources: [tableResource(TableName, KIND_INDEX)],
    });
    const found = async (IndexName?: string) =>
      (await restarted.sdk.send(new ScanCommand({ TableName, IndexName }))).Count ?? 0;
    expect(await found()).toBeGreaterThanOrEqual(answered);
    // Each write is complete: an item is in its index, too.
    expect(await found('by-kind')).toBe(await found());
    await restarted.stop();
    data.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
