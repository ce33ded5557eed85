import type { Resource } from '../../../assembly/resource-graph.js';
import { isTrue, listOf, objectOf, stringOf } from '../../../assembly/template-values.js';
import {
  FILTER_OPERATORS,
  type FilterPattern,
  parseFilterPattern,
} from '../../../context/events/filter-pattern.js';
import { SandboxError } from '../../../errors.js';

/** An event source mapping as its template defines it, with Lambda's defaults filled in. */
export type EventSourceMapping = {
  readonly uuid: string;
  /** Name or ARN, as the template has it. */
  readonly functionName: string;
  readonly eventSourceArn: string;
  readonly enabled: boolean;
  /** The maximum number of records in an invocation. */
  readonly batchSize: number;
  /** The maximum time to wait for a full batch, in seconds. */
  readonly batchingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** Seconds since 1970, for `AT_TIMESTAMP`. */
  readonly startingTimestamp: number | undefined;
  /** A record that matches none of them is skipped. Without filters, no record is skipped. */
  readonly filters: readonly FilterPattern[];
  readonly reportsItemFailures: boolean;
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

/**
 * Reads an `AWS::Lambda::EventSourceMapping`.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse the mapping.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function readEventSourceMapping(resource: Resource): EventSourceMapping {
  const { properties } = resource;
  const number = (member: string, otherwise: number, least: number, most: number) => {
    const value = Number(properties[member] ?? otherwise);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw refused(resource, `${member} must be a whole number from ${least} to ${most}`);
  };
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
    uuid: resource.physicalId,
    functionName: stringOf(properties.FunctionName) ?? '',
    eventSourceArn: stringOf(properties.EventSourceArn) ?? '',
    enabled: isTrue(properties.Enabled ?? true),
    batchSize: number('BatchSize', 100, 1, 10_000),
    batchingWindowSeconds: number('MaximumBatchingWindowInSeconds', 0, 0, 300),
    startingPosition,
    startingTimestamp,
    filters: readFilters(resource),
    reportsItemFailures: listOf(properties.FunctionResponseTypes).includes(
      'ReportBatchItemFailures',
    ),
    bisects: isTrue(properties.BisectBatchOnFunctionError ?? false),
    maximumRetryAttempts: number('MaximumRetryAttempts', -1, -1, 10_000),
    maximumRecordAgeSeconds: number('MaximumRecordAgeInSeconds', -1, -1, 604_800),
    onFailureArn: stringOf(destination),
    parallelizationFactor: number('ParallelizationFactor', 1, 1, 10),
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

function isStartingPosition(
  text: string | undefined,
): text is EventSourceMapping['startingPosition'] {
  return text === 'TRIM_HORIZON' || text === 'LATEST' || text === 'AT_TIMESTAMP';
}
