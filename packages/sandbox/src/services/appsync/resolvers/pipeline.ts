import {
  type DataSourceCall,
  DataSourceError,
  MAPPING_ERROR,
} from '../data-sources/data-source.js';
import { type ResolverEffects, ResolverError } from '../util/effects.js';
import type { Resolver, ResolverStep } from './resolver.js';
import type { ResolverContext } from './resolver-context.js';
import type { ResolverHosts } from './resolver-host.js';

/** One field of one request, as its resolver sees it. */
export type FieldCall = {
  readonly context: Omit<ResolverContext, 'prev' | 'result' | 'error'>;
  readonly effects: ResolverEffects;
  /** Sends a request to the data source of a step. */
  send(step: ResolverStep, request: unknown, call: DataSourceCall): Promise<unknown>;
};

/**
 * Resolves one field: the code of a unit resolver with its data source, or a pipeline of functions
 * between the code of its resolver.
 *
 * @throws {ResolverError} The error of the field.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-components.html
 */
export async function resolveField(
  resolver: Resolver,
  call: FieldCall,
  hosts: ResolverHosts,
): Promise<unknown> {
  if (resolver.functions === undefined) return (await runStep(resolver, call, hosts, null)).value;
  const before = evaluate(resolver, 'request', call, hosts, { prev: { result: null } });
  if (before.returned && before.skipTo !== 'NEXT') return before.value;
  let result = before.value;
  for (let index = 0; index < resolver.functions.length; index += 1) {
    const step = resolver.functions[index];
    if (!step) break;
    const outcome = await runStep(step, call, hosts, result);
    result = outcome.value;
    if (outcome.skipTo === 'END') break;
  }
  return evaluate(resolver, 'response', call, hosts, { prev: { result }, result }).value;
}

type Outcome = { readonly value: unknown; readonly skipTo?: 'END' | 'NEXT' | undefined };

async function runStep(
  step: ResolverStep,
  call: FieldCall,
  hosts: ResolverHosts,
  previous: unknown,
): Promise<Outcome> {
  const prev = { result: previous };
  const { value: request, returned, skipTo } = evaluate(step, 'request', call, hosts, { prev });
  if (returned) return { value: request, skipTo };
  let result: unknown = null;
  let error: ResolverContext['error'];
  try {
    result = await call.send(step, request, call.context);
  } catch (thrown) {
    if (!(thrown instanceof DataSourceError)) throw thrown;
    const { type, message, data } = thrown;
    if (type === MAPPING_ERROR || step.code.endsOnError(request)) {
      throw new ResolverError({ message, errorType: type, data });
    }
    error = { message, type };
    result = data ?? null;
  }
  return evaluate(step, 'response', call, hosts, { prev, result, error });
}

function evaluate(
  { code, language }: Pick<ResolverStep, 'code' | 'language'>,
  phase: 'request' | 'response',
  { context, effects }: FieldCall,
  hosts: ResolverHosts,
  rest: Pick<ResolverContext, 'prev' | 'result' | 'error'>,
) {
  return hosts.withEffects(effects, () => code[phase]({ ...context, ...rest }, hosts[language]));
}
