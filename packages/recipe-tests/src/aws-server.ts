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
 * answers in XML for the Query protocol, and in JSON for the others. Set `AWS_ENDPOINT_URL` to use it in a client.
 */
export async function startAwsServer(
  answer: (request: AwsRequest) => AwsAnswer,
): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  const server = await startHttpServer((message) => {
    const request = read(message);
    requests.push(request);
    const answered = answer(request);
    return isForm(message) ? queryResponseOf(answered, request) : responseOf(answered);
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

function queryResponseOf(answered: AwsAnswer, { input }: AwsRequest): HttpAnswer {
  if (typeof answered === 'string') return answered;
  const headers = { 'content-type': 'text/xml' };
  if ('output' in answered) {
    const result = `<${input.Action}Result>${fieldsOf(answered.output)}</${input.Action}Result>`;
    return { headers, body: `<${input.Action}Response>${result}</${input.Action}Response>` };
  }
  const { error: Code, status = 400, message: Message = '' } = answered;
  const body = `<ErrorResponse><Error>${fieldsOf({ Code, Message })}</Error></ErrorResponse>`;
  return { status, headers, body };
}

function fieldsOf(output: object): string {
  return Object.entries(output)
    .map(([name, value]) => `<${name}>${String(value).replace(/[&<]/g, escaped)}</${name}>`)
    .join('');
}

function escaped(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}

function isForm({ headers }: HttpRequest): boolean {
  return headers['content-type']?.includes('form-urlencoded') ?? false;
}

function read(message: HttpRequest): AwsRequest {
  const { headers, path, body } = message;
  return {
    target: String(headers['x-amz-target'] ?? path),
    credential: /Credential=([^,]+)/.exec(headers.authorization ?? '')?.[1] ?? '',
    input: isForm(message) ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body),
  };
}
