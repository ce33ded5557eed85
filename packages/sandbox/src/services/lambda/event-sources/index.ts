import type { ResourceGraph } from '../../../assembly/resource-graph.js';
import { stringOf } from '../../../assembly/template-values.js';
import type {
  EventRecord,
  EventShard,
  EventStream,
} from '../../../context/events/event-streams.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { Permission } from '../../../iam/policy.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { answerRest } from '../../../protocols/rest-json.js';
import type { ServiceDefinition } from '../../../service.js';
import { errorResponse } from '../invoke-api.js';
import { openCheckpoints } from './checkpoints.js';
import { type EventSourceMapping, readEventSourceMapping } from './configuration.js';
import { failureRecord } from './failure-record.js';
import { readInvocation } from './invocation-result.js';
import { type Attempt, runLane } from './lane.js';
import { EVENT_SOURCE_MAPPINGS_PATH, eventSourceMappingOperations } from './operations.js';
import { mappingPermissions, pollerPermissions } from './permissions.js';

export type EventSourceMappingsOptions = {
  /** Wait before a retry, in milliseconds, by the number of failures before this one. */
  readonly retryDelayMs?: (failures: number) => number;
  /** Told of a fault of the sandbox itself. The mapping stands still until the next deployment. */
  onError(error: unknown): void;
};

const TYPE = 'AWS::Lambda::EventSourceMapping';

/** AWS does not publish its delays; a developer who mends a function should not wait long. */
const defaultRetryDelayMs = (failures: number) => Math.min(250 * 2 ** failures, 30_000);

