import { crc32 } from 'node:zlib';
import type { EventRecord, EventShard } from '../../../context/events/event-streams.js';
import type { StreamMapping } from './configuration.js';

/** The result of an invocation. */
export type Attempt =
  /** The records before `failedAt` are done. */
  | { readonly type: 'failed'; readonly failedAt: number; readonly response: FailedResponse }
  | { readonly type: 'done' }
  /** The function could not be invoked. */
  | { readonly type: 'not-invoked' };

export type FailedResponse = {
  readonly requestId: string;
  readonly functionArn: string;
  /** Whether the function failed, and did not report failed records. */
  readonly isFunctionError: boolean;
};

/** Records that were given up. */
export type Failure = {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly records: readonly EventRecord[];
  readonly shardId: string;
  readonly invocations: number;
  /** The response of the last invocation, if there was one. */
  readonly response: FailedResponse | undefined;
};

export type LaneOptions = {
  readonly mapping: StreamMapping;
  readonly shard: EventShard;
  readonly lane: number;
  /** The position of the first record that is not done. */
  readonly position: number;
  now(): number;
  /** Ends the lane when the running invocation has ended. */
  readonly signal: AbortSignal;
  /** Whether the sandbox is stopping. The result of an invocation that it ended does not count. */
  isStopped(): boolean;
  /** Waits for records or the signal, and at most for a time in milliseconds. */
  waitForRecords(milliseconds?: number): Promise<void>;
  /** Waits for a time in milliseconds, or for the signal. */
  wait(milliseconds: number): Promise<void>;
  retryDelayMs(failures: number): number;
  /** @param attempt 1 for the first invocation with these records. */
  invoke(records: readonly EventRecord[], attempt: number): Promise<Attempt>;
  save(position: number): void;
  giveUp(failure: Failure): void;
};

/** The maximum size of an invocation's records in bytes. The whole event may have 6 MB. */
const MAXIMUM_BYTES = 5.5 * 1024 * 1024;
const READ_RECORDS = 1000;

type Batch = {
  readonly records: readonly EventRecord[];
  /** The position after the last record that was read. */
  readonly next: number;
};

/** Records of a batch that are in one invocation. */
type Piece = {
  readonly records: readonly EventRecord[];
  readonly failures: number;
  readonly invocations: number;
  readonly response: FailedResponse | undefined;
};

/**
 * Invokes a function with the records of a shard, batch by batch. A batch is retried until it is
 * done or given up. Returns after the signal, or at the end of the shard.
 */
export async function runLane(options: LaneOptions): Promise<void> {
  const { signal, save } = options;
  let { position } = options;
  while (!signal.aborted) {
    const batch = await collect(options, position);
    if (!batch) return;
    if (batch.records.length > 0) await handle(options, batch);
    if (signal.aborted) return;
    position = batch.next;
    if (batch.records.length === 0) save(position);
  }
}

/** Waits for records that match the mapping's filters. Undefined when the lane should end. */
async function collect(options: LaneOptions, position: number): Promise<Batch | undefined> {
  const { mapping, shard, signal } = options;
  const windowMs = mapping.batchingWindowSeconds * 1000;
  const records: EventRecord[] = [];
  let next = position;
  let bytes = 0;
  let windowEnd: number | undefined;
  for (;;) {
    const read = shard.read(next, READ_RECORDS);
    for (const record of read.records) {
      if (isWanted(options, record)) {
        bytes += Buffer.byteLength(JSON.stringify(record.event));
        if (bytes > MAXIMUM_BYTES && records.length > 0) return { records, next };
        records.push(record);
      }
      next = record.position + 1;
      if (records.length === mapping.batchSize) return { records, next };
    }
    if (read.records.length > 0) continue;
    if (records.length > 0) {
      windowEnd ??= performance.now() + windowMs;
      const left = windowEnd - performance.now();
      if (left <= 0) return { records, next };
      await options.waitForRecords(left);
    } else {
      if (next > position) return { records, next };
      if (shard.isOver(next)) return undefined;
      await options.waitForRecords();
    }
    if (signal.aborted) return undefined;
  }
}

