import type { Exit } from './execution-environment.js';
import type { FunctionError } from './invocation.js';

/** Signals as Lambda's logs name them. */
const signals: Partial<Record<NodeJS.Signals, string>> = {
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

/** What Lambda says of a runtime whose process ended before it had answered. */
export function describeExit({ code, signal }: Exit, requestId: string): FunctionError {
  const reason = signal
    ? `Runtime exited with error: signal: ${signals[signal] ?? signal}`
    : code
      ? `Runtime exited with error: exit status ${code}`
      : 'Runtime exited without providing a reason';
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: ${reason}`,
  };
}
