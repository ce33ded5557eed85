/** A message that a queue gives to an event source mapping. */
export type QueueMessage = {
  readonly id: string;
  readonly receiptHandle: string;
  /** How often it was received. */
  readonly receives: number;
  /** The record as the function gets it, without the fields that the mapping adds. */
  readonly event: Readonly<Record<string, unknown>>;
  /** The value that is compared with the patterns of a mapping's filters. */
  readonly filterable: unknown;
  /** The entry of the timeline that sent it, if it is known. */
  readonly cause: number | undefined;
};

/** A queue, as event source mappings see it. */
export type QueueSource = {
  readonly visibilityTimeoutSeconds: number;
  /** Receives visible messages, and hides them until the queue's visibility timeout. */
  receive(limit: number): readonly QueueMessage[];
  remove(message: QueueMessage): void;
  /** Makes a received message visible again. */
  release(message: QueueMessage): void;
  /**
   * Waits until a message may be visible, for the signal, and at most for a time in milliseconds.
   */
  wait(signal: AbortSignal, milliseconds?: number): Promise<void>;
};

/** The queues, for event source mappings. The service that has them registers with `offer`. */
export type QueueSources = {
  /** @param find Finds a queue by its ARN. */
  offer(find: (arn: string) => QueueSource | undefined): void;
  find(arn: string): QueueSource | undefined;
};

export function createQueueSources(): QueueSources {
  let find: (arn: string) => QueueSource | undefined = () => undefined;
  return {
    offer(offered) {
      find = offered;
    },
    find: (arn) => find(arn),
  };
}
