import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FunctionConfiguration } from '../functions/function-configuration.js';

/** The command that starts the process of a runtime. */
export type RuntimeCommand = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly runtimeRoot: string;
  /** Whether the runtime writes its log entries in frames to a separate file descriptor. */
  readonly framesLogs: boolean;
};

/**
 * The error when a function's runtime does not run on this machine. The message says what to do.
 */
export class RuntimeUnavailableError extends Error {
  override readonly name = 'RuntimeUnavailableError';
}

/**
 * Finds the command that starts the process of a function.
 *
 * @throws {RuntimeUnavailableError} When the runtime is not supported, or not installed on this
 *   machine.
 */
export async function findRuntimeCommand(
  configuration: FunctionConfiguration,
  taskRoot: string,
): Promise<RuntimeCommand> {
  const { runtime } = configuration;
  if (runtime.startsWith('nodejs')) return nodeCommand(configuration);
  if (runtime.startsWith('python')) return pythonCommand(runtime);
  if (runtime.startsWith('provided')) return providedCommand(runtime, taskRoot);
  throw new RuntimeUnavailableError(
    `the sandbox does not run the runtime ${runtime || '(none)'}. It runs nodejs, python and provided runtimes`,
  );
}

const built = !import.meta.url.endsWith('.ts');

/**
 * The features of Node.js that Lambda disables from version 20 on, unless the function's own
 * `NODE_OPTIONS` enable them: requiring ES modules, and detecting them by their syntax.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const DISABLED_FEATURES = ['experimental-require-module', 'experimental-detect-module'];

/**
 * The Node.js of the sandbox also runs the functions, whatever version they name.
 *
 * Lambda reserves a tenth of the memory for data outside of the heap. The function's own options
 * take precedence.
 */
function nodeCommand({ environment, memoryMB }: FunctionConfiguration): RuntimeCommand {
  // In the build, the bootstrap is one file beside this one. In the source tree, Node strips its
  // types.
  const bootstrap = fileURLToPath(
    new URL(built ? './node-bootstrap.js' : './node/bootstrap.ts', import.meta.url),
  );
  const { NODE_OPTIONS: options = '' } = environment;
  const ownHeap = /--max[-_](semi|old)[-_]space[-_]size/.test(options);
  return {
    file: process.execPath,
    arguments: [
      '--enable-source-maps',
      ...DISABLED_FEATURES.filter((name) => !options.includes(`--${name}`)).map(
        (name) => `--no-${name}`,
      ),
      ...(ownHeap ? [] : [`--max-old-space-size=${Math.floor(memoryMB * 0.9)}`]),
      bootstrap,
    ],
    runtimeRoot: dirname(bootstrap),
    framesLogs: true,
  };
}

const pythons = new Map<string, Promise<string>>();

/**
 * Uses the Python that the runtime names, such as `python3.13`, or else the installed `python3`.
 */
async function pythonCommand(runtime: string): Promise<RuntimeCommand> {
  let python = pythons.get(runtime);
  if (!python) {
    python = findPython(runtime);
    pythons.set(runtime, python);
    // A user may install Python while the sandbox runs.
    python.catch(() => pythons.delete(runtime));
  }
  // In the published package, the source is beside the built files.
  const folder = built ? '../src/services/lambda/runtimes/' : './';
  const bootstrap = fileURLToPath(new URL(`${folder}python/bootstrap.py`, import.meta.url));
  return {
    file: await python,
    // Ignore the developer's own packages, and write nothing beside the function's code.
    arguments: ['-s', '-B', bootstrap],
    runtimeRoot: dirname(bootstrap),
    framesLogs: true,
  };
}

async function findPython(runtime: string): Promise<string> {
  for (const name of [runtime, 'python3']) {
    try {
      // The command on the path may be a shim that needs the developer's environment.
      const { stdout } = await promisify(execFile)(name, [
        '-c',
        'import sys; print(sys.executable)',
      ]);
      return stdout.trim();
    } catch {
      // It is not installed. Try the next name.
    }
  }
  throw new RuntimeUnavailableError(`it needs Python: install ${runtime}`);
}

async function providedCommand(runtime: string, taskRoot: string): Promise<RuntimeCommand> {
  const bootstrap = join(taskRoot, 'bootstrap');
  try {
    await access(bootstrap, constants.X_OK);
  } catch {
    throw new RuntimeUnavailableError(
      `with runtime ${runtime} it needs an executable file named bootstrap in its code: ${bootstrap}`,
    );
  }
  return { file: bootstrap, arguments: [], runtimeRoot: taskRoot, framesLogs: false };
}
