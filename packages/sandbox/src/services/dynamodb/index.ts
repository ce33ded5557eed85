import type { JsonOperations } from '../../protocols/json.js';
import type { ServiceDefinition } from '../service.js';
import { tableEventStreams } from './event-stream.js';
import { dynamodbOperations } from './operations.js';
import { dynamodbPermissions } from './permissions.js';
import { answerDynamodb, dynamodbError } from './protocol.js';
import { tableTimeline } from './request-timeline.js';
import { openStore } from './store.js';
import { streamOperations } from './stream-operations.js';
import { openStreamRecords } from './stream-records.js';
import { createTables } from './tables.js';
import { dynamodbResourceTypes, isTable } from './template-table.js';
import { startExpirySweep } from './time-to-live.js';
import { createTransactions } from './transactions.js';

const TARGET = 'DynamoDB_20120810';
const STREAMS_TARGET = 'DynamoDBStreams_20120810';

/**
 * Amazon DynamoDB and its streams. dynalite checks and runs the requests, on tables in the
 * sandbox's database.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export const dynamodb: ServiceDefinition = {
  name: 'dynamodb',
  resourceTypes: dynamodbResourceTypes,
  create(context) {
    const { database, partition, region, accountId, now } = context;
    const place = { partition, region, accountId };
    const records = openStreamRecords(context);
    const store = openStore({ database, place, onChange: (change) => records.add(change) });
    const tables = createTables(store, place, context);
    const transactions = createTransactions(store, tables, place, context);
    const operations: Readonly<Record<string, JsonOperations>> = {
      [TARGET]: dynamodbOperations(store, tables, transactions),
      [STREAMS_TARGET]: streamOperations(tables, records, place, context),
    };
    context.eventStreams.add(tableEventStreams(tables, records, place));
    const sweep = startExpirySweep(store, tables, now);
    return {
      signingName: 'dynamodb',
      timeline: tableTimeline,
      // BatchWriteItem accepts 16 MB.
      maxBodyBytes: 16 * 1024 * 1024,
      deploy: (graph) => tables.deploy(graph),
      matches: ({ target }) => target?.prefix === TARGET || target?.prefix === STREAMS_TARGET,
      permissions: (request) => dynamodbPermissions(request, place),
      handle: (request) =>
        answerDynamodb(operations[request.target?.prefix ?? ''] ?? {}, place, request),
      errorResponse: dynamodbError,
      describe: (resource) => (isTable(resource) ? resource.physicalId : undefined),
      warnings: () =>
        tables.replaced.map(
          (name) => `Table ${name} has other keys than before. It was replaced and is now empty.`,
        ),
      stop: () => sweep.stop(),
    };
  },
};
