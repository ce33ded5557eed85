import type { FunctionInvoker } from '../../../context/events/function-invoker.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { type Authorized, authorizedBy, type RequestToAuthorize } from './authorized.js';
import { type LambdaProvider, ttlOf } from './configuration.js';
import { NOT_AUTHORIZED, unauthorized } from './errors.js';
import { type Decision, decisionOf } from './lambda-response.js';

/** AppSync's limit for a Lambda authorizer. */
const TIMEOUT_MS = 10_000;
/** More tokens than a developer's clients have. The oldest result makes room for a new one. */
const MAXIMUM_RESULTS = 1000;

export type LambdaSurroundings = {
  readonly apiId: string;
  readonly apiArn: string;
  readonly accountId: string;
  readonly functions: Pick<FunctionInvoker, 'invoke'>;
  now(): number;
};

/** Lets a function decide on a request. */
export type LambdaAuthorizer = (token: string, request: RequestToAuthorize) => Promise<Authorized>;

/**
 * Creates the Lambda authorizer of an API.
 *
 * A result with a time to live counts for every request with the same token, as in AppSync,
 * whatever operation the request contains.
 *
 * The authorizer throws an `AwsError`: `UnauthorizedException` when the function refuses the token,
 * and `BadRequestException` when the function fails, gives no decision or takes too long.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export function createLambdaAuthorizer(
  provider: LambdaProvider,
  surroundings: LambdaSurroundings,
): LambdaAuthorizer {
  const { now, apiArn } = surroundings;
  const results = new Map<string, { readonly decision: Decision; readonly until: number }>();
  const keep = (token: string, decision: Decision) => {
    const ttlSeconds = ttlOf(decision.ttlOverride ?? provider.ttlSeconds);
    results.delete(token);
    if (ttlSeconds === 0) return;
    const [oldest] = results.keys();
    if (oldest !== undefined && results.size >= MAXIMUM_RESULTS) results.delete(oldest);
    results.set(token, { decision, until: now() + ttlSeconds * 1000 });
  };
  return async (token, request) => {
    if (provider.tokens && !provider.tokens.matches(token)) throw unauthorized(NOT_AUTHORIZED);
    const kept = results.get(token);
    let decision = kept && kept.until > now() ? kept.decision : undefined;
    if (!decision) {
      decision = await decide(token, request, provider.functionArn, surroundings);
      keep(token, decision);
    }
    const { isAuthorized, resolverContext, deniedFields } = decision;
    if (!isAuthorized) throw unauthorized(NOT_AUTHORIZED);
    return authorizedBy(
      'AWS_LAMBDA',
      { resolverContext: { ...resolverContext } },
      {
        denies: (typeName, fieldName) =>
          deniedFields.has(`${typeName}.${fieldName}`) ||
          deniedFields.has(`${apiArn}/types/${typeName}/fields/${fieldName}`),
      },
    );
  };
}

async function decide(
  token: string,
  request: RequestToAuthorize,
  functionArn: string,
  surroundings: LambdaSurroundings,
): Promise<Decision> {
  const event = eventOf(token, request, surroundings);
  const invocation = await inTime(
    surroundings.functions.invoke(functionArn, event, { source: 'AppSync.Authorizer' }),
    functionArn,
  );
  const { outcome } = invocation;
  if (outcome.status !== 'success') {
    throw failed(functionArn, `it ended with the status ${outcome.status}; its log shows why`);
  }
  const decision = decisionOf(outcome.response);
  if ('mistake' in decision) throw failed(functionArn, decision.mistake);
  return decision;
}

function eventOf(
  authorizationToken: string,
  { requestId, operation, headers }: RequestToAuthorize,
  { apiId, accountId }: LambdaSurroundings,
) {
  return {
    authorizationToken,
    requestContext: {
      apiId,
      accountId,
      requestId,
      queryString: operation.query,
      operationName: operation.operationName ?? null,
      variables: operation.variables ?? {},
    },
    requestHeaders: headers,
  };
}

/** Waits for the function as long as AppSync does. The function itself runs on. */
async function inTime<T>(invocation: Promise<T>, functionArn: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(failed(functionArn, 'it did not answer within 10 seconds')),
      TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([invocation, timeout]);
  } catch (error) {
    // A function that does not exist, for example.
    if (error instanceof AwsError && error.name !== 'BadRequestException') {
      throw failed(functionArn, error.message);
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** AppSync's error for an authorizer that gives no decision. Its message says more than AWS's. */
function failed(functionArn: string, reason: string): AwsError {
  const name = functionArn.split(':')[6] ?? functionArn;
  return new AwsError(
    'BadRequestException',
    `The Lambda authorizer ${name} gave no decision: ${reason}.`,
  );
}
