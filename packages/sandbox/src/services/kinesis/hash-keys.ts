import { createHash } from 'node:crypto';

/** Hash keys are numbers of 128 bits. */
const HASH_KEYS = 1n << 128n;

export type HashKeyRange = {
  readonly start: bigint;
  /** The last hash key of the range. */
  readonly end: bigint;
};

/** Divides all hash keys among a number of shards. */
export function divideHashKeys(shards: number): readonly HashKeyRange[] {
  const size = HASH_KEYS / BigInt(shards);
  return Array.from({ length: shards }, (_, index) => ({
    start: BigInt(index) * size,
    end: index === shards - 1 ? HASH_KEYS - 1n : BigInt(index + 1) * size - 1n,
  }));
}

/** The MD5 of a partition key, in UTF-8. */
export function hashPartitionKey(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
}

/** Reads an explicit hash key. Returns undefined for text that is not one. */
export function parseHashKey(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const hashKey = BigInt(text);
  return hashKey < HASH_KEYS ? hashKey : undefined;
}
