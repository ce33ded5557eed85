import type { DatabaseSync } from 'node:sqlite';
import { parseJson } from '../../protocols/json-value.js';
import type { InvokeRequest } from './execution/invoke-function.js';

/** An asynchronous invocation that has not ended. */
export type QueuedEvent = {
  readonly id: string;
  readonly functionName: string;
  readonly request: Omit<InvokeRequest, 'requestId'>;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  readonly failures: number;
  readonly throttles: number;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** The entry of the timeline that sent it, in the same run of the sandbox. */
  readonly cause?: number | undefined;
};

/** The events that have not ended, in the sandbox's database. */
export function openAsyncQueue(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS lambda_async_events (
      position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
      function TEXT NOT NULL, function_arn TEXT NOT NULL, payload BLOB NOT NULL, source TEXT,
      client_context TEXT, accepted_at INTEGER NOT NULL, failures INTEGER NOT NULL,
      throttles INTEGER NOT NULL, due_at INTEGER NOT NULL
    ) STRICT`);
  const insert = database.prepare(`
    INSERT INTO lambda_async_events (id, function, function_arn, payload, source, client_context,
      accepted_at, failures, throttles, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = database.prepare(`
    UPDATE lambda_async_events SET failures = ?, throttles = ?, due_at = ? WHERE id = ?`);
  const remove = database.prepare('DELETE FROM lambda_async_events WHERE id = ?');
  const select = database.prepare('SELECT * FROM lambda_async_events ORDER BY position');
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

  return {
    add({ id, functionName, request, acceptedAt, failures, throttles, dueAt }: QueuedEvent): void {
      const { functionArn, payload, source, clientContext } = request;
      const about = [id, functionName, functionArn, payload, source ?? null, clientContext ?? null];
      insert.run(...about, acceptedAt, failures, throttles, dueAt);
    },
    update({ id, failures, throttles, dueAt }: QueuedEvent): void {
      update.run(failures, throttles, dueAt, id);
    },
    remove(id: string): void {
      remove.run(id);
    },
    /** In the order in which they were accepted. */
    all: (): readonly QueuedEvent[] =>
      select.all().map((row) => {
        const payload = Buffer.from(row.payload as Uint8Array);
        return {
          id: String(row.id),
          functionName: String(row.function),
          request: {
            payload,
            event: parseJson(payload),
            functionArn: String(row.function_arn),
            source: textOf(row.source),
            clientContext: textOf(row.client_context),
          },
          acceptedAt: Number(row.accepted_at),
          failures: Number(row.failures),
          throttles: Number(row.throttles),
          dueAt: Number(row.due_at),
        };
      }),
  };
}
