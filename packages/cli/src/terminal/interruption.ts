/** Exit code of a process that Ctrl+C ended, as in shells. */
export const INTERRUPTED_EXIT_CODE = 130;

/**
 * Returns a signal that aborts at the first interruption: Ctrl+C, SIGTERM, or a closed terminal. A
 * second interruption exits the process immediately.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(INTERRUPTED_EXIT_CODE);
      controller.abort();
    });
  }
  return controller.signal;
}
