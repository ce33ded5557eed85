import { isJsonObject } from '../../../protocols/json-value.js';
import { compileTemplate } from '../vtl/template.js';
import type { Evaluation } from './evaluation.js';
import type { ResolverCode, ResolverHost } from './resolver-code.js';
import type { ResolverContext } from './resolver-context.js';

export type MappingTemplates = {
  /** Name of the resolver or function, for errors. */
  readonly name: string;
  readonly request: string | undefined;
  readonly response: string | undefined;
  /** The version of a function. A unit resolver has it in its request. */
  readonly version: string | undefined;
};

/** The version in which an error of the data source ends the resolver. */
const FIRST_VERSION = '2017-02-28';

/**
 * Compiles the mapping templates of a resolver or a function. Without a request template, the
 * request is empty. Without a response template, the result is the response of the data source.
 *
 * @throws {TemplateError} With the template's name and the line.
 */
export function compileMappingTemplates({
  name,
  request,
  response,
  version,
}: MappingTemplates): ResolverCode {
  const compiledRequest = compileText(`${name} request`, request);
  const compiledResponse = compileText(`${name} response`, response);
  return {
    request: (context, host) => compiledRequest?.(context, host) ?? { value: {}, returned: false },
    response: (context, host) =>
      compiledResponse?.(context, host) ?? { value: context.result ?? null, returned: false },
    endsOnError: (made) =>
      (version ?? (isJsonObject(made) ? made.version : undefined)) === FIRST_VERSION,
  };
}

function compileText(
  name: string,
  text: string | undefined,
): ((context: ResolverContext, host: ResolverHost) => Evaluation) | undefined {
  if (text === undefined) return undefined;
  const template = compileTemplate({ name, text });
  return (ctx, { util, extensions }) => {
    const evaluation = template.evaluate({ ctx, util, extensions });
    return evaluation.returned ? { ...evaluation, value: parsed(evaluation.value) } : evaluation;
  };
}

/** Templates return both values and JSON: `#return($util.toJson($x))`. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
