import { describe, expect, test } from 'vitest';
import { LANGUAGES, setUp } from '../../../../testing/resolver-util.js';

describe.each(LANGUAGES)('in $language', ({ makeUtil }) => {
  test('a filter that cannot be read gives null, and the log says why', () => {
    const { call, calls } = setUp(makeUtil);
    expect(call('transform.toDynamoDBFilterExpression', { v: { foo: 1 } })).toBeNull();
    expect(calls).toEqual([['log', 'error', expect.stringContaining('v_foo')]]);
  });
});
