import type { ResolverContext } from '../resolvers/resolver-context.js';

/** A data source of an API: the place where a resolver's request is run. */
export type DataSource = {
  readonly name: string;
  /** The `Type` in the template, such as `AMAZON_DYNAMODB`. */
  readonly kind: string;
  /**
   * Runs the request that a template or function made, and returns `ctx.result`.
   *
   * @throws {DataSourceError} For `ctx.error`.
   */
  invoke(request: unknown, call: DataSourceCall): Promise<unknown>;
  /**
   * Runs the requests of several fields at once, and returns one result for each. Only for
   * `BatchInvoke` of Lambda.
   *
   * @throws {DataSourceError} When the whole batch fails.
   */
  invokeBatch?(requests: readonly unknown[], call: DataSourceCall): Promise<readonly unknown[]>;
};

/** The field that is resolved. A resolver's context has these members. */
export type DataSourceCall = Pick<ResolverContext, 'arguments' | 'identity'> & {
  readonly info: Pick<ResolverContext['info'], 'fieldName' | 'parentTypeName'>;
};

/** An error of a data source, in the parts of `ctx.error`. */
export class DataSourceError extends Error {
  /** `DynamoDB:ConditionalCheckFailedException`. */
  readonly type: string;
  /**
   * The result in spite of the error, for `ctx.result`: the current item after a failed condition,
   * or the reasons of a cancelled transaction. Default: `null`.
   */
  readonly data: unknown;

  constructor(type: string, message: string, data: unknown = null) {
    super(message);
    this.name = 'DataSourceError';
    this.type = type;
    this.data = data;
  }
}

/** The type of an error for a request that AppSync does not send to the data source. */
export const MAPPING_ERROR = 'MappingTemplate';

/** A request of a template or function that is not valid. */
export function mappingError(message: string): DataSourceError {
  return new DataSourceError(MAPPING_ERROR, message);
}

/** A request that AppSync supports and the sandbox does not. */
export function unsupported(message: string): DataSourceError {
  return new DataSourceError('UnsupportedOperation', message);
}

/** The session name of AppSync when it acts with the role of a data source. */
export const SESSION_NAME = 'APPSYNC_ASSUME_ROLE';

/** The source in the record of an invocation: `Query.getTodo`. */
export function sourceOf({ info }: DataSourceCall): string {
  return `${info.parentTypeName}.${info.fieldName}`;
}
