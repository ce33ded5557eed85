import { randomUUID } from 'node:crypto';
import type { ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Message, PeekedMessage } from './message.js';
import { recordDeadLetter, rememberSender } from './message-entries.js';
import { messageOf, openMessageTable } from './message-table.js';
import { type Queue, readQueues } from './queue.js';
import { createReceiptHandle } from './receipt-handles.js';
import { createWaiters } from './waiters.js';

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

export function openQueues(context: ServiceContext): Queues {
  const { database, now } = context;
  const messages = openMessageTable(database);
  const waiters = createWaiters();
  let queues: ReadonlyMap<string, Queue> = new Map();
  const forgetOld = ({ name, retentionSeconds }: Queue) =>
    messages.forget.run(name, now() - retentionSeconds * 1000);

  const countOf = (queue: Queue) => {
    forgetOld(queue);
    const row = messages.count.get(now(), queue.name);
    return {
      everything: Number(row?.everything ?? 0),
      visible: Number(row?.visible ?? 0),
      delayed: Number(row?.delayed ?? 0),
    };
  };
  const all = () => [...queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

  /** The enqueue time of a message stays, so that its retention does not begin again. */
  const moveWorn = ({ name, arn, redrivePolicy }: Queue) => {
    if (!redrivePolicy) return;
    const { deadLetterTargetArn, maxReceiveCount } = redrivePolicy;
    const target = all().find((queue) => queue.arn === deadLetterTargetArn);
    if (!target) return;
    const worn = messages.selectWorn.all(name, now(), maxReceiveCount);
    for (const row of worn) {
      messages.bury.run(target.name, arn, row.position ?? null);
      recordDeadLetter(context.timeline, target, messageOf(row));
    }
    if (worn.length > 0) waiters.wakeAll();
  };

  return {
    all,
    find: (name) => queues.get(name),
    sourcesOf: ({ arn }) =>
      all().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === arn),
    send(queue, body, attributes, delaySeconds = queue.delaySeconds) {
      const id = randomUUID();
      const sentAt = now();
      messages.insert.run(
        queue.name,
        id,
        body,
        attributes ?? null,
        sentAt,
        sentAt + delaySeconds * 1000,
      );
      rememberSender(context.timeline, id);
      waiters.wakeAll();
      return id;
    },
    peek(queue, limit) {
      forgetOld(queue);
      return messages.selectAll
        .all(queue.name, limit)
        .map((row) => ({ ...messageOf(row), visible: Number(row.visible_at) <= now() }));
    },
    move(from, to) {
      forgetOld(from);
      let moved = 0;
      for (const row of messages.selectAll.all(from.name, -1)) {
        const target = to(messageOf(row).sourceArn);
        if (!target) continue;
        messages.renew.run(target.name, randomUUID(), now(), row.position ?? null);
        moved += 1;
      }
      waiters.wakeAll();
      return moved;
    },
    receive(queue, limit, visibilityTimeoutSeconds) {
      forgetOld(queue);
      moveWorn(queue);
      const at = now();
      return messages.selectVisible.all(queue.name, at, limit).map((row) => {
        const receives = Number(row.receives) + 1;
        const firstReceivedAt = Number(row.first_received_at ?? at);
        const receiptHandle = createReceiptHandle(queue.arn, String(row.id));
        const visibleAt = at + visibilityTimeoutSeconds * 1000;
        messages.take.run(
          visibleAt,
          receives,
          firstReceivedAt,
          receiptHandle,
          row.position ?? null,
        );
        const message = messageOf(row);
        return { ...message, receives: message.receives + 1, firstReceivedAt, receiptHandle };
      });
    },
    remove: (queue, receiptHandle) => void messages.remove.run(queue.name, receiptHandle),
    findByHandle: (queue, receiptHandle) =>
      messages.selectHandle.get(queue.name, receiptHandle) !== undefined,
    changeVisibility(queue, receiptHandle, seconds) {
      const at = now();
      const { changes } = messages.setVisible.run(
        at + seconds * 1000,
        queue.name,
        receiptHandle,
        at,
      );
      return changes > 0;
    },
    purge: (queue) => void messages.purge.run(queue.name),
    count(queue) {
      const { everything, visible, delayed } = countOf(queue);
      return { visible, delayed, taken: everything - visible - delayed };
    },
    wait: (milliseconds) => waiters.poll(milliseconds),
    waitFor(queue, signal, milliseconds = Number.POSITIVE_INFINITY) {
      const isEmpty = countOf(queue).everything === 0;
      return isEmpty ? waiters.wait(milliseconds, signal) : waiters.poll(milliseconds, signal);
    },
    deploy(graph) {
      queues = readQueues(graph, context);
    },
    stop: waiters.wakeAll,
  };
}
