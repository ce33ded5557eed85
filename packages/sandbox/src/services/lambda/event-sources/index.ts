import type { Resource, ResourceGraph } from '../../../assembly/resource-graph.js';
import { stringOf } from '../../../assembly/template-values.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { ServiceContext } from '../../../context/service-context.js';
import type { Permission } from '../../../iam/policy.js';
import { answerRest } from '../../../protocols/rest-json.js';
import type { Service, ServiceDefinition } from '../../service.js';
import { errorResponse } from '../invoke-api.js';
import { openCheckpoints } from './checkpoints.js';
import {
  checkVisibility,
  type EventSourceMapping,
  readQueueMapping,
  readStreamMapping,
} from './configuration.js';
import { EVENT_SOURCE_MAPPINGS_PATH, eventSourceMappingOperations } from './operations.js';
import { mappingPermissions, pollerPermissions } from './permissions.js';
import { createPoller, type Run } from './poller.js';
import { startQueueRun } from './queue-poller.js';

export type EventSourceMappingsOptions = {
  /** Wait before a retry, in milliseconds, by the number of failures before this one. */
  readonly retryDelayMs?: (failures: number) => number;
  /**
   * Called with an error in the sandbox itself. The mapping then stops until the next deployment.
   */
  onError(error: unknown): void;
};

const TYPE = 'AWS::Lambda::EventSourceMapping';

/** AWS does not publish its delays. These are short, for a developer who has fixed a function. */
const defaultRetryDelayMs = (failures: number) => Math.min(250 * 2 ** failures, 30_000);

/**
 * The event source mappings of AWS Lambda, which invoke functions with the records of DynamoDB and
 * Kinesis streams, and with the messages of SQS queues.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export function eventSourceMappings(options: EventSourceMappingsOptions): ServiceDefinition {
  return {
    name: 'event-source-mappings',
    resourceTypes: {
      [TYPE]: {
        physicalId: ({ id }) =>
          id(32, '0123456789abcdef').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
        attributes: ({ physicalId, partition, region, accountId }) => ({
          Id: physicalId,
          EventSourceMappingArn: `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${physicalId}`,
        }),
      },
    },
    create: (context) => createEventSourceMappings(options, context),
  };
}

function createEventSourceMappings(
  { retryDelayMs = defaultRetryDelayMs, onError }: EventSourceMappingsOptions,
  context: ServiceContext,
): Service {
  const { eventStreams, queueSources } = context;
  const checkpoints = openCheckpoints(context.database);
  const poller = createPoller({ context, checkpoints, retryDelayMs, onError });
  let runs = new Map<string, Run>();
  let mappings: readonly DeployedMapping[] = [];
  /** The time of each mapping's last change by its id, in milliseconds since 1970. */
  const modified = new Map<string, number>();
  let warnings: readonly string[] = [];
  let isStopped = false;

  const begin = (mapping: DeployedMapping, before: Run | undefined) => {
    if (!mapping.enabled || refusedPermissions(mapping, context).read.length > 0) return;
    const previous = before?.ended ?? Promise.resolve();
    if ('startingPosition' in mapping) {
      const stream = eventStreams.find(mapping.eventSourceArn);
      if (!stream) return;
      runs.set(mapping.uuid, poller.start(mapping, stream, mapping.roleArn, previous));
      return;
    }
    const queue = queueSources.find(mapping.eventSourceArn);
    if (!queue) return;
    const options = { mapping, queue, context, previous, onError, isStopped: () => isStopped };
    runs.set(mapping.uuid, startQueueRun(options));
  };

  const operations = eventSourceMappingOperations(
    {
      get all() {
        return mappings;
      },
      lastModified: (uuid) => modified.get(uuid) ?? context.now(),
      setEnabled(uuid, enabled) {
        modified.set(uuid, context.now());
        mappings = mappings.map((each) => (each.uuid === uuid ? { ...each, enabled } : each));
        const mapping = mappings.find((each) => each.uuid === uuid);
        const before = runs.get(uuid);
        before?.end();
        if (mapping) begin(mapping, before);
      },
    },
    context,
  );

  return {
    signingName: 'lambda',
    maxBodyBytes: 64 * 1024,
    matches: ({ path }) => path.startsWith(EVENT_SOURCE_MAPPINGS_PATH),
    permissions: (request) => mappingPermissions(request, context),
    handle: (request) => answerRest(operations, request, errorResponse),
    errorResponse,
    deploy(graph) {
      const declared = graph.ofType(TYPE);
      mappings = declared
        .filter(isServed)
        .map((resource) => deployedMapping(resource, graph, context));
      checkpoints.keep(new Set(mappings.map(({ uuid }) => uuid)));
      for (const run of runs.values()) run.end();
      const before = runs;
      runs = new Map();
      for (const mapping of mappings) {
        modified.set(mapping.uuid, context.now());
        begin(mapping, before.get(mapping.uuid));
      }
      warnings = [
        ...declared.filter((resource) => !isServed(resource)).map(unservedSource),
        ...mappings.flatMap((mapping) => warningsOf(mapping, context)),
      ];
    },
    describe(resource) {
      const mapping = mappings.find(({ uuid }) => uuid === resource.physicalId);
      if (!mapping || !sourceOf(mapping, context)) return undefined;
      const { eventSourceArn, batchSize, enabled } = mapping;
      const stream = nameOfSource(eventSourceArn);
      const to = nameOf(mapping);
      return enabled ? `${stream} to ${to}, ${batchSize} at once` : `${stream} to ${to}, off`;
    },
    warnings: () => warnings,
    stop() {
      isStopped = true;
      poller.stop();
      for (const run of runs.values()) run.end();
    },
  };
}

