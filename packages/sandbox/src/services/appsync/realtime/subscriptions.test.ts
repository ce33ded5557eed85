import { describe, expect, test } from 'vitest';
import { createSubscriptions, type Subscription, type Subscriptions } from './subscriptions.js';

/** Adds a subscription and records what it gets. */
function subscribe(subscriptions: Subscriptions, subscription: Partial<Subscription> = {}) {
  const delivered: unknown[] = [];
  let invalidations = 0;
  const remove = subscriptions.add({
    fieldName: 'onCreateTodo',
    arguments: {},
    ...subscription,
    deliver: (result) => delivered.push(result),
    invalidate: () => {
      invalidations += 1;
    },
  });
  return { delivered, remove, invalidations: () => invalidations };
}

const filterOf = (fieldName: string, value: string) => ({
  filterGroup: [{ filters: [{ fieldName, operator: 'eq', value }] }],
});

describe('the arguments of a subscription', () => {
  test.each<[string, Record<string, unknown>, unknown, boolean]>([
    ['none', {}, { id: '1' }, true],
    ['none, of a result that is null', {}, null, true],
    ['equal', { id: '1' }, { id: '1', owner: 'me' }, true],
    ['not equal', { id: '1' }, { id: '2' }, false],
    ['all equal', { id: '1', owner: 'me' }, { id: '1', owner: 'me' }, true],
    ['one not equal', { id: '1', owner: 'me' }, { id: '1', owner: 'you' }, false],
    ['of a field that the mutation did not select', { owner: 'me' }, { id: '1' }, false],
    ['null, of a field that is null', { owner: null }, { owner: null }, true],
    ['null, of a field that was not selected', { owner: null }, { id: '1' }, true],
    ['null, of a field with a value', { owner: null }, { owner: 'me' }, false],
    ['left out', { owner: undefined }, { owner: 'me' }, true],
    ['of another type', { count: 1 }, { count: '1' }, false],
    ['a list', { tags: ['a', 'b'] }, { tags: ['a', 'b'] }, true],
    ['a list in another order', { tags: ['a', 'b'] }, { tags: ['b', 'a'] }, false],
    ['an object', { at: { x: 1 } }, { at: Object.assign(Object.create(null), { x: 1 }) }, true],
    ['with a name that every object has', { constructor: 'a' }, {}, false],
    ['of a list of objects', { id: '1' }, [{ id: '1' }], false],
  ])('that are %s decide whether it gets a result', (_, args, result, matches) => {
    const subscriptions = createSubscriptions();
    const { delivered } = subscribe(subscriptions, { arguments: args });
    const count = subscriptions.publish({ fieldNames: ['onCreateTodo'], result });
    expect([count, delivered]).toEqual(matches ? [1, [result]] : [0, []]);
  });

  test('do not count if there is a filter', () => {
    const subscriptions = createSubscriptions();
    const { delivered } = subscribe(subscriptions, {
      arguments: { id: '9' },
      filter: filterOf('owner', 'me'),
    });
    subscriptions.publish({ fieldNames: ['onCreateTodo'], result: { id: '1', owner: 'me' } });
    subscriptions.publish({ fieldNames: ['onCreateTodo'], result: { id: '9', owner: 'you' } });
    expect(delivered).toEqual([{ id: '1', owner: 'me' }]);
  });
});

describe('a publication', () => {
  test('comes to 1,000 subscriptions of its field, once and in order', () => {
    const subscriptions = createSubscriptions();
    const subscribers = Array.from({ length: 1000 }, () => subscribe(subscriptions));
    const other = subscribe(subscriptions, { fieldName: 'onDeleteTodo' });
    for (const id of ['1', '2']) {
      expect(
        subscriptions.publish({ fieldNames: ['onCreateTodo', 'onCreateTodo'], result: { id } }),
      ).toBe(1000);
    }
    const expected = [{ id: '1' }, { id: '2' }];
    expect(subscribers.map(({ delivered }) => delivered)).toEqual(Array(1000).fill(expected));
    expect(other.delivered).toEqual([]);
  });

  test('comes to the one of 1,000 subscriptions whose argument it equals', () => {
    const subscriptions = createSubscriptions();
    const subscribers = Array.from({ length: 1000 }, (_, index) =>
      subscribe(subscriptions, { arguments: { id: String(index) } }),
    );
    subscriptions.publish({ fieldNames: ['onCreateTodo'], result: { id: '500' } });
    expect(subscribers.findIndex(({ delivered }) => delivered.length > 0)).toBe(500);
    expect(subscribers.flatMap(({ delivered }) => delivered)).toEqual([{ id: '500' }]);
  });

  test('comes to subscriptions of several fields', () => {
    const subscriptions = createSubscriptions();
    const one = subscribe(subscriptions, { fieldName: 'onCreateTodo' });
    const two = subscribe(subscriptions, { fieldName: 'onChangeTodo' });
    subscriptions.publish({ fieldNames: ['onCreateTodo', 'onChangeTodo', 'onNothing'], result: 1 });
    expect([one.delivered, two.delivered]).toEqual([[1], [1]]);
  });

  test('does not come to a subscription that was removed, even during the publication', () => {
    const subscriptions = createSubscriptions();
    const later: { remove(): void }[] = [];
    subscriptions.add({
      fieldName: 'onCreateTodo',
      arguments: {},
      deliver: () => {
        for (const { remove } of later) remove();
      },
      invalidate: () => {},
    });
    const removed = subscribe(subscriptions);
    later.push(removed);
    expect(subscriptions.publish({ fieldNames: ['onCreateTodo'], result: 1 })).toBe(1);
    expect(removed.delivered).toEqual([]);
    removed.remove();
    expect(subscriptions.size()).toBe(1);
  });
});

describe('an invalidation', () => {
  test('ends only subscriptions of its field whose invalidation filter matches', () => {
    const subscriptions = createSubscriptions();
    const all = [
      subscribe(subscriptions, { invalidationFilter: filterOf('user', 'a') }),
      subscribe(subscriptions, { invalidationFilter: filterOf('user', 'b') }),
      subscribe(subscriptions),
      subscribe(subscriptions, {
        fieldName: 'onDeleteTodo',
        invalidationFilter: filterOf('user', 'a'),
      }),
    ];
    const invalidation = { subscriptionField: 'onCreateTodo', payload: { user: 'a' } };
    expect(subscriptions.invalidate(invalidation)).toBe(1);
    expect(subscriptions.invalidate(invalidation)).toBe(0);
    expect(all.map(({ invalidations }) => invalidations())).toEqual([1, 0, 0, 0]);
    expect(subscriptions.size()).toBe(3);
  });
});

test.each(['filter', 'invalidationFilter'])(
  'a subscription whose %s is not valid is not added',
  (name) => {
    const subscriptions = createSubscriptions();
    expect(() => subscribe(subscriptions, { [name]: { filterGroup: [] } })).toThrow(
      'subscription filter has no filterGroup.',
    );
    expect(subscriptions.size()).toBe(0);
  },
);
