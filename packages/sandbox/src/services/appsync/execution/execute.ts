import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  getLocation,
  responsePathAsArray,
  type SourceLocation,
} from 'graphql';
import { AwsError } from '../../../protocols/aws-error.js';
import { isJsonObject } from '../../../protocols/json-value.js';
import type { Api } from '../api.js';
import { type Authorized, fieldRefusal } from '../authorization/index.js';
import { resolveField } from '../resolvers/pipeline.js';
import type { MutableObject, ResolverContext } from '../resolvers/resolver-context.js';
import { type ResolverEffects, ResolverError, UnauthorizedError } from '../util/effects.js';
import { fieldsOf, type ValidDocument } from './document.js';
import { executionError, fieldError, type ResponseError, variableErrors } from './errors.js';
import { selectionSetGraphQL, selectionSetList } from './selection-set.js';
import { createSender, type Sender } from './sender.js';

/** AppSync's quota: `Maximum number of resolvers invoked per request`. */
const MAXIMUM_RESOLVERS = 10_000;
/** AppSync's quota: `Request execution time`, in milliseconds. */
const TIME_LIMIT_MS = 30_000;

export type Operation = ValidDocument & {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  readonly authorized: Authorized;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
};

export type OperationEffects = {
  readonly responseHeaders: Record<string, string>;
  subscriptionFilter?: unknown;
  invalidationFilter?: unknown;
  readonly invalidations: Invalidation[];
  /** The field of a subscription, with the arguments of the client. */
  subscribed?: {
    readonly fieldName: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };
};

/** The argument of `extensions.invalidateSubscriptions`. */
export type Invalidation = { readonly subscriptionField: string; readonly payload: unknown };

export type OperationResult = {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly ResponseError[];
  readonly effects: OperationEffects;
};

/** The state of one operation while it runs. */
type Run = {
  readonly api: Api;
  readonly operation: Operation;
  readonly effects: OperationEffects;
  readonly appended: ResponseError[];
  readonly send: Sender;
  /** One object for all fields: a template may write into it. */
  readonly variables: MutableObject;
  resolvers: number;
};

/**
 * Runs an operation: each field that has a resolver by that, the others from the value of their
 * parent.
 *
 * @throws {AwsError} `UnauthorizedException` when a policy of IAM does not allow a root field.
 *   `ExecutionTimeout` after 30 s.
 */
export async function executeOperation(api: Api, operation: Operation): Promise<OperationResult> {
  requirePermissions(api, operation);
  const effects: OperationEffects = { responseHeaders: {}, invalidations: [] };
  const run: Run = {
    api,
    operation,
    effects,
    appended: [],
    send: createSender(),
    variables: { ...operation.variables },
    resolvers: 0,
  };
  const result = await withTimeLimit(
    execute({
      schema: api.schema,
      document: operation.document,
      operationName: operation.operationName ?? null,
      variableValues: operation.variables,
      contextValue: run,
      rootValue: {},
      fieldResolver,
      typeResolver,
    }),
  );
  if (result.data === undefined) {
    return { data: null, errors: variableErrors(result), effects };
  }
  const raised = (result.errors ?? []).map((error) => executionError(error, api.schema));
  return { data: result.data, errors: [...run.appended, ...raised], effects };
}

/** AppSync checks the policies of a role before any resolver runs, for each root field. */
function requirePermissions(api: Api, { document, operation, authorized }: Operation): void {
  const typeName = api.schema.getRootType(operation.operation)?.name ?? '';
  for (const { name } of fieldsOf(document, operation.selectionSet)) {
    authorized.requirePermission(typeName, name.value);
  }
}

export const typeResolver: GraphQLTypeResolver<unknown, Run> = (value) => {
  const name = isJsonObject(value) ? value.__typename : undefined;
  return typeof name === 'string' ? name : undefined;
};

const fieldResolver: GraphQLFieldResolver<unknown, Run> = (source, args, run, info) => {
  const { api, operation } = run;
  const typeName = info.parentType.name;
  const rules = api.rulesOf(typeName, info.fieldName);
  const refusal = fieldRefusal(operation.authorized, rules, typeName, info.fieldName);
  if (refusal) throw refusal;
  if (info.operation.operation === 'subscription' && info.path.prev === undefined) {
    run.effects.subscribed = { fieldName: info.fieldName, arguments: structuredClone(args) };
  }
  const resolver = api.resolvers.find(typeName, info.fieldName);
  if (!resolver) return memberOf(source, info.fieldName);
  run.resolvers += 1;
  if (run.resolvers > MAXIMUM_RESOLVERS) {
    throw new ResolverError({
      message: `The request ran more than ${MAXIMUM_RESOLVERS} resolvers.`,
      errorType: 'ResolverCountLimitExceeded',
    });
  }
  return resolveField(resolver, callOf(run, source, args, info), api.hosts).catch(
    (error: unknown) => {
      throw errorOf(error, api, typeName, info.fieldName);
    },
  );
};

