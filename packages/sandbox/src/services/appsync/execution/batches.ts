import type { DataSource, DataSourceCall } from '../data-sources/data-source.js';
import type { ResolverStep } from '../resolvers/resolver.js';
import { isJsonObject } from '../../../protocols/json-value.js';

type Waiting = {
  readonly request: unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
};

/**
 * Collects the requests of one step for the fields of a list, and sends them in batches.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html#advanced-use-case-batching
 */
export function createBatches(): { send(step: ResolverStep, request: unknown): Promise<unknown> } {
  const waiting = new Map<ResolverStep, Waiting[]>();
  const flush = (step: ResolverStep, dataSource: DataSource) => {
    const all = waiting.get(step) ?? [];
    waiting.delete(step);
    for (let start = 0; start < all.length; start += step.maxBatchSize) {
      void sendBatch(dataSource, all.slice(start, start + step.maxBatchSize));
    }
  };
  return {
    send(step, request) {
      const { dataSource } = step;
      if (!dataSource) return Promise.resolve(null);
      const isBatch = isJsonObject(request) && request.operation === 'BatchInvoke';
      if (!isBatch || step.maxBatchSize === 0 || !dataSource.invokeBatch) {
        return dataSource.invoke(request);
      }
      return new Promise((resolve, reject) => {
        const others = waiting.get(step);
        if (others) {
          others.push({ request, resolve, reject });
          return;
        }
        waiting.set(step, [{ request, resolve, reject }]);
        // The resolvers of the other fields of a list run before this.
        setImmediate(() => flush(step, dataSource));
      });
    },
  };
}

async function sendBatch(dataSource: DataSource, batch: readonly Waiting[]): Promise<void> {
  try {
    const results = await dataSource.invokeBatch?.(batch.map(({ request }) => request));
    batch.forEach(({ resolve, reject }, index) => {
      const result = results?.[index];
      if (result?.error) reject(result.error);
      else resolve(result?.value ?? null);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
