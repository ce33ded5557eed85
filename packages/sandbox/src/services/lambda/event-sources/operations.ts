import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import type { JsonObject } from '../../../protocols/json.js';
import type { RestOperations } from '../../../protocols/rest-json.js';
import { functionArn } from '../resource-types.js';
import type { EventSourceMapping, QueueMapping, StreamMapping } from './configuration.js';

export type EventSourceMappingStates = {
  readonly all: readonly EventSourceMapping[];
  /** Milliseconds since 1970. */
  lastModified(uuid: string): number;
  /** Turns a mapping on or off, until the backend is deployed again. */
  setEnabled(uuid: string, enabled: boolean): void;
};

export const EVENT_SOURCE_MAPPINGS_PATH = '/2015-03-31/event-source-mappings';
const MAXIMUM_ITEMS = 100;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export function eventSourceMappingOperations(
  mappings: EventSourceMappingStates,
  context: ServiceContext,
): RestOperations {
  const find = (uuid = ''): EventSourceMapping => {
    const mapping = mappings.all.find((each) => each.uuid === uuid);
    if (mapping) return mapping;
    throw new AwsError(
      'ResourceNotFoundException',
      'The resource you requested does not exist.',
      404,
    );
  };
  const arnOf = (functionName: string) =>
    functionName.startsWith('arn:') ? functionName : functionArn(context, functionName);
  const describe = (mapping: EventSourceMapping) => ({
    UUID: mapping.uuid,
    EventSourceMappingArn: `arn:${context.partition}:lambda:${context.region}:${context.accountId}:event-source-mapping:${mapping.uuid}`,
    EventSourceArn: mapping.eventSourceArn,
    FunctionArn: arnOf(mapping.functionName),
    State: mapping.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'User action',
    LastModified: mappings.lastModified(mapping.uuid) / 1000,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...('startingPosition' in mapping ? streamMembers(mapping) : queueMembers(mapping)),
  });

  return {
    [`GET ${EVENT_SOURCE_MAPPINGS_PATH}`]({ query }) {
      const source = query.get('EventSourceArn');
      const name = query.get('FunctionName');
      const found = mappings.all.filter(
        ({ eventSourceArn, functionName }) =>
          (source === null || eventSourceArn === source) &&
          (name === null || nameOf(functionName) === nameOf(name)),
      );
      const { items, NextMarker } = page(found, query);
      return { EventSourceMappings: items.map(describe), NextMarker };
    },

    [`GET ${EVENT_SOURCE_MAPPINGS_PATH}/{UUID}`]: ({ path }) => describe(find(path.UUID)),

    [`PUT ${EVENT_SOURCE_MAPPINGS_PATH}/{UUID}`]({ path, body }) {
      const { uuid } = find(path.UUID);
      const enabled = readEnabled(body);
      if (enabled !== undefined) mappings.setEnabled(uuid, enabled);
      return describe(find(uuid));
    },
  };
}

function streamMembers(mapping: StreamMapping) {
  return {
    StartingPosition: mapping.startingPosition,
    StartingPositionTimestamp: mapping.startingTimestamp,
    ParallelizationFactor: mapping.parallelizationFactor,
    MaximumRetryAttempts: mapping.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSeconds,
    BisectBatchOnFunctionError: mapping.bisects,
    DestinationConfig:
      mapping.onFailureArn === undefined
        ? undefined
        : { OnFailure: { Destination: mapping.onFailureArn } },
  };
}

function queueMembers({ maximumConcurrency }: QueueMapping) {
  return { ScalingConfig: { MaximumConcurrency: maximumConcurrency } };
}

/** Programs can change nothing else of a mapping here, because the backend defines it. */
function readEnabled({ Enabled, FunctionName: _, ...others }: JsonObject): boolean | undefined {
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalid(`The sandbox does not change ${other} of a mapping: change it in the backend.`);
  }
  if (Enabled === undefined || Enabled === null || typeof Enabled === 'boolean') {
    return Enabled ?? undefined;
  }
  throw new AwsError('SerializationException', 'Enabled must be a boolean.');
}

function nameOf(reference: string): string {
  return parseFunctionReference(reference)?.name ?? reference;
}

function page<Item>(list: readonly Item[], query: URLSearchParams) {
  const start = Number(query.get('Marker') ?? 0);
  const size = Number(query.get('MaxItems') ?? MAXIMUM_ITEMS);
  if (!Number.isInteger(start) || start < 0) throw invalid('Marker is not valid.');
  if (!Number.isInteger(size) || size < 1) throw invalid('MaxItems is not valid.');
  const end = start + Math.min(size, MAXIMUM_ITEMS);
  return {
    items: list.slice(start, end),
    NextMarker: end < list.length ? String(end) : undefined,
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
