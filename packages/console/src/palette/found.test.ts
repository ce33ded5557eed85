import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { overview } from '../../testing/overview.ts';
import { find } from './found.ts';

const searched = {
  places: [
    { path: '/', label: 'Overview' },
    { path: '/tables', label: 'Tables' },
  ],
  overview,
  entries: [
    entry(1, { user: 'ada@example.com', invocationId: '9abf73c3' }),
    entry(2, { name: 'pre-sign-up', reason: 'EMAIL_DOMAIN_NOT_ALLOWED' }),
    entry(3, { user: 'ada@example.com' }),
  ],
};

const ids = (text: string) => find(text, searched).map(({ id }) => id);

test('shows the places without a text', () => {
  expect(ids('  ')).toEqual(['/', '/tables']);
});

test.each([
  ['a place', 'tab', '/tables'],
  ['a function', 'watch', '/functions/watch-todos'],
  ['a table', 'todo', '/tables/Todo-abcdefghij-NONE'],
  ['a queue', 'todo-fail', '/streams#queue todo-failures'],
  ['a user', 'ada@', '/timeline?user=ada%40example.com'],
  ['an entry by its request id', '9abf', '/timeline/1'],
  ['an entry by its reason', 'domain_not', '/timeline/2'],
  ['an entry by its number', '3', '/timeline/3'],
])('finds %s', (_name, text, id) => {
  expect(ids(text)).toContain(id);
});

test('finds what has all words, the newest entry first', () => {
  expect(ids('signup ada')).toEqual(['/timeline/3', '/timeline/1']);
});

test('shows names that begin with the text first, and each thing once', () => {
  const found = find('todo', searched).filter(({ kind }) => kind === 'resource');
  expect(found[0]?.label).toBe('Todo');
  expect(new Set(ids('todo')).size).toBe(ids('todo').length);
});

test('finds nothing for a text that nothing has', () => {
  expect(ids('zzz')).toEqual([]);
});
