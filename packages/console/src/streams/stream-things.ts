import type { Overview } from '../api/contract.ts';

/** A queue, a topic or a Kinesis stream. */
export type Thing =
  | { readonly kind: 'queue'; readonly id: string; readonly queue: Overview['queues'][number] }
  | { readonly kind: 'topic'; readonly id: string; readonly topic: Overview['topics'][number] }
  | { readonly kind: 'stream'; readonly id: string; readonly stream: Overview['streams'][number] };

export const kindNames = { queue: 'Queue', topic: 'Topic', stream: 'Kinesis stream' };

/** Everything that carries messages. The id is the address: `queue/orders`. */
export function thingsOf({ queues, topics, streams }: Overview): readonly Thing[] {
  return [
    ...queues.map((queue) => ({ kind: 'queue' as const, id: `queue/${queue.name}`, queue })),
    ...topics.map((topic) => ({ kind: 'topic' as const, id: `topic/${topic.name}`, topic })),
    ...streams.map((stream) => ({ kind: 'stream' as const, id: `stream/${stream.name}`, stream })),
  ];
}

export function nameOfThing(thing: Thing): string {
  return thing.id.slice(thing.id.indexOf('/') + 1);
}

/** What is special about a thing, in words. */
export function noteOf(thing: Thing): string {
  if (thing.kind === 'queue' && thing.queue.deadLetterOf !== undefined) {
    return `dead letters of ${thing.queue.deadLetterOf.join(', ')}`;
  }
  return thing.kind === 'queue' && thing.queue.name.endsWith('.fifo') ? 'FIFO' : '';
}
