import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../../protocols/json-value.js';
import { compileFilter, type SubscriptionFilter } from './filter.js';

/** What a client subscribed to. */
export type Subscription = {
  /** A field of the type `Subscription`. */
  readonly fieldName: string;
  /**
   * The arguments that the client gave. Those that it left out are absent, not null. Ignored if
   * there is a filter.
   */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The argument of `extensions.setSubscriptionFilter`. */
  readonly filter?: unknown;
  /** The argument of `extensions.setSubscriptionInvalidationFilter`. */
  readonly invalidationFilter?: unknown;
};

/** A subscription in the registry. Neither method throws. */
export type Subscriber = Subscription & {
  /** Called with the published object. */
  deliver(result: unknown): void;
  /** Called when the subscription is invalidated. It is no longer in the registry. */
  invalidate(): void;
};

/** The subscriptions of all clients of one API. */
export type Subscriptions = {
  /**
   * @returns Removes the subscription.
   * @throws {SubscriptionFilterError} When one of its filters is not valid.
   */
  add(subscriber: Subscriber): () => void;
  /**
   * Delivers the result of a mutation to each subscription that matches.
   *
   * @param publication.fieldNames The subscription fields whose `@aws_subscribe` names the mutation.
   * @param publication.result The value of the mutation's field, as the mutation's client gets it.
   * @returns The number of subscriptions that got it.
   */
  publish(publication: { readonly fieldNames: Iterable<string>; readonly result: unknown }): number;
  /**
   * Ends each subscription of a field whose invalidation filter matches. The parameter is the
   * argument of `extensions.invalidateSubscriptions`.
   *
   * @returns The number of subscriptions that ended.
   * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-invalidation.html
   */
  invalidate(invalidation: {
    readonly subscriptionField: string;
    readonly payload: unknown;
  }): number;
  /** The number of subscriptions. */
  size(): number;
};

type Entry = {
  readonly subscriber: Subscriber;
  readonly matches: SubscriptionFilter;
  readonly isInvalidatedBy: SubscriptionFilter;
};

export function createSubscriptions(): Subscriptions {
  const entriesOf = new Map<string, Set<Entry>>();
  const remove = (entry: Entry) => {
    const { fieldName } = entry.subscriber;
    const entries = entriesOf.get(fieldName);
    entries?.delete(entry);
    if (entries?.size === 0) entriesOf.delete(fieldName);
  };
  /** A copy, because a subscriber may remove itself and others. */
  const matching = (fieldName: string, isMatch: (entry: Entry) => boolean) =>
    [...(entriesOf.get(fieldName) ?? [])].filter(isMatch);
  return {
    add(subscriber) {
      const { fieldName, filter, invalidationFilter } = subscriber;
      const entry: Entry = {
        subscriber,
        matches: filter == null ? argumentFilter(subscriber.arguments) : compileFilter(filter),
        isInvalidatedBy:
          invalidationFilter == null ? () => false : compileFilter(invalidationFilter),
      };
      const entries = entriesOf.get(fieldName) ?? new Set();
      entriesOf.set(fieldName, entries.add(entry));
      return () => remove(entry);
    },
    publish({ fieldNames, result }) {
      let count = 0;
      for (const fieldName of new Set(fieldNames)) {
        for (const entry of matching(fieldName, ({ matches }) => matches(result))) {
          if (!entriesOf.get(fieldName)?.has(entry)) continue;
          entry.subscriber.deliver(result);
          count += 1;
        }
      }
      return count;
    },
    invalidate({ subscriptionField, payload }) {
      const ended = matching(subscriptionField, ({ isInvalidatedBy }) => isInvalidatedBy(payload));
      for (const entry of ended) {
        remove(entry);
        entry.subscriber.invalidate();
      }
      return ended.length;
    },
    size: () => [...entriesOf.values()].reduce((sum, { size }) => sum + size, 0),
  };
}

/**
 * AppSync's rule without a filter: each argument equals the field of the same name. An argument that
 * is null matches a field that is null or was not selected by the mutation.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html#using-subscription-arguments
 */
function argumentFilter(args: Subscription['arguments']): SubscriptionFilter {
  const expected = Object.entries(args).filter(([, value]) => value !== undefined);
  return (result) =>
    expected.every(([name, value]) => isEqual(value, fieldOf(result, name) ?? null));
}

function fieldOf(result: unknown, name: string): unknown {
  return isJsonObject(result) && Object.hasOwn(result, name) ? result[name] : undefined;
}

/** GraphQL makes objects without a prototype, which are otherwise not equal to those of JSON. */
function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return isDeepStrictEqual(structuredClone(left), structuredClone(right));
}
