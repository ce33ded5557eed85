import type { InvocationOutcome } from '../../context/events/function-invoker.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { QueuedEvent } from './async-queue.js';
import type { DeployedFunction } from './functions/deployed-functions.js';

/** The maximum length of the reason in a dead letter, in characters. */
const maxErrorMessage = 1024;

export type AsyncReportsOptions = {
  /** Milliseconds since 1970. */
  now(): number;
  /** @returns Whether the ARN is that of an existing queue, topic or function. */
  send(arn: string, body: string, attributes?: Readonly<Record<string, string>>): boolean;
  onLog(fn: DeployedFunction, message: string): void;
};

/** The reason why an asynchronous invocation ended without success. */
export type Ending = {
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** A clause, for the log. */
  readonly reason: string;
  /** The outcome of the last attempt, if there was one. */
  readonly outcome?: InvocationOutcome;
};

/** Sends the results of asynchronous invocations to the destinations of their functions. */
export type AsyncReports = {
  succeeded(fn: DeployedFunction, event: QueuedEvent, outcome: InvocationOutcome): void;
  gaveUp(fn: DeployedFunction, event: QueuedEvent, ending: Ending): void;
};

export function createAsyncReports(options: AsyncReportsOptions): AsyncReports {
  const { now, onLog } = options;
  const send = (
    fn: DeployedFunction,
    arn: string,
    ...message: [body: string, attributes?: Readonly<Record<string, string>>]
  ) => {
    try {
      if (options.send(arn, ...message)) return;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onLog(fn, `Nothing is sent to the destination ${arn}: ${error.message}`);
      return;
    }
    onLog(fn, `The destination ${arn} is not supported by the sandbox: nothing is sent there.`);
  };

  return {
    succeeded(fn, event, outcome) {
      const { onSuccessArn } = fn.configuration.asynchronous;
      if (onSuccessArn === undefined) return;
      send(fn, onSuccessArn, JSON.stringify(recordOf(fn, event, 'Success', outcome, now())));
    },
    gaveUp(fn, event, { condition, reason, outcome }) {
      const { onFailureArn, deadLetterArn } = fn.configuration.asynchronous;
      const { id, failures } = event;
      const attempts = outcome ? failures : failures + 1;
      const tries = attempts === 1 ? 'one attempt' : `${attempts} attempts`;
      onLog(fn, `The asynchronous invocation ${id} was given up after ${tries}: ${reason}`);
      if (onFailureArn !== undefined) {
        send(fn, onFailureArn, JSON.stringify(recordOf(fn, event, condition, outcome, now())));
      }
      if (deadLetterArn === undefined) return;
      const message = outcome?.status === 'success' ? '' : (outcome?.error.errorMessage ?? reason);
      send(fn, deadLetterArn, Buffer.from(event.request.payload).toString(), {
        RequestID: id,
        ErrorCode: outcome ? '200' : '500',
        ErrorMessage: message.slice(0, maxErrorMessage),
      });
    },
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function recordOf(
  fn: DeployedFunction,
  { id, request, failures }: QueuedEvent,
  condition: Ending['condition'] | 'Success',
  outcome: InvocationOutcome | undefined,
  now: number,
) {
  const { functionArn, event } = request;
  const isUnqualified = functionArn === fn.configuration.arn;
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: id,
      functionArn: isUnqualified ? `${functionArn}:$LATEST` : functionArn,
      condition,
      approximateInvokeCount: condition === 'Success' ? failures + 1 : failures,
    },
    requestPayload: event,
    ...(outcome && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(outcome.status !== 'success' && { functionError: 'Unhandled' }),
      },
      responsePayload: outcome.status === 'success' ? outcome.response : outcome.error,
    }),
  };
}
