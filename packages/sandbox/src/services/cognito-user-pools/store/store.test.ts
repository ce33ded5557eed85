import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from './store.js';

function start() {
  const store = openStore(new DatabaseSync(':memory:'));
  const done: string[] = [];
  return { store, done, later: (what: string) => store.afterCommit(() => done.push(what)) };
}

test('an action that cannot be undone runs at once outside of a transaction', () => {
  const { done, later } = start();
  later('sent');
  expect(done).toEqual(['sent']);
});

test('actions that cannot be undone run in order, when the outermost transaction is committed', () => {
  const { store, done, later } = start();
  store.transaction(() => {
    later('first');
    store.transaction(() => later('second'));
    expect(done).toEqual([]);
  });
  expect(done).toEqual(['first', 'second']);
  store.transaction(() => {});
  expect(done).toEqual(['first', 'second']);
});

test('an action that cannot be undone does not run when the transaction is rolled back', () => {
  const { store, done, later } = start();
  const failing = () =>
    store.transaction(() => {
      store.deployedResources.deploy('pool', '{}', 1);
      later('sent');
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(store.deployedResources.find('pool')).toBeUndefined();
  store.transaction(() => later('another'));
  expect(done).toEqual(['another']);
});

test('a transaction is committed even if an action after it fails', () => {
  const { store } = start();
  const failing = () =>
    store.transaction(() => {
      store.deployedResources.deploy('pool', '{}', 1);
      store.afterCommit(() => {
        throw new Error('no');
      });
    });
  expect(failing).toThrow('no');
  expect(store.deployedResources.find('pool')).toEqual({ createdAt: 1, modifiedAt: 1 });
});
