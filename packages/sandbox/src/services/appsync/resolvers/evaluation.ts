/** The result of one mapping template, or of one function of a JavaScript resolver. */
export type Evaluation = {
  /** The request for the data source, or the result of the resolver. */
  readonly value: unknown;
  /** Whether `#return` or `runtime.earlyReturn` ended it, so that no data source is called. */
  readonly returned: boolean;
  /**
   * The `skipTo` of `runtime.earlyReturn`. `END` skips the rest of the pipeline, `NEXT` the rest of
   * the function. Default: the rest of what calls it, a function or the whole pipeline.
   *
   * @see https://docs.aws.amazon.com/appsync/latest/devguide/runtime-utils-js.html
   */
  readonly skipTo?: 'END' | 'NEXT';
};