/**
 * Event source mappings of AWS Lambda: functions that read the streams of DynamoDB and Kinesis.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export function eventSourceMappings(options: EventSourceMappingsOptions): ServiceDefinition {
  const retryDelayMs = options.retryDelayMs ?? defaultRetryDelayMs;
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
    create(context) {
      const { eventStreams, messageDestinations } = context;
      const checkpoints = openCheckpoints(context.database);
      const sleepers = new Map<string, Set<() => void>>();
      const endListening = eventStreams.onWritten((arn) => {
        for (const wake of sleepers.get(arn) ?? []) wake();
      });
      let runs = new Map<string, Run>();
      let graph: ResourceGraph | undefined;
      let mappings: readonly EventSourceMapping[] = [];
      /** When a mapping was changed, by its id, in milliseconds since 1970. */
      const modified = new Map<string, number>();
      let warnings: readonly string[] = [];
      let stopped = false;

      const sleep = (signal: AbortSignal, milliseconds?: number, arn?: string) =>
        new Promise<void>((resolve) => {
          if (signal.aborted) return resolve();
          const list = arn === undefined ? undefined : (sleepers.get(arn) ?? new Set());
          if (arn !== undefined && list) sleepers.set(arn, list);
          const wake = () => {
            clearTimeout(timer);
            list?.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
          list?.add(wake);
          signal.addEventListener('abort', wake);
        });

      /** Where each lane of each shard begins. Said at once: `LATEST` is now. */
      const beginShards = (mapping: EventSourceMapping, stream: EventStream) =>
        stream.shards().map((shard) => {
          const place = {
            mapping: mapping.uuid,
            eventSourceArn: mapping.eventSourceArn,
            shardId: shard.id,
            lanes: mapping.parallelizationFactor,
          };
          const follows = shard.parents.some((parent) =>
            checkpoints.has({ ...place, shardId: parent }),
          );
          const positions = checkpoints.begin(place, () =>
            follows ? shard.start() : firstPosition(mapping, shard),
          );
          return { shard, place, positions };
        });

      const start = (
        mapping: EventSourceMapping,
        stream: EventStream,
        role: string | undefined,
        previous: Promise<void>,
      ): Run => {
        const { eventSourceArn } = mapping;
        const controller = new AbortController();
        const { signal } = controller;
        beginShards(mapping, stream);
        const invoke = async (records: readonly EventRecord[]): Promise<Attempt> => {
          const event = {
            Records: records.map((record) => ({
              ...record.event,
              ...(stream.source === 'kinesis' && { invokeIdentityArn: role }),
              eventSourceARN: eventSourceArn,
            })),
          };
          try {
            const source = `aws:${stream.source}`;
            const invocation = await context.functions.invoke(mapping.functionName, event, {
              source,
            });
            return readInvocation(invocation, records, mapping);
          } catch (error) {
            // It is throttled, or gone: records wait, and it does not count as a retry.
            if (error instanceof AwsError) return { type: 'not-invoked' };
            throw error;
          }
        };
        const run = async () => {
          await previous;
          const shards = beginShards(mapping, stream);
          const over = new Map<string, Promise<unknown>>();
          for (const { shard, place, positions } of shards) {
            const parents = Promise.all(shard.parents.map((id) => over.get(id)));
            const lanes = parents.then(() =>
              Promise.all(
                positions.map((position, lane) =>
                  runLane({
                    mapping,
                    shard,
                    lane,
                    position,
                    signal,
                    now: context.now,
                    isStopped: () => stopped,
                    waitForRecords: (milliseconds) => sleep(signal, milliseconds, eventSourceArn),
                    wait: (milliseconds) => sleep(signal, milliseconds),
                    retryDelayMs,
                    invoke,
                    save: (next) => checkpoints.save(place, lane, next),
                    giveUp(failure) {
                      if (mapping.onFailureArn === undefined) return;
                      const record = failureRecord(mapping, stream.source, failure, context.now());
                      messageDestinations.send(mapping.onFailureArn, JSON.stringify(record));
                    },
                  }),
                ),
              ),
            );
            over.set(shard.id, lanes);
          }
          await Promise.all(over.values());
        };
        const ended = run().catch((error: unknown) => {
          controller.abort();
          if (!stopped) options.onError(error);
        });
        return { end: () => controller.abort(), ended };
      };

      const functionOf = (mapping: EventSourceMapping) => {
        const name = nameOf(mapping);
        return graph?.ofType('AWS::Lambda::Function').find(({ physicalId }) => physicalId === name);
      };
      const roleOf = (mapping: EventSourceMapping) =>
        stringOf(functionOf(mapping)?.properties.Role);

      /** What Lambda needs to do in the name of the function's role, and may not. */
      const refusedPermissions = (mapping: EventSourceMapping) => {
        const source = eventStreams.find(mapping.eventSourceArn)?.source;
        const roleArn = roleOf(mapping);
        if (!source || roleArn === undefined) return { read: [], report: [] };
        const caller = { type: 'role', roleArn, arn: roleArn } as const;
        const refused = (permissions: readonly Permission[]) =>
          permissions
            .filter((permission) => context.access.refusal(caller, permission) !== undefined)
            .map(({ action }) => action);
        const { read, report } = pollerPermissions(source, mapping);
        return { read: refused(read), report: refused(report) };
      };

      const begin = (mapping: EventSourceMapping, before: Run | undefined) => {
        const stream = eventStreams.find(mapping.eventSourceArn);
        if (!stream || !mapping.enabled || refusedPermissions(mapping).read.length > 0) return;
        const previous = before?.ended ?? Promise.resolve();
        const role = roleOf(mapping);
        runs.set(mapping.uuid, start(mapping, stream, role, previous));
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
        maxBodyBytes: 64 * 1024,
        matches: ({ path }) => path.startsWith(EVENT_SOURCE_MAPPINGS_PATH),
        permissions: (request) => mappingPermissions(request, context),
        handle: (request) => answerRest(operations, request, errorResponse),
        errorResponse,
        deploy(next) {
          graph = next;
          mappings = graph.ofType(TYPE).map(readEventSourceMapping);
          checkpoints.keep(new Set(mappings.map(({ uuid }) => uuid)));
          for (const run of runs.values()) run.end();
          const before = runs;
          runs = new Map();
          const unserved: string[] = [];
          for (const mapping of mappings) {
            const { uuid, eventSourceArn, onFailureArn } = mapping;
            modified.set(uuid, context.now());
            if (!eventStreams.find(eventSourceArn)) {
              unserved.push(
                `An event source mapping reads ${eventSourceArn || 'no ARN'}, which the sandbox does not serve: it hands over nothing.`,
              );
              continue;
            }
            if (onFailureArn !== undefined && !messageDestinations.has(onFailureArn)) {
              unserved.push(
                `The on-failure destination ${onFailureArn} is not served by the sandbox: what is given up is not reported there.`,
              );
            }
            const refused = refusedPermissions(mapping);
            if (refused.report.length > 0) {
              unserved.push(
                `The role of ${functionOf(mapping)?.name} does not allow ${refused.report.join(', ')} on ${onFailureArn}: in AWS, what is given up is not reported there.`,
              );
            }
            if (refused.read.length > 0) {
              unserved.push(
                `The role of ${functionOf(mapping)?.name} does not allow ${refused.read.join(' and ')} on ${eventSourceArn}, for which AWS refuses its event source mapping: it hands over nothing.`,
              );
            }
            begin(mapping, before.get(uuid));
          }
          warnings = unserved;
        },
        describe(resource) {
          const mapping = mappings.find(({ uuid }) => uuid === resource.physicalId);
          if (!mapping || !eventStreams.find(mapping.eventSourceArn)) return undefined;
          const { eventSourceArn, batchSize, enabled } = mapping;
          const stream = eventSourceArn.slice(eventSourceArn.indexOf('/') + 1).split('/')[0];
          const to = nameOf(mapping);
          return enabled ? `${stream} to ${to}, ${batchSize} at once` : `${stream} to ${to}, off`;
        },
        warnings: () => warnings,
        stop() {
          stopped = true;
          endListening();
          for (const run of runs.values()) run.end();
        },
      };
    },
  };
}

type Run = {
  /** Lets the invocations under way end, and no other begin. */
  end(): void;
  readonly ended: Promise<void>;
};

function firstPosition(mapping: EventSourceMapping, shard: EventShard): number {
  switch (mapping.startingPosition) {
    case 'TRIM_HORIZON':
      return shard.start();
    case 'LATEST':
      return shard.end();
    case 'AT_TIMESTAMP':
      return shard.positionAt((mapping.startingTimestamp ?? 0) * 1000);
  }
}

function nameOf({ functionName }: EventSourceMapping): string {
  return parseFunctionReference(functionName)?.name ?? functionName;
}
