import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Message, PeekedMessage } from './message.js';
import { recordDeadLetter, rememberSender } from './message-entries.js';
import { type Queue, readQueues } from './queue.js';
import { createReceiptHandle } from './receipt-handles.js';

/** The queues of the template, and their messages. */
export type Queues = {
  /** The queues by name, sorted. */
  all(): readonly Queue[];
  find(name: string): Queue | undefined;
  /** @returns The message's id. */
  send(queue: Queue, body: string, attributes?: string, delaySeconds?: number): string;
  /** The oldest messages, which stay as they are. */
  peek(queue: Queue, limit: number): readonly PeekedMessage[];
  /** The queues that have a queue as their dead-letter queue, sorted by name. */
  sourcesOf(deadLetters: Queue): readonly Queue[];
  /**
   * Moves messages to other queues, as new messages.
   *
   * @param to The queue for the messages from a source queue. Messages without one stay.
   * @returns The number of messages that were moved.
   */
  move(from: Queue, to: (sourceArn: string | undefined) => Queue | undefined): number;
  /**
   * Receives visible messages, and hides them until their visibility timeout. Messages that were
   * received too often move to the dead-letter queue first.
   */
  receive(queue: Queue, limit: number, visibilityTimeoutSeconds: number): readonly Message[];
  remove(queue: Queue, receiptHandle: string): void;
  /** Whether the handle is the latest one of a message. */
  findByHandle(queue: Queue, receiptHandle: string): boolean;
  /** @returns Whether the message exists and is not visible. */
  changeVisibility(queue: Queue, receiptHandle: string, seconds: number): boolean;
  purge(queue: Queue): void;
  count(queue: Queue): {
    readonly visible: number;
    readonly taken: number;
    /** The number of messages that still wait for their delay. */
    readonly delayed: number;
  };
  /**
   * Waits for a message, and at most for a time in milliseconds. It may return earlier without one.
   */
  wait(milliseconds: number): Promise<void>;
  /**
   * Waits until a message of a queue may be visible, for the signal, and at most for a time in
   * milliseconds. An empty queue is not looked at until it gets a message.
   */
  waitFor(queue: Queue, signal: AbortSignal, milliseconds?: number): Promise<void>;
  deploy(graph: ResourceGraph): void;
  stop(): void;
};

const POLL_MS = 100;

