/** Exit code of a process that Ctrl+C ended, as shells count it. */
export const INTERRUPTED_EXIT_CODE = 130;

/**
 * Aborts at the first interruption: Ctrl+C, SIGTERM, or the end of the terminal. A second one ends
 * the process at once.
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
