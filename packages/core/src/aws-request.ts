import { setTimeout as wait } from 'node:timers/promises';
import { loggable } from './loggable.js';
import { type SignedResponse, signedRequest } from './signed-request.js';

/** The host and the name in environment variables of each service, by its signing name. */
const SERVICES = {
  dynamodb: ['dynamodb', 'DYNAMODB'],
  ses: ['email', 'SESV2'],
  sns: ['sns', 'SNS'],
} as const;

export type AwsRequest = {
  readonly service: keyof typeof SERVICES;
  /** The path and the query, both encoded. Default `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type AwsResponse = { readonly text: string };

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
 * Calls an AWS API with a signed `POST`, in the function's region and with its credentials. It
 * retries transient errors. Use it in functions that make a few calls while a user waits: a client
 * of the SDK adds 140 to 600 kB to a bundle, this function adds 3.
 *
 * It reads the variables that the SDK reads: `AWS_REGION`, the credentials, `AWS_ENDPOINT_URL` and
 * the endpoint variable of the service.
 *
 * @throws {AwsRequestError} When AWS rejects the request, or after four failed attempts.
 * @throws {Error} When the connection fails, or the response is longer than 1 MB.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export async function awsRequest(request: AwsRequest, signal: AbortSignal): Promise<AwsResponse> {
  const sent = { headers: {}, body: '', ...request, url: urlOf(request) };
  for (let attempt = 1; ; attempt += 1) {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER)]);
    const answer = await signedRequest(sent, within).catch((error: unknown) => {
      if (signal.aborted || attempt === TRIES) throw error;
      return undefined;
    });
    if (answer?.isCut) throw loggable(new Error('The response is longer than 1 MB.'));
    const failure = answer && failureOf(answer);
    if (answer && !failure) return { text: answer.text };
    if (failure && (attempt === TRIES || !isTransient(failure))) throw failure;
    await wait(50 * 2 ** attempt * (1 + Math.random()), undefined, { signal });
  }
}

/** @throws {TypeError} When parsing the URL would change the requested path. */
function urlOf({ service, path = '/' }: AwsRequest): URL {
  const { AWS_REGION: region = '' } = process.env;
  const [name, variable] = SERVICES[service];
  const endpoint = process.env[`AWS_ENDPOINT_URL_${variable}`] ?? process.env.AWS_ENDPOINT_URL;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(path, endpoint ?? `https://${name}.${region}.${suffix}`);
  if (url.pathname + url.search === path) return url;
  // The URL parser resolves dot segments, so the URL would name another resource.
  throw loggable(
    new TypeError(
      'The path of a request to AWS must be encoded and must not have "." or ".." segments.',
    ),
  );
}

/** Reads an error of the JSON, REST and Query protocols. Undefined if the request succeeded. */
function failureOf({ status, headers, text }: SignedResponse): AwsRequestError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const type =
    headers['x-amzn-errortype']?.toString() ??
    /"__type"\s*:\s*"([^"]+)"|<Code>([^<]+)</.exec(text)?.slice(1).join('');
  const code = type?.replace(/^.*#/, '').replace(/:.*$/, '') || `Http${status}`;
  return new AwsRequestError(
    code,
    status,
    messageOf(text),
    headers['x-amzn-requestid']?.toString(),
  );
}

function messageOf(text: string): string {
  const [, xml, json] = /<Message>([^<]*)<|"message"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(text) ?? [];
  return xml ?? json ?? '';
}

function isTransient({ status, name }: AwsRequestError): boolean {
  return (
    status >= 500 ||
    status === 429 ||
    /Throttl|TooManyRequests|ThroughputExceeded|RequestLimitExceeded|RequestTimeout$|InternalError|ServiceUnavailable/.test(
      name,
    )
  );
}
