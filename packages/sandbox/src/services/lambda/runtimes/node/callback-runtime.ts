import type { LogContext } from './console.ts';
import { type InvocationContext, readContext, requestIdOf } from './context.ts';
import { RuntimeError } from './errors.ts';
import { type Handler, isPromiseLike } from './handler.ts';
import { ResponseStream } from './response-stream.ts';
import { type RuntimeClient, serialize } from './runtime-client.ts';

/** The bundle of each Amplify function has a timer that refreshes its secrets and never stops. */
const NEVER_EMPTY_EVENT_LOOP =
  'The sandbox: this handler is not async, so Lambda waits until the event loop is empty. Amplify adds a timer to each function, which keeps the event loop busy. The invocation therefore times out, as in AWS. Make the handler async, or set context.callbackWaitsForEmptyEventLoop to false before you call the callback.';
const EXPLAINED_BEFORE_MS = 200;

/**
 * The runtime of Node.js 22 and earlier. A handler may be async, or respond with a callback or
 * through the context. The response of a callback is sent when the event loop is empty.
 *
 * It behaves like version 3 of AWS's own runtime interface client.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export class Runtime {
  readonly handler: Handler;
  readonly #client: RuntimeClient;
  readonly #log: LogContext;
  readonly #highWaterMark: number | undefined;
  readonly #handleOnce: () => Promise<void>;
  #beforeExit: () => void = () => {};
  #requestId: string | undefined;

  constructor(
    client: RuntimeClient,
    log: LogContext,
    handler: Handler,
    streaming: { readonly highWaterMark: number | undefined } | undefined,
  ) {
    this.handler = handler;
    this.#client = client;
    this.#log = log;
    this.#highWaterMark = streaming?.highWaterMark;
    this.#handleOnce = streaming ? this.handleOnceStreaming : this.handleOnceNonStreaming;
    process.on('beforeExit', () => this.#beforeExit());
  }

  /** The invocation to which an uncaught error belongs. */
  get requestId(): string | undefined {
    return this.#requestId;
  }

  scheduleIteration(): void {
    setImmediate(() => {
      this.#handleOnce().catch((error) => {
        console.log(`Unexpected Top Level Error: ${error}`);
        process.exit(129);
      });
    });
  }

  async #next(): Promise<{ event: string; context: InvocationContext }> {
    const { headers, event } = await this.#client.next();
    this.#requestId = requestIdOf(headers);
    this.#log.requestId = this.#requestId;
    return { event, context: readContext(headers) };
  }

  async handleOnceNonStreaming(): Promise<void> {
    const { event, context } = await this.#next();
    const answer = this.#answerTo(context.awsRequestId);
    // The response of a handler that never responds is `null`, once the event loop is empty.
    this.#beforeExit = () => answer.complete(null);
    try {
      const result = this.handler(
        JSON.parse(event),
        Object.assign(answer.context, context),
        answer.callback,
      );
      if (isPromiseLike(result)) {
        Promise.resolve(result)
          .then(answer.context.succeed, answer.context.fail)
          .catch(answer.context.fail);
      } else if ('AMPLIFY_SSM_ENV_CONFIG' in process.env) {
        answer.explainTimeout(context.getRemainingTimeInMillis());
      }
    } catch (error) {
      answer.callback(error);
    }
  }

  #answerTo(requestId: string) {
    let waitForEmptyEventLoop = true;
    let posted = false;
    let explanation: NodeJS.Timeout | undefined;
    const scheduleNext = () => {
      clearTimeout(explanation);
      this.scheduleIteration();
    };

    const fail = (thrown: unknown) => {
      this.#log.logError('Invoke Error', thrown);
      this.#client.fail(requestId, thrown).then(scheduleNext);
    };
    const complete = (result: unknown) => {
      this.#beforeExit = () => {};
      if (posted) {
        console.error(
          'Invocation has already been reported as done. Cannot call complete more than once per invocation.',
        );
        return;
      }
      posted = true;
      const response = serialize(result, () => new Error('Unable to stringify response body'));
      this.#client.respond(requestId, response).then(scheduleNext);
    };

    const done = (error?: unknown, result?: unknown) => {
      this.#beforeExit = () => {};
      if (error === undefined || error === null) complete(result);
      else fail(error);
    };
    const callback = (error?: unknown, result?: unknown) => {
      this.#beforeExit = () => {};
      if (error !== undefined && error !== null) fail(error);
      else if (waitForEmptyEventLoop) {
        this.#beforeExit = () => setImmediate(() => complete(result));
      } else complete(result);
    };

    // A response that cannot be serialised does not count, so that its error can still be sent.
    let finished = false;
    const once =
      <Parameters extends unknown[]>(answer: (...parameters: Parameters) => void) =>
      (...parameters: Parameters) => {
        if (finished) return;
        answer(...parameters);
        finished = true;
      };

    return {
      complete,
      callback: once(callback),
      /** Logs, shortly before the timeout, why the invocation still waits. */
      explainTimeout(remainingMs: number) {
        explanation = setTimeout(
          () => console.warn(NEVER_EMPTY_EVENT_LOOP),
          remainingMs - EXPLAINED_BEFORE_MS,
        ).unref();
      },
      context: {
        get callbackWaitsForEmptyEventLoop() {
          return waitForEmptyEventLoop;
        },
        set callbackWaitsForEmptyEventLoop(value: boolean) {
          waitForEmptyEventLoop = value;
        },
        succeed: once((result?: unknown) => done(null, result)),
        fail: once((error?: unknown) => done(error ?? 'handled')),
        done: once(done),
      },
    };
  }

  async handleOnceStreaming(): Promise<void> {
    const { event, context } = await this.#next();
    const stream = new ResponseStream(this.#client, context.awsRequestId, this.#highWaterMark);
    let waitForEmptyEventLoop = true;
    const scheduleNext = () => {
      if (!waitForEmptyEventLoop) this.scheduleIteration();
      else this.#beforeExit = () => setImmediate(() => this.scheduleIteration());
    };
    const fail = (thrown: unknown) => {
      this.#log.logError('Invoke Error', thrown);
      stream.fail(thrown);
      stream.accepted.then(scheduleNext);
    };

    this.#beforeExit = () => this.scheduleIteration();
    try {
      const streamingContext = {
        get callbackWaitsForEmptyEventLoop() {
          return waitForEmptyEventLoop;
        },
        set callbackWaitsForEmptyEventLoop(value: boolean) {
          waitForEmptyEventLoop = value;
        },
      };
      const running = this.handler(
        JSON.parse(event),
        stream,
        Object.assign(streamingContext, context),
      );
      if (!isPromiseLike(running)) {
        fail('Streaming does not support non-async handlers.');
        return;
      }
      const result = await running;
      if (result !== undefined) console.warn('Streaming handlers ignore return values.');
      await stream.accepted;
      scheduleNext();
    } catch (error) {
      fail(error);
    }
  }

  /** Reports an uncaught error, and ends the process. */
  async crash(title: string, error: unknown, exitCode: number): Promise<void> {
    this.#log.logError(title, error);
    if (this.#requestId) await this.#client.fail(this.#requestId, error);
    else await this.#client.failInit(error);
    process.exit(exitCode);
  }
}

/** The error that is reported for an unhandled rejection. */
export class UnhandledPromiseRejection extends RuntimeError {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;

  constructor(reason: unknown, promise: Promise<unknown>) {
    super('UnhandledPromiseRejection', String(reason));
    this.reason = reason;
    this.promise = promise;
  }
}
