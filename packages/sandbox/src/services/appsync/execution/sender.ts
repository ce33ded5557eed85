import { isJsonObject } from '../../../protocols/json-value.js';
import type { DataSource, DataSourceCall } from '../data-sources/data-source.js';
import type { ResolverStep } from '../resolvers/resolver.js';

type Waiting = {
  readonly request: unknown;
  readonly call: DataSourceCall;
  resolve(value: unknown): void;
  reject(error: unknown): void;
};

/** Sends the requests of the steps of one operation to their data sources. */
export type Sender = (
  step: ResolverStep,
  request: unknown,
  call: DataSourceCall,
) => Promise<unknown>;

/**
 * Creates a sender that collects the requests of one step for the fields of a list, and sends them
 * in batches.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html#advanced-use-case-batching
 */
export function createSender(): Sender {
  const waiting = new Map<ResolverStep, Waiting[]>();
  const flush = (step: ResolverStep, dataSource: DataSource) => {
    const all = waiting.get(step) ?? [];
    waiting.delete(step);
    for (let start = 0; start < all.length; start += step.maxBatchSize) {
      void sendBatch(dataSource, all.slice(start, start + step.maxBatchSize));
    }
  };
  return (step, request, call) => {
    const { dataSource } = step;
    if (!dataSource) return Promise.resolve(null);
    const isBatch = isJsonObject(request) && request.operation === 'BatchInvoke';
    if (!isBatch || step.maxBatchSize === 0 || !dataSource.invokeBatch) {
      return dataSource.invoke(request, call);
    }
    return new Promise((resolve, reject) => {
      const entry = { request, call, resolve, reject };
      const others = waiting.get(step);
      if (others) {
        others.push(entry);
        return;
      }
      waiting.set(step, [entry]);
      // The resolvers of the other fields of a list run before this.
      setImmediate(() => flush(step, dataSource));
    });
  };
}

async function sendBatch(dataSource: DataSource, batch: readonly Waiting[]): Promise<void> {
  const [first] = batch;
  if (!first || !dataSource.invokeBatch) return;
  try {
    const requests = batch.map(({ request }) => request);
    const results = await dataSource.invokeBatch(requests, first.call);
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] ?? null);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
