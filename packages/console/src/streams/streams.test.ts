import { expect, it } from 'vitest';
import { overview } from '../../testing/overview.ts';
import { readable, textOfData } from './stream-queries.ts';
import { nameOfThing, noteOf, thingsOf } from './stream-things.ts';

it('names queues, topics and streams by their addresses', () => {
  expect(thingsOf(overview).map(({ id }) => id)).toEqual([
    'queue/todo-failures',
    'topic/alerts',
    'stream/clicks',
  ]);
});

it('says of which queues a queue has the dead letters', () => {
  const [queue] = thingsOf(overview);
  if (queue === undefined) throw new Error('There is no queue.');
  expect(nameOfThing(queue)).toBe('todo-failures');
  expect(noteOf(queue)).toBe('dead letters of watch-todos');
});

it.each([
  ['text', 'eyJhIjoiw7wifQ==', '{"a":"ü"}'],
  ['bytes that are no text', '/w==', '/w=='],
])('reads %s in a record', (_, data, expected) => {
  expect(textOfData(data)).toBe(expected);
});

it.each([
  ['an object', '{"a":1}', { a: 1 }],
  ['a number, which stays a text', '12345678901234567890', '12345678901234567890'],
  ['no JSON', 'hello', 'hello'],
])('shows %s', (_, text, expected) => {
  expect(readable(text)).toEqual(expected);
});
