import type {
  Namespace,
  ResolverEffects,
  UtilFunction,
} from '../src/services/appsync/util/effects.js';
import { jsExtensions, jsUtil } from '../src/services/appsync/util/js-util.js';
import { vtlExtensions, vtlUtil } from '../src/services/appsync/util/vtl-util.js';

/** `nothing` is the result of a function that only has an effect. */
export const LANGUAGES = [
  { language: 'VTL', makeUtil: vtlUtil, makeExtensions: vtlExtensions, nothing: '' },
  { language: 'JavaScript', makeUtil: jsUtil, makeExtensions: jsExtensions, nothing: undefined },
];

type Call = readonly [name: string, ...args: unknown[]];

export type RecordedEffects = {
  readonly effects: ResolverEffects;
  readonly calls: readonly Call[];
};

/** Effects of a resolver that only keep the calls. The time stands still. */
export function recordEffects(now = 0): RecordedEffects {
  const calls: Call[] = [];
  const record =
    (name: string) =>
    (...args: readonly unknown[]): void => {
      calls.push([name, ...args]);
    };
  return {
    calls,
    effects: {
      now: () => now,
      authType: () => 'User Pool Authorization',
      appendError: record('appendError'),
      addResponseHeader: record('addResponseHeader'),
      responseHeaderBytes: () =>
        calls
          .filter(([name]) => name === 'addResponseHeader')
          .reduce((sum, [, header, value]) => sum + Buffer.byteLength(`${header}${value}`), 0),
      setSubscriptionFilter: record('setSubscriptionFilter'),
      setSubscriptionInvalidationFilter: record('setSubscriptionInvalidationFilter'),
      invalidateSubscriptions: record('invalidateSubscriptions'),
      log: record('log'),
    },
  };
}

/** The functions of a language with recorded effects. `call` takes a path: `time.nowISO8601`. */
export function setUp(makeUtil: (effects: ResolverEffects) => Namespace) {
  const { effects, calls } = recordEffects();
  const util = makeUtil(effects);
  return {
    calls,
    call: (path: string, ...args: readonly unknown[]) => findFunction(util, path)(...args),
  };
}

export function findFunction(functions: Namespace, path: string): UtilFunction {
  const [first = '', ...rest] = path.split('.');
  const member = functions[first];
  if (member === undefined) throw new Error(`${path} is missing.`);
  return typeof member === 'function' ? member : findFunction(member, rest.join('.'));
}
