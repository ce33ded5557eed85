import { OptionsError, type RecordInvocation } from '@amplify-recipes/core';
import { type KinesisRecordOverrides, kinesisStreamEvent } from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { KinesisStreamHandler } from 'aws-lambda';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type KinesisRecord, type KinesisStreamOptions, kinesisStream } from './recipe.js';

/** Runs a handler. Returns the indexes of the failed records, and the log. */
async function run(options: Partial<KinesisStreamOptions>, records: KinesisRecordOverrides[]) {
  const seen: KinesisRecord<unknown>[] = [];
  const handler = kinesisStream({
    decode: 'json',
    onRecord: (record: KinesisRecord<unknown>) => seen.push(record),
    ...options,
  });
  const event = kinesisStreamEvent(records);
  const { result, error, text, lines } = await answerOf(handler, event);
  expect(error).toBeUndefined();
  const sequenceNumbers = event.Records.map(({ kinesis }) => kinesis?.sequenceNumber);
  const failed = result?.batchItemFailures.map(({ itemIdentifier }) =>
    sequenceNumbers.indexOf(itemIdentifier),
  );
  return { seen, failed, text, lines };
}

/** A record with these data in the event, not encoded. */
const raw = (data: unknown, partitionKey = 'poison') =>
  ({ kinesis: { data, partitionKey } }) as KinesisRecordOverrides;

