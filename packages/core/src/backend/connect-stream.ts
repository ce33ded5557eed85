import { Duration } from 'aws-cdk-lib';
import type { CfnTable, ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { BackendFunction } from './pre-token-generation.js';
import { RecipeError } from './recipe-error.js';
import { refuseOtherGroup } from './resource-group.js';
import { isOfType } from './resource-type.js';

/** How Lambda reads a stream. */
export type StreamOptions = {
  /** Records in a batch, 1 to 10,000. Default 100. */
  readonly batchSize?: number;
  /** Seconds that Lambda waits for a batch to fill, 0 to 300. Default 0. */
  readonly batchingWindowSeconds?: number;
  /**
   * Where to begin. Default `TRIM_HORIZON`, with the oldest record: `LATEST` misses those that
   * come while the event source mapping is made.
   */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST';
  /** Batches of one shard at the same time, 1 to 10. One key is in one of them. Default 1. */
  readonly parallelizationFactor?: number;
  /** How often a batch is tried again, 0 to 10,000. Default 10. */
  readonly retryAttempts?: number;
  /** Seconds after which a record is given up, 60 to 604,800. Default 12 hours. */
  readonly maximumRecordAgeSeconds?: number;
  /** Patterns of which a record must match one, such as `{ eventName: ['INSERT'] }`. */
  readonly filters?: readonly Readonly<Record<string, unknown>>[];
  /** Where to be told of records that were given up. Default a queue that is made for it. */
  readonly deadLetterQueue?: IQueue;
};

/** A table of the CDK, such as one of `backend.data.resources.tables`. */
export type StreamTable = Pick<ITable, 'node' | 'stack'> & {
  readonly tableStreamArn?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
};

/** What was made to connect a stream. */
export type StreamConnection = {
  /** The place of records that were given up: it is told where they are in the stream. */
  readonly deadLetterQueue: IQueue;
};

/**
 * Calls a function with the changes of a DynamoDB table. It switches the table's stream on where it
 * is off, with both images.
 *
 * The event source mapping reads partial failures, splits a batch that fails, gives a record up
 * after some tries or hours, and tells an encrypted queue of it. The function may read this stream
 * and write to this queue, and nothing else.
 *
 * @throws {RecipeError} When there is no such table, its stream has not both images, it is not made
 *   by this backend and has no stream, or the function is in another nested stack than Amplify
 *   Data, which could not be deployed as soon as the data need one of its functions.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 * @example
 * connectTableStream(backend.data.resources.tables.Todo, backend.indexTodos);
 */
export function connectTableStream(
  table: StreamTable | undefined,
  { resources: { lambda } }: BackendFunction,
  options: StreamOptions = {},
): StreamConnection {
  if (!table) {
    throw new RecipeError('MissingTableError', {
      message: 'There is no such table.',
      resolution: 'Take one of backend.data.resources.tables, by the name of its model.',
    });
  }
  refuseOtherGroup(lambda, table, 'data');
  const streamArn = streamOf(table);
  lambda.addToRolePolicy(
    new PolicyStatement({
      // Lambda asks for ListStreams as well, which the CDK grants on all resources.
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [streamArn],
    }),
  );
  table.encryptionKey?.grantDecrypt(lambda);
  return connect(lambda, table.node.id, streamArn, options);
}

/**
 * Calls a function with the records of a Kinesis data stream, by the rules of
 * {@link connectTableStream}.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
 * @example
 * const clicks = new Stream(backend.createStack('clicks'), 'clicks');
 * connectKinesis(clicks, backend.countClicks, { parallelizationFactor: 10 });
 */
export function connectKinesis(
  stream: IStream,
  { resources: { lambda } }: BackendFunction,
  options: StreamOptions = {},
): StreamConnection {
  stream.grantRead(lambda);
  return connect(lambda, stream.node.id, stream.streamArn, options);
}

function connect(
  lambda: IFunction,
  name: string,
  eventSourceArn: string,
  options: StreamOptions,
): StreamConnection {
  const {
    batchSize = 100,
    batchingWindowSeconds = 0,
    startingPosition = 'TRIM_HORIZON',
    parallelizationFactor = 1,
    retryAttempts = 10,
    maximumRecordAgeSeconds = 12 * 60 * 60,
    filters,
    deadLetterQueue = newQueue(lambda, name),
  } = options;
  // The CDK checks the other numbers.
  if (!(batchSize >= 1 && batchSize <= 10_000)) {
    throw new RecipeError('InvalidBatchSizeError', {
      message: `The stream "${name}" has a batch size of ${batchSize}.`,
      resolution: 'Set batchSize to a number from 1 to 10,000.',
    });
  }
  lambda.addEventSourceMapping(`${name}-stream`, {
    eventSourceArn,
    batchSize,
    maxBatchingWindow: Duration.seconds(batchingWindowSeconds),
    startingPosition: StartingPosition[startingPosition],
    parallelizationFactor,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts,
    maxRecordAge: Duration.seconds(maximumRecordAgeSeconds),
    onFailure: new SqsDlq(deadLetterQueue),
    ...(filters && { filters: filters.map((pattern) => FilterCriteria.filter(pattern)) }),
  });
  return { deadLetterQueue };
}

function newQueue(lambda: IFunction, name: string): Queue {
  return new Queue(lambda.stack, `${lambda.node.id}-${name}-dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

const BOTH_IMAGES = 'NEW_AND_OLD_IMAGES';

/** The ARN of a table's stream, which it has from here on. */
function streamOf(table: StreamTable): string {
  const resource = table.node.defaultChild;
  if (!isCfnTable(resource)) {
    if (table.tableStreamArn) return table.tableStreamArn;
    throw new RecipeError('TableStreamError', {
      message: `The table "${table.node.id}" has no stream, and is not one that this backend can give one.`,
      resolution: `Switch its stream on where it is defined, with ${BOTH_IMAGES}, and import it with its stream.`,
    });
  }
  const { streamSpecification = { streamViewType: BOTH_IMAGES } } = resource;
  const { streamViewType } = resource.stack.resolve(streamSpecification);
  if (streamViewType !== BOTH_IMAGES) {
    throw new RecipeError('TableStreamError', {
      message: `The stream of the table "${table.node.id}" has the view type ${streamViewType}, which leaves out images of the items.`,
      resolution: `Define the table with the stream ${BOTH_IMAGES}.`,
    });
  }
  resource.streamSpecification = streamSpecification;
  return table.tableStreamArn ?? resource.attrStreamArn;
}

const isCfnTable = isOfType<CfnTable>('AWS::DynamoDB::Table');
