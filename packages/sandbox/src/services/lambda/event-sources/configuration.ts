import type { Resource } from '../../../assembly/resource-graph.js';
import { isTrue, listOf, objectOf, stringOf } from '../../../assembly/template-values.js';
import {
  FILTER_OPERATORS,
  type FilterPattern,
  parseFilterPattern,
} from '../../../context/events/filter-pattern.js';
import { SandboxError } from '../../../errors.js';

/** What the mappings of streams and queues have, with Lambda's defaults filled in. */
type AnyMapping = {
  readonly uuid: string;
  /** Name or ARN, as the template has it. */
  readonly functionName: string;
  readonly eventSourceArn: string;
  readonly enabled: boolean;
  /** The maximum number of records in an invocation. */
  readonly batchSize: number;
  /** The maximum time to wait for a full batch, in seconds. */
  readonly batchingWindowSeconds: number;
  /** A record that matches none of them is skipped. Without filters, no record is skipped. */
  readonly filters: readonly FilterPattern[];
  readonly reportsItemFailures: boolean;
};

/** The event source mapping of a stream, as its template defines it. */
export type StreamMapping = AnyMapping & {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** Seconds since 1970, for `AT_TIMESTAMP`. */
  readonly startingTimestamp: number | undefined;
  readonly bisects: boolean;
  /** The number of retries before records are given up. Without a limit it is -1. */
  readonly maximumRetryAttempts: number;
  /** The age at which records are given up, in seconds. Without a limit it is -1. */
  readonly maximumRecordAgeSeconds: number;
  /** The ARN of the queue or topic to which records that were given up are reported. */
  readonly onFailureArn: string | undefined;
  /** The number of batches of a shard that run at the same time. */
  readonly parallelizationFactor: number;
};

/** The event source mapping of a queue, as its template defines it. */
export type QueueMapping = AnyMapping & {
  /** The number of batches that run at the same time. */
  readonly maximumConcurrency: number;
};

export type EventSourceMapping = StreamMapping | QueueMapping;

/** The batches of a queue without `MaximumConcurrency`. Lambda begins with as many. */
const DEFAULT_CONCURRENCY = 5;
/** The most messages of a batch without a window, and of a FIFO queue. */
const MOST_AT_ONCE = 10;

/**
 * Reads the `AWS::Lambda::EventSourceMapping` of a queue.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse the mapping.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 */
export function readQueueMapping(resource: Resource): QueueMapping {
  const number = numberReader(resource);
  const mapping = readAny(resource, MOST_AT_ONCE);
  const { batchSize, batchingWindowSeconds } = mapping;
  if (batchSize > MOST_AT_ONCE && batchingWindowSeconds === 0) {
    throw refused(
      resource,
      'a BatchSize of more than 10 needs a MaximumBatchingWindowInSeconds of at least 1',
    );
  }
  const isFifo = mapping.eventSourceArn.endsWith('.fifo');
  if (isFifo && batchSize > MOST_AT_ONCE) {
    throw refused(resource, 'the BatchSize of a FIFO queue must be at most 10');
  }
  const scaling = objectOf(resource.properties.ScalingConfig);
  // One batch after the other keeps the order of a FIFO queue.
  const otherwise = isFifo ? 1 : DEFAULT_CONCURRENCY;
  const maximumConcurrency =
    scaling.MaximumConcurrency === undefined
      ? otherwise
      : number('MaximumConcurrency', otherwise, 2, 1000, scaling);
  return { ...mapping, maximumConcurrency };
}

/**
 * Checks the visibility timeout of a mapping's queue.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when it is shorter than the function's timeout.
 */
export function checkVisibility(
  resource: Resource,
  queueSeconds: number,
  functionSeconds: number,
): void {
  if (queueSeconds >= functionSeconds) return;
  throw refused(
    resource,
    `Queue visibility timeout: ${queueSeconds} seconds is less than Function timeout: ${functionSeconds} seconds`,
  );
}

