import { describe, expect, test } from 'vitest';
import { LANGUAGES, setUp } from '../../../../testing/resolver-util.js';

describe.each(LANGUAGES)('in $language', ({ makeUtil, nothing }) => {
  test('response headers become text', () => {
    const { call, calls } = setUp(makeUtil);
    expect(call('http.addResponseHeader', 'itemsCount', 7)).toBe(nothing);
    expect(call('http.addResponseHeaders', { a: 'text', b: { c: 1 } })).toBe(nothing);
    expect(calls).toEqual([
      ['addResponseHeader', 'itemsCount', '7'],
      ['addResponseHeader', 'a', 'text'],
      ['addResponseHeader', 'b', '{"c":1}'],
    ]);
  });

  test.each([
    ['a restricted header', 'Vary', 'a'],
    ['a header of the connection', 'Content-Length', '1'],
    ['a header of AWS', 'X-Amzn-Id', 'a'],
    ['another header of AWS', 'x-amz-id', 'a'],
    ['an empty name', '', 'a'],
    ['a name that is not a text', 7, 'a'],
    ['a null value', 'a', null],
    ['a second header in the value', 'a', 'b\r\nSet-Cookie: c=d'],
    ['a second header in the name', 'a: b\r\nSet-Cookie', 'c'],
    ['more than 4 KB', 'a', 'b'.repeat(4096)],
  ])('%s is not added to the response', (_case, name, value) => {
    const { call, calls } = setUp(makeUtil);
    call('http.addResponseHeader', name, value);
    expect(calls).toEqual([
      ['appendError', expect.objectContaining({ errorType: 'ResponseHeaderError' })],
    ]);
  });

  test('the limit of 4 KB counts headers of equal names', () => {
    const { call, calls } = setUp(makeUtil);
    for (const _ of [1, 2, 3]) call('http.addResponseHeader', 'a', 'b'.repeat(1500));
    expect(calls.map(([name]) => name)).toEqual([
      'addResponseHeader',
      'addResponseHeader',
      'appendError',
    ]);
  });
});