/** Other sources, such as Kafka, have other properties. They are not read. */
function isServed({ properties }: Resource): boolean {
  return /^arn:[^:]*:(dynamodb|kinesis|sqs):/.test(stringOf(properties.EventSourceArn) ?? '');
}

/** The service of a mapping's source. Undefined if the backend does not have the source. */
function sourceOf({ eventSourceArn }: EventSourceMapping, context: ServiceContext) {
  if (context.queueSources.find(eventSourceArn)) return 'sqs';
  return context.eventStreams.find(eventSourceArn)?.source;
}

/** The name of a table, a stream or a queue. */
function nameOfSource(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  return resource.split('/')[1] ?? resource;
}

function unservedSource({ properties }: Resource): string {
  return unservedSourceWarning(stringOf(properties.EventSourceArn) ?? '');
}

function unservedSourceWarning(eventSourceArn: string): string {
  return `An event source mapping reads ${eventSourceArn || 'no ARN'}, which the sandbox does not support: the function gets no events from it.`;
}

/** The timeout of a function that does not set one, in seconds. */
const DEFAULT_TIMEOUT = 3;

/** A mapping, with the parts of its function's definition that it needs. */
type DeployedMapping = EventSourceMapping & {
  /** The name that the developer gave the function. */
  readonly friendlyName: string | undefined;
  readonly roleArn: string | undefined;
};

function deployedMapping(
  resource: Resource,
  graph: ResourceGraph,
  { queueSources }: ServiceContext,
): DeployedMapping {
  const isOfQueue = stringOf(resource.properties.EventSourceArn)?.split(':')[2] === 'sqs';
  const mapping = isOfQueue ? readQueueMapping(resource) : readStreamMapping(resource);
  const name = nameOf(mapping);
  const fn = graph.ofType('AWS::Lambda::Function').find(({ physicalId }) => physicalId === name);
  const queue = queueSources.find(mapping.eventSourceArn);
  if (queue && fn) {
    const seconds = Number(fn.properties.Timeout ?? DEFAULT_TIMEOUT);
    checkVisibility(resource, queue.visibilityTimeoutSeconds, seconds);
  }
  return { ...mapping, friendlyName: fn?.name, roleArn: stringOf(fn?.properties.Role) };
}

function nameOf({ functionName }: EventSourceMapping): string {
  return parseFunctionReference(functionName)?.name ?? functionName;
}

/** The permissions that Lambda needs and that the function's role does not have. */
function refusedPermissions(
  mapping: DeployedMapping,
  context: ServiceContext,
): { readonly read: readonly string[]; readonly report: readonly string[] } {
  const { access } = context;
  const source = sourceOf(mapping, context);
  const { roleArn } = mapping;
  if (!source || roleArn === undefined) return { read: [], report: [] };
  const caller = { type: 'role', roleArn, arn: roleArn } as const;
  const refused = (permissions: readonly Permission[]) =>
    permissions
      .filter((permission) => access.refusal(caller, permission) !== undefined)
      .map(({ action }) => action);
  const { read, report } = pollerPermissions(source, mapping);
  return { read: refused(read), report: refused(report) };
}

/** One sentence for each problem that keeps a mapping from working. */
function warningsOf(mapping: DeployedMapping, context: ServiceContext): readonly string[] {
  const { eventSourceArn, friendlyName } = mapping;
  const onFailureArn = 'onFailureArn' in mapping ? mapping.onFailureArn : undefined;
  if (!sourceOf(mapping, context)) {
    return [unservedSourceWarning(eventSourceArn)];
  }
  const { read, report } = refusedPermissions(mapping, context);
  const isUnknown = onFailureArn !== undefined && !context.messageDestinations.has(onFailureArn);
  return [
    ...(isUnknown
      ? [
          `The on-failure destination ${onFailureArn} is not supported by the sandbox: records that are given up are not reported there.`,
        ]
      : []),
    ...(report.length > 0
      ? [
          `The role of ${friendlyName} does not allow ${report.join(', ')} on ${onFailureArn}: in AWS, records that are given up are not reported there.`,
        ]
      : []),
    ...(read.length > 0
      ? [
          `The role of ${friendlyName} does not allow ${read.join(' and ')} on ${eventSourceArn}, and AWS refuses its event source mapping for this reason: the function gets no events from it.`,
        ]
      : []),
  ];
}
