/** The result of one mapping template, or of one function of a JavaScript resolver. */
export type Evaluation = {
  /** The request for the data source, or the result of the resolver. */
  readonly value: unknown;
  /** Whether `#return` or `runtime.earlyReturn` ended it, so that no data source is called. */
  readonly returned: boolean;
  /** The step of the pipeline after an early return. Default: the next function. */
  readonly skipTo?: 'END' | 'NEXT' | undefined;
};
