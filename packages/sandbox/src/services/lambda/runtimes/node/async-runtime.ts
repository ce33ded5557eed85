import type { LogContext } from './console.ts';
import { readContext } from './context.ts';
import { RuntimeError } from './errors.ts';
import { type Handler, isPromiseLike } from './handler.ts';
import { InvokeStore } from './invoke-store.ts';
import { ResponseStream } from './response-stream.ts';
import { type RuntimeClient, serialize } from './runtime-client.ts';

/**
 * The runtime of Node.js 24 and later. A handler's return value or promise is its response, and the
 * runtime does not wait for the event loop.
 *
 * It behaves like version 4 of AWS's own runtime interface client.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export class BufferedInvokeProcessor {
  readonly handler: Handler;
  readonly #client: RuntimeClient;
  readonly #log: LogContext;

  constructor(client: RuntimeClient, log: LogContext, handler: Handler) {
    if (handler.length >= 3) {
      throw new RuntimeError(
        'CallbackHandlerDeprecated',
        'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
      );
    }
    this.handler = handler;
    this.#client = client;
    this.#log = log;
  }

  async processInvoke(requestId: string, context: unknown, event: unknown): Promise<void> {
    try {
      const result = await this.handler(event, context);
      const response = serialize(
        result,
        () => new RuntimeError('JSONStringifyError', 'Unable to stringify response body'),
      );
      await this.#client.respond(requestId, response);
    } catch (error) {
      this.#log.logError('Invoke Error', error);
      await this.#client.fail(requestId, error);
    }
  }
}

/** The same as above, for a handler that streams its response. */
export class StreamingInvokeProcessor {
  readonly handler: Handler;
  readonly #client: RuntimeClient;
  readonly #log: LogContext;
  readonly #highWaterMark: number | undefined;

  constructor(
    client: RuntimeClient,
    log: LogContext,
    handler: Handler,
    highWaterMark: number | undefined,
  ) {
    this.handler = handler;
    this.#client = client;
    this.#log = log;
    this.#highWaterMark = highWaterMark;
  }

  async processInvoke(requestId: string, context: unknown, event: unknown): Promise<void> {
    const stream = new ResponseStream(this.#client, requestId, this.#highWaterMark);
    try {
      const running = this.handler(event, stream, context);
      if (!isPromiseLike(running)) {
        throw new Error('Streaming does not support non-async handlers.');
      }
      if ((await running) !== undefined) console.warn('Streaming handlers ignore return values.');
      await stream.accepted;
    } catch (error) {
      this.#log.logError('Invoke Error', error);
      stream.fail(error);
      await stream.accepted;
    }
  }
}

/** Runs one invocation after the other until the process ends. */
export async function processInvocations(
  client: RuntimeClient,
  log: LogContext,
  processor: BufferedInvokeProcessor | StreamingInvokeProcessor,
): Promise<never> {
  for (;;) {
    const { headers, event } = await client.next();
    const context = { ...readContext(headers), xRayTraceId: process.env._X_AMZN_TRACE_ID };
    log.requestId = context.awsRequestId;
    await InvokeStore.run(
      { requestId: context.awsRequestId, traceId: context.xRayTraceId, tenantId: context.tenantId },
      () => processor.processInvoke(context.awsRequestId, context, JSON.parse(event)),
    );
  }
}
