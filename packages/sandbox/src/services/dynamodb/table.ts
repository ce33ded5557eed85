import { randomUUID } from 'node:crypto';
import type { Item } from '../../protocols/attribute-value.js';

export type KeyElement = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' };

export type Throughput = {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
};

export type SecondaryIndex = {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: {
    readonly ProjectionType: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly ProvisionedThroughput?: Throughput;
};

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** The requested properties of a table, in the form of `CreateTable`. */
export type TableDefinition = {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: 'S' | 'N' | 'B';
  }[];
  readonly KeySchema: readonly KeyElement[];
  readonly BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly ProvisionedThroughput?: Throughput;
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly GlobalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly StreamSpecification?: {
    readonly StreamEnabled: boolean;
    readonly StreamViewType?: StreamViewType;
  };
  readonly DeletionProtectionEnabled?: boolean;
  /** Only in a template. */
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
};

/** An existing table. */
export type Table = {
  readonly definition: TableDefinition;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The attribute that contains an item's expiry, in seconds since 1970. */
  readonly timeToLive: string | undefined;
  readonly fromTemplate: boolean;
};

/** A table in the form of `DescribeTable`. */
export type TableDescription = TableDefinition & {
  readonly TableStatus: 'ACTIVE' | 'CREATING' | 'DELETING';
  readonly TableArn: string;
};

/** The partition, region and account of a table. */
export type Place = {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
};

export function newTable(definition: TableDefinition, now: number, fromTemplate: boolean): Table {
  return {
    definition,
    id: randomUUID(),
    createdAt: now,
    timeToLive: undefined,
    fromTemplate,
  };
}

export function tableArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`;
}

/** The same label for every stream, so that its ARN is known before its table exists. */
export const STREAM_LABEL = '2026-01-01T00:00:00.000';

export function streamArn(place: Place, name: string): string {
  return `${tableArn(place, name)}/stream/${STREAM_LABEL}`;
}

/** The description of a table: its requested properties and its state. */
export function describeTable(
  { definition, id, createdAt }: Table,
  place: Place,
  contents: { readonly items: number; readonly bytes: number } = { items: 0, bytes: 0 },
): TableDescription {
  const {
    BillingMode,
    ProvisionedThroughput,
    StreamSpecification,
    TimeToLiveSpecification: _,
    ...rest
  } = definition;
  const { TableName, LocalSecondaryIndexes, GlobalSecondaryIndexes } = definition;
  const onDemand = BillingMode === 'PAY_PER_REQUEST';
  const describeIndex = (index: SecondaryIndex) => ({
    ...index,
    IndexArn: `${tableArn(place, TableName)}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
  });
  return {
    ...rest,
    TableStatus: 'ACTIVE',
    TableArn: tableArn(place, TableName),
    ...{
      TableId: id,
      CreationDateTime: createdAt / 1000,
      ItemCount: contents.items,
      TableSizeBytes: contents.bytes,
      DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
    },
    ProvisionedThroughput: describeThroughput(ProvisionedThroughput),
    ...(onDemand && {
      BillingModeSummary: {
        BillingMode,
        LastUpdateToPayPerRequestDateTime: createdAt / 1000,
      },
      TableThroughputModeSummary: { TableThroughputMode: BillingMode },
    }),
    ...(LocalSecondaryIndexes && {
      LocalSecondaryIndexes: LocalSecondaryIndexes.map(describeIndex),
    }),
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
        ...describeIndex(index),
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: describeThroughput(index.ProvisionedThroughput),
      })),
    }),
    ...(StreamSpecification?.StreamEnabled && {
      StreamSpecification,
      LatestStreamArn: streamArn(place, TableName),
      LatestStreamLabel: STREAM_LABEL,
    }),
  };
}

function describeThroughput(throughput: Throughput | undefined) {
  return {
    ReadCapacityUnits: throughput?.ReadCapacityUnits ?? 0,
    WriteCapacityUnits: throughput?.WriteCapacityUnits ?? 0,
    NumberOfDecreasesToday: 0,
  };
}

/** The key of an item. */
export function keyOf({ KeySchema }: TableDefinition, item: Item): Item {
  return Object.fromEntries(
    KeySchema.flatMap(({ AttributeName }) => {
      const value = item[AttributeName];
      return value ? [[AttributeName, value]] : [];
    }),
  );
}
