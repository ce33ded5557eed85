import { reportToS3 } from '@amplify-recipes/scheduled';

type Order = { id: number; text: string };

/** Rows of 20 MiB in all. Fails after the given row. */
function* orders(failsAfter: number): Generator<Order> {
  for (let id = 0; id < 20_480; id += 1) {
    if (id === failsAfter) throw new Error('The table is gone.');
    yield { id, text: 'x'.repeat(1000) };
  }
}

export const handler = reportToS3({
  format: 'ndjson',
  key: ({ iso }) => `reports/${iso}.ndjson`,
  rows: ({ detail }) => orders(Number(Object(detail).failsAfter)),
});
