import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient, SNSServiceException } from '@aws-sdk/client-sns';

/** The bundled calls. The tests bundle this file with and without the plugins. */
const CLIENTS = {
  cognito: CognitoIdentityProviderClient,
  dynamodb: DynamoDBClient,
  s3: S3Client,
  sns: SNSClient,
};

const COMMANDS = {
  AbortMultipartUploadCommand,
  AdminAddUserToGroupCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetItemCommand,
  GetObjectCommand,
  PublishCommand,
  PutItemCommand,
  PutObjectCommand,
  UploadPartCommand,
};

const EXCEPTIONS = {
  CognitoIdentityProviderServiceException,
  DynamoDBServiceException,
  S3ServiceException,
  SNSServiceException,
};

export type Call = {
  readonly client: keyof typeof CLIENTS;
  readonly command: keyof typeof COMMANDS;
  readonly input: object;
};

/** The parts of a request that a client would send. */
export type SentRequest = {
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: object;
  readonly headers: object;
};

/** The commands and clients have types of their own, which only this file mixes. */
type AnyClient = {
  send(command: unknown): Promise<{ Body?: { transformToString(): Promise<string> } }>;
  middlewareStack: {
    addRelativeTo(middleware: (next: Next) => Next, options: object): void;
  };
};
type Next = (args: { request: { headers: Record<string, string> } }) => unknown;

function clientFor({ client }: Call, config: object): AnyClient {
  const made = new CLIENTS[client](config) as unknown as AnyClient;
  // Otherwise the id, and with it the signature, would be another one for each call.
  made.middlewareStack.addRelativeTo(
    (next) => (args) => {
      args.request.headers['amz-sdk-invocation-id'] = 'the same';
      return next(args);
    },
    { name: 'sameInvocationId', relation: 'before', toMiddleware: 'httpSigningMiddleware' },
  );
  return made;
}

function commandOf({ command, input }: Call): unknown {
  return new (COMMANDS[command] as unknown as new (input: object) => unknown)(input);
}

/** Calls AWS. Returns the output, or the properties of the error that a handler can see. */
export async function outcomeOf(call: Call): Promise<object> {
  try {
    const { Body, ...output } = await clientFor(call, { maxAttempts: 2 }).send(commandOf(call));
    return Body ? { ...output, body: await Body.transformToString() } : output;
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): object {
  const { message, stack: _, $response: __, ...properties } = Object(error);
  const classes = Object.entries(EXCEPTIONS)
    .filter(([, exception]) => error instanceof exception)
    .map(([name]) => name);
  return { message, classes, isError: error instanceof Error, ...properties };
}

/** Returns the request of a call, which is not sent. */
export async function requestOf(call: Call): Promise<SentRequest | undefined> {
  let sent: SentRequest | undefined;
  const requestHandler = {
    handle: async ({ protocol, hostname, path, query, headers }: SentRequest) => {
      sent = { protocol, hostname, path, query, headers: { ...headers } };
      throw new Error('This request is not sent.');
    },
  };
  await clientFor(call, { maxAttempts: 1, requestHandler })
    .send(commandOf(call))
    .catch(() => undefined);
  return sent;
}
