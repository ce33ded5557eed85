import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AwsError } from '../protocols/aws-error.js';
import { sameText } from './credentials.js';
import { type ChunkSigner, type SignedBody, UNSIGNED_PAYLOAD } from './signature.js';

/** The content of a request body without its framing, and the trailers after it. */
export type OpenedBody = {
  readonly body: AsyncIterable<Buffer>;
  trailers(): Readonly<Record<string, string>>;
};

/** Limit for a chunk's head and for all trailers. An endless line must not fill the memory. */
const MAXIMUM_LINE_BYTES = 16 * 1024;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

/**
 * Reads a body as its signature requires: checks its digest, or the signatures of its chunks.
 *
 * @throws {AwsError} `InvalidArgument`. Reading the body throws `XAmzContentSHA256Mismatch`,
 *   `InvalidSignatureException` or `IncompleteBody`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function openSignedBody(
  message: Readable,
  headers: Readonly<Record<string, string>>,
  { contentSha256, chunks }: SignedBody,
): OpenedBody {
  // Ending early must not close the connection, because the client still reads the error.
  const raw: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }),
  };
  switch (contentSha256) {
    case UNSIGNED_PAYLOAD:
      return { body: raw, trailers: () => ({}) };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return openChunks(raw, headers, undefined);
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      // The chunks of an anonymous request have no signatures.
      if (!chunks) throw wrongContentSha256();
      return openChunks(raw, headers, chunks);
    default:
      if (!/^[0-9a-f]{64}$/.test(contentSha256)) throw wrongContentSha256();
      return { body: withDigest(raw, contentSha256), trailers: () => ({}) };
  }
}

async function* withDigest(raw: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of raw) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') === expected) return;
  throw new AwsError(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}

function openChunks(
  raw: AsyncIterable<Buffer>,
  headers: Readonly<Record<string, string>>,
  signer: ChunkSigner | undefined,
): OpenedBody {
  let trailers: Readonly<Record<string, string>> = {};
  const expectsTrailer = headers['x-amz-content-sha256']?.endsWith('-TRAILER') === true;
  const declaredLength = headers['x-amz-decoded-content-length'];

  async function* decode(): AsyncGenerator<Buffer> {
    const reader = createReader(raw);
    try {
      yield* decodeFrom(reader);
    } finally {
      await reader.close();
    }
  }

  async function* decodeFrom(reader: Reader): AsyncGenerator<Buffer> {
    let previous = signer?.seed ?? '';
    let length = 0;
    for (;;) {
      const { size, signature } = parseChunkHead(await reader.line());
      const hash = signer && createHash('sha256');
      yield* reader.take(size, hash);
      length += size;
      if (signer && hash) {
        const parts = [previous, EMPTY_SHA256, hash.digest('hex')];
        const expected = signer.sign('AWS4-HMAC-SHA256-PAYLOAD', parts);
        if (!sameText(signature, expected)) throw wrongChunk();
        previous = expected;
      }
      if (size === 0) break;
      if ((await reader.line()) !== '') throw incomplete();
    }
    const read = await readTrailers(reader);
    if (signer && expectsTrailer) checkTrailers(read, signer, previous);
    const { 'x-amz-trailer-signature': _, ...rest } = Object.fromEntries(read);
    if (declaredLength !== undefined && Number(declaredLength) !== length) throw incomplete();
    trailers = rest;
  }
  return { body: decode(), trailers: () => trailers };
}

type Trailers = readonly (readonly [name: string, value: string])[];

async function readTrailers(reader: Reader): Promise<Trailers> {
  const trailers: (readonly [string, string])[] = [];
  let length = 0;
  for (;;) {
    // Some clients omit the empty line at the end.
    const line = await reader.lastLine();
    if (line === '') return trailers;
    length += line.length;
    const colon = line.indexOf(':');
    if (colon < 1 || length > MAXIMUM_LINE_BYTES) throw incomplete();
    trailers.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]);
  }
}

function checkTrailers(trailers: Trailers, signer: ChunkSigner, previous: string): void {
  const signed = trailers.filter(([name]) => name !== 'x-amz-trailer-signature');
  const [, signature = ''] = trailers.find(([name]) => name === 'x-amz-trailer-signature') ?? [];
  const canonical = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const expected = signer.sign('AWS4-HMAC-SHA256-TRAILER', [previous, hash]);
  if (!sameText(signature, expected)) throw wrongChunk();
}

function parseChunkHead(line: string): { readonly size: number; readonly signature: string } {
  const [, size, signature = ''] =
    /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line) ?? [];
  if (size === undefined) throw incomplete();
  return { size: Number.parseInt(size, 16), signature };
}

type Reader = {
  /** The next line, without its line end. */
  line(): Promise<string>;
  /** Like `line`, but returns an empty line at the end of the body. */
  lastLine(): Promise<string>;
  take(length: number, hash: Hash | undefined): AsyncGenerator<Buffer>;
  close(): Promise<unknown>;
};

function createReader(raw: AsyncIterable<Buffer>): Reader {
  const iterator = raw[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Reads more, and returns whether there was more. */
  const more = async (): Promise<boolean> => {
    const { done, value } = await iterator.next();
    if (done) return false;
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return true;
  };
  const line = async (): Promise<string | undefined> => {
    for (;;) {
      const end = rest.indexOf('\r\n');
      if (end >= 0) {
        const text = rest.toString('latin1', 0, end);
        rest = rest.subarray(end + 2);
        return text;
      }
      if (rest.length > MAXIMUM_LINE_BYTES) throw incomplete();
      if (await more()) continue;
      if (rest.length > 0) throw incomplete();
      return undefined;
    }
  };
  return {
    async line() {
      const text = await line();
      if (text === undefined) throw incomplete();
      return text;
    },
    lastLine: async () => (await line()) ?? '',
    close: async () => iterator.return?.(),
    async *take(length, hash) {
      let missing = length;
      while (missing > 0) {
        if (rest.length === 0 && !(await more())) throw incomplete();
        const part = rest.subarray(0, missing);
        rest = rest.subarray(part.length);
        missing -= part.length;
        hash?.update(part);
        yield part;
      }
    },
  };
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'The request body terminated unexpectedly: it does not have the chunks and the length that its headers announce.',
  );
}

function wrongChunk(): AwsError {
  return new AwsError(
    'InvalidSignatureException',
    'The signature of a chunk of the body does not match the one that we calculated.',
    403,
  );
}

function wrongContentSha256(): AwsError {
  return new AwsError(
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
  );
}
