import type { Store } from './store.js';
import { keyOf } from './table.js';
import type { Tables } from './tables.js';
import { writeItem } from './write-item.js';

const SWEEP_EVERY_MS = 1000;
/** Items that expired longer ago are kept, as in AWS: their value is probably not a time. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;

export type ExpirySweep = { stop(): void };

/**
 * Removes expired items in the background.
 *
 * @param now Milliseconds since 1970.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function startExpirySweep(store: Store, tables: Tables, now: () => number): ExpirySweep {
  const timer = setInterval(() => {
    for (const name of tables.names()) {
      const { definition, timeToLive } = tables.get(name);
      if (timeToLive === undefined) continue;
      const seconds = Math.floor(now() / 1000);
      const expired = store.expired(name, seconds - OLDEST_SECONDS, seconds);
      if (expired.length === 0) continue;
      store.transaction(() => {
        for (const item of expired) {
          const input = { TableName: name, Key: keyOf(definition, item) };
          writeItem(tables, 'DeleteItem', input, 'time-to-live');
        }
      });
    }
  }, SWEEP_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
