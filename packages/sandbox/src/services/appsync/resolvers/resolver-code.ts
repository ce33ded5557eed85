import type { LogLevel, Namespace } from '../util/effects.js';
import type { Evaluation } from './evaluation.js';
import type { ResolverContext } from './resolver-context.js';

/** The functions and objects that a resolver's code can reach, besides its context. */
export type ResolverHost = {
  readonly util: Namespace;
  readonly extensions: Namespace;
  /** Prints a line, for `console.log` in a JavaScript resolver. */
  log(level: LogLevel, message: string): void;
};

/** The code of a resolver or of a function of a pipeline, in VTL or JavaScript. */
export type ResolverCode = {
  /** Makes the request for the data source. */
  request(context: ResolverContext, host: ResolverHost): Evaluation;
  /** Makes the result from the response of the data source. */
  response(context: ResolverContext, host: ResolverHost): Evaluation;
  /**
   * Whether an error of the data source ends the resolver before its response, as in the version
   * `2017-02-28` of mapping templates.
   *
   * @param request The request for the data source.
   */
  endsOnError(request: unknown): boolean;
};
