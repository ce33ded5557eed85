/** A message that waits in a queue. */
export type QueuedMessage = {
  readonly id: string;
  readonly body: string;
  /** As they were sent, by name. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly sentAt: string;
  readonly receiveCount: number;
  /** Whether the next consumer can receive it. */
  readonly visible: boolean;
};

/** Reads and moves the messages of queues, without receiving them. */
export type QueueInspector = {
  /**
   * The oldest messages of a queue. They stay visible.
   *
   * @param url The queue's URL. Only its name counts.
   * @throws {AwsError} `QueueDoesNotExist`
   */
  peek(url: string, limit: number): readonly QueuedMessage[];
  /**
   * The queue for messages of a queue that were received too often. Undefined if it has none.
   *
   * @throws {AwsError} `QueueDoesNotExist`
   */
  deadLettersOf(url: string): { readonly queue: string; readonly maxReceives: number } | undefined;
  /**
   * The names of the queues that have a queue as their dead-letter queue.
   *
   * @throws {AwsError} `QueueDoesNotExist`
   */
  sourcesOf(url: string): readonly string[];
  /**
   * Moves all messages of a dead-letter queue to another queue.
   *
   * @param toUrl Default: each message goes to the queue that it came from.
   * @returns The number of messages.
   * @throws {AwsError} `QueueDoesNotExist`, `ValidationException` if a message can go nowhere.
   */
  move(fromUrl: string, toUrl?: string): number;
};

/** The contents of queues. The service that has the queues registers itself with `offer`. */
export type QueueContents = QueueInspector & { offer(inspector: QueueInspector): void };

export function createQueueContents(): QueueContents {
  let offered: QueueInspector = {
    peek: () => [],
    deadLettersOf: () => undefined,
    sourcesOf: () => [],
    move: () => 0,
  };
  return {
    offer(inspector) {
      offered = inspector;
    },
    peek: (...query) => offered.peek(...query),
    deadLettersOf: (url) => offered.deadLettersOf(url),
    sourcesOf: (url) => offered.sourcesOf(url),
    move: (...queues) => offered.move(...queues),
  };
}
