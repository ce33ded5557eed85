import type { DatabaseSync } from 'node:sqlite';

/** A shard as a mapping reads it: in lanes, whose batches run at the same time. */
export type MappedShard = {
  readonly mapping: string;
  readonly eventSourceArn: string;
  readonly shardId: string;
  readonly lanes: number;
};

/** How far each mapping has come, in the sandbox's database. */
export type Checkpoints = {
  /** Whether a mapping has read a shard. */
  has(shard: Omit<MappedShard, 'lanes'>): boolean;
  /**
   * Where each lane of a shard goes on. Lanes of another number than before go on where the last
   * of those was: none skips what one had not done.
   *
   * @param first Where a shard begins that the mapping has never read.
   */
  begin(shard: MappedShard, first: () => number): readonly number[];
  save(shard: MappedShard, lane: number, position: number): void;
  /** Forgets the mappings that are not among these. */
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
      // Other lanes than these have been deployed meanwhile: they do again what these have done.
      if (known?.length === shard.lanes) write(shard, known.with(lane, position));
    },
    keep(mappings) {
      for (const { mapping } of selectMappings.all()) {
        if (!mappings.has(String(mapping))) remove.run(String(mapping));
      }
    },
  };
}
