/** A record as an event source mapping reads it. */
export type EventRecord = {
  /** Where it is in its shard: grows from record to record. */
  readonly position: number;
  readonly sequenceNumber: string;
  /** Records of one key are handled in order: the partition key, the item's key. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** As the function gets it, but for what the mapping adds. */
  readonly event: Readonly<Record<string, unknown>>;
  /** What the patterns of a mapping's filters are held against. */
  readonly filterable: unknown;
};

export type EventShard = {
  readonly id: string;
  /** Shards whose records come before those of this one. */
  readonly parents: readonly string[];
  /** Position of the oldest record that is kept, or the end. */
  start(): number;
  /** Position after the last record. */
  end(): number;
  /** Position of the first record that came at a time, in milliseconds since 1970, or later. */
  positionAt(time: number): number;
  /** Records from a position on, and the position after them. */
  read(
    from: number,
    limit: number,
  ): { readonly records: readonly EventRecord[]; readonly next: number };
  /** Whether no record is left from a position on, and none will come. */
  isOver(position: number): boolean;
};

/** A stream of a service, as event source mappings see it. */
export type EventStream = {
  readonly source: 'dynamodb' | 'kinesis';
  /** Parents before their children. */
  shards(): readonly EventShard[];
};

/** Where services that have streams and event source mappings meet. */
export type EventStreams = {
  /** Adds a service: it knows by its ARN a stream that is its own. */
  add(find: (arn: string) => EventStream | undefined): void;
  find(arn: string): EventStream | undefined;
  /** Says that a stream has more records. Who listens hears of it after the write is whole. */
  written(arn: string): void;
  /** @returns What ends it. */
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
      // Writes are synchronous, transactions too: in the next turn, this one is kept or undone.
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
