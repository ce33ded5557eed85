import { createContext, Script } from 'node:vm';
import { isJsonObject } from '../../../../protocols/json-value.js';
import { type Namespace, ResolverError, type UtilFunction } from '../../util/effects.js';
import type { Evaluation } from '../evaluation.js';
import { REALM_SETUP } from './realm-setup.js';

/** AppSync ends a request after 30 seconds. Code that does no I/O needs a fraction of this one. */
const TIMEOUT_MILLISECONDS = 1000;

/** The functions that the code can call, and where its logs go. */
export type Invocation = {
  /** By name: `util`, `extensions`, `runtime`, and the modules that the code imports. */
  readonly roots: Namespace;
  log(level: 'info' | 'error', message: string): void;
};

/** How a call of a handler ended. All values are copies. */
export type Outcome =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'returned'; readonly text: string; readonly evaluation: Evaluation }
  | { readonly kind: 'thrown'; readonly text: string }
  | { readonly kind: 'failed'; readonly error: ResolverError }
  | { readonly kind: 'timeout' };

/** A function of the context that runs a module. It is only passed back into the context. */
export type Instantiate = { readonly context: 'appsync' };

type Setup = {
  prepare(instantiate: Instantiate, roots: string, handler: string, input: string): void;
};

/** Ends the code with a result. */
class EarlyReturn {
  readonly evaluation: Evaluation;

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }
}

type Ending = EarlyReturn | ResolverError;

const runtime: Namespace = {
  earlyReturn(value, options) {
    const skipTo = (options as { readonly skipTo?: unknown } | null | undefined)?.skipTo;
    if (skipTo !== undefined && skipTo !== null && skipTo !== 'END' && skipTo !== 'NEXT') {
      throw new TypeError("earlyReturn: skipTo is 'END' or 'NEXT'.");
    }
    throw new EarlyReturn({ value: value ?? null, returned: true, ...(skipTo && { skipTo }) });
  },
};

let shared: ReturnType<typeof createRealm> | undefined;

/**
 * The context that all resolver code runs in. Its objects are frozen, and each call runs its module
 * anew, so that calls share nothing.
 */
export function resolverRealm() {
  shared ??= createRealm();
  return shared;
}

function createRealm() {
  // A context cannot make functions from text, which is how code escapes through `constructor`.
  const context = createContext(Object.create(null), {
    name: 'APPSYNC_JS',
    codeGeneration: { strings: false, wasm: false },
  });
  let current: (Invocation & { ending?: Ending }) | undefined;

  /** The only function of the host in the context. It takes and returns text, and never throws. */
  const bridge = (operation: string, root: string, path: string, text = '[]', absent = '[]') => {
    if (!current) return undefined;
    if (operation === 'log') {
      current.log(root === 'error' ? 'error' : 'info', path);
      return undefined;
    }
    const member = memberOf(current.roots, [root, ...path.split('.')]);
    if (operation === 'kind')
      return typeof member === 'function' ? 'function' : member && 'namespace';
    try {
      return called(member, text, absent);
    } catch (error) {
      if (error instanceof EarlyReturn || error instanceof ResolverError) {
        current.ending ??= error;
        return 'e';
      }
      return `x${error instanceof Error ? error.message : 'The function failed.'}`;
    }
  };

  const setup = new Script(REALM_SETUP, { filename: 'appsync-realm' }).runInContext(context)(
    bridge,
  ) as Setup & { readonly run: unknown };
  Object.defineProperty(context, 'run', { value: setup.run });
  const runScript = new Script('run()', { filename: 'appsync-realm' });

  return {
    /** @param text an expression of a function, see `moduleScript` */
    load: (text: string, filename: string) =>
      new Script(text, { filename }).runInContext(context) as Instantiate,

    call(
      instantiate: Instantiate,
      handler: string,
      input: string,
      invocation: Invocation,
    ): Outcome {
      const { roots, log } = invocation;
      const call: typeof current = { roots: { ...roots, runtime }, log };
      const previous = current;
      current = call;
      try {
        setup.prepare(instantiate, JSON.stringify(Object.keys(roots)), handler, input);
        const text: unknown = runScript.runInContext(context, { timeout: TIMEOUT_MILLISECONDS });
        return outcome(String(text), call.ending);
      } catch (error) {
        if (call.ending instanceof ResolverError) return { kind: 'failed', error: call.ending };
        if (isTimeout(error)) return { kind: 'timeout' };
        throw error;
      } finally {
        current = previous;
      }
    },
  };
}

function outcome(text: string, ending: Ending | undefined): Outcome {
  if (ending instanceof ResolverError) return { kind: 'failed', error: ending };
  if (ending) return { kind: 'returned', text, evaluation: ending.evaluation };
  return { kind: text.startsWith('{"kind":"value"') ? 'value' : 'thrown', text };
}

function memberOf(
  namespace: Namespace,
  [name = '', ...rest]: readonly string[],
): UtilFunction | Namespace | undefined {
  const member = Object.hasOwn(namespace, name) ? namespace[name] : undefined;
  if (rest.length === 0 || member === undefined) return member;
  return typeof member === 'function' ? undefined : memberOf(member, rest);
}

/** `v` and the value in JSON, or undefined. */
function called(member: unknown, text: string, absent: string): string | undefined {
  if (typeof member !== 'function') throw new TypeError('The function does not exist.');
  const args = JSON.parse(text) as unknown[];
  for (const index of JSON.parse(absent) as number[]) args[index] = undefined;
  const json = JSON.stringify(member(...args));
  return json === undefined ? undefined : `v${json}`;
}

/** The error can be of the context, so that it is no instance of the host's Error. */
function isTimeout(error: unknown): boolean {
  return isJsonObject(error) && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
