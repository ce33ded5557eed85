import type { Invocation } from '../../context/events/function-invoker.js';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { Engine } from './engine.js';
import type { TriggerName, UserPool } from './user-pool/user-pool.js';

/** Custom key-value pairs of a request that its triggers receive. */
export type ClientMetadata = Readonly<Record<string, string>>;

/** `clientId` of triggers that an administrator's request invokes. */
export const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';

/**
 * Cognito waits at most this long for a function, in milliseconds, whatever the function's own
 * timeout is. It retries a function that takes longer. Neither number can be configured.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
const TRIGGER_TIMEOUT = 5000;
const ATTEMPTS = 3;

export type TriggerCall = {
  readonly pool: UserPool;
  /** The trigger's name in errors, such as `PreSignUp`. */
  readonly trigger: TriggerName | 'PreTokenGeneration';
  readonly functionArn: string;
  /** `PreSignUp_SignUp` */
  readonly source: string;
  /** Version of the event. Most triggers have only `1`. */
  readonly version?: '1' | '2' | '3';
  readonly userName: string;
  readonly clientId: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** The empty response that the function fills in. */
  readonly response: Readonly<Record<string, unknown>>;
};

/** The `response` of the event that a function returned. Its members can be anything. */
export type TriggerResponse = Readonly<Record<string, unknown>>;

/**
 * Invokes a trigger's function and waits for the event that it returns.
 *
 * @throws {AwsError} `UserLambdaValidationException` when the function fails,
 *   `UnexpectedLambdaException` when it cannot be invoked or takes over 5 s three times,
 *   `InvalidLambdaResponseException` when it returns no event.
 */
export async function invokeTrigger(engine: Engine, call: TriggerCall): Promise<TriggerResponse> {
  const { outcome } = await invokeInTime(engine, call);
  if (outcome.status !== 'success') {
    throw new AwsError(
      'UserLambdaValidationException',
      `${call.trigger} failed with error ${outcome.error.errorMessage}.`,
    );
  }
  const { response: event } = outcome;
  if (!isJsonObject(event) || !isJsonObject(event.response)) throw unrecognizable();
  return event.response;
}

/** The error for a response whose members the trigger does not accept. */
export function unrecognizable(): AwsError {
  return new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
}

async function invokeInTime(engine: Engine, call: TriggerCall): Promise<Invocation> {
  const event = {
    version: call.version ?? '1',
    region: call.pool.region,
    userPoolId: call.pool.id,
    userName: call.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: call.clientId },
    triggerSource: call.source,
    request: call.request,
    response: call.response,
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const invocation = await withinTimeout(
      engine.context.functions
        .invoke(call.functionArn, event, { source: call.source })
        .catch((error: unknown) => {
          throw error instanceof AwsError ? notInvoked(call.trigger, error.name) : error;
        }),
    );
    if (invocation) return invocation;
  }
  throw notInvoked(call.trigger, 'Socket timeout while invoking Lambda function');
}

/** The error for a function that did not complete. */
export function notInvoked(trigger: string, reason: string): AwsError {
  return new AwsError(
    'UnexpectedLambdaException',
    `${trigger} invocation failed due to error ${reason}.`,
  );
}

/**
 * @returns `undefined` when it took too long. The function keeps running; its result is ignored.
 */
async function withinTimeout<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, TRIGGER_TIMEOUT, undefined);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

/** An event contains `clientMetadata` only when the request does. */
export function withClientMetadata(clientMetadata: ClientMetadata | undefined): {
  readonly clientMetadata?: ClientMetadata;
} {
  return clientMetadata === undefined ? {} : { clientMetadata };
}