export function openQueues(context: ServiceContext): Queues {
  const { database, now } = context;
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
  const insert = database.prepare(`
    INSERT INTO sqs_messages (queue, id, body, attributes, sent_at, visible_at, receives)
    VALUES (?, ?, ?, ?, ?, ?, 0)`);
  const selectVisible = database.prepare(`
    SELECT * FROM sqs_messages WHERE queue = ? AND visible_at <= ? ORDER BY position LIMIT ?`);
  const selectAll = database.prepare(
    'SELECT * FROM sqs_messages WHERE queue = ? ORDER BY position LIMIT ?',
  );
  const renew = database.prepare(`
    UPDATE sqs_messages SET queue = ?1, id = ?2, visible_at = ?3, sent_at = ?3, receives = 0,
      earlier_receives = 0, source = NULL, first_received_at = NULL, receipt_handle = NULL
    WHERE position = ?4`);
  const selectWorn = database.prepare(`
    SELECT * FROM sqs_messages WHERE queue = ? AND visible_at <= ? AND receives >= ?`);
  const bury = database.prepare(`
    UPDATE sqs_messages SET queue = ?, source = ?, receives = 0,
      earlier_receives = earlier_receives + receives, receipt_handle = NULL
    WHERE position = ?`);
  const take = database.prepare(`
    UPDATE sqs_messages SET visible_at = ?, receives = ?, first_received_at = ?, receipt_handle = ?
    WHERE position = ?`);
  const remove = database.prepare(
    'DELETE FROM sqs_messages WHERE queue = ? AND receipt_handle = ?',
  );
  const setVisible = database.prepare(`
    UPDATE sqs_messages SET visible_at = ?
    WHERE queue = ? AND receipt_handle = ? AND visible_at > ?`);
  const purge = database.prepare('DELETE FROM sqs_messages WHERE queue = ?');
  const forget = database.prepare('DELETE FROM sqs_messages WHERE queue = ? AND sent_at <= ?');
  const count = database.prepare(`
    SELECT count(*) AS everything, sum(visible_at <= ?1) AS visible,
      sum(visible_at > ?1 AND receives + earlier_receives = 0) AS delayed
    FROM sqs_messages WHERE queue = ?2`);
  const selectHandle = database.prepare(
    'SELECT 1 FROM sqs_messages WHERE queue = ? AND receipt_handle = ?',
  );

  let queues: ReadonlyMap<string, Queue> = new Map();
  const waiting = new Set<() => void>();
  const forgetOld = ({ name, retentionSeconds }: Queue) =>
    forget.run(name, now() - retentionSeconds * 1000);

  const countOf = (queue: Queue) => {
    forgetOld(queue);
    const row = count.get(now(), queue.name);
    return {
      everything: Number(row?.everything ?? 0),
      visible: Number(row?.visible ?? 0),
      delayed: Number(row?.delayed ?? 0),
    };
  };
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  const all = () => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

  /** The enqueue time of a message stays, so that its retention does not begin again. */
  const moveWorn = ({ name, arn, redrivePolicy }: Queue) => {
    if (!redrivePolicy) return;
    const { deadLetterTargetArn, maxReceiveCount } = redrivePolicy;
    const target = all().find((queue) => queue.arn === deadLetterTargetArn);
    if (!target) return;
    const worn = selectWorn.all(name, now(), maxReceiveCount);
    for (const row of worn) {
      bury.run(target.name, arn, row.position ?? null);
      recordDeadLetter(context.timeline, target, messageOf(row));
    }
    if (worn.length > 0) wakeAll();
  };

  return {
    all,
    find: (name) => queues.get(name),
    sourcesOf: ({ arn }) =>
      all().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === arn),
    send(queue, body, attributes, delaySeconds = queue.delaySeconds) {
      const id = randomUUID();
      const sentAt = now();
      insert.run(queue.name, id, body, attributes ?? null, sentAt, sentAt + delaySeconds * 1000);
      rememberSender(context.timeline, id);
      wakeAll();
      return id;
    },
    peek(queue, limit) {
      forgetOld(queue);
      return selectAll
        .all(queue.name, limit)
        .map((row) => ({ ...messageOf(row), visible: Number(row.visible_at) <= now() }));
    },
    move(from, to) {
      forgetOld(from);
      let moved = 0;
      for (const row of selectAll.all(from.name, -1)) {
        const target = to(messageOf(row).sourceArn);
        if (!target) continue;
        renew.run(target.name, randomUUID(), now(), row.position ?? null);
        moved += 1;
      }
      wakeAll();
      return moved;
    },
    receive(queue, limit, visibilityTimeoutSeconds) {
      forgetOld(queue);
      moveWorn(queue);
      const at = now();
      return selectVisible.all(queue.name, at, limit).map((row) => {
        const receives = Number(row.receives) + 1;
        const firstReceivedAt = Number(row.first_received_at ?? at);
        const receiptHandle = createReceiptHandle(queue.arn, String(row.id));
        const visibleAt = at + visibilityTimeoutSeconds * 1000;
        take.run(visibleAt, receives, firstReceivedAt, receiptHandle, row.position ?? null);
        const message = messageOf(row);
        return { ...message, receives: message.receives + 1, firstReceivedAt, receiptHandle };
      });
    },
    remove: (queue, receiptHandle) => void remove.run(queue.name, receiptHandle),
    findByHandle: (queue, receiptHandle) =>
      selectHandle.get(queue.name, receiptHandle) !== undefined,
    changeVisibility(queue, receiptHandle, seconds) {
      const at = now();
      const { changes } = setVisible.run(at + seconds * 1000, queue.name, receiptHandle, at);
      return changes > 0;
    },
    purge: (queue) => void purge.run(queue.name),
    count(queue) {
      const { everything, visible, delayed } = countOf(queue);
      return { visible, delayed, taken: everything - visible - delayed };
    },
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        // Polls, because messages become visible by the sandbox's clock, which a test may move.
        const timer = setTimeout(wake, Math.min(milliseconds, POLL_MS));
        waiting.add(wake);
      }),
    waitFor: (queue, signal, milliseconds) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const isEmpty = countOf(queue).everything === 0;
        const most = Math.min(
          milliseconds ?? Number.POSITIVE_INFINITY,
          isEmpty ? Number.POSITIVE_INFINITY : POLL_MS,
        );
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = Number.isFinite(most) ? setTimeout(wake, most) : undefined;
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
    deploy(graph) {
      queues = readQueues(graph, context);
    },
    stop: wakeAll,
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

function messageOf(row: Row): Omit<PeekedMessage, 'visible'> {
  return {
    id: String(row.id),
    body: String(row.body),
    attributes: row.attributes === null ? undefined : String(row.attributes),
    sentAt: Number(row.sent_at),
    receives: Number(row.receives) + Number(row.earlier_receives),
    sourceArn: row.source === null ? undefined : String(row.source),
  };
}
