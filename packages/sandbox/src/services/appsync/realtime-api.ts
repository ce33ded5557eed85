import type { CredentialStore } from '../../iam/credentials.js';
import { authenticate } from '../../iam/signature.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type { Api } from './api.js';
import { InvalidDocument, type ValidDocument } from './execution/document.js';
import { operationError, type ResponseError } from './execution/errors.js';
import { acceptSubscription, deliveryOf } from './execution/subscribe.js';
import { authorize, type GraphqlInput } from './graphql-request.js';
import type { RealtimeApi } from './realtime/connection.js';
import {
  type RealtimeError,
  type RequestHeaders,
  unsupportedOperation,
} from './realtime/messages.js';

export type RealtimeOptions = {
  readonly credentials: CredentialStore;
  readonly region: string;
  now(): number;
  /** The request that opened the socket. */
  readonly request: ServiceRequestHead;
  /** The API as of the current deployment. */
  api(): Api | undefined;
};

/** The GraphQL operation of the handshake, for a Lambda authorizer. */
const NO_OPERATION: GraphqlInput = { query: '', operationName: undefined, variables: {} };

/** The part of an API that its WebSockets use: authorization, subscriptions and deliveries. */
export function realtimeApi(options: RealtimeOptions): RealtimeApi<undefined> {
  const identify = (headers: RequestHeaders, suffix: string, body: string, input: GraphqlInput) => {
    const api = currentApi(options);
    return {
      api,
      authorized: authorize(api, signedRequest(options, headers, suffix, body), input),
    };
  };
  return {
    connect: (headers) =>
      refusing(async () => {
        await identify(headers, '/connect', '{}', NO_OPERATION).authorized;
        return { authorization: undefined };
      }),
    subscribe: (message) =>
      refusing(async () => {
        const input: GraphqlInput = message;
        const { api, authorized } = identify(message.headers, '', message.data, input);
        const operation = {
          ...input,
          ...readSubscription(api, input),
          authorized: await authorized,
          headers: message.headers,
        };
        const accepted = await acceptSubscription(api, operation);
        if ('errors' in accepted) return { errors: accepted.errors.map(realtimeError) };
        return {
          subscription: {
            ...accepted,
            payload: (result: unknown) =>
              deliveryOf(options.api() ?? api, operation, accepted.fieldName, result),
          },
        };
      }),
  };
}

function readSubscription(api: Api, { query, operationName }: GraphqlInput): ValidDocument {
  const document = api.documents.read(query, operationName);
  const kind = document.operation.operation;
  if (kind !== 'subscription') {
    const { errorType = '', message = '' } = unsupportedOperation(kind);
    throw new AwsError(errorType, message);
  }
  return document;
}

function currentApi({ api, request }: RealtimeOptions): Api {
  const found = api();
  if (found) return found;
  throw new AwsError(
    'NotFoundException',
    `The backend has no GraphQL API at ${request.path}.`,
    404,
  );
}

/** The request that the headers of a message sign with IAM. */
function signedRequest(
  { request, credentials, region, now }: RealtimeOptions,
  headers: RequestHeaders,
  suffix: string,
  body: string,
) {
  const path = `${request.path.replace(/\/realtime$/, '')}${suffix}`;
  const signed = {
    ...request,
    method: 'POST',
    path,
    query: new URLSearchParams(),
    headers: withoutAddedAgent(headers),
    body: Buffer.from(body),
  };
  const time = { signing: Date.now(), expiry: now() };
  return {
    ...signed,
    caller: authenticate(signed, credentials, time, { region, service: 'appsync' }),
  };
}

/** Amplify's client adds its name to the headers of a subscription after it has signed them. */
function withoutAddedAgent(headers: RequestHeaders): RequestHeaders {
  const { 'x-amz-user-agent': _, ...others } = headers;
  const isSigned = /SignedHeaders=[^,]*x-amz-user-agent/.test(headers.authorization ?? '');
  return isSigned ? headers : others;
}

/** Turns the errors of a request into those of a message. */
async function refusing<T>(
  run: () => Promise<T>,
): Promise<T | { readonly errors: readonly RealtimeError[] }> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InvalidDocument) {
      return { errors: error.errors.map(operationError).map(realtimeError) };
    }
    if (!(error instanceof AwsError)) throw error;
    const { name, message, status } = error;
    return { errors: [{ errorType: name, message, errorCode: status }] };
  }
}

function realtimeError({ errorType, ...error }: ResponseError): RealtimeError {
  return { ...error, ...(errorType && { errorType }) };
}
