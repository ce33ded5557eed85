import type { Handler } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logger } from './logger.js';
import type { RecordHandler } from './record-batch.js';
import { type StreamBatchResponse, streamHandler } from './stream-handler.js';
import { captureOutput, invoke } from './testing/index.js';

type Item = { readonly key: string; readonly sequenceNumber: string };

function handlerOf(handle: RecordHandler<Item>) {
  return streamHandler<Item>(
    {
      recipe: 'test',
      concurrency: 3,
      keyOf: ({ key }) => key,
      sequenceNumberOf: ({ sequenceNumber }) => sequenceNumber,
      idOf: ({ sequenceNumber }) => sequenceNumber,
      placeOf: () => ({}),
    },
    handle,
  );
}

const itemOf = (key: string, index: number): Item => ({
  key,
  sequenceNumber: String(4959033827149025660855969253836157109n + BigInt(index)),
});

describe('a handler of a stream', () => {
  it('reports every record that is not done, in the order of the batch', async () => {
    const handler = handlerOf(({ key }) => {
      if (key === 'poison') throw new Error('It fails.');
    });
    const records = ['a', 'poison', 'b', 'poison'].map(itemOf);
    const { result } = await captureOutput(() => invoke(handler, { Records: records }));
    expect(result).toEqual({
      batchItemFailures: [1, 3].map((index) => ({
        itemIdentifier: records[index]?.sequenceNumber,
      })),
    });
  });

  it('reports a record without a sequence number so that Lambda repeats the whole batch', async () => {
    const handler = handlerOf(() => {
      throw new Error('It fails.');
    });
    const record = { key: 'a' } as Item;
    const { result } = await captureOutput(() => invoke(handler, { Records: [record] }));
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] });
  });

  it('reports an empty list if all records are done', async () => {
    const handler = handlerOf(() => {});
    expect(await invoke(handler, { Records: [itemOf('a', 0)] })).toEqual({ batchItemFailures: [] });
  });

  it.each([{}, { Records: null }, { source: 'aws.events' }])(
    'fails for %j, which has no records, so that none counts as done',
    async (event) => {
      const run = invoke(
        handlerOf(() => {}),
        event as { Records: Item[] },
      );
      await expect(run).rejects.toThrow('This is no event for test.');
    },
  );
});

describe('a shard that Lambda reads', () => {
  beforeAll(() => logger.setLogLevel('SILENT'));
  afterAll(() => logger.setLogLevel('INFO'));

  it('handles each record at least once, in order per key, and skips none', async () => {
    await fc.assert(
      fc.asyncProperty(shard, async (given) => {
        const { records, handled, discarded } = await readShard(given);
        const isPoison = (item: Item) => given.records[records.indexOf(item)]?.fails === 'always';

        for (const item of records) {
          if (handled.includes(item)) continue;
          // Each discarded batch begins with a poison record of its own key.
          const piece = discarded.find((one) => one.includes(item)) ?? [];
          const before = piece.slice(0, piece.indexOf(item) + 1);
          expect(before.some((other) => other.key === item.key && isPoison(other))).toBe(true);
        }
        expect(handled.some(isPoison)).toBe(false);
        expect(records.filter(isPoison).every((one) => discarded.flat().includes(one))).toBe(true);

        for (const key of new Set(records.map((item) => item.key))) {
          const first = [...new Set(handled)].filter((item) => item.key === key);
          expect(first).toEqual(records.filter((item) => first.includes(item)));
        }
        if (given.environments === 'one') expect(new Set(handled).size).toBe(handled.length);
      }),
      { numRuns: 500 },
    );
  });

  it('skips an isolated poison record and the following records of its key', async () => {
    const ok = { key: 'a', fails: 0 } as const;
    const { records, handled, discarded } = await readShard({
      records: [ok, { key: 'a', fails: 'always' }, ok, { key: 'b', fails: 0 }, ok],
      environments: 'one',
      bisects: true,
      keepsCount: false,
    });
    expect(discarded).toEqual([[records[1]]]);
    expect(new Set(handled)).toEqual(new Set(records.toSpliced(1, 1)));
  });
});

const shard = fc.record({
  records: fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      /** How often it fails before it succeeds. */
      fails: fc.oneof(
        { weight: 5, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }) },
        { weight: 1, arbitrary: fc.constant('always' as const) },
      ),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  /** One execution environment, or a new one for each invocation, which remembers nothing. */
  environments: fc.constantFrom('one' as const, 'many' as const),
  bisects: fc.boolean(),
  /**
   * Whether the halves of a batch count retries from zero. The documentation of AWS does not say.
   */
  keepsCount: fc.boolean(),
});

type Shard = typeof shard extends fc.Arbitrary<infer Given> ? Given : never;

/** More than all temporary failures, so only a poison record uses up the retries. */
const RETRIES = 40;

/**
 * Reads a shard as Lambda does, one batch at a time. It resumes at the lowest reported sequence
 * number, and splits a batch whose first record failed, until its retries are used up.
 */
async function readShard({ records: given, environments, bisects, keepsCount }: Shard) {
  const records = given.map(({ key }, index) => itemOf(key, index));
  const failuresLeft = new Map(
    records.map((item, index) => {
      const fails = given[index]?.fails ?? 0;
      return [item, fails === 'always' ? Number.POSITIVE_INFINITY : fails];
    }),
  );
  const handled: Item[] = [];
  const discarded: Item[][] = [];
  const newHandler = () =>
    handlerOf(async (item) => {
      const left = failuresLeft.get(item) ?? 0;
      await null;
      if (left > 0) {
        failuresLeft.set(item, left - 1);
        throw new Error('It fails.');
      }
      handled.push(item);
    });
  let handler = newHandler();
  const waiting = [{ batch: records, retries: 0 }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { batch, retries } = next;
    if (environments === 'many') handler = newHandler();
    const failed = await lowestFailure(handler, batch);
    if (failed < 0) continue;
    if (failed > 0) {
      waiting.unshift({ batch: batch.slice(failed), retries: keepsCount ? retries + 1 : 0 });
    } else if (bisects && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      const count = keepsCount ? retries + 1 : 0;
      waiting.unshift(
        { batch: batch.slice(0, middle), retries: count },
        { batch: batch.slice(middle), retries: count },
      );
    } else if (retries < RETRIES) {
      waiting.unshift({ batch, retries: retries + 1 });
    } else {
      discarded.push(batch);
    }
  }
  return { records, handled, discarded };
}

async function lowestFailure(
  handler: Handler<{ Records: Item[] }, StreamBatchResponse>,
  batch: Item[],
): Promise<number> {
  const { batchItemFailures } = await invoke(handler, { Records: batch });
  const failed = batchItemFailures.map(({ itemIdentifier }) => BigInt(itemIdentifier));
  const [lowest] = failed.toSorted((one, other) => (one < other ? -1 : 1));
  return batch.findIndex(({ sequenceNumber }) => BigInt(sequenceNumber) === lowest);
}