describe('kinesis-stream', () => {
  it('passes the data and the properties of the record', async () => {
    const { seen, failed } = await run({}, [
      { data: { clicked: 'buy' }, kinesis: { partitionKey: 'ada' } },
    ]);
    expect(failed).toEqual([]);
    expect(seen).toEqual([
      {
        data: { clicked: 'buy' },
        partitionKey: 'ada',
        sequenceNumber: '49590338271490256608559692538361571095921575989136000000',
        eventID: expect.stringMatching(/^shardId-000000000000:4959/),
        arrivedAt: new Date(1795342272345),
        eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
      },
    ]);
  });

  it.each([
    ['json', { a: [1, null] }, { a: [1, null] }],
    ['json', '"text"', 'text'],
    ['text', 'Zoë 🌹', 'Zoë 🌹'],
    ['text', '', ''],
    ['text', '\uFEFFbyte order mark', '\uFEFFbyte order mark'],
    ['binary', new Uint8Array([0, 255, 128]), new Uint8Array([0, 255, 128])],
    ['binary', new Uint8Array(), new Uint8Array()],
  ] as const)('reads %s: %j', async (decode, data, expected) => {
    const { seen, failed } = await run({ decode }, [{ data }]);
    expect(failed).toEqual([]);
    expect(seen[0]?.data).toEqual(expected);
  });

  it.each<[string, Partial<KinesisStreamOptions>, KinesisRecordOverrides, string]>([
    ['data that are not base64', { decode: 'binary' }, raw('YWRh!'), 'The data are not base64.'],
    ['base64 that is cut', { decode: 'binary' }, raw('YWR'), 'The data are not base64.'],
    ['base64 that ends early', { decode: 'binary' }, raw('YQ==YWRh'), 'The data are not base64.'],
    ['no data', { decode: 'binary' }, raw(null), 'The record has no data.'],
    ['a number as data', { decode: 'binary' }, raw(1), 'The record has no data.'],
    ['text that is not UTF-8', { decode: 'text' }, raw('/w=='), 'The data are not UTF-8.'],
    ['JSON that is not UTF-8', {}, raw('Iv8i'), 'The data are not UTF-8.'],
    [
      'JSON that is cut',
      {},
      { data: '{"name":"Ada Lovel', kinesis: { partitionKey: 'poison' } },
      'The data are not JSON.',
    ],
    ['nothing for JSON', {}, raw(''), 'The data are not JSON.'],
    [
      'data that do not match the schema',
      { schema: v.object({ clicked: v.picklist(['buy']) }) },
      { data: { clicked: 'Ada Lovelace' }, kinesis: { partitionKey: 'poison' } },
      'The data is not what the schema expects: clicked.',
    ],
  ])('reports %s as failed, runs the rest, and logs no data', async (_, options, poison, said) => {
    const good = { data: { clicked: 'buy' }, kinesis: { partitionKey: 'good' } };
    const { seen, failed, text, lines } = await run(options, [good, poison, good]);
    expect(failed).toEqual([1]);
    expect(seen).toHaveLength(2);
    expect(text).not.toContain('Ada');
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'kinesis-stream failed',
      eventID: expect.stringMatching(/^shardId-000000000000:4959\d{52}$/),
      error: { name: 'RecordError', message: said },
    });
  });

  it('reports an invalid record, and runs the rest', async () => {
    const { seen, failed } = await run({}, [{ kinesis: undefined }, {}]);
    expect(failed).toEqual([-1]);
    expect(seen).toHaveLength(1);
  });

  it('stops only the partition key of a failed record', async () => {
    const { failed } = await run(
      {
        onRecord: async ({ data }) => {
          if (data === 'fails') throw new Error('It fails.');
        },
      },
      ['a:1', 'b:1', 'a:fails', 'b:2', 'a:3'].map((text) => {
        const [partitionKey = '', value] = text.split(':');
        return { data: JSON.stringify(value), kinesis: { partitionKey } };
      }),
    );
    expect(failed).toEqual([2, 4]);
  });

  it('logs no partition key: it may be an address', async () => {
    const { text } = await run(
      {
        onRecord: () => {
          throw new Error('It fails.');
        },
      },
      [{ kinesis: { partitionKey: 'Ada Lovelace' } }],
    );
    expect(text).toContain('recipe.test.ts');
    expect(text).not.toContain('It fails.');
    expect(text).not.toContain('Ada');
  });

  it('passes the output of an asynchronous schema', async () => {
    const schema = v.pipeAsync(
      v.object({ clicked: v.string() }),
      v.transformAsync(async ({ clicked }) => clicked.toUpperCase()),
    );
    const { seen } = await run({ schema }, [{}]);
    expect(seen[0]?.data).toBe('BUY');
  });

  it('passes the signal and the context of the invocation', async () => {
    let given: RecordInvocation | undefined;
    const onRecord = (_record: unknown, invocation: RecordInvocation) => {
      given = invocation;
    };
    await run({ onRecord }, [{}]);
    expect(given?.signal.aborted).toBe(false);
    expect(given?.context.functionName).toContain('recipe-lambda');
  });

  it('decodes any bytes and texts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array(), fc.string({ unit: 'grapheme' })), { minLength: 1 }),
        async (all) => {
          const { seen } = await run(
            { decode: 'binary' },
            all.map((data) => ({ data })),
          );
          expect(seen.map(({ data }) => Buffer.from(data as Uint8Array))).toEqual(
            all.map((data) => Buffer.from(data)),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each<[string, object, string]>([
    ['no handler', { decode: 'json' }, 'onRecord is missing.'],
    ['a handler that is not a function', { decode: 'json', onRecord: 'x' }, 'Give a function.'],
    ['no decoding', { onRecord: () => {} }, 'decode is missing.'],
    ['another decoding', { decode: 'avro', onRecord: () => {} }, 'decode is not valid.'],
    ['an invalid schema', { schema: {} }, 'Give a schema that speaks Standard Schema'],
    ['no concurrency', { concurrency: 0 }, 'concurrency is not valid.'],
    ['half a concurrency', { concurrency: 1.5 }, 'concurrency is not valid.'],
    ['an unknown option', { batchSize: 10 }, 'batchSize is not an option'],
  ])('refuses %s before the first event', (_, changes, problem) => {
    const isWhole = Object.keys(changes).some((key) => ['onRecord', 'decode'].includes(key));
    const options = isWhole ? changes : { decode: 'json', onRecord: () => {}, ...changes };
    const define = () => kinesisStream(options as KinesisStreamOptions);
    expect(define).toThrow(OptionsError);
    expect(define).toThrow(problem);
  });

  it('types the data by the decoding and the schema', () => {
    kinesisStream({ decode: 'json', onRecord: ({ data }) => expectTypeOf(data).toBeUnknown() });
    kinesisStream({ decode: 'text', onRecord: ({ data }) => expectTypeOf(data).toBeString() });
    kinesisStream({
      decode: 'binary',
      onRecord: ({ data }) => expectTypeOf(data).toEqualTypeOf<Uint8Array>(),
    });
    const handler = kinesisStream({
      decode: 'json',
      schema: v.object({ at: v.pipe(v.string(), v.toDate()) }),
      onRecord: async ({ data }) => expectTypeOf(data).toEqualTypeOf<{ at: Date }>(),
    });
    expectTypeOf(handler).toExtend<KinesisStreamHandler>();
    // @ts-expect-error This decoding does not exist.
    expect(() => kinesisStream({ decode: 'avro', onRecord: () => {} })).toThrow(OptionsError);
  });
});