/** A field without a resolver has the member of its parent's value with its name. */
function memberOf(source: unknown, name: string): unknown {
  return isJsonObject(source) && Object.hasOwn(source, name) ? source[name] : null;
}

function callOf(
  run: Run,
  source: unknown,
  args: Readonly<Record<string, unknown>>,
  info: GraphQLResolveInfo,
) {
  const { api, operation, send } = run;
  return {
    context: {
      ...namesOfArguments({ ...args }),
      identity: operation.authorized.identity,
      source: info.path.prev === undefined ? null : source,
      stash: {},
      info: infoOf(run, info),
      request: { headers: operation.headers, domainName: null },
      env: api.environment,
    },
    effects: effectsOf(run, info),
    send,
  };
}

/** The arguments are one object with two names, and templates write into it. */
function namesOfArguments(args: MutableObject): Pick<ResolverContext, 'args' | 'arguments'> {
  return { args, arguments: args };
}

/** The lists of selected fields are made when a resolver reads them. */
function infoOf(run: Run, info: GraphQLResolveInfo): ResolverContext['info'] {
  let list: readonly string[] | undefined;
  let text: string | undefined;
  return {
    fieldName: info.fieldName,
    parentTypeName: info.parentType.name,
    variables: run.variables,
    get selectionSetList() {
      list ??= selectionSetList(info);
      return list;
    },
    get selectionSetGraphQL() {
      text ??= selectionSetGraphQL(info);
      return text;
    },
  };
}

function effectsOf(run: Run, info: GraphQLResolveInfo): ResolverEffects {
  const { api, effects, operation } = run;
  const name = `${info.parentType.name}.${info.fieldName}`;
  return {
    now: api.now,
    authType: () => operation.authorized.authType,
    appendError(error) {
      run.appended.push(fieldError(error, pathOf(info), { locations: locationsOf(info) }));
    },
    addResponseHeader(header, value) {
      effects.responseHeaders[header.toLowerCase()] = value;
    },
    responseHeaderBytes: () =>
      Buffer.byteLength(Object.entries(effects.responseHeaders).flat().join('')),
    setSubscriptionFilter(filter) {
      effects.subscriptionFilter = filter;
    },
    setSubscriptionInvalidationFilter(filter) {
      effects.invalidationFilter = filter;
    },
    invalidateSubscriptions(invalidation) {
      effects.invalidations.push(readInvalidation(invalidation));
    },
    log: (_level, message) => api.onLog(name, message),
  };
}

function readInvalidation(value: unknown): Invalidation {
  const { subscriptionField, payload = {} } = isJsonObject(value) ? value : {};
  if (typeof subscriptionField === 'string') return { subscriptionField, payload };
  throw new ResolverError({
    message: 'invalidateSubscriptions needs an object with subscriptionField and payload.',
    errorType: 'BadRequest',
  });
}

function pathOf({ path }: GraphQLResolveInfo): readonly (string | number)[] {
  return responsePathAsArray(path);
}

function locationsOf({ fieldNodes }: GraphQLResolveInfo): readonly SourceLocation[] {
  return fieldNodes.flatMap(({ loc }) => (loc ? [getLocation(loc.source, loc.start)] : []));
}

/** Errors of a resolver's code, and not of what a client asks for. */
const MISTAKES: ReadonlySet<unknown> = new Set(['Code', 'MappingTemplate']);

/** The error of a field for the client. The developer also sees a mistake in a resolver. */
function errorOf(error: unknown, api: Api, typeName: string, fieldName: string): ResolverError {
  if (error instanceof UnauthorizedError) {
    return new ResolverError({
      message: `Not Authorized to access ${fieldName} on type ${typeName}`,
      errorType: 'Unauthorized',
    });
  }
  if (error instanceof ResolverError) {
    if (MISTAKES.has(error.errorType))
      api.onLog(`${typeName}.${fieldName}`, `ERROR ${error.message}`);
    return error;
  }
  api.onError(error);
  return new ResolverError({
    message: 'The sandbox failed; its terminal shows the error.',
    errorType: 'InternalFailure',
  });
}

async function withTimeLimit<T>(running: T | Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AwsError('ExecutionTimeout', 'Execution timed out.', 200)),
    TIME_LIMIT_MS,
  );
  try {
    return await Promise.race([running, expired]);
  } finally {
    clearTimeout(timer);
  }
}
