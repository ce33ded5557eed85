import { expect, test } from 'vitest';
import { setUp } from '../../../../testing/resolver-util.js';
import { vtlUtil } from './vtl-util.js';

test.each([
  [['text'], 'text'],
  [[{ a: 1 }], '{"a":1}'],
  [['a {} b {} c {}', 'x', { y: 1 }], 'a x b {"y":1} c {}'],
  [['a {}', '{} {}', 'b'], 'a {} {}'],
])('$util.log takes %j', (args, message) => {
  const { call, calls } = setUp(vtlUtil);
  for (const level of ['debug', 'info', 'error']) {
    expect(call(`log.${level}`, ...args)).toBe('');
  }
  expect(calls).toEqual([
    ['log', 'debug', message],
    ['log', 'info', message],
    ['log', 'error', message],
  ]);
});
