import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import type { Caller } from '../../../protocols/request.js';
import { type DataSourceCall, DataSourceError, sourceOf } from './data-source.js';

/** A function, and the role with which AppSync runs it. */
export type FunctionSource = {
  readonly context: Pick<ServiceContext, 'functions' | 'serviceCalls'>;
  readonly caller: Caller;
  readonly functionArn: string;
};

/**
 * Runs a function and returns its response.
 *
 * @throws {DataSourceError} `Lambda:Unhandled` when the function throws, times out or crashes.
 */
export async function invokeFunction(
  source: FunctionSource,
  call: DataSourceCall,
  payload: unknown,
): Promise<unknown> {
  return asLambdaError(async () => {
    authorize(source);
    const { functions } = source.context;
    const options = { source: sourceOf(call) };
    const { outcome } = await functions.invoke(source.functionArn, payload, options);
    if (outcome.status === 'success') return outcome.response;
    throw new DataSourceError('Lambda:Unhandled', outcome.error.errorMessage);
  });
}

/** Sends an event to a function, and does not wait for its response. */
export async function sendToFunction(
  source: FunctionSource,
  call: DataSourceCall,
  payload: unknown,
): Promise<void> {
  await asLambdaError(async () => {
    authorize(source);
    source.context.functions.invokeAsync(source.functionArn, payload, { source: sourceOf(call) });
  });
}

function authorize({ context, caller, functionArn }: FunctionSource): void {
  const permission = { action: 'lambda:InvokeFunction', resources: [functionArn] };
  context.serviceCalls.authorize(caller, permission);
}

async function asLambdaError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new DataSourceError(`Lambda:${error.name}`, error.message);
  }
}
