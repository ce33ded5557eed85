import type {
  EventRecord,
  EventShard,
  EventStream,
} from '../../../context/events/event-streams.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { causeOf, describeRecords, recordBatch } from './batch-entry.js';
import type { Checkpoints, MappedShard } from './checkpoints.js';
import type { StreamMapping } from './configuration.js';
import { failureRecord } from './failure-record.js';
import { readInvocation } from './invocation-result.js';
import { type Attempt, type Failure, runLane } from './lane.js';

export type PollerOptions = {
  readonly context: Pick<
    ServiceContext,
    'now' | 'functions' | 'eventStreams' | 'messageDestinations' | 'timeline'
  >;
  readonly checkpoints: Checkpoints;
  /** Wait before a retry, in milliseconds, by the number of failures before this one. */
  retryDelayMs(failures: number): number;
  /** Called with an error in the sandbox itself. */
  onError(error: unknown): void;
};

/** Reads streams for event source mappings, and invokes their functions with the records. */
export type Poller = {
  /**
   * Starts to read.
   *
   * @param role The function's execution role, which Kinesis events contain.
   * @param previous Settles when the mapping's earlier run has ended. Two runs at the same time
   *   would read each record twice.
   */
  start(
    mapping: StreamMapping,
    stream: EventStream,
    role: string | undefined,
    previous: Promise<void>,
  ): Run;
  /** From now on, the results of invocations that the sandbox ends do not count. */
  stop(): void;
};

export type Run = {
  /** Lets the running invocations end, and starts no others. */
  end(): void;
  readonly ended: Promise<void>;
};

export function createPoller({
  context,
  checkpoints,
  retryDelayMs,
  onError,
}: PollerOptions): Poller {
  const sleepers = createSleepers(context.eventStreams);
  let stopped = false;

  /** Reads the lanes of each shard, and a shard after its parents. Returns after the signal. */
  const read = async (
    mapping: StreamMapping,
    stream: EventStream,
    role: string | undefined,
    signal: AbortSignal,
  ) => {
    const over = new Map<string, Promise<unknown>>();
    const laneOptions = {
      mapping,
      signal,
      now: context.now,
      isStopped: () => stopped,
      waitForRecords: (milliseconds?: number) =>
        sleepers.sleep(signal, milliseconds, mapping.eventSourceArn),
      wait: (milliseconds: number) => sleepers.sleep(signal, milliseconds),
      retryDelayMs,
      invoke: (records: readonly EventRecord[], attempt: number) =>
        recordBatch(
          context.timeline,
          {
            functionName: mapping.functionName,
            source: stream.source,
            detail: describeRecords(records),
            cause: causeOf(context.timeline, stream.source, records),
            attempt,
          },
          () => invoke(context, mapping, stream, role, records),
        ),
      giveUp: (failure: Failure) => giveUp(context, mapping, stream, failure),
    };
    for (const { shard, place, positions } of beginShards(checkpoints, mapping, stream)) {
      const parents = Promise.all(shard.parents.map((id) => over.get(id)));
      const lanes = parents.then(() =>
        Promise.all(
          positions.map((position, lane) =>
            runLane({
              ...laneOptions,
              shard,
              lane,
              position,
              save: (next) => checkpoints.save(place, lane, next),
            }),
          ),
        ),
      );
      over.set(shard.id, lanes);
    }
    await Promise.all(over.values());
  };

  return {
    start(mapping, stream, role, previous) {
      const controller = new AbortController();
      // Before anything is awaited, because LATEST means now.
      beginShards(checkpoints, mapping, stream);
      const ended = previous
        .then(() => read(mapping, stream, role, controller.signal))
        .catch((error: unknown) => {
          controller.abort();
          if (!stopped) onError(error);
        });
      return { end: () => controller.abort(), ended };
    },
    stop() {
      stopped = true;
      sleepers.stop();
    },
  };
}

/** Lets lanes sleep until a time has passed, their stream has records, or a signal aborts. */
function createSleepers(eventStreams: ServiceContext['eventStreams']) {
  const sleepers = new Map<string, Set<() => void>>();
  const stop = eventStreams.onWritten((arn) => {
    for (const wake of sleepers.get(arn) ?? []) wake();
  });
  return {
    stop,
    /** @param arn The stream whose records end the sleep. */
    sleep: (signal: AbortSignal, milliseconds?: number, arn?: string) =>
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
      }),
  };
}

/** The position from which each lane of each shard starts. */
function beginShards(checkpoints: Checkpoints, mapping: StreamMapping, stream: EventStream) {
  return stream.shards().map((shard) => {
    const place: MappedShard = {
      mapping: mapping.uuid,
      eventSourceArn: mapping.eventSourceArn,
      shardId: shard.id,
      lanes: mapping.parallelizationFactor,
    };
    const follows = shard.parents.some((parent) => checkpoints.has({ ...place, shardId: parent }));
    const positions = checkpoints.begin(place, () =>
      follows ? shard.start() : firstPosition(mapping, shard),
    );
    return { shard, place, positions };
  });
}

function firstPosition(mapping: StreamMapping, shard: EventShard): number {
  switch (mapping.startingPosition) {
    case 'TRIM_HORIZON':
      return shard.start();
    case 'LATEST':
      return shard.end();
    case 'AT_TIMESTAMP':
      return shard.positionAt((mapping.startingTimestamp ?? 0) * 1000);
  }
}

async function invoke(
  { functions }: PollerOptions['context'],
  mapping: StreamMapping,
  { source }: EventStream,
  role: string | undefined,
  records: readonly EventRecord[],
): Promise<Attempt> {
  const event = {
    Records: records.map((record) => ({
      ...record.event,
      ...(source === 'kinesis' && { invokeIdentityArn: role }),
      eventSourceARN: mapping.eventSourceArn,
    })),
  };
  try {
    const invocation = await functions.invoke(mapping.functionName, event, {
      source: `aws:${source}`,
    });
    return readInvocation(invocation, records, mapping);
  } catch (error) {
    // The function is throttled or deleted. The records wait, and this does not count as a retry.
    if (error instanceof AwsError) return { type: 'not-invoked' };
    throw error;
  }
}

function giveUp(
  { messageDestinations, now, timeline }: PollerOptions['context'],
  mapping: StreamMapping,
  { source }: EventStream,
  failure: Failure,
): void {
  if (mapping.onFailureArn === undefined) return;
  const record = failureRecord(mapping, source, failure, now());
  const { onFailureArn } = mapping;
  timeline.runAs(causeOf(timeline, source, failure.records), () =>
    messageDestinations.send(onFailureArn, JSON.stringify(record)),
  );
}
