import type { ClientRequest } from 'node:http';
import { Writable } from 'node:stream';
import { RuntimeError } from './errors.ts';
import { answer, type RuntimeClient } from './runtime-client.ts';

const errorTypeTrailer = 'Lambda-Runtime-Function-Error-Type';
const errorBodyTrailer = 'Lambda-Runtime-Function-Error-Body';

/**
 * The response of a handler that streams (`awslambda.streamifyResponse`).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
export class ResponseStream extends Writable {
  /** Settles when the Runtime API has received the whole response. */
  readonly accepted: Promise<unknown>;
  /** Writes the bytes before the first chunk. `HttpResponseStream.from` sets it. */
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  readonly #client: RuntimeClient;
  readonly #request: ClientRequest;
  #started = false;

  constructor(client: RuntimeClient, requestId: string, highWaterMark: number | undefined) {
    super({ decodeStrings: false, ...(highWaterMark ? { highWaterMark } : {}) });
    this.#client = client;
    this.#request = client.stream(requestId, {
      'lambda-runtime-function-response-mode': 'streaming',
      trailer: [errorTypeTrailer, errorBodyTrailer],
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    });
    this.accepted = answer(this.#request);
  }

  setContentType(contentType: string): void {
    if (this.#started) {
      throw new RuntimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
    }
    this.#request.setHeader('content-type', contentType);
  }

  /**
   * Ends the response with an error in its trailers. It has no effect on a response that has ended.
   */
  fail(thrown: unknown): void {
    if (this.writableEnded) return;
    const error = this.#client.describe(thrown);
    this.#request.addTrailers([
      [errorTypeTrailer, error.errorType],
      [errorBodyTrailer, Buffer.from(JSON.stringify(error)).toString('base64')],
    ]);
    this.#request.end();
  }

  // Values other than text and bytes are sent as JSON.
  override write(chunk: unknown, ...rest: never[]): boolean {
    const bytes =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return super.write(bytes, ...rest);
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: () => void): void {
    this.#start();
    if (typeof chunk === 'string') this.#request.write(chunk, encoding, done);
    else this.#request.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#start();
    this.#request.end(done);
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    this._onBeforeFirstWrite?.((chunk) => void this.#request.write(chunk));
  }
}

/** `awslambda.HttpResponseStream`: gives a streamed response a status and headers. */
export const HttpResponseStream = {
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setContentType('application/vnd.awslambda.http-integration-response');
    stream._onBeforeFirstWrite = (write) => {
      write(JSON.stringify(prelude));
      write(new Uint8Array(8));
    };
    return stream;
  },
};
