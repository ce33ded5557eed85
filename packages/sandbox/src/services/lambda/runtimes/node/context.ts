import type { IncomingHttpHeaders } from 'node:http';
import { parseHeader } from './runtime-client.ts';

/** The part of a handler's context that both kinds of runtime have. */
export type InvocationContext = {
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly memoryLimitInMB: string | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  readonly clientContext: unknown;
  readonly identity: unknown;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly tenantId: string | undefined;
  getRemainingTimeInMillis(): number;
};

/** Builds the context from the headers of an invocation, and forwards its trace header. */
export function readContext(headers: IncomingHttpHeaders): InvocationContext {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const trace = headers['lambda-runtime-trace-id'];
  if (typeof trace === 'string') process.env._X_AMZN_TRACE_ID = trace;
  else delete process.env._X_AMZN_TRACE_ID;
  return {
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parseHeader(headers, 'lambda-runtime-client-context'),
    identity: parseHeader(headers, 'lambda-runtime-cognito-identity'),
    invokedFunctionArn: String(headers['lambda-runtime-invoked-function-arn']),
    awsRequestId: requestIdOf(headers),
    tenantId: headers['lambda-runtime-aws-tenant-id']?.toString(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

export function requestIdOf(headers: IncomingHttpHeaders): string {
  return String(headers['lambda-runtime-aws-request-id']);
}
