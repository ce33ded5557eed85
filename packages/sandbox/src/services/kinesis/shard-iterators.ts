import { AwsError } from '../../protocols/aws-error.js';
import { invalidArgument } from './input.js';

/** The position at which a shard is read next. */
export type ShardIterator = {
  readonly streamId: string;
  readonly shardId: string;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

const LIFE_MS = 5 * 60 * 1000;

export function encodeShardIterator(iterator: ShardIterator): string {
  return Buffer.from(JSON.stringify(iterator)).toString('base64');
}

/** @throws {AwsError} `InvalidArgumentException`, `ExpiredIteratorException` */
export function decodeShardIterator(text: string, now: number): ShardIterator {
  const iterator = parseShardIterator(text);
  if (!iterator) throw invalidArgument('Invalid ShardIterator.');
  if (iterator.createdAt > now - LIFE_MS) return iterator;
  throw new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${new Date(iterator.createdAt).toUTCString()} while right now it is ${new Date(now).toUTCString()} which is further in the future than the tolerated delay of ${LIFE_MS} milliseconds.`,
  );
}

/** Reads an iterator of any age. */
export function parseShardIterator(text: string): ShardIterator | undefined {
  try {
    const { streamId, shardId, position, createdAt } = JSON.parse(
      Buffer.from(text, 'base64').toString(),
    );
    const isWhole =
      typeof streamId === 'string' &&
      typeof shardId === 'string' &&
      Number.isSafeInteger(position) &&
      Number.isSafeInteger(createdAt);
    return isWhole ? { streamId, shardId, position, createdAt } : undefined;
  } catch {
    return undefined;
  }
}
