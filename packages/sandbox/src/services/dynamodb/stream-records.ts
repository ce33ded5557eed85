import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { recordKey } from '../../context/events/event-streams.js';
import type { ServiceContext } from '../../context/service-context.js';
import { type Item, itemBytes } from '../../protocols/attribute-value.js';
import type { ItemChange } from './session.js';
import { keyOf, type StreamViewType, streamArn, type Table } from './table.js';

/** A change of an item, as `GetRecords` returns it. */
export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  /** Only for an item that expired. */
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string };
};

/** The records of all streams, in the order of the writes. */
export type StreamRecords = {
  /** Stores a write in the same transaction, if its table has a stream. */
  add(change: ItemChange): void;
  /** The position after the last record of all streams. */
  end(): number;
  /** The position of a table's oldest record, or the end. */
  start(table: Table): number;
  /** Returns records from a position on, and the position after them. */
  read(
    table: Table,
    from: number,
    limit: number,
  ): { readonly records: readonly StreamRecord[]; readonly next: number };
};

/** How long a record is kept, in milliseconds. */
const LIFE_MS = 24 * 60 * 60 * 1000;
/** The largest size of one answer. */
const MAXIMUM_BYTES = 1024 * 1024;

export function openStreamRecords(context: ServiceContext): StreamRecords {
  const { database, now, region, eventStreams, timeline } = context;
  // AUTOINCREMENT never reuses a position, even when all records have been removed.
  database.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
      position INTEGER PRIMARY KEY AUTOINCREMENT, table_id TEXT NOT NULL,
      at INTEGER NOT NULL, record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS dynamodb_stream_order
      ON dynamodb_stream_records (table_id, position);
    CREATE INDEX IF NOT EXISTS dynamodb_stream_age ON dynamodb_stream_records (at);
  `);
  const insert = database.prepare(
    'INSERT INTO dynamodb_stream_records (table_id, at, record) VALUES (?, ?, ?)',
  );
  const last = database.prepare(
    "SELECT seq FROM sqlite_sequence WHERE name = 'dynamodb_stream_records'",
  );
  const first = database.prepare(
    'SELECT min(position) AS position FROM dynamodb_stream_records WHERE table_id = ?',
  );
  const select = database.prepare(`
    SELECT position, record FROM dynamodb_stream_records
    WHERE table_id = ? AND position >= ? ORDER BY position LIMIT ?`);
  const forget = database.prepare('DELETE FROM dynamodb_stream_records WHERE at <= ?');
  const end = () => Number(last.get()?.seq ?? 0) + 1;

  return {
    end,
    start(table) {
      forget.run(now() - LIFE_MS);
      const position = first.get(table.id)?.position;
      return typeof position === 'number' ? position : end();
    },
    add(change) {
      const stream = change.table.definition.StreamSpecification;
      if (!stream?.StreamEnabled || !stream.StreamViewType) return;
      // A write that changes nothing leaves no record.
      if (isDeepStrictEqual(plain(change.oldItem), plain(change.newItem))) return;
      const at = now();
      forget.run(at - LIFE_MS);
      const record = toRecord(change, stream.StreamViewType, at);
      const { lastInsertRowid } = insert.run(change.table.id, at, JSON.stringify(record));
      const number = sequenceNumber(Number(lastInsertRowid));
      timeline.causes.remember(recordKey('dynamodb', number), timeline.current);
      eventStreams.written(streamArn(context, change.table.definition.TableName));
    },
    read(table, from, limit) {
      const records: StreamRecord[] = [];
      let next = from;
      let bytes = 0;
      for (const row of select.iterate(table.id, from, limit)) {
        const text = String(row.record);
        bytes += text.length;
        if (bytes > MAXIMUM_BYTES && records.length > 0) return { records, next };
        const position = Number(row.position);
        const record = JSON.parse(text) as StreamRecord;
        const dynamodb = { ...record.dynamodb, SequenceNumber: sequenceNumber(position) };
        records.push({ ...record, awsRegion: region, dynamodb });
        next = position + 1;
      }
      return { records, next };
    },
  };
}

/** Sequence numbers have at least 21 digits. */
const FIRST_SEQUENCE_NUMBER = 100_000_000_000_000_000_000n;

export function sequenceNumber(position: number): string {
  return String(FIRST_SEQUENCE_NUMBER + BigInt(position));
}

/** The position of a sequence number. `undefined` for text that is not one. */
export function positionOf(text: string): number | undefined {
  if (!/^\d{21,40}$/.test(text)) return undefined;
  const position = BigInt(text) - FIRST_SEQUENCE_NUMBER;
  return position < 0n || position > Number.MAX_SAFE_INTEGER ? undefined : Number(position);
}

/** A record without the values that depend on its position: the sequence number and the region. */
function toRecord({ table, oldItem, newItem, by }: ItemChange, view: StreamViewType, at: number) {
  const keys = keyOf(table.definition, newItem ?? oldItem ?? {});
  const newImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? newItem : undefined;
  const oldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? oldItem : undefined;
  return {
    eventID: randomUUID().replaceAll('-', ''),
    eventName: oldItem === undefined ? 'INSERT' : newItem === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SizeBytes: [keys, newImage ?? {}, oldImage ?? {}].reduce(
        (sum, item) => sum + itemBytes(item),
        0,
      ),
      StreamViewType: view,
    },
    ...(by === 'time-to-live' && {
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
    }),
  };
}

/** Without prototypes and without members that JSON omits. */
function plain(item: Item | undefined): unknown {
  return item === undefined ? undefined : JSON.parse(JSON.stringify(item));
}
