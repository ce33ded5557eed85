import type { DatabaseSync } from 'node:sqlite';

/** A shard as a mapping reads it. The batches of its lanes run at the same time. */
export type MappedShard = {
  readonly mapping: string;
  readonly eventSourceArn: string;
  readonly shardId: string;
  readonly lanes: number;
};

/** The position that each mapping has reached, in the sandbox's database. */
export type Checkpoints = {
  /** Whether a mapping has read a shard. */
  has(shard: Omit<MappedShard, 'lanes'>): boolean;
  /**
   * The position from which each lane of a shard continues. If the number of lanes has changed, all
   * of them continue from the lane that was furthest behind, so that no record is skipped.
   *
   * @param first The position to start from if the mapping has never read the shard.
   */
  begin(shard: MappedShard, first: () => number): readonly number[];
  save(shard: MappedShard, lane: number, position: number): void;
  /** Deletes the positions of all other mappings. */
  keep(mappings: ReadonlySet<string>): void;
};

export function openCheckpoints(database: DatabaseSync): Checkpoints {
  database.exec(`
    CREATE TABLE IF NOT EXISTS lambda_checkpoints (
      mapping TEXT NOT NULL, source TEXT NOT NULL, shard_id TEXT NOT NULL,
      positions TEXT NOT NULL, PRIMARY KEY (mapping, source, shard_id)
    ) STRICT`);
  const select = database.prepare(`
    SELECT positions FROM lambda_checkpoints WHERE mapping = ? AND source = ? AND shard_id = ?`);
  const upsert = database.prepare(`
    INSERT INTO lambda_checkpoints (mapping, source, shard_id, positions) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET positions = excluded.positions`);
  const selectMappings = database.prepare('SELECT DISTINCT mapping FROM lambda_checkpoints');
  const remove = database.prepare('DELETE FROM lambda_checkpoints WHERE mapping = ?');

  const find = ({ mapping, eventSourceArn, shardId }: Omit<MappedShard, 'lanes'>) => {
    const row = select.get(mapping, eventSourceArn, shardId);
    return row && (JSON.parse(String(row.positions)) as readonly number[]);
  };
  const write = (
    { mapping, eventSourceArn, shardId }: MappedShard,
    positions: readonly number[],
  ) => {
    upsert.run(mapping, eventSourceArn, shardId, JSON.stringify(positions));
  };

  return {
    has: (shard) => find(shard) !== undefined,
    begin(shard, first) {
      const known = find(shard);
      if (known?.length === shard.lanes) return known;
      const position = known ? Math.min(...known) : first();
      const positions = Array.from({ length: shard.lanes }, () => position);
      write(shard, positions);
      return positions;
    },
    save(shard, lane, position) {
      const known = find(shard);
      // The number of lanes was changed by a deployment meanwhile. The new lanes repeat the work of
      // these.
      if (known?.length === shard.lanes) write(shard, known.with(lane, position));
    },
    keep(mappings) {
      for (const { mapping } of selectMappings.all()) {
        if (!mappings.has(String(mapping))) remove.run(String(mapping));
      }
    },
  };
}
