import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FunctionConfiguration } from './function-configuration.js';

/** How the process of a runtime is started. */
export type RuntimeCommand = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly runtimeRoot: string;
  /** Whether the runtime frames its log entries on a file descriptor of its own. */
  readonly framesLogs: boolean;
};

/** The runtime of a function does not run on this machine. The message says what to do. */
export class RuntimeUnavailableError extends Error {
  override readonly name = 'RuntimeUnavailableError';
}

/**
 * Finds how to start the process of a function.
 *
 * @throws {RuntimeUnavailableError} For a runtime that is not played, or not installed here.
 */
export function runtimeCommand(
  configuration: FunctionConfiguration,
  taskRoot: string,
): RuntimeCommand {
  const { runtime } = configuration;
  if (runtime.startsWith('nodejs')) return nodeCommand(configuration);
  if (runtime.startsWith('provided')) return providedCommand(runtime, taskRoot);
  throw new RuntimeUnavailableError(
    `The sandbox does not run the runtime ${runtime || '(none)'}. It runs nodejs and provided runtimes.`,
  );
}

/**
 * The Node.js that runs the sandbox runs the functions too, whatever version they name.
 *
 * Lambda leaves a tenth of the memory to what is not heap, and gives way to the function's own
 * options.
 */
function nodeCommand({ environment, memoryMB }: FunctionConfiguration): RuntimeCommand {
  // Built, the bootstrap is one file beside this one; in the source tree Node strips its types.
  const bootstrap = fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? new URL('./node-runtime/bootstrap.ts', import.meta.url)
      : new URL('./node-bootstrap.js', import.meta.url),
  );
  const ownHeap = /--max[-_](semi|old)[-_]space[-_]size/.test(environment.NODE_OPTIONS ?? '');
  return {
    file: process.execPath,
    arguments: [
      '--enable-source-maps',
      ...(ownHeap ? [] : [`--max-old-space-size=${Math.floor(memoryMB * 0.9)}`]),
      bootstrap,
    ],
    runtimeRoot: dirname(bootstrap),
    framesLogs: true,
  };
}

function providedCommand(runtime: string, taskRoot: string): RuntimeCommand {
  const bootstrap = join(taskRoot, 'bootstrap');
  try {
    accessSync(bootstrap, constants.X_OK);
  } catch {
    throw new RuntimeUnavailableError(
      `A function with runtime ${runtime} needs an executable file named bootstrap in its code: ${bootstrap}.`,
    );
  }
  return { file: bootstrap, arguments: [], runtimeRoot: taskRoot, framesLogs: false };
}
