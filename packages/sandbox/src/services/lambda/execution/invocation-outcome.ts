import type { FunctionError, InvocationOutcome } from '../../../context/events/function-invoker.js';
import { isJsonObject, parseJson } from '../../../protocols/json-value.js';
import type { Exit } from './execution-environment.js';
import type { RuntimeAnswer } from './runtime-api.js';

/** The end of an invocation, as its execution environment reports it. */
export type Ending =
  | { readonly type: 'answer'; readonly answer: RuntimeAnswer }
  | { readonly type: 'timeout'; readonly seconds: number }
  | { readonly type: 'exited'; readonly exit: Exit; readonly outOfMemory: boolean };

/** The result that the caller gets. */
export type Conclusion = {
  readonly outcome: InvocationOutcome;
  /** The answer, byte for byte. */
  readonly payload: Uint8Array;
};

/** Converts the end of an invocation to the result that Lambda returns. */
export function conclude(ending: Ending, requestId: string): Conclusion {
  switch (ending.type) {
    case 'answer':
      return ending.answer.type === 'error'
        ? {
            outcome: { status: 'error', error: readError(ending.answer) },
            payload: ending.answer.body,
          }
        : {
            outcome: { status: 'success', response: readResponse(ending.answer.body) },
            payload: ending.answer.body,
          };
    case 'timeout':
      return withError('timeout', {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: ${describeTimeout(ending.seconds)}`,
      });
    case 'exited':
      return withError('crash', {
        errorType: ending.outOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
        errorMessage: describeExit(ending.exit, requestId),
      });
  }
}

export function describeTimeout(seconds: number): string {
  return `Task timed out after ${seconds.toFixed(2)} seconds`;
}

/** Signals as Lambda's messages name them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** Lambda's message for a runtime whose process ended. */
export function describeExit({ code, signal, storageFull }: Exit, requestId: string): string {
  if (storageFull !== undefined) return `RequestId: ${requestId} Error: ${storageFull}`;
  const reason = signal
    ? `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`
    : code
      ? `Runtime exited with error: exit status ${code}`
      : 'Runtime exited without providing a reason';
  return `RequestId: ${requestId} Error: ${reason}`;
}

function withError(status: 'timeout' | 'crash', error: FunctionError): Conclusion {
  return { outcome: { status, error }, payload: Buffer.from(JSON.stringify(error)) };
}

function readResponse(body: Buffer): unknown {
  if (body.length === 0) return null;
  const response = parseJson(body);
  // A response that is not JSON is a text.
  return response === undefined ? body.toString() : response;
}

// Runtimes call the stack `trace` (Node.js) or `stackTrace` (Python, Go, whose lines are objects).
function readError({ body, errorType }: RuntimeAnswer & { readonly type: 'error' }): FunctionError {
  const posted = parseJson(body);
  const error = isJsonObject(posted) ? posted : {};
  const trace = error.trace ?? error.stackTrace;
  return {
    errorType: String(error.errorType ?? errorType ?? 'Unhandled'),
    errorMessage: String(error.errorMessage ?? body),
    ...(Array.isArray(trace) && {
      trace: trace.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))),
    }),
  };
}
