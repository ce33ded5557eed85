import type { ServiceDefinition } from '../../service.js';
import { dynamodbOperations } from './operations.js';
import { answerDynamodb, dynamodbError } from './protocol.js';
import { type ItemChange, openStore } from './store.js';
import { createTables } from './tables.js';
import { dynamodbResourceTypes, isTable } from './template-table.js';
import { startExpirySweep } from './time-to-live.js';
import { createTransactions } from './transactions.js';

export type DynamodbOptions = {
  /** Sees every write to every item, in the transaction that makes it. */
  readonly onChange?: (change: ItemChange) => void;
};

/**
 * Amazon DynamoDB: dynalite reads the requests and works out what comes of them, on tables in the
 * sandbox's database.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export function dynamodb({ onChange }: DynamodbOptions = {}): ServiceDefinition {
  return {
    name: 'dynamodb',
    resourceTypes: dynamodbResourceTypes,
    create(context) {
      const { database, partition, region, accountId, now } = context;
      const place = { partition, region, accountId };
      const store = openStore({ database, place, ...(onChange && { onChange }) });
      const tables = createTables(store, place, context);
      const transactions = createTransactions(store, tables, place, context);
      const operations = dynamodbOperations(store, tables, transactions);
      const sweep = startExpirySweep(store, tables, now);
      return {
        // BatchWriteItem takes 16 MB.
        maxBodyBytes: 16 * 1024 * 1024,
        deploy: (graph) => tables.deploy(graph),
        matches: ({ target }) => target?.prefix === 'DynamoDB_20120810',
        handle: (request) => answerDynamodb(operations, place, request),
        errorResponse: dynamodbError,
        describe: (resource) => (isTable(resource) ? resource.physicalId : undefined),
        warnings: () =>
          tables.replaced.map(
            (name) => `Table ${name} has other keys than before: it was replaced, and is empty.`,
          ),
        stop: () => sweep.stop(),
      };
    },
  };
}
