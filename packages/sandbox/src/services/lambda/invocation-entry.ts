import type { Invocation, InvocationOutcome } from '../../context/events/function-invoker.js';
import { contentOf } from '../../context/timeline/content.js';
import type { TimelineDetails } from '../../context/timeline/entry.js';
import type { EntryEnding, Timeline } from '../../context/timeline/timeline.js';
import { newTraceHeader, rootOf, traceKey } from '../../context/timeline/trace.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { InvokeRequest, InvokeResult } from './execution/invoke-function.js';
import type { DeployedFunction } from './functions/deployed-functions.js';

type InvokeTraced = (
  request: InvokeRequest & { readonly traceHeader: string },
) => Promise<InvokeResult>;

/**
 * Invokes a function and adds the invocation to the timeline. The requests of the function are its
 * effects: the AWS SDKs send its trace header.
 */
export async function recordInvocation(
  { timeline, now }: { readonly timeline: Timeline; now(): number },
  fn: DeployedFunction,
  request: InvokeRequest & { readonly requestId: string },
  invoke: InvokeTraced,
): Promise<InvokeResult> {
  const { friendlyName } = fn.configuration;
  const traceHeader = newTraceHeader(now());
  const entry = timeline.begin({
    kind: 'invocation',
    service: 'lambda',
    name: friendlyName,
    function: friendlyName,
    invocationId: request.requestId,
    input: contentOf(request.payload),
    ...(request.attempt !== undefined && { attempt: request.attempt }),
    ...detailOf(request),
    ...fromOf(timeline, request),
  });
  timeline.causes.remember(traceKey(rootOf(traceHeader)), entry.id);
  const ended = timeline.functionSessions.started(fn.name, entry.id);
  try {
    const result = await timeline.runAs(entry.id, () => invoke({ ...request, traceHeader }));
    entry.end(endingOf(result));
    return result;
  } catch (error) {
    entry.end({ state: 'failed', outcome: 'not invoked', reason: String(error) });
    throw error;
  } finally {
    ended();
  }
}

function detailOf({ event, source }: InvokeRequest): { readonly detail?: string } {
  const trigger = isJsonObject(event) ? event.triggerSource : undefined;
  const detail = typeof trigger === 'string' ? trigger : source;
  return detail === undefined ? {} : { detail };
}

/** The actor of an invocation without a recorded cause: the service that its source names. */
function fromOf(
  { current, from }: Timeline,
  { source }: InvokeRequest,
): { readonly from?: string } {
  if (current !== undefined || from !== undefined || source === undefined) return {};
  return { from: source === 'sandbox.invoke' ? 'sdk' : source.replace(/^aws:/, '') };
}

const OUTCOMES: Readonly<Record<InvocationOutcome['status'], string>> = {
  success: 'returned',
  error: 'threw',
  timeout: 'timed out',
  crash: 'crashed',
};

function endingOf({ invocation, payload }: InvokeResult): EntryEnding {
  const { outcome, logs, initDurationMs } = invocation;
  return {
    state: outcome.status === 'success' ? 'succeeded' : 'failed',
    outcome: OUTCOMES[outcome.status],
    output: outcome.status === 'success' ? contentOf(payload) : undefined,
    logs: logs.length,
    logLines: logs,
    ...(initDurationMs !== undefined && { initDurationMs: Math.round(initDurationMs * 10) / 10 }),
    ...errorOf(outcome),
  };
}

function errorOf(outcome: Invocation['outcome']): {
  readonly reason?: string;
  readonly error?: NonNullable<TimelineDetails['error']>;
} {
  if (outcome.status === 'success') return {};
  const { errorType: name, errorMessage: message, trace } = outcome.error;
  return { reason: message, error: { name, message, ...(trace && { trace }) } };
}
