/** A record as an event source mapping reads it. */
export type EventRecord = {
  /** Its position in its shard, which grows from record to record. */
  readonly position: number;
  readonly sequenceNumber: string;
  /** The partition key, or the item's key. Records of one key are handled in order. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** The record as the function gets it, without the fields that the mapping adds. */
  readonly event: Readonly<Record<string, unknown>>;
  /** The value that is compared with the patterns of a mapping's filters. */
  readonly filterable: unknown;
};

export type EventShard = {
  readonly id: string;
  /** The shards whose records must be read before those of this shard. */
  readonly parents: readonly string[];
  /** Position of the oldest record that is kept, or the end. */
  start(): number;
  /** Position after the last record. */
  end(): number;
  /** Position of the first record at or after a time, in milliseconds since 1970. */
  positionAt(time: number): number;
  /** Records from a position on, and the position after them. */
  read(
    from: number,
    limit: number,
  ): { readonly records: readonly EventRecord[]; readonly next: number };
  /** Whether no record is left after a position and none can follow. */
  isOver(position: number): boolean;
};

/** A stream of a service, as event source mappings see it. */
export type EventStream = {
  readonly source: 'dynamodb' | 'kinesis';
  /** The shards, parents before their children. */
  shards(): readonly EventShard[];
};

/** The key of a record in the causes of the timeline. */
export function recordKey(source: EventStream['source'], sequenceNumber: string): string {
  return `${source} ${sequenceNumber}`;
}

/** The streams of all services, for event source mappings. */
export type EventStreams = {
  /** Adds a service. Its function finds a stream of the service by ARN. */
  add(find: (arn: string) => EventStream | undefined): void;
  find(arn: string): EventStream | undefined;
  /** Reports new records of a stream. Listeners are called after the write is complete. */
  written(arn: string): void;
  /** @returns A function that removes the listener. */
  onWritten(listener: (arn: string) => void): () => void;
};

export function createEventStreams(): EventStreams {
  const services: ((arn: string) => EventStream | undefined)[] = [];
  const listeners = new Set<(arn: string) => void>();
  const unheard = new Set<string>();
  return {
    add(find) {
      services.push(find);
    },
    find(arn) {
      for (const find of services) {
        const stream = find(arn);
        if (stream) return stream;
      }
      return undefined;
    },
    written(arn) {
      if (listeners.size === 0) return;
      // Writes and transactions are synchronous. In the next turn, this one is committed or undone.
      if (unheard.size === 0) {
        setImmediate(() => {
          const arns = [...unheard];
          unheard.clear();
          for (const each of arns) for (const listener of listeners) listener(each);
        });
      }
      unheard.add(arn);
    },
    onWritten(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