/**
 * Reads the `AWS::Lambda::EventSourceMapping` of a stream.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse the mapping.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function readStreamMapping(resource: Resource): StreamMapping {
  const { properties } = resource;
  const number = numberReader(resource);
  const startingPosition = stringOf(properties.StartingPosition);
  if (!isStartingPosition(startingPosition)) {
    throw refused(resource, 'StartingPosition must be TRIM_HORIZON, LATEST or AT_TIMESTAMP');
  }
  const startingTimestamp =
    properties.StartingPositionTimestamp === undefined
      ? undefined
      : Number(properties.StartingPositionTimestamp);
  if (startingPosition === 'AT_TIMESTAMP' && !Number.isFinite(startingTimestamp)) {
    throw refused(resource, 'StartingPosition AT_TIMESTAMP needs a StartingPositionTimestamp');
  }
  const destination = objectOf(objectOf(properties.DestinationConfig).OnFailure).Destination;
  return {
    ...readAny(resource, 100),
    startingPosition,
    startingTimestamp,
    bisects: isTrue(properties.BisectBatchOnFunctionError ?? false),
    maximumRetryAttempts: number('MaximumRetryAttempts', -1, -1, 10_000),
    maximumRecordAgeSeconds: number('MaximumRecordAgeInSeconds', -1, -1, 604_800),
    onFailureArn: stringOf(destination),
    parallelizationFactor: number('ParallelizationFactor', 1, 1, 10),
  };
}

function readAny(resource: Resource, defaultBatchSize: number): AnyMapping {
  const { properties, physicalId } = resource;
  const number = numberReader(resource);
  return {
    uuid: physicalId,
    functionName: stringOf(properties.FunctionName) ?? '',
    eventSourceArn: stringOf(properties.EventSourceArn) ?? '',
    enabled: isTrue(properties.Enabled ?? true),
    batchSize: number('BatchSize', defaultBatchSize, 1, 10_000),
    batchingWindowSeconds: number('MaximumBatchingWindowInSeconds', 0, 0, 300),
    filters: readFilters(resource),
    reportsItemFailures: listOf(properties.FunctionResponseTypes).includes(
      'ReportBatchItemFailures',
    ),
  };
}

/** Returns a function that reads a whole number between two bounds. */
function numberReader(resource: Resource) {
  return (
    member: string,
    otherwise: number,
    least: number,
    most: number,
    properties = resource.properties,
  ): number => {
    const value = Number(properties[member] ?? otherwise);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw refused(resource, `${member} must be a whole number from ${least} to ${most}`);
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_FilterCriteria.html */
function readFilters(resource: Resource): readonly FilterPattern[] {
  const filters = listOf(objectOf(resource.properties.FilterCriteria).Filters);
  if (filters.length > MAXIMUM_FILTERS) {
    throw refused(resource, `FilterCriteria has more than ${MAXIMUM_FILTERS} filters`);
  }
  return filters.map((filter, index) => {
    const pattern = stringOf(objectOf(filter).Pattern) ?? '';
    try {
      if (pattern.length > MAXIMUM_PATTERN_LENGTH) {
        throw new Error(`it has more than ${MAXIMUM_PATTERN_LENGTH} characters`);
      }
      return parseFilterPattern(pattern, FILTER_OPERATORS.lambda);
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      throw refused(
        resource,
        `Invalid filter pattern definition. FilterCriteria.Filters[${index}].Pattern: ${reason}`,
      );
    }
  });
}

/** The maximum with a raised quota. The default quota is five. */
const MAXIMUM_FILTERS = 10;
const MAXIMUM_PATTERN_LENGTH = 4096;

function refused({ path, name }: Resource, what: string): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `AWS would refuse the event source mapping ${path || name}: ${what.replace(/\.$/, '')}.`,
    'Fix its definition in amplify/. AWS would refuse it too.',
  );
}

function isStartingPosition(text: string | undefined): text is StreamMapping['startingPosition'] {
  return text === 'TRIM_HORIZON' || text === 'LATEST' || text === 'AT_TIMESTAMP';
}
