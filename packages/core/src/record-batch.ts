import type { Context } from 'aws-lambda';
import { describeError } from './describe-error.js';
import { logger } from './logger.js';
import { isPromiseLike } from './promise-like.js';
import { limitTime } from './time-limit.js';

/** Options for reading the records of an event source. */
export type RecordBatchOptions<Item> = {
  /** Name of the recipe in the log, such as `kinesis-stream`. */
  readonly recipe: string;
  /** The maximum number of keys that are handled at the same time. */
  readonly concurrency: number;
  /**
   * Returns the key of a record. Records of one key run in order. If it throws, the record fails.
   */
  readonly keyOf: (record: Item) => string;
  /** Returns the unique id of a record. A record without an id is not remembered. */
  readonly idOf: (record: Item) => string | undefined;
  /** Returns the position of a failed record for the log, without any of its data. */
  readonly placeOf: (record: Item) => Readonly<Record<string, unknown>>;
};

/** The second argument of a record handler, after the record. */
export type RecordInvocation = {
  /**
   * Aborts after four fifths of the function's time, or 5 seconds before its end if that is later.
   * After that, no record is started. Records that do not finish shortly after it are not done.
   */
  readonly signal: AbortSignal;
  /** The context of this invocation from Lambda. */
  readonly context: Context;
};

/** Handles a record. The record fails if it throws or its promise rejects. */
export type RecordHandler<Item> = (record: Item, invocation: RecordInvocation) => unknown;

/**
 * Reads a value from a record. A record can be any value, even `null`: one that cannot be read must
 * fail alone, and not the whole batch.
 */
export function readRecord<Item, Value>(
  record: Item,
  read: (record: Item) => Value,
): Value | undefined {
  try {
    return read(record);
  } catch {
    return undefined;
  }
}

/** The number of records to remember, which is the maximum of a batch of Lambda. */
const REMEMBERED = 10_000;

/** The number of failed records that are logged one by one. The rest are only counted. */
const LOGGED = 10;

/**
 * Creates a function that handles a batch of records. It returns the records that are not done, in
 * the order of the batch, so that the event source can retry them.
 *
 * - Records of one key run in order. Different keys run at the same time, up to `concurrency`.
 * - A failed record stops its key. The records after it are not started and count as not done.
 * - It always answers before its time is over. Records that still run then count as not done.
 * - If a batch must be retried, the execution environment remembers its records that are done and
 *   does not run them again. For a record that still ran, a retry first waits for that run.
 */
export function recordBatch<Item>(
  { recipe, concurrency, keyOf, idOf, placeOf }: RecordBatchOptions<Item>,
  handle: RecordHandler<Item>,
): (records: readonly Item[], context: Context) => Promise<readonly Item[]> {
  const outcomes = new Map<string, 'done' | PromiseLike<unknown>>();

  function remember(record: Item, outcome: 'done' | PromiseLike<unknown>): void {
    const id = readRecord(record, idOf);
    if (id === undefined) return;
    outcomes.delete(id);
    outcomes.set(id, outcome);
    if (outcomes.size <= REMEMBERED) return;
    for (const oldest of outcomes.keys()) {
      outcomes.delete(oldest);
      return;
    }
  }

  function forget(record: Item): void {
    const id = readRecord(record, idOf);
    if (id !== undefined) outcomes.delete(id);
  }

  /** A retry waits for a running record once. If it still runs then, the next retry restarts it. */
  function rememberRunning(record: Item, running: PromiseLike<unknown>): void {
    if (outcomeOf(record) === running) {
      forget(record);
      return;
    }
    remember(record, running);
    // The `then` of a promise-like value may throw.
    new Promise((resolve) => resolve(running)).then(
      () => remember(record, 'done'),
      () => forget(record),
    );
  }

  function outcomeOf(record: Item): 'done' | PromiseLike<unknown> | undefined {
    if (outcomes.size === 0) return undefined;
    const id = readRecord(record, idOf);
    return id === undefined ? undefined : outcomes.get(id);
  }

  return async (records, context) => {
    logger.addContext(context);
    const time = limitTime(context);
    const invocation: RecordInvocation = { signal: time.signal, context };
    const done = new Uint8Array(records.length);
    const running = new Map<Item, PromiseLike<unknown>>();
    let failures = 0;
    let isAnswered = false;

    function fail(record: Item, error: unknown): void {
      if (isAnswered) return;
      failures += 1;
      if (failures > LOGGED) return;
      const place = readRecord(record, placeOf);
      logger.error(`${recipe} failed`, { ...place, error: describeError(error) });
    }

    const lanes = new Map<string, number[]>();
    for (let position = 0; position < records.length; position += 1) {
      const record = records[position] as Item;
      try {
        const key = keyOf(record);
        const lane = lanes.get(key);
        if (lane) lane.push(position);
        else lanes.set(key, [position]);
      } catch (error) {
        fail(record, error);
      }
    }

    // All workers take lanes from one iterator. A handler that returns no promise is not awaited,
    // so the first worker then runs all records without a turn of the event loop.
    const waiting = lanes.values();
    async function work(): Promise<void> {
      for (const lane of waiting) {
        for (const position of lane) {
          if (time.isOver()) return;
          const record = records[position] as Item;
          try {
            const outcome = outcomeOf(record) ?? handle(record, invocation);
            if (isPromiseLike(outcome)) {
              running.set(record, outcome);
              await outcome;
              running.delete(record);
            }
          } catch (error) {
            running.delete(record);
            fail(record, error);
            break;
          }
          done[position] = 1;
        }
      }
    }

    const workers: Promise<void>[] = [];
    while (workers.length < Math.min(concurrency, lanes.size)) workers.push(work());
    await Promise.race([Promise.all(workers), time.over]);
    isAnswered = true;
    time.end();

    const left = records.filter((_, position) => done[position] === 0);
    if (left.length === 0) {
      if (outcomes.size > 0) records.forEach(forget);
      return left;
    }
    for (const [position, record] of records.entries()) {
      if (done[position] === 1) remember(record, 'done');
    }
    for (const [record, outcome] of running) rememberRunning(record, outcome);
    logger.warn(`${recipe} leaves records to be repeated`, {
      records: records.length,
      left: left.length,
      failed: failures,
      timeIsOver: time.isOver(),
    });
    return left;
  };
}
