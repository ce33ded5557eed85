import { createHash, randomUUID } from 'node:crypto';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { createReceiptHandle } from './receipt-handles.js';
import { nameOf, queueArn } from './resource-types.js';

export type Queue = {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly waitTimeSeconds: number;
  /** The maximum size of a message with its attributes, in bytes. */
  readonly maximumMessageBytes: number;
};

/** The maximum size of a message, and of all messages of a batch together, in bytes: 1 MiB. */
export const MAXIMUM_MESSAGE_BYTES = 1024 * 1024;

export type Message = {
  readonly id: string;
  readonly body: string;
  /** The attributes of the request, as JSON. */
  readonly attributes: string | undefined;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly receives: number;
  readonly receiptHandle: string;
};

export type PeekedMessage = Pick<Message, 'id' | 'body' | 'attributes' | 'sentAt' | 'receives'> & {
  readonly visible: boolean;
};

/** The queues of the template, and their messages. */
export type Queues = {
  /** The queues by name, sorted. */
  all(): readonly Queue[];
  find(name: string): Queue | undefined;
  /** @returns The message's id. */
  send(queue: Queue, body: string, attributes?: string, delaySeconds?: number): string;
  /** The oldest messages, which stay as they are. */
  peek(queue: Queue, limit: number): readonly PeekedMessage[];
  /**
   * Moves all messages to another queue, where they are visible and were never received.
   *
   * @returns The number of messages.
   */
  move(from: Queue, to: Queue): number;
  /** Receives visible messages, and hides them until their visibility timeout. */
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
      first_received_at INTEGER, receives INTEGER NOT NULL, receipt_handle TEXT
    ) STRICT;
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
  const moveAll = database.prepare(`
    UPDATE sqs_messages SET queue = ?, visible_at = ?, sent_at = ?, receives = 0,
      first_received_at = NULL, receipt_handle = NULL
    WHERE queue = ?`);
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
      sum(visible_at > ?1 AND receives = 0) AS delayed
    FROM sqs_messages WHERE queue = ?2`);
  const selectHandle = database.prepare(
    'SELECT 1 FROM sqs_messages WHERE queue = ? AND receipt_handle = ?',
  );

  let queues: ReadonlyMap<string, Queue> = new Map();
  const waiting = new Set<() => void>();
  const forgetOld = ({ name, retentionSeconds }: Queue) =>
    forget.run(name, now() - retentionSeconds * 1000);

  return {
    all: () => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => queues.get(name),
    send(queue, body, attributes, delaySeconds = queue.delaySeconds) {
      const id = randomUUID();
      const sentAt = now();
      insert.run(queue.name, id, body, attributes ?? null, sentAt, sentAt + delaySeconds * 1000);
      for (const wake of waiting) wake();
      return id;
    },
    peek(queue, limit) {
      forgetOld(queue);
      return selectAll.all(queue.name, limit).map((row) => ({
        id: String(row.id),
        body: String(row.body),
        attributes: row.attributes === null ? undefined : String(row.attributes),
        sentAt: Number(row.sent_at),
        receives: Number(row.receives),
        visible: Number(row.visible_at) <= now(),
      }));
    },
    move(from, to) {
      forgetOld(from);
      const { changes } = moveAll.run(to.name, now(), now(), from.name);
      for (const wake of waiting) wake();
      return Number(changes);
    },
    receive(queue, limit, visibilityTimeoutSeconds) {
      forgetOld(queue);
      const at = now();
      return selectVisible.all(queue.name, at, limit).map((row) => {
        const receives = Number(row.receives) + 1;
        const firstReceivedAt = Number(row.first_received_at ?? at);
        const receiptHandle = createReceiptHandle(queue.arn, String(row.id));
        const visibleAt = at + visibilityTimeoutSeconds * 1000;
        take.run(visibleAt, receives, firstReceivedAt, receiptHandle, row.position ?? null);
        return {
          id: String(row.id),
          body: String(row.body),
          attributes: row.attributes === null ? undefined : String(row.attributes),
          sentAt: Number(row.sent_at),
          firstReceivedAt,
          receives,
          receiptHandle,
        };
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
      forgetOld(queue);
      const row = count.get(now(), queue.name);
      const visible = Number(row?.visible ?? 0);
      const delayed = Number(row?.delayed ?? 0);
      return { visible, delayed, taken: Number(row?.everything ?? 0) - visible - delayed };
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
    deploy(graph) {
      queues = new Map(
        graph.ofType('AWS::SQS::Queue').map((resource) => {
          const queue = readQueue(resource, context);
          return [queue.name, queue];
        }),
      );
    },
    stop() {
      for (const wake of waiting) wake();
    },
  };
}

/**
 * Reads an `AWS::SQS::Queue`.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse the queue.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
function readQueue(resource: Resource, context: ServiceContext): Queue {
  const { physicalId, properties, path, name: friendlyName } = resource;
  const name = nameOf(physicalId);
  const number = (member: string, otherwise: number, least: number, most: number) => {
    const value = Number(properties[member] ?? otherwise);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `AWS would refuse the queue ${path || friendlyName}: Invalid value for the parameter ${member}. It must be a whole number from ${least} to ${most}.`,
      'Fix its definition in amplify/.',
    );
  };
  return {
    name,
    arn: queueArn(context, name),
    visibilityTimeoutSeconds: number('VisibilityTimeout', 30, 0, 43_200),
    retentionSeconds: number('MessageRetentionPeriod', 345_600, 60, 1_209_600),
    delaySeconds: number('DelaySeconds', 0, 0, 900),
    waitTimeSeconds: number('ReceiveMessageWaitTimeSeconds', 0, 0, 20),
    maximumMessageBytes: number(
      'MaximumMessageSize',
      MAXIMUM_MESSAGE_BYTES,
      1024,
      MAXIMUM_MESSAGE_BYTES,
    ),
  };
}

/** The digest with which clients check the body of a message. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
