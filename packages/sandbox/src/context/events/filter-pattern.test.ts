import { expect, test } from 'vitest';
import { parseFilterPattern } from './filter-pattern.js';

test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
  [{ a: ['x'] }, [{ a: 'x' }, { a: 'x', b: 1 }, { a: ['y', 'x'] }], [{ a: 'X' }, {}, 'x', null]],
  [{ a: [1, null, true] }, [{ a: 1 }, { a: null }, { a: true }], [{ a: '1' }, { a: 0 }, {}]],
  [{ a: { b: ['x'] } }, [{ a: { b: 'x' } }], [{ a: 'x' }, { b: 'x' }, { a: { b: {} } }]],
  [{ a: ['x'], b: ['y'] }, [{ a: 'x', b: 'y' }], [{ a: 'x' }, { b: 'y' }]],
  [{ a: [{ prefix: 'ab' }] }, [{ a: 'abc' }], [{ a: 'cab' }, { a: 1 }, {}]],
  [{ a: [{ suffix: 'bc' }] }, [{ a: 'abc' }], [{ a: 'bca' }, {}]],
  [{ a: [{ 'equals-ignore-case': 'aB' }] }, [{ a: 'Ab' }], [{ a: 'abc' }, {}]],
  [{ a: [{ 'anything-but': 'x' }] }, [{ a: 'y' }, { a: 1 }], [{ a: 'x' }, {}]],
  [{ a: [{ 'anything-but': ['x', 1] }] }, [{ a: 'y' }], [{ a: 'x' }, { a: 1 }, {}]],
  [{ a: [{ 'anything-but': { prefix: 'x' } }] }, [{ a: 'y' }], [{ a: 'xy' }, {}]],
  [{ a: [{ numeric: ['=', 1] }] }, [{ a: 1 }, { a: 1.0 }], [{ a: '1' }, { a: 2 }, {}]],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, [{ a: 5 }, { a: 0.1 }], [{ a: 0 }, { a: 6 }]],
  [{ a: [{ exists: true }] }, [{ a: null }, { a: 'x' }], [{}, { a: { b: 1 } }]],
  [{ a: [{ exists: false }] }, [{}, null], [{ a: 'x' }, { a: null }]],
  [{ a: [{ prefix: 'x' }, 'y'] }, [{ a: 'xx' }, { a: 'y' }], [{ a: 'z' }]],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, [{ a: 'x' }, { b: 'y' }], [{ a: 'y' }, {}]],
  [{ c: [1], $or: [{ a: ['x'] }, { b: ['y'] }] }, [{ a: 'x', c: 1 }], [{ a: 'x' }, { c: 1 }]],
  [{ toString: [{ exists: true }] }, [{ toString: 1 }], [{}]],
])('%j', (pattern, yes, no) => {
  const matches = parseFilterPattern(JSON.stringify(pattern));
  for (const value of yes) expect([value, matches(value)]).toEqual([value, true]);
  for (const value of no) expect([value, matches(value)]).toEqual([value, false]);
});

test.each([
  ['no JSON', '{'],
  ['no object', '["x"]'],
  ['a bare value', '{"a":"x"}'],
  ['an empty list', '{"a":[]}'],
  ['an unknown comparison', '{"a":[{"like":"x"}]}'],
  ['two comparisons in one', '{"a":[{"prefix":"x","suffix":"y"}]}'],
  ['no comparison', '{"a":[{}]}'],
  ['a prefix that is no text', '{"a":[{"prefix":1}]}'],
  ['a number as text', '{"a":[{"numeric":["=","1"]}]}'],
  ['an unknown sign', '{"a":[{"numeric":["~",1]}]}'],
  ['half a range', '{"a":[{"numeric":[">",1,"<"]}]}'],
  ['exists of a word', '{"a":[{"exists":"yes"}]}'],
  ['anything but nothing', '{"a":[{"anything-but":[]}]}'],
  ['anything but a number', '{"a":[{"anything-but":{"numeric":["=",1]}}]}'],
  ['$or of one', '{"$or":{"a":["x"]}}'],
])('a pattern with %s is refused', (_, pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow();
});
