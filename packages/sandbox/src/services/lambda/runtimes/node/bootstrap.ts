/**
 * The process that runs one function on Node.js, like Lambda's own runtime. It loads the handler,
 * and runs the invocations of the Runtime API until it is ended.
 */
import { flushCompileCache } from 'node:module';
import {
  BufferedInvokeProcessor,
  processInvocations,
  StreamingInvokeProcessor,
} from './async-runtime.ts';
import { redirectAwsHosts } from './aws-hosts.ts';
import { Runtime, UnhandledPromiseRejection } from './callback-runtime.ts';
import { type LogContext, patchConsole } from './console.ts';
import { isError, isErrorOrLike, RuntimeError } from './errors.ts';
import { type Handler, highWaterMarkSymbol, loadHandler, streamingSymbol } from './handler.ts';
import { InvokeStore } from './invoke-store.ts';
import { showLayers } from './layer-files.ts';
import { HttpResponseStream } from './response-stream.ts';
import { connectRuntime, type RuntimeClient } from './runtime-client.ts';
import { provideRuntimePackages } from './runtime-packages.ts';
import { takeSettings } from './settings.ts';
import { limitTemporaryFiles } from './temporary-files.ts';

const firstAsyncOnlyVersion = 24;

const [, version] = process.env.AWS_EXECUTION_ENV?.match(/nodejs(\d+)/) ?? [];
const asyncOnly = Number(version) >= firstAsyncOnlyVersion;
const client = connectRuntime(
  process.env.AWS_LAMBDA_RUNTIME_API ?? '',
  asyncOnly ? isError : isErrorOrLike,
);
const log = patchConsole(process.env);
redirectAwsHosts(process.env.AWS_ENDPOINT_URL ?? '', process.env.AWS_LAMBDA_FUNCTION_NAME ?? '');
const settings = takeSettings(process.env);
showLayers(settings.layers);
if (settings.storage) limitTemporaryFiles(settings.storage);
provideRuntimePackages(process.env.LAMBDA_TASK_ROOT ?? '', import.meta.url, settings);

if (!['1', 'true'].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '')) {
  Object.assign(globalThis, {
    awslambda: {
      HttpResponseStream,
      streamifyResponse(handler: Handler, options?: { highWaterMark?: unknown }) {
        handler[streamingSymbol] = 'response';
        if (typeof options?.highWaterMark === 'number') {
          handler[highWaterMarkSymbol] = Math.trunc(options.highWaterMark);
        }
        return handler;
      },
      ...(asyncOnly ? { InvokeStore } : {}),
    },
  });
}

await (asyncOnly ? startAsync(client, log) : startWithCallbacks(client, log));

async function startWithCallbacks(client: RuntimeClient, log: LogContext): Promise<void> {
  let runtime: Runtime | undefined;
  const crash = async (title: string, error: unknown, exitCode: number) => {
    if (runtime) return runtime.crash(title, error, exitCode);
    log.logError(title, error);
    await client.failInit(error);
    process.exit(exitCode);
  };
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason, promise) =>
    crash('Unhandled Promise Rejection', new UnhandledPromiseRejection(reason, promise), 128),
  );
  const handler = await load('require');
  runtime = new Runtime(client, log, handler, streamingOf(handler));
  runtime.scheduleIteration();
}

async function startAsync(client: RuntimeClient, log: LogContext): Promise<void> {
  log.requestId = '-';
  let processor: BufferedInvokeProcessor | StreamingInvokeProcessor;
  try {
    const handler = await load('import');
    const streaming = streamingOf(handler);
    processor = streaming
      ? new StreamingInvokeProcessor(client, log, handler, streaming.highWaterMark)
      : new BufferedInvokeProcessor(client, log, handler);
  } catch (error) {
    log.logError('Init Error', error);
    await client.failInit(error);
    throw error;
  }
  await processInvocations(client, log, processor);
}

async function load(loading: 'require' | 'import'): Promise<Handler> {
  const { LAMBDA_TASK_ROOT: taskRoot = '', _HANDLER: name = '' } = process.env;
  const handler = await loadHandler(taskRoot, name, loading);
  // Node.js does this at its end, but the sandbox may end this process at any time.
  if (settings.compileCache !== undefined) flushCompileCache();
  return handler;
}

function streamingOf(handler: Handler): { highWaterMark: number | undefined } | undefined {
  const streaming = handler[streamingSymbol];
  if (!streaming) return undefined;
  if (streaming !== 'response') {
    throw new RuntimeError('MalformedStreamingHandler', 'Only response streaming is supported.');
  }
  const highWaterMark = Number(handler[highWaterMarkSymbol]);
  return { highWaterMark: highWaterMark > 0 ? highWaterMark : undefined };
}
