import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Properties, Resource } from '../src/assembly/resource-graph.js';
import type { Invocation, InvocationOutcome } from '../src/context/events/function-invoker.js';
import { dynamodb } from '../src/services/dynamodb/index.js';
import { kinesis } from '../src/services/kinesis/index.js';
import { eventSourceMappings } from '../src/services/lambda/event-sources/index.js';
import { sqs } from '../src/services/sqs/index.js';
import { startService, type TestService, together } from './start-service.js';

export const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks';
export const TABLE_STREAM_ARN =
  'arn:aws:dynamodb:eu-west-1:123456789012:table/table/stream/2026-01-01T00:00:00.000';
export const DESTINATION_ARN = 'arn:aws:sqs:eu-west-1:123456789012:seen-letters';

export type StreamEvent = {
  readonly Records: readonly {
    readonly eventID: string;
    readonly kinesis: {
      readonly partitionKey: string;
      readonly sequenceNumber: string;
      /** Base64. */
      readonly data: string;
    };
  }[];
};

/**
 * Returns a function's response. A `FunctionFailure` that it throws is an error of the function.
 */
export type TestHandler = (event: StreamEvent) => unknown;

export type TestEventSources = TestService & {
  /** The messages at the on-failure destination. */
  readonly deadLetters: readonly string[];
};

/** Starts event source mappings with their streams, and a function that runs in this process. */
export async function startEventSources(
  handler: TestHandler,
  resources: readonly Partial<Resource>[],
  { database, startsAt }: { readonly database?: DatabaseSync; readonly startsAt?: number } = {},
): Promise<TestEventSources> {
  const deadLetters: string[] = [];
  const faults: unknown[] = [];
  const mappings = eventSourceMappings({
    retryDelayMs: () => 1,
    onError: (error) => faults.push(error),
  });
  const definition = together([dynamodb, kinesis, sqs, mappings], (context) =>
    context.messageDestinations.add({
      has: (arn) => arn === DESTINATION_ARN,
      send: (_, body) => deadLetters.push(body),
    }),
  );
  const running = await startService(definition, {
    resources,
    ...(database && { database }),
    ...(startsAt !== undefined && { startsAt }),
    functions: { invoke: (name, event) => invoke(handler, name, event as StreamEvent) },
  });
  return { ...running, deadLetters, faults };
}

async function invoke(
  handler: TestHandler,
  functionArn: string,
  event: StreamEvent,
): Promise<Invocation> {
  // Asynchronous, because the sandbox waits for a process.
  await new Promise((resolve) => setImmediate(resolve));
  return {
    id: randomUUID(),
    function: functionArn,
    functionArn,
    source: undefined,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    initDurationMs: undefined,
    event,
    outcome: await outcomeOf(handler, event),
    logs: [],
  };
}

async function outcomeOf(handler: TestHandler, event: StreamEvent): Promise<InvocationOutcome> {
  try {
    return { status: 'success', response: await handler(structuredClone(event)) };
  } catch (error) {
    if (!(error instanceof FunctionFailure)) throw error;
    return { status: error.status, error: { errorType: 'Error', errorMessage: error.message } };
  }
}

/** The failure of a function. */
export class FunctionFailure extends Error {
  readonly status: 'error' | 'timeout' | 'crash';

  constructor(status: 'error' | 'timeout' | 'crash' = 'error') {
    super('It failed.');
    this.status = status;
  }
}

export const streamResource = (properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::Kinesis::Stream',
  physicalId: 'clicks',
  name: 'clicks',
  attributes: { Arn: STREAM_ARN },
  properties,
});

export const mappingResource = (properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::Lambda::EventSourceMapping',
  physicalId: 'mapping',
  name: 'mapping',
  properties: {
    EventSourceArn: STREAM_ARN,
    FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:on-clicks',
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  },
});
