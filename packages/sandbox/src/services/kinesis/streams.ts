import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { objectOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { divideHashKeys, type HashKeyRange } from './hash-keys.js';
import { streamArn } from './resource-types.js';

export type StreamMode = 'ON_DEMAND' | 'PROVISIONED';

export type Stream = {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  /** Parents come before their children. */
  readonly shards: readonly Shard[];
};

export type Shard = {
  readonly id: string;
  readonly range: HashKeyRange;
  /** The position from which the shard accepts records. */
  readonly opened: number;
  /** The position from which a replaced shard no longer accepts records. */
  readonly closed: number | undefined;
  /** Ids of the shards that this one replaced. */
  readonly parents: readonly string[];
};

/** The streams of the template. */
export type Streams = {
  /** Sorted by name. */
  all(): readonly Stream[];
  find(arn: string): Stream | undefined;
  deploy(graph: ResourceGraph): void;
};

/** The number of shards of an on-demand stream. */
const ON_DEMAND_SHARDS = 4;
const MAXIMUM_SHARDS = 1000;
const RETENTION_HOURS = { least: 24, most: 8760 };

/** @param end Position after the last record of all. */
export function openStreams(context: ServiceContext, end: () => number): Streams {
  const { database, now } = context;
  database.exec(`
    CREATE TABLE IF NOT EXISTS kinesis_streams (
      name TEXT PRIMARY KEY, id TEXT NOT NULL, created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS kinesis_shards (
      stream_id TEXT NOT NULL, number INTEGER NOT NULL,
      range_start TEXT NOT NULL, range_end TEXT NOT NULL,
      opened INTEGER NOT NULL, closed INTEGER, parents TEXT NOT NULL,
      PRIMARY KEY (stream_id, number)
    ) STRICT;
  `);
  const selectStream = database.prepare('SELECT * FROM kinesis_streams WHERE name = ?');
  const insertStream = database.prepare(
    'INSERT INTO kinesis_streams (name, id, created_at) VALUES (?, ?, ?)',
  );
  const selectShards = database.prepare(
    'SELECT * FROM kinesis_shards WHERE stream_id = ? ORDER BY number',
  );
  const insertShard = database.prepare(`
    INSERT INTO kinesis_shards (stream_id, number, range_start, range_end, opened, parents)
    VALUES (?, ?, ?, ?, ?, ?)`);
  const closeShards = database.prepare(
    'UPDATE kinesis_shards SET closed = ? WHERE stream_id = ? AND closed IS NULL',
  );
  let deployed: ReadonlyMap<string, Stream> = new Map();

  const shardsOf = (streamId: string): readonly Shard[] =>
    selectShards.all(streamId).map((row) => ({
      id: shardId(Number(row.number)),
      range: { start: BigInt(String(row.range_start)), end: BigInt(String(row.range_end)) },
      opened: Number(row.opened),
      closed: row.closed === null ? undefined : Number(row.closed),
      parents: JSON.parse(String(row.parents)),
    }));

  /** Opens the given number of shards. If the number changes, new shards replace all old ones. */
  const reshard = (streamId: string, wanted: number) => {
    const shards = shardsOf(streamId);
    const open = shards.filter(({ closed }) => closed === undefined);
    if (open.length === wanted) return shards;
    const position = end();
    closeShards.run(position, streamId);
    for (const [index, { start, end: last }] of divideHashKeys(wanted).entries()) {
      const parents = open.filter(({ range }) => range.start <= last && start <= range.end);
      insertShard.run(
        streamId,
        shards.length + index,
        String(start),
        String(last),
        position,
        JSON.stringify(parents.map(({ id }) => id)),
      );
    }
    return shardsOf(streamId);
  };

  const deployStream = (resource: Resource): Stream => {
    const name = resource.physicalId;
    const { shards, ...definition } = readDefinition(resource);
    let row = selectStream.get(name);
    if (!row) {
      insertStream.run(name, randomUUID(), now());
      row = selectStream.get(name);
    }
    const id = String(row?.id);
    return {
      id,
      name,
      arn: streamArn(context, name),
      createdAt: Number(row?.created_at),
      ...definition,
      shards: reshard(id, shards),
    };
  };

  return {
    all: () => [...deployed.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (arn) => deployed.get(arn),
    deploy(graph) {
      const streams = atOnce(database, () =>
        graph.ofType('AWS::Kinesis::Stream').map(deployStream),
      );
      deployed = new Map(streams.map((stream) => [stream.arn, stream]));
    },
  };
}

function readDefinition({ properties, path, name }: Resource) {
  const { StreamMode: named } = objectOf(properties.StreamModeDetails);
  const mode: StreamMode = named === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED';
  const shards = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : Number(properties.ShardCount ?? 1);
  const retentionHours = Number(properties.RetentionPeriodHours ?? RETENTION_HOURS.least);
  const wrong =
    !Number.isInteger(shards) || shards < 1 || shards > MAXIMUM_SHARDS
      ? `ShardCount must be a whole number from 1 to ${MAXIMUM_SHARDS}`
      : !Number.isInteger(retentionHours) ||
          retentionHours < RETENTION_HOURS.least ||
          retentionHours > RETENTION_HOURS.most
        ? `RetentionPeriodHours must be a whole number from ${RETENTION_HOURS.least} to ${RETENTION_HOURS.most}`
        : undefined;
  if (wrong === undefined) return { mode, shards, retentionHours };
  throw new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The stream ${path || name} would be refused: ${wrong}.`,
    'Fix its definition in amplify/: AWS would refuse it too.',
  );
}

function shardId(number: number): string {
  return `shardId-${String(number).padStart(12, '0')}`;
}

function atOnce<Result>(database: DatabaseSync, run: () => Result): Result {
  database.exec('BEGIN');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
