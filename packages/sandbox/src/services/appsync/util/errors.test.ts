import { describe, expect, test } from 'vitest';
import { LANGUAGES, setUp } from '../../../../testing/resolver-util.js';
import { ResolverError, UnauthorizedError } from './effects.js';
import { vtlUtil } from './vtl-util.js';

describe.each(LANGUAGES)('in $language', ({ makeUtil, nothing }) => {
  test('util.unauthorized throws an error of its own', () => {
    const { call } = setUp(makeUtil);
    expect(() => call('unauthorized')).toThrow(UnauthorizedError);
    expect(() => call('unauthorized')).toThrow(
      expect.objectContaining({ errorType: 'Unauthorized', data: null, errorInfo: null }),
    );
  });

  test.each([
    [['a'], { message: 'a', errorType: undefined, data: null, errorInfo: null }],
    [['a', 'Type'], { message: 'a', errorType: 'Type', data: null, errorInfo: null }],
    [
      ['a', null, { b: 1 }],
      { message: 'a', errorType: undefined, data: { b: 1 }, errorInfo: null },
    ],
    [['a', 'Type', null, [2]], { message: 'a', errorType: 'Type', data: null, errorInfo: [2] }],
    [[null], { message: 'null', errorType: undefined, data: null, errorInfo: null }],
  ])('util.error and util.appendError take %j', (args, parts) => {
    const { call, calls } = setUp(makeUtil);
    expect(() => call('error', ...args)).toThrow(ResolverError);
    expect(() => call('error', ...args)).toThrow(expect.objectContaining(parts));
    expect(call('appendError', ...args)).toBe(nothing);
    expect(calls).toEqual([['appendError', parts]]);
  });
});

test.each([
  [[true, 'a'], undefined],
  [[false, 'a'], { message: 'a', errorType: 'CustomTemplateException', data: null }],
  [[null, 'a'], { message: 'a', errorType: 'CustomTemplateException', data: null }],
  [[false, 'a', 'Type', { b: 1 }], { message: 'a', errorType: 'Type', data: { b: 1 } }],
])('$util.validate takes %j', (args, parts) => {
  const { call } = setUp(vtlUtil);
  if (parts) expect(() => call('validate', ...args)).toThrow(expect.objectContaining(parts));
  else expect(call('validate', ...args)).toBe('');
});
