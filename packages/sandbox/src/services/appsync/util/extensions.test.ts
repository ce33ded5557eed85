import { describe, expect, test } from 'vitest';
import { findFunction, LANGUAGES, recordEffects } from '../../../../testing/resolver-util.js';

describe.each(LANGUAGES)('in $language', ({ makeExtensions, nothing }) => {
  test('extensions pass their arguments on', () => {
    const { effects, calls } = recordEffects();
    const extensions = makeExtensions(effects);
    const filter = { filterGroup: [] };
    const invalidation = { subscriptionField: 'onA', payload: {} };
    const results = [
      findFunction(extensions, 'setSubscriptionFilter')(filter),
      findFunction(extensions, 'setSubscriptionInvalidationFilter')(filter),
      findFunction(extensions, 'invalidateSubscriptions')(invalidation),
      findFunction(extensions, 'evictFromApiCache')('Query', 'getA', { 'context.arguments.id': 1 }),
    ];
    expect(results).toEqual([nothing, nothing, nothing, nothing]);
    expect(calls).toEqual([
      ['setSubscriptionFilter', filter],
      ['setSubscriptionInvalidationFilter', filter],
      ['invalidateSubscriptions', invalidation],
    ]);
    expect(() => findFunction(extensions, 'evictFromApiCache')('Query')).toThrow(
      'extensions.evictFromApiCache',
    );
  });
});
