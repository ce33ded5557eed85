/**
 * Compares the recipe with the documentation's sample and with Powertools Batch, on a batch of
 * 1,000 Kinesis records: once with 5 ms of I/O for each record, once with a trivial handler. All
 * decode their JSON, and take turns in one process. The sample handles one record after the other.
 * Powertools Batch starts all records at once, in no order. If the order of a key matters, only the
 * recipe and the sample can be compared.
 */
import { kinesisStreamEvent, lambdaContext } from '@amplify-recipes/core/testing';
import { kinesisStream } from '@amplify-recipes/streams';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type {
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  KinesisStreamRecord,
} from 'aws-lambda';
import { median, printTable } from './measure.ts';

const RECORDS = 1000;
const KEYS = 100;
const event = kinesisStreamEvent(
  Array.from({ length: RECORDS }, (_, index) => ({
    data: { clicked: 'buy', index },
    kinesis: { partitionKey: `visitor-${index % KEYS}` },
  })),
);
const context = lambdaContext({ getRemainingTimeInMillis: () => 60_000 });
const inputOutput = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
let sum = 0;
const decoded = ({ kinesis }: KinesisStreamRecord): { index: number } =>
  JSON.parse(Buffer.from(kinesis.data, 'base64').toString('utf-8'));
const count = ({ index }: { index: number }) => {
  sum += index;
};

type Run = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

/** The documentation's loop, without its logger. */
const sequential =
  (work: (data: { index: number }) => unknown): Run =>
  async ({ Records }) => {
    for (const record of Records) {
      try {
        await work(decoded(record));
      } catch {
        return { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };

const recipe = (work: (data: { index: number }) => unknown): Run => {
  const handler = kinesisStream({
    decode: 'json',
    onRecord: ({ data }) => work(data as { index: number }),
  });
  return async (given) => (await handler(given, context, () => {})) ?? { batchItemFailures: [] };
};

const processor = new BatchProcessor(EventType.KinesisDataStreams);
const powertools =
  (work: (data: { index: number }) => unknown): Run =>
  (given) =>
    processPartialResponse(
      given,
      async (record: KinesisStreamRecord) => work(decoded(record)),
      processor,
      { context },
    );

const withInputOutput = await race(3, {
  'the recipe': recipe(inputOutput),
  "the documentation's loop": sequential(inputOutput),
  'Powertools Batch': powertools(inputOutput),
});
report(
  `${RECORDS} records of ${KEYS} keys with 5 ms of I/O each, Node.js ${process.versions.node}`,
  withInputOutput,
);

const trivial = await race(300, {
  'the recipe, synchronous': recipe(count),
  'the recipe, async': recipe(async (data) => count(data)),
  "the documentation's loop": sequential(count),
  'Powertools Batch': powertools(count),
});
report(`${RECORDS} records with a trivial handler`, trivial);

/** Returns the median of all rounds for each run, in milliseconds. */
async function race(rounds: number, runs: Record<string, Run>): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      const begin = performance.now();
      const { batchItemFailures } = await run(event);
      times.get(name)?.push(performance.now() - begin);
      if (batchItemFailures.length > 0) throw new Error(`${name} failed.`);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function report(title: string, times: ReadonlyMap<string, number>): void {
  const [[first = '', own = Number.NaN] = []] = times;
  printTable(title, [
    ['', 'ms', 'records/s'],
    ...[...times].map(([name, time]) => [name, time, Math.round((RECORDS / time) * 1000)]),
  ]);
  for (const [name, time] of [...times].slice(1)) {
    console.log(`  ${name} takes ${(time / own).toPrecision(3)} times as long as ${first}.`);
  }
}

if (sum === 0) throw new Error('The trivial handlers did not run.');
