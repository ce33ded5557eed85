import type { Invocation } from '@amplify-recipes/sandbox';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { logEntriesOf } from '../sandbox/use-invocations.js';
import type { PutClick } from './click-stream.js';

/** What happened to a click on the stream. */
export type ClickState =
  | { readonly status: 'on its way' }
  /** Its place among the counted clicks of all visitors. */
  | { readonly status: 'counted'; readonly place: number }
  | { readonly status: 'failed'; readonly tries: number }
  | { readonly status: 'dead letter'; readonly tries: number };

export type ClickOfVisitor = PutClick & { readonly state: ClickState };

/**
 * Says what happened to each click.
 *
 * @param invocations Of the function count-clicks, the oldest first.
 * @param deadLetters The sequence numbers that the dead-letter queue names.
 */
export function clickStates(
  clicks: readonly PutClick[],
  invocations: readonly Invocation[],
  deadLetters: ReadonlySet<string>,
): readonly ClickOfVisitor[] {
  const places = new Map<string, number>();
  const tries = new Map<string, number>();
  for (const invocation of invocations) {
    for (const { eventID, clicks: count } of logEntriesOf(invocation)) {
      // An event id consists of the shard id and the sequence number.
      const number = String(eventID).split(':')[1];
      if (count === 1 && number && !places.has(number)) places.set(number, places.size + 1);
    }
    for (const number of failedIn(invocation)) tries.set(number, (tries.get(number) ?? 0) + 1);
  }
  return clicks.map((click) => {
    const { sequenceNumber } = click;
    const place = places.get(sequenceNumber);
    const failures = tries.get(sequenceNumber) ?? 0;
    return { ...click, state: stateOf(place, failures, deadLetters.has(sequenceNumber)) };
  });
}

function stateOf(place: number | undefined, tries: number, isDead: boolean): ClickState {
  if (place !== undefined) return { status: 'counted', place };
  if (isDead) return { status: 'dead letter', tries };
  return tries > 0 ? { status: 'failed', tries } : { status: 'on its way' };
}

/** The sequence numbers of the records that an invocation could not handle. */
function failedIn({ outcome, event }: Invocation): readonly string[] {
  if (outcome.status !== 'success') {
    return (event as KinesisStreamEvent).Records.map(({ kinesis }) => kinesis.sequenceNumber);
  }
  const { batchItemFailures = [] } = (outcome.response ?? {}) as KinesisStreamBatchResponse;
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
