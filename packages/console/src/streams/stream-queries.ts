import { useQuery } from '@tanstack/react-query';
import { callService, getJson, postJson, readService } from '../api/client.ts';
import type { TimelineEntry } from '../api/contract.ts';
import { queryClient } from '../api/queries.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';

export type QueuedMessage = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly sentAt: string;
  readonly receiveCount: number;
  readonly visible: boolean;
};

/** Messages change without an entry of the timeline: a consumer gets or deletes one. */
const LOOK_EACH_MS = 2000;

/** The messages of a queue. They stay for their consumers. */
export function useQueueMessages(url: string) {
  return useQuery({
    queryKey: ['queues', url],
    refetchInterval: LOOK_EACH_MS,
    queryFn: async ({ signal }) => {
      const { messages } = await getJson<{ messages: readonly QueuedMessage[] }>(
        'queues/messages',
        { url },
        signal,
      );
      return messages;
    },
  });
}

export async function sendMessage(url: string, body: string): Promise<void> {
  const isFifo = url.endsWith('.fifo');
  await callService('sqs', 'SendMessage', {
    QueueUrl: url,
    MessageBody: body,
    ...(isFifo ? { MessageGroupId: 'console', MessageDeduplicationId: crypto.randomUUID() } : {}),
  });
  await queryClient.invalidateQueries({ queryKey: ['queues'] });
}

export async function purgeQueue(url: string): Promise<void> {
  await callService('sqs', 'PurgeQueue', { QueueUrl: url });
  await queryClient.invalidateQueries({ queryKey: ['queues'] });
}

/** Moves the messages of a dead-letter queue back. */
export async function redrive(queueUrl: string): Promise<number> {
  const { moved } = await postJson<{ moved: number }>('queues/redrive', { queueUrl });
  await queryClient.invalidateQueries({ queryKey: ['queues'] });
  return moved;
}

export type Subscription = {
  readonly SubscriptionArn: string;
  readonly Protocol: string;
  readonly Endpoint: string;
};

export function useSubscriptions(TopicArn: string) {
  return useQuery({
    queryKey: ['topics', TopicArn],
    queryFn: async () => {
      const { Subscriptions } = await readService<{ Subscriptions?: unknown }>(
        'sns',
        'ListSubscriptionsByTopic',
        { TopicArn },
      );
      // An empty list of the Query protocol is an empty text.
      return Array.isArray(Subscriptions) ? (Subscriptions as readonly Subscription[]) : [];
    },
  });
}

export function publish(TopicArn: string, Subject: string, Message: string) {
  return callService('sns', 'Publish', {
    TopicArn,
    Message,
    ...(Subject === '' ? {} : { Subject }),
  });
}

export type StreamRecord = {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  /** Seconds since 1970. */
  readonly ApproximateArrivalTimestamp: number;
  /** Base64. */
  readonly Data: string;
};

/** The records of a Kinesis stream, the latest first. */
export function useRecords(StreamName: string) {
  useLiveRefresh(['streams', StreamName], isPut);
  return useQuery({
    queryKey: ['streams', StreamName],
    queryFn: async () => {
      const { Shards } = await readService<{ Shards: readonly { ShardId: string }[] }>(
        'kinesis',
        'ListShards',
        { StreamName },
      );
      const lists = await Promise.all(Shards.map(({ ShardId }) => recordsOf(StreamName, ShardId)));
      return lists
        .flat()
        .sort((a, b) => b.ApproximateArrivalTimestamp - a.ApproximateArrivalTimestamp);
    },
  });
}

/** A read returns a part of the shard. More reads than these are not done. */
const MOST_READS = 20;

async function recordsOf(StreamName: string, ShardId: string): Promise<readonly StreamRecord[]> {
  const records: StreamRecord[] = [];
  const start = await readService<{ ShardIterator?: string }>('kinesis', 'GetShardIterator', {
    StreamName,
    ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  let iterator = start.ShardIterator;
  for (let read = 0; read < MOST_READS && iterator !== undefined; read += 1) {
    const page: {
      readonly Records: readonly StreamRecord[];
      readonly NextShardIterator?: string;
      readonly MillisBehindLatest?: number;
    } = await readService('kinesis', 'GetRecords', { ShardIterator: iterator, Limit: 1000 });
    records.push(...page.Records);
    if (page.Records.length === 0 && !page.MillisBehindLatest) break;
    iterator = page.NextShardIterator;
  }
  return records;
}

function isPut({ service, name }: TimelineEntry): boolean {
  return service === 'kinesis' && name.startsWith('PutRecord');
}

export async function putRecord(StreamName: string, PartitionKey: string, text: string) {
  const bytes = new TextEncoder().encode(text);
  const Data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  await callService('kinesis', 'PutRecord', { StreamName, PartitionKey, Data });
  await queryClient.invalidateQueries({ queryKey: ['streams', StreamName] });
}

/** The text of a record's data, or its base64 if it is no text. */
export function textOfData(data: string): string {
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return data;
  }
}

/** A text as JSON if it is some, for reading. */
export function readable(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}
