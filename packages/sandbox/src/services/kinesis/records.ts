import { recordKey } from '../../context/events/event-streams.js';
import type { ServiceContext } from '../../context/service-context.js';
import { hashPartitionKey } from './hash-keys.js';
import type { Shard, Stream } from './streams.js';

export type NewRecord = {
  readonly partitionKey: string;
  /** Chooses the shard instead of the partition key's hash. */
  readonly explicitHashKey: bigint | undefined;
  readonly data: Uint8Array;
};

export type KinesisRecord = {
  readonly position: number;
  readonly partitionKey: string;
  readonly data: Buffer;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
};

export type PutResult = { readonly ShardId: string; readonly SequenceNumber: string };

/** The records of all streams, in the order in which they arrived. */
export type KinesisRecords = {
  /** Stores all records or none. */
  add(stream: Stream, records: readonly NewRecord[]): readonly PutResult[];
  /** The position after the last record of all streams. */
  end(): number;
  /** The position of a shard's oldest record, or the end. */
  start(stream: Stream, shard: Shard): number;
  /** The position of a shard's first record that arrived at or after a time, or the end. */
  positionAt(stream: Stream, shard: Shard, time: number): number;
  read(
    stream: Stream,
    shard: Shard,
    from: number,
    limit: number,
  ): { readonly records: readonly KinesisRecord[]; readonly next: number };
  /** The arrival time of a shard's first record at or after a position. */
  arrivalAfter(stream: Stream, shard: Shard, position: number): number | undefined;
};

/** The largest size of one answer. */
const MAXIMUM_BYTES = 10 * 1024 * 1024;
const HOUR_MS = 60 * 60 * 1000;

export function openRecords({
  database,
  now,
  eventStreams,
  timeline,
}: ServiceContext): KinesisRecords {
  // AUTOINCREMENT never reuses a position, even when all records have been removed.
  database.exec(`
    CREATE TABLE IF NOT EXISTS kinesis_records (
      position INTEGER PRIMARY KEY AUTOINCREMENT, stream_id TEXT NOT NULL, shard_id TEXT NOT NULL,
      partition_key TEXT NOT NULL, data BLOB NOT NULL, arrived_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS kinesis_order ON kinesis_records (stream_id, shard_id, position);
    CREATE INDEX IF NOT EXISTS kinesis_age ON kinesis_records (stream_id, arrived_at);
  `);
  const insert = database.prepare(`
    INSERT INTO kinesis_records (stream_id, shard_id, partition_key, data, arrived_at)
    VALUES (?, ?, ?, ?, ?)`);
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'kinesis_records'");
  const first = database.prepare(`
    SELECT min(position) AS position FROM kinesis_records WHERE stream_id = ? AND shard_id = ?`);
  const firstSince = database.prepare(`
    SELECT min(position) AS position FROM kinesis_records
    WHERE stream_id = ? AND shard_id = ? AND arrived_at >= ?`);
  const select = database.prepare(`
    SELECT position, partition_key, data, arrived_at FROM kinesis_records
    WHERE stream_id = ? AND shard_id = ? AND position >= ? ORDER BY position LIMIT ?`);
  const forgetOld = database.prepare(
    'DELETE FROM kinesis_records WHERE stream_id = ? AND arrived_at <= ?',
  );

  const end = () => Number(last.get()?.seq ?? 0) + 1;
  const forget = ({ id, retentionHours }: Stream) =>
    forgetOld.run(id, now() - retentionHours * HOUR_MS);
  const positionOr = (row: { readonly position?: unknown } | undefined) =>
    typeof row?.position === 'number' ? row.position : end();

  return {
    end,
    add(stream, records) {
      const arrivedAt = now();
      const open = stream.shards.filter(({ closed }) => closed === undefined);
      database.exec('BEGIN');
      try {
        forget(stream);
        const results = records.map(({ partitionKey, explicitHashKey, data }) => {
          const hashKey = explicitHashKey ?? hashPartitionKey(partitionKey);
          const shard = open.find(({ range }) => range.start <= hashKey && hashKey <= range.end);
          if (!shard) throw new Error(`No shard of ${stream.name} takes the hash key ${hashKey}.`);
          const { lastInsertRowid } = insert.run(
            stream.id,
            shard.id,
            partitionKey,
            data,
            arrivedAt,
          );
          const number = sequenceNumber(Number(lastInsertRowid));
          timeline.causes.remember(recordKey('kinesis', number), timeline.current);
          return { ShardId: shard.id, SequenceNumber: number };
        });
        database.exec('COMMIT');
        eventStreams.written(stream.arn);
        return results;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    start(stream, shard) {
      forget(stream);
      return positionOr(first.get(stream.id, shard.id));
    },
    positionAt(stream, shard, time) {
      forget(stream);
      return positionOr(firstSince.get(stream.id, shard.id, Math.ceil(time)));
    },
    read(stream, shard, from, limit) {
      forget(stream);
      const records: KinesisRecord[] = [];
      let next = from;
      let bytes = 0;
      for (const row of select.iterate(stream.id, shard.id, from, limit)) {
        const data = Buffer.from(row.data as Uint8Array);
        bytes += data.length;
        if (bytes > MAXIMUM_BYTES && records.length > 0) break;
        const position = Number(row.position);
        records.push({
          position,
          partitionKey: String(row.partition_key),
          data,
          arrivedAt: Number(row.arrived_at),
        });
        next = position + 1;
      }
      return { records, next };
    },
    arrivalAfter(stream, shard, position) {
      const row = select.get(stream.id, shard.id, position, 1);
      return row && Number(row.arrived_at);
    },
  };
}

/** Sequence numbers have 56 digits. */
const FIRST_SEQUENCE_NUMBER = 49n * 10n ** 54n;

export function sequenceNumber(position: number): string {
  return String(FIRST_SEQUENCE_NUMBER + BigInt(position));
}

/** The position of a sequence number. `undefined` for text that is not one of this sandbox. */
export function positionOf(text: string): number | undefined {
  if (!/^[1-9]\d{55}$/.test(text)) return undefined;
  const position = BigInt(text) - FIRST_SEQUENCE_NUMBER;
  return position < 0n || position > Number.MAX_SAFE_INTEGER ? undefined : Number(position);
}
