import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request that the function under test made. */
export type AwsRequest = {
  /** `AWSCognitoIdentityProviderService.AdminAddUserToGroup`, or the path where there is none. */
  readonly target: string;
  /** `AKIA.../20261122/eu-west-1/cognito-idp/aws4_request`. */
  readonly credential: string;
  /** The body: JSON, or the fields of a form. */
  readonly input: Readonly<Record<string, unknown>>;
};

/** What the server answers: an output, an error by its name, or nothing at all. */
export type AwsAnswer =
  | { readonly output: object }
  | { readonly error: string; readonly status?: number; readonly message?: string }
  | 'silence'
  | 'hang up';

/** An AWS endpoint on this machine, for unmodified SDK clients. */
export type AwsServer = {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: AwsRequest[];
  /** How many requests were given up before they were answered. */
  readonly abandoned: number;
  stop(): Promise<void>;
};

/**
 * Starts an endpoint that reads the JSON, REST and Query protocols of AWS and answers in JSON as
 * told. Point a client to it by `AWS_ENDPOINT_URL`.
 */
export async function startAwsServer(
  answer: (request: AwsRequest) => AwsAnswer,
): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  let abandoned = 0;
  const server = createServer(async (message, response) => {
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    const request = await read(message);
    requests.push(request);
    const answered = answer(request);
    if (answered === 'silence') return;
    if (answered === 'hang up') {
      message.socket.destroy();
      return;
    }
    const [status, body] =
      'output' in answered
        ? [200, answered.output]
        : [answered.status ?? 400, { __type: answered.error, message: answered.message ?? '' }];
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get abandoned() {
      return abandoned;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(message: IncomingMessage): Promise<AwsRequest> {
  const authorization = message.headers.authorization ?? '';
  const body = await text(message);
  const isForm = message.headers['content-type']?.includes('form-urlencoded');
  return {
    target: String(message.headers['x-amz-target'] ?? message.url),
    credential: /Credential=([^,]+)/.exec(authorization)?.[1] ?? '',
    input: isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body),
  };
}
