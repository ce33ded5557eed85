import type { Context } from 'aws-lambda';
import { describeError } from './describe-error.js';
import { logger } from './logger.js';
import { isPromiseLike } from './promise-like.js';
import { limitTime } from './time-limit.js';

/** How a recipe reads the records of its event source. */
export type RecordBatchOptions<Item> = {
  /** Name of the recipe in the log: `kinesis-stream`. */
  readonly recipe: string;
  /** How many keys are handled at the same time, at most. */
  readonly concurrency: number;
  /** Records of one key are handled in order. What it throws fails the record. */
  readonly keyOf: (record: Item) => string;
  /** What tells a record from all others. Without one it is not remembered. */
  readonly idOf: (record: Item) => string | undefined;
  /** What of a record is written into the log when it fails: its place, and nothing of its data. */
  readonly placeOf: (record: Item) => Readonly<Record<string, unknown>>;
};

/** What a handler of records gets beside the record. */
export type RecordInvocation = {
  /**
   * Aborts before the function's time is over: when four fifths of it are, or 5 seconds before
   * its end if that is later. No record is begun after it, and those not done a little later are left.
   */
  readonly signal: AbortSignal;
  /** Lambda's own context of this invocation. */
  readonly context: Context;
};

/** Handles a record. It fails the record by throwing, or by a promise that is rejected. */
export type RecordHandler<Item> = (record: Item, invocation: RecordInvocation) => unknown;

/**
 * What a recipe reads of a record. A record may be anything, also `null`: what cannot be read must
 * fail that record alone, and not the batch.
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

/** Records that are remembered: as many as Lambda puts into a batch. */
const REMEMBERED = 10_000;

/** Failed records that are logged one by one; the rest are counted. */
const LOGGED = 10;

/**
 * Makes a function that handles a batch of records and returns those that are not done, in the
 * order of the batch, for its event source to repeat.
 *
 * - Records of one key run in order, different keys at the same time, up to `concurrency`.
 * - A failed record stops its key: those after it are not begun, and are not done either.
 * - It answers before its time is over, whatever it waits for. What is not done then is left.
 * - What was done in a batch that is to be repeated is remembered while the execution environment
 *   lives, and is not done again. What still runs when the time is over is first waited for.
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

  /** It is waited for once. Then it hangs, and the record is begun anew. */
  function rememberRunning(record: Item, running: PromiseLike<unknown>): void {
    if (outcomeOf(record) === running) {
      forget(record);
      return;
    }
    remember(record, running);
    // What is like a promise may throw where it is asked.
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

    // All workers take their lanes from the one iterator. A handler that returns no promise is
    // not awaited: the first worker then does it all, without a turn of the event loop.
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
