import { AwsError } from './aws-error.js';
import type { ServiceRequest, ServiceResponse } from './request.js';
import { requireCaller } from './require-caller.js';
import { toXml, type XmlValue } from './xml.js';

/** The operations of a service by name. Each maps its parameters to its result. */
export type QueryOperations = Readonly<
  Record<string, (input: QueryInput, request: ServiceRequest) => QueryResult | Promise<QueryResult>>
>;

/** Fields of the result. Undefined for an operation without a result. */
export type QueryResult = { readonly [member: string]: XmlValue } | undefined;

/** The parameters of a request. Their names are paths: `Destination.ToAddresses.member.1`. */
export type QueryInput = {
  text(name: string): string | undefined;
  structure(name: string): QueryInput;
  /**
   * The items of a list, or the entries of a map, in order.
   *
   * @param item The part between the name and the number: `member` in a list, `entry` in a map.
   */
  structures(name: string, item?: 'member' | 'entry'): readonly QueryInput[];
  texts(name: string): readonly string[];
};

/**
 * Answers a request of the AWS Query protocol: a form with the operation in `Action`. The answer is
 * XML.
 *
 * @param namespace XML namespace of the service's API.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export async function answerQuery(
  namespace: string,
  operations: QueryOperations,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  try {
    requireCaller(request, { name: 'MissingAuthenticationToken', status: 403 });
    const input = readForm(request.body);
    const name = input.text('Action') ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      throw new AwsError(
        'InvalidAction',
        `The sandbox does not support the operation ${name || '(none named)'}.`,
      );
    }
    const body = toXml(
      `${name}Response`,
      {
        [`${name}Result`]: await operation(input, request),
        ResponseMetadata: { RequestId: request.id },
      },
      namespace,
    );
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  } catch (error) {
    if (error instanceof AwsError) return queryError(error, { namespace, requestId: request.id });
    throw error;
  }
}

/** Names in the Query protocol for errors that the gateway returns on behalf of a service. */
const QUERY_NAMES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  RequestEntityTooLargeException: 'RequestEntityTooLarge',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

/** Formats an {@link AwsError} for clients of the Query protocol. */
export function queryError(
  error: AwsError,
  {
    namespace,
    requestId,
    accessDenied,
  }: {
    readonly namespace?: string;
    readonly requestId: string;
    /** The service's own name for `AccessDenied`, if it has one. */
    readonly accessDenied?: string;
  },
): ServiceResponse {
  const code = QUERY_NAMES[error.name] ?? error.name;
  const body = toXml(
    'ErrorResponse',
    {
      Error: {
        Type: error.status < 500 ? 'Sender' : 'Receiver',
        Code: code === 'AccessDenied' ? (accessDenied ?? code) : code,
        Message: error.message,
      },
      RequestId: requestId,
    },
    namespace,
  );
  return { status: error.status, headers: { 'content-type': 'text/xml' }, body };
}

/** Parses a form. Of a name that occurs twice, the last value counts. */
export function readForm(body: Uint8Array): QueryInput {
  return inputOf(new Map(new URLSearchParams(Buffer.from(body).toString())), '');
}

function inputOf(parameters: ReadonlyMap<string, string>, prefix: string): QueryInput {
  const text = (name: string) => parameters.get(prefix + name);
  const numbered = (list: string) => {
    const numbers = new Set<number>();
    for (const name of parameters.keys()) {
      if (!name.startsWith(list)) continue;
      const number = /^\d{1,9}/.exec(name.slice(list.length))?.[0];
      if (number !== undefined) numbers.add(Number(number));
    }
    return [...numbers].sort((a, b) => a - b);
  };
  return {
    text,
    structure: (name) => inputOf(parameters, `${prefix}${name}.`),
    structures: (name, item = 'member') =>
      numbered(`${prefix}${name}.${item}.`).map((number) =>
        inputOf(parameters, `${prefix}${name}.${item}.${number}.`),
      ),
    texts: (name) =>
      numbered(`${prefix}${name}.member.`).flatMap(
        (number) => text(`${name}.member.${number}`) ?? [],
      ),
  };
}
