/**
 * Runs in a separate process. Loads `amplify/backend.ts` as the Amplify CLI does, and writes it to
 * `CDK_OUTDIR` as a cloud assembly.
 *
 * Arguments: the path of the backend file. Messages to the parent: {@link SynthMessage}.
 */
import module, { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';
import { recordMistakes } from './recorded-mistakes.ts';

export type SynthMessage =
  | {
      readonly type: 'imported';
      readonly files: readonly string[];
      /** Mistakes that a deployment would reject, or nobody would see. */
      readonly mistakes: readonly string[];
    }
  | { readonly type: 'failed'; readonly error: SynthFailure };

/** An error in the backend's definition, reduced to the parts that can be sent to the parent. */
export type SynthFailure = {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Amplify's own advice on what to do. */
  readonly resolution?: string;
  readonly details?: string;
  readonly cause?: SynthFailure;
};

// Compiling Amplify and the CDK takes a tenth of a synthesis.
enableCompileCache();

const imported = new Set<string>();

const { extensions } = createRequire(import.meta.url);
const loadByNode = extensions['.js'];
registerCommonJs();
const loadByTsx = extensions['.js'];
register({
  onImport(url) {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) {
      imported.add(fileURLToPath(url.split(/[?#]/)[0] ?? url));
    }
  },
});
// tsx searches each file of a package for syntax to compile, and Node.js reads its source map. Both
// together take a sixth of a synthesis, for files that Node.js runs as they are.
if (process.features.require_module) {
  extensions['.js'] = (loaded, path) =>
    (/[\\/]node_modules[\\/]/.test(path) ? loadByNode : loadByTsx)?.(loaded, path);
}
// Node.js 22.13 has only the setting of tsx, which includes packages.
module.setSourceMapsSupport?.(true, { nodeModules: false });

const send = (message: SynthMessage) => process.send?.(message);

const fail = (error: unknown) => {
  send({ type: 'failed', error: describe(error) });
};

// Node.js waits for the threads that compile code, and one of them may wait for a garbage collection,
// which this thread no longer makes: `process.exit` of a backend could hang forever.
Object.assign(process, { reallyExit: () => process.kill(process.pid, 'SIGKILL') });

// The sandbox that started this process has ended.
process.on('disconnect', () => process.exit());
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const [, , backendFile] = process.argv;
if (!backendFile) throw new Error('The path of the backend file is missing.');
try {
  await import(pathToFileURL(backendFile).href);
  const mistakes = recordMistakes();
  // The Amplify CLI emits this when the backend is loaded. The synthesis is done on return.
  process.emit('message', 'amplifySynth', undefined);
  // The parent then ends this process, as it does after a failure. Node.js would write its cache of
  // compiled code only at a regular end.
  flushCompileCache();
  send({ type: 'imported', files: [...imported], mistakes });
} catch (error) {
  fail(error);
}

function describe(error: unknown, depth = 0): SynthFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const { resolution, details } = error as { resolution?: unknown; details?: unknown };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? '',
    ...(typeof resolution === 'string' && { resolution }),
    ...(typeof details === 'string' && { details }),
    ...(error.cause !== undefined && depth < 5 && { cause: describe(error.cause, depth + 1) }),
  };
}
