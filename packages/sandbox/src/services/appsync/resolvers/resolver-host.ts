import type { ResolverEffects } from '../util/effects.js';
import { jsExtensions, jsUtil } from '../util/js-util.js';
import { vtlExtensions, vtlUtil } from '../util/vtl-util.js';
import type { ResolverHost } from './resolver-code.js';

/** The hosts of both languages. They are built once, because they hold hundreds of functions. */
export type ResolverHosts = {
  readonly vtl: ResolverHost;
  readonly javascript: ResolverHost;
  /** Runs code whose effects go to one request. The code must be synchronous. */
  withEffects<T>(effects: ResolverEffects, run: () => T): T;
};

export function createResolverHosts(now: () => number): ResolverHosts {
  let current: ResolverEffects | undefined;
  const effects = (): ResolverEffects => {
    if (current) return current;
    throw new Error('The code of a resolver ran outside of a request.');
  };
  const delegating: ResolverEffects = {
    now,
    authType: () => effects().authType(),
    appendError: (error) => effects().appendError(error),
    addResponseHeader: (name, value) => effects().addResponseHeader(name, value),
    responseHeaderBytes: () => effects().responseHeaderBytes(),
    setSubscriptionFilter: (filter) => effects().setSubscriptionFilter(filter),
    setSubscriptionInvalidationFilter: (filter) =>
      effects().setSubscriptionInvalidationFilter(filter),
    invalidateSubscriptions: (invalidation) => effects().invalidateSubscriptions(invalidation),
    log: (level, message) => effects().log(level, message),
  };
  const log: ResolverHost['log'] = (level, message) => effects().log(level, message);
  return {
    vtl: { util: vtlUtil(delegating), extensions: vtlExtensions(delegating), log },
    javascript: { util: jsUtil(delegating), extensions: jsExtensions(delegating), log },
    withEffects(next, run) {
      const outer = current;
      current = next;
      try {
        return run();
      } finally {
        current = outer;
      }
    },
  };
}
