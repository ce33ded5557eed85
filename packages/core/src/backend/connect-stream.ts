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
   * Where to start reading. Default `TRIM_HORIZON`, the oldest record. `LATEST` misses the records
   * that arrive while the event source mapping is created.
   */
  readonly startingPosition?: 'TRIM_HORIZON' | 'LATEST';
  /** Concurrent batches per shard, 1 to 10. A key is never in two of them at once. Default 1. */
  readonly parallelizationFactor?: number;
  /** How often Lambda retries a batch, 0 to 10,000. Default 10. */
  readonly retryAttempts?: number;
  /** Seconds after which Lambda discards a record, 60 to 604,800. Default 12 hours. */
  readonly maximumRecordAgeSeconds?: number;
  /** Filter patterns. A record must match one of them, such as `{ eventName: ['INSERT'] }`. */
  readonly filters?: readonly Readonly<Record<string, unknown>>[];
  /** Receives a message about discarded records. Default a new queue. */
  readonly deadLetterQueue?: IQueue;
};

/** A table of the CDK, such as one of `backend.data.resources.tables`. */
export type StreamTable = Pick<ITable, 'node' | 'stack'> & {
  readonly tableStreamArn?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
};

/** The resources that connect a stream to a function. */
export type StreamConnection = {
  /** Receives the position in the stream of each batch that Lambda discarded. */
  readonly deadLetterQueue: IQueue;
};

/**
 * Calls a function with the changes of a DynamoDB table. If the table's stream is off, it is
 * enabled with old and new images.
 *
 * The event source mapping reads partial failures and splits a batch that fails. It discards a
 * record after the configured retries or age, and sends its position to an encrypted queue. The
 * function gets permission to read this stream and to write to this queue, and nothing else.
 *
 * @throws {RecipeError} When the table does not exist, its stream lacks one of the images, or the
 *   table is imported without a stream. Also when the function and a table of Amplify Data are in
 *   different nested stacks, which cannot be deployed once the data use a function of the other
 *   stack.
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
      message: 'The table to connect does not exist.',
      resolution: 'Use one of backend.data.resources.tables, which are named after their models.',
    });
  }
  refuseOtherGroup(lambda, table, 'data');
  const streamArn = streamOf(table);
  lambda.addToRolePolicy(
    new PolicyStatement({
      // Lambda also needs ListStreams, which the CDK would grant on all resources.
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
 * Calls a function with the records of a Kinesis data stream. Retries, the queue and the
 * permissions are those of {@link connectTableStream}.
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

/** Returns the ARN of a table's stream, and enables the stream if it is off. */
function streamOf(table: StreamTable): string {
  const resource = table.node.defaultChild;
  if (!isCfnTable(resource)) {
    if (table.tableStreamArn) return table.tableStreamArn;
    throw new RecipeError('TableStreamError', {
      message: `The table "${table.node.id}" has no stream, and this backend cannot enable one because it does not define the table.`,
      resolution: `Enable its stream with ${BOTH_IMAGES} where the table is defined, and import the table with its stream.`,
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
