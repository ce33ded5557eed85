import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { type ImmediateOperation, loadDynalite, type StreamingOperation } from './dynalite.js';
import { validationError } from './errors.js';
import type { Store } from './store.js';
import type { SecondaryIndex, Table, TableDefinition } from './table.js';
import type { Tables } from './tables.js';
import type { Transactions } from './transactions.js';
import { type WriteOperation, writeItem } from './write-item.js';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
export function dynamodbOperations(
  store: Store,
  tables: Tables,
  transactions: Transactions,
): JsonOperations {
  const write = (operation: WriteOperation) => (input: JsonObject) =>
    store.transaction(() => writeItem(tables, operation, input));
  const run = (operation: ImmediateOperation) => (input: JsonObject) => {
    const dynalite = loadDynalite();
    const session = tables.session();
    const data = dynalite.check(operation, input, session);
    return store.transaction(() => dynalite.run(operation, data, session));
  };
  const stream = (operation: StreamingOperation) => (input: JsonObject) => {
    const dynalite = loadDynalite();
    const session = tables.session();
    return dynalite.stream(operation, dynalite.check(operation, input, session), session);
  };
  const tableOf = (input: JsonObject): Table => {
    const { TableName } = loadDynalite().check('DescribeTable', input, tables.session());
    return tables.get(String(TableName));
  };

  return {
    BatchGetItem: run('BatchGetItem'),
    BatchWriteItem: run('BatchWriteItem'),
    DeleteItem: write('DeleteItem'),
    GetItem: run('GetItem'),
    PutItem: write('PutItem'),
    Query: stream('Query'),
    Scan: stream('Scan'),
    UpdateItem: write('UpdateItem'),
    TransactGetItems: (input) => transactions.get(input),
    TransactWriteItems: (input) => transactions.write(input),

    CreateTable(input) {
      const table = tables.create(readDefinition(input));
      return { TableDescription: tables.describe(table) };
    },
    DescribeTable: (input) => ({ Table: tables.describe(tableOf(input)) }),
    UpdateTable(input) {
      const { definition } = tableOf(input);
      const table = tables.update(definition.TableName, updated(definition, input));
      return { TableDescription: tables.describe(table) };
    },
    DeleteTable(input) {
      const table = tables.remove(tableOf(input).definition.TableName);
      return {
        TableDescription: { ...(tables.describe(table) as object), TableStatus: 'DELETING' },
      };
    },
    ListTables(input) {
      const data = loadDynalite().check('ListTables', input, tables.session());
      const { ExclusiveStartTableName: start = '', Limit = 100 } = data;
      const names = tables.names().filter((name) => name > String(start));
      const page = names.slice(0, Number(Limit));
      return {
        TableNames: page,
        ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }),
      };
    },

    DescribeTimeToLive(input) {
      const { timeToLive } = tableOf(input);
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      };
    },
    UpdateTimeToLive(input) {
      const { definition, timeToLive } = tableOf(input);
      const { Enabled, AttributeName } = readTimeToLive(input);
      if (Enabled && timeToLive !== undefined) {
        throw validationError('TimeToLive is already enabled');
      }
      if (!Enabled && timeToLive === undefined) {
        throw validationError('TimeToLive is already disabled');
      }
      if (!Enabled && timeToLive !== AttributeName) {
        throw validationError(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive}`,
        );
      }
      tables.setTimeToLive(definition.TableName, Enabled ? AttributeName : undefined);
      return { TimeToLiveSpecification: { Enabled, AttributeName } };
    },
  };
}

/** The members of `CreateTable` that are stored. The checks of `CreateTable` report wrong ones. */
function readDefinition(input: JsonObject): TableDefinition {
  const {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    ProvisionedThroughput,
    LocalSecondaryIndexes,
    GlobalSecondaryIndexes,
    StreamSpecification,
    DeletionProtectionEnabled,
  } = input;
  const members = {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode,
    ProvisionedThroughput,
    LocalSecondaryIndexes,
    GlobalSecondaryIndexes,
    StreamSpecification,
    DeletionProtectionEnabled,
  };
  return JSON.parse(JSON.stringify(members));
}

type IndexUpdate = {
  readonly Create?: SecondaryIndex;
  readonly Update?: Pick<SecondaryIndex, 'IndexName' | 'ProvisionedThroughput'>;
  readonly Delete?: { readonly IndexName: string };
};

/** The definition after `UpdateTable`. */
function updated(definition: TableDefinition, input: JsonObject): TableDefinition {
  const changes = readDefinition({ ...definition, ...input });
  const { BillingMode, ProvisionedThroughput, ...rest } = changes;
  let indexes = definition.GlobalSecondaryIndexes ?? [];
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (!Array.isArray(updates) || !updates.every((update) => update instanceof Object)) {
    throw new AwsError(
      'SerializationException',
      'GlobalSecondaryIndexUpdates must be a list of structures',
    );
  }
  for (const { Create, Update, Delete } of updates as readonly IndexUpdate[]) {
    const name = Create?.IndexName ?? Update?.IndexName ?? Delete?.IndexName;
    const known = indexes.some(({ IndexName }) => IndexName === name);
    if (Create && known) {
      throw validationError('Attempting to create an index which already exists');
    }
    if (!Create && !known) {
      throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
    }
    if (Create) indexes = [...indexes, Create];
    if (Delete) indexes = indexes.filter(({ IndexName }) => IndexName !== name);
    if (Update) {
      indexes = indexes.map((index) =>
        index.IndexName === name ? { ...index, ...Update } : index,
      );
    }
  }
  const onDemand = BillingMode === 'PAY_PER_REQUEST';
  const { GlobalSecondaryIndexes: _, ...others } = rest;
  const { TimeToLiveSpecification } = definition;
  return {
    ...others,
    ...(TimeToLiveSpecification && { TimeToLiveSpecification }),
    ...(onDemand ? { BillingMode } : ProvisionedThroughput && { ProvisionedThroughput }),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: onDemand
        ? indexes.map(({ ProvisionedThroughput: __, ...index }) => index)
        : indexes,
    }),
  };
}

function readTimeToLive(input: JsonObject) {
  const specification = (input.TimeToLiveSpecification ?? {}) as JsonObject;
  const { Enabled, AttributeName } = specification;
  if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string' || AttributeName === '') {
    throw validationError(
      "1 validation error detected: Value at 'timeToLiveSpecification' failed to satisfy constraint: Member must not be null",
    );
  }
  return { Enabled, AttributeName };
}