function isWanted({ mapping, lane }: LaneOptions, { key, filterable }: EventRecord): boolean {
  const { parallelizationFactor: lanes, filters } = mapping;
  if (lanes > 1 && crc32(key) % lanes !== lane) return false;
  return filters.length === 0 || filters.some((matches) => matches(filterable));
}

/** Retries a batch until each of its records is done or given up, or until the signal. */
async function handle(options: LaneOptions, batch: Batch): Promise<void> {
  const { mapping, shard, signal } = options;
  let pieces: readonly Piece[] = [
    { records: batch.records, failures: 0, invocations: 0, response: undefined },
  ];
  /** The records that are left, in order. All records before them are done. */
  const keep = (left: readonly Piece[]) => {
    pieces = left.filter(({ records }) => records.length > 0);
    options.save(pieces[0]?.records[0]?.position ?? batch.next);
  };
  /** The number of times that the function could not be invoked. */
  let refusals = 0;
  const giveUp = (condition: Failure['condition'], piece: Piece) =>
    options.giveUp({ condition, shardId: shard.id, ...piece });

  for (let [piece, ...rest] = pieces; piece; [piece, ...rest] = pieces) {
    const { records } = piece;
    const old = records.filter((record) => isTooOld(options, record));
    if (old.length > 0) {
      giveUp('RecordAgeExceeded', { ...piece, records: old });
      keep([{ ...piece, records: records.filter((record) => !old.includes(record)) }, ...rest]);
      continue;
    }
    // Records that the stream has dropped meanwhile are done.
    const start = piece.invocations > 0 ? shard.start() : 0;
    if (records.some(({ position }) => position < start)) {
      keep([{ ...piece, records: records.filter(({ position }) => position >= start) }, ...rest]);
      continue;
    }

    const attempt = await options.invoke(records, piece.invocations + 1);
    if (options.isStopped()) return;
    if (attempt.type === 'done') {
      keep(rest);
      if (signal.aborted) return;
      continue;
    }
    if (attempt.type === 'failed') {
      const left = afterFailure(mapping, piece, attempt);
      if (left) keep([...left, ...rest]);
      else {
        giveUp('RetryAttemptsExhausted', afterInvocation(piece, attempt));
        keep(rest);
        if (signal.aborted) return;
        continue;
      }
    }
    if (signal.aborted) return;
    const failures = attempt.type === 'failed' ? piece.failures : refusals++;
    await options.wait(options.retryDelayMs(failures));
    if (signal.aborted) return;
  }
}

type FailedAttempt = Extract<Attempt, { type: 'failed' }>;

function afterInvocation(piece: Piece, { response }: FailedAttempt): Piece {
  return { ...piece, invocations: piece.invocations + 1, response };
}

/** The invocations to try next for records that failed. Undefined when they are given up. */
function afterFailure(
  { bisects, maximumRetryAttempts }: StreamMapping,
  piece: Piece,
  attempt: FailedAttempt,
): readonly Piece[] | undefined {
  const { failedAt } = attempt;
  const failed = afterInvocation(piece, attempt);
  const { records } = piece;
  // The record that is first now has not failed as the first one before.
  if (failedAt > 0) return [{ ...failed, records: records.slice(failedAt), failures: 0 }];
  if (bisects && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    // Splitting does not count as a retry.
    return [
      { ...failed, records: records.slice(0, middle) },
      { ...failed, records: records.slice(middle) },
    ];
  }
  const failures = piece.failures + 1;
  const isLast = maximumRetryAttempts >= 0 && failures > maximumRetryAttempts;
  return isLast ? undefined : [{ ...failed, failures }];
}

function isTooOld({ mapping, now }: LaneOptions, { arrivedAt }: EventRecord): boolean {
  const { maximumRecordAgeSeconds: age } = mapping;
  return age >= 0 && now() - arrivedAt > age * 1000;
}
