import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FunctionConfiguration } from '../functions/function-configuration.js';

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
 * What Lambda disables in Node.js from version 20 on, unless the function's own `NODE_OPTIONS`
 * enable it: to require ES modules, and to tell them from CommonJS by their syntax.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
const DISABLED_FEATURES = ['experimental-require-module', 'experimental-detect-module'];

/**
 * The Node.js that runs the sandbox runs the functions too, whatever version they name.
 *
 * Lambda leaves a tenth of the memory to what is not heap, and gives way to the function's own
 * options.
 */
function nodeCommand({ environment, memoryMB }: FunctionConfiguration): RuntimeCommand {
  // Built, the bootstrap is one file beside this one; in the source tree Node strips its types.
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

/** Takes the Python that the runtime names, `python3.13`, or else the `python3` that is there. */
async function pythonCommand(runtime: string): Promise<RuntimeCommand> {
  let python = pythons.get(runtime);
  if (!python) {
    python = findPython(runtime);
    pythons.set(runtime, python);
    // It may be installed while the sandbox runs.
    python.catch(() => pythons.delete(runtime));
  }
  // Published, the source lies beside the built files.
  const folder = built ? '../src/services/lambda/runtimes/' : './';
  const bootstrap = fileURLToPath(new URL(`${folder}python/bootstrap.py`, import.meta.url));
  return {
    file: await python,
    // Without the developer's own packages, and without writing beside the function's code.
    arguments: ['-s', '-B', bootstrap],
    runtimeRoot: dirname(bootstrap),
    framesLogs: true,
  };
}

async function findPython(runtime: string): Promise<string> {
  for (const name of [runtime, 'python3']) {
    try {
      // What is on the path may be a shim that needs the developer's environment.
      const { stdout } = await promisify(execFile)(name, [
        '-c',
        'import sys; print(sys.executable)',
      ]);
      return stdout.trim();
    } catch {
      // It is not installed: the next name is tried.
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
