/** A mutable JSON object. Templates write into arguments, stash and results. */
export type MutableObject = { [name: string]: unknown };

/**
 * The identity of a caller, as resolvers and functions see it. `null` with an API key.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html
 */
export type Identity = MutableObject | null;

/**
 * `ctx`: the input of a resolver's template or function.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html
 */
export type ResolverContext = {
  /** The same mutable object through the whole pipeline. `args` is another name of it. */
  readonly arguments: MutableObject;
  readonly args: MutableObject;
  readonly identity: Identity;
  /** The value of the parent type; `null` for a field of Query, Mutation or Subscription. */
  readonly source: unknown;
  /** Shared by all functions of one pipeline. */
  readonly stash: MutableObject;
  readonly prev: { readonly result: unknown };
  /** The response of the data source. Absent in a request template. */
  readonly result?: unknown;
  /** The error of the data source: `{ message, type }`. */
  readonly error?: { readonly message: string; readonly type: string } | undefined;
  readonly info: {
    readonly fieldName: string;
    readonly parentTypeName: string;
    readonly variables: MutableObject;
    readonly selectionSetList: readonly string[];
    readonly selectionSetGraphQL: string;
  };
  readonly request: {
    /** Header names in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    readonly domainName: string | null;
  };
  /** The environment variables of the API. */
  readonly env: Readonly<Record<string, string>>;
};
