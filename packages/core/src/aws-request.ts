import { setTimeout as wait } from 'node:timers/promises';
import { signedHeaders } from './aws-signature.js';
import { loggable } from './loggable.js';

/** The host and the name in environment variables of each service, by its signing name. */
const SERVICES = {
  dynamodb: ['dynamodb', 'DYNAMODB'],
  s3: ['s3', 'S3'],
  ses: ['email', 'SESV2'],
  sns: ['sns', 'SNS'],
} as const;

export type AwsRequest = {
  readonly service: keyof typeof SERVICES;
  /** Default `POST`. */
  readonly method?: 'DELETE' | 'POST' | 'PUT';
  /** The bucket, if the service is S3. */
  readonly bucket?: string;
  /** The path and the query, both encoded. Default `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};

export type AwsResponse = {
  readonly headers: Headers;
  readonly text: string;
};

/** An error that AWS returned. Its message may repeat values of the request. */
export class AwsRequestError extends Error {
  override readonly name: string;
  /** The HTTP status. */
  readonly status: number;
  /** The id that AWS gave the request. */
  readonly requestId: string | undefined;

  constructor(name: string, status: number, message: string, requestId?: string) {
    super(message);
    this.name = name;
    this.status = status;
    this.requestId = requestId;
  }
}

const TRIES = 4;

/** Milliseconds to wait for a response. */
const ANSWER = 120_000;

/**
 * Calls an AWS API with a signed `fetch`, in the function's region and with its credentials. It
 * retries transient errors. Use it in functions that make a few calls: a client of the SDK adds 160
 * to 300 kB to a bundle, this function adds 3.
 *
 * It reads the variables that the SDK reads: `AWS_REGION`, the credentials, `AWS_ENDPOINT_URL` and
 * the endpoint variable of the service.
 *
 * @throws {AwsRequestError} When AWS rejects the request, or after four failed attempts.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function awsRequest(request: AwsRequest, signal: AbortSignal): Promise<AwsResponse> {
  const url = urlOf(request);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send(request, url, signal).catch((error: unknown) => {
      if (signal.aborted || attempt === TRIES) throw error;
      return undefined;
    });
    const code = answer && errorCode(answer);
    if (answer && code === undefined) return answer;
    if (answer && code !== undefined && (attempt === TRIES || !isTransient(answer.status, code))) {
      const requestId =
        answer.headers.get('x-amzn-requestid') ?? answer.headers.get('x-amz-request-id');
      throw new AwsRequestError(
        code,
        answer.status,
        messageOf(answer.text),
        requestId ?? undefined,
      );
    }
    await wait(50 * 2 ** attempt * (1 + Math.random()), undefined, { signal });
  }
}

type Answer = AwsResponse & { readonly ok: boolean; readonly status: number };

async function send(
  { service, method = 'POST', headers = {}, body = '' }: AwsRequest,
  url: URL,
  signal: AbortSignal,
): Promise<Answer> {
  const {
    AWS_REGION = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = process.env;
  const response = await fetch(url, {
    method,
    headers: signedHeaders(
      { method, url, headers, body, service, region: AWS_REGION },
      {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      },
    ),
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER)]),
  });
  const { ok, status, headers: answered } = response;
  return { ok, status, headers: answered, text: await response.text() };
}

/** @throws {TypeError} When parsing the URL would change the requested path. */
function urlOf({ service, bucket, path = '/' }: AwsRequest): URL {
  const { AWS_REGION: region = '' } = process.env;
  const [name, variable] = SERVICES[service];
  const endpoint = process.env[`AWS_ENDPOINT_URL_${variable}`] ?? process.env.AWS_ENDPOINT_URL;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = `${name}.${region}.${suffix}`;
  // The certificate of S3 does not cover bucket names with a dot.
  const byHost = bucket && endpoint === undefined && !bucket.includes('.');
  const written = bucket && !byHost ? `/${bucket}${path}` : path;
  const url = new URL(written, endpoint ?? `https://${byHost ? `${bucket}.` : ''}${host}`);
  if (url.pathname + url.search === written) return url;
  // The URL parser resolves dot segments, so the URL would name another object.
  throw loggable(
    new TypeError(
      'The path of a request to AWS must be encoded and must not have "." or ".." segments.',
    ),
  );
}

/**
 * Reads the error code of the JSON, REST and Query protocols. S3 may return one with status 200.
 */
function errorCode({ ok, status, headers, text }: Answer): string | undefined {
  if (ok) return /^\s*(?:<\?xml[^>]*>)?\s*<Error>.*?<Code>([^<]+)/s.exec(text)?.[1];
  const type =
    headers.get('x-amzn-errortype') ??
    /"__type"\s*:\s*"([^"]+)"|<Code>([^<]+)</.exec(text)?.slice(1).join('');
  return type?.replace(/^.*#/, '').replace(/:.*$/, '') || `Http${status}`;
}

function messageOf(text: string): string {
  const [, xml, json] = /<Message>([^<]*)<|"message"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(text) ?? [];
  return xml ?? json ?? '';
}

function isTransient(status: number, code: string): boolean {
  return (
    status >= 500 ||
    status === 429 ||
    /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded|SlowDown|RequestTimeout$|InternalError|ServiceUnavailable/.test(
      code,
    )
  );
}
