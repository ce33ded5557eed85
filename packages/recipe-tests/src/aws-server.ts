import { type HttpAnswer, type HttpRequest, startHttpServer } from './http-server.js';

/** A request that the function under test made. */
export type AwsRequest = {
  /** `AWSCognitoIdentityProviderService.AdminAddUserToGroup`, or the path without such a header. */
  readonly target: string;
  /** `AKIA.../20261122/eu-west-1/cognito-idp/aws4_request`. */
  readonly credential: string;
  /** The body: JSON, or the fields of a form. */
  readonly input: Readonly<Record<string, unknown>>;
};

/** The answer of the server: an output, an error by name, or no response. */
export type AwsAnswer =
  | { readonly output: object }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | 'silence'
  | 'hang up';

/** An AWS endpoint on this machine, for unmodified SDK clients. */
export type AwsServer = {
  readonly url: string;
  /** The received requests, in order. */
  readonly requests: AwsRequest[];
  /** The number of requests that the client aborted before they were answered. */
  readonly abandoned: number;
  stop(): Promise<void>;
};

/**
 * Starts an endpoint that reads the JSON, REST and Query protocols of AWS and sends the given
 * answers in JSON. Set `AWS_ENDPOINT_URL` to use it in a client.
 */
export async function startAwsServer(
  answer: (request: AwsRequest) => AwsAnswer,
): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  const server = await startHttpServer((message) => {
    const request = read(message);
    requests.push(request);
    return responseOf(answer(request));
  });
  return {
    url: server.url,
    requests,
    get abandoned() {
      return server.abandoned;
    },
    stop: server.stop,
  };
}

function responseOf(answered: AwsAnswer): HttpAnswer {
  if (typeof answered === 'string') return answered;
  const [status, body] =
    'output' in answered
      ? [200, answered.output]
      : [answered.status ?? 400, { __type: answered.error, message: answered.message ?? '' }];
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status, headers, body: JSON.stringify(body) };
}

function read({ headers, path, body }: HttpRequest): AwsRequest {
  const isForm = headers['content-type']?.includes('form-urlencoded');
  return {
    target: String(headers['x-amz-target'] ?? path),
    credential: /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '',
    input: isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body),
  };
}
