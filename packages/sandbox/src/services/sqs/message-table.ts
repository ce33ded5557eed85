import type { DatabaseSync } from 'node:sqlite';
import type { PeekedMessage } from './message.js';

/** Opens the messages of all queues, and prepares the statements that read and change them. */
export function openMessageTable(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS sqs_messages (
      position INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL,
      body TEXT NOT NULL, attributes TEXT, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
      first_received_at INTEGER, receives INTEGER NOT NULL, receipt_handle TEXT,
      earlier_receives INTEGER NOT NULL DEFAULT 0, source TEXT
    ) STRICT;
  `);
  addColumns(database);
  database.exec(`
    CREATE INDEX IF NOT EXISTS sqs_order ON sqs_messages (queue, visible_at, position);
    CREATE INDEX IF NOT EXISTS sqs_receipts ON sqs_messages (receipt_handle);
  `);
  return {
    insert: database.prepare(`
      INSERT INTO sqs_messages (queue, id, body, attributes, sent_at, visible_at, receives)
      VALUES (?, ?, ?, ?, ?, ?, 0)`),
    selectVisible: database.prepare(`
      SELECT * FROM sqs_messages WHERE queue = ? AND visible_at <= ? ORDER BY position LIMIT ?`),
    selectAll: database.prepare(
      'SELECT * FROM sqs_messages WHERE queue = ? ORDER BY position LIMIT ?',
    ),
    renew: database.prepare(`
      UPDATE sqs_messages SET queue = ?1, id = ?2, visible_at = ?3, sent_at = ?3, receives = 0,
        earlier_receives = 0, source = NULL, first_received_at = NULL, receipt_handle = NULL
      WHERE position = ?4`),
    selectWorn: database.prepare(`
      SELECT * FROM sqs_messages WHERE queue = ? AND visible_at <= ? AND receives >= ?`),
    bury: database.prepare(`
      UPDATE sqs_messages SET queue = ?, source = ?, receives = 0,
        earlier_receives = earlier_receives + receives, receipt_handle = NULL
      WHERE position = ?`),
    take: database.prepare(`
      UPDATE sqs_messages SET visible_at = ?, receives = ?, first_received_at = ?, receipt_handle = ?
      WHERE position = ?`),
    remove: database.prepare('DELETE FROM sqs_messages WHERE queue = ? AND receipt_handle = ?'),
    setVisible: database.prepare(`
      UPDATE sqs_messages SET visible_at = ?
      WHERE queue = ? AND receipt_handle = ? AND visible_at > ?`),
    purge: database.prepare('DELETE FROM sqs_messages WHERE queue = ?'),
    forget: database.prepare('DELETE FROM sqs_messages WHERE queue = ? AND sent_at <= ?'),
    count: database.prepare(`
      SELECT count(*) AS everything, sum(visible_at <= ?1) AS visible,
        sum(visible_at > ?1 AND receives + earlier_receives = 0) AS delayed
      FROM sqs_messages WHERE queue = ?2`),
    selectHandle: database.prepare(
      'SELECT 1 FROM sqs_messages WHERE queue = ? AND receipt_handle = ?',
    ),
  };
}

/** The state of an earlier version has a table without the columns of dead letters. */
function addColumns(database: DatabaseSync): void {
  const known = database.prepare("SELECT name FROM pragma_table_info('sqs_messages')").all();
  if (known.some(({ name }) => name === 'source')) return;
  database.exec(`
    ALTER TABLE sqs_messages ADD COLUMN earlier_receives INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sqs_messages ADD COLUMN source TEXT;
  `);
}

type Row = Readonly<Record<string, unknown>>;

/** The message of a row, as the table has it. */
export function messageOf(row: Row): Omit<PeekedMessage, 'visible'> {
  return {
    id: String(row.id),
    body: String(row.body),
    attributes: row.attributes === null ? undefined : String(row.attributes),
    sentAt: Number(row.sent_at),
    receives: Number(row.receives) + Number(row.earlier_receives),
    sourceArn: row.source === null ? undefined : String(row.source),
  };
}
