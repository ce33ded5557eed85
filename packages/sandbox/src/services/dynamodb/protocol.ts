import { crc32 } from 'node:zlib';
import { AwsError } from '../../protocols/aws-error.js';
import { type JsonOperations, parseJsonInput } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { ServiceRequest, ServiceResponse } from '../../protocols/request.js';
import { requireCaller } from '../../protocols/require-caller.js';
import type { Place } from './table.js';
import { withTableNames } from './table-names.js';

/**
 * Answers a request to DynamoDB in the AWS JSON 1.0 protocol. Adds a checksum that some SDKs
 * verify.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export async function answerDynamodb(
  operations: JsonOperations,
  place: Place,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  try {
    requireCaller(request);
    const name = request.target?.operation ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      throw new AwsError(
        'UnknownOperationException',
        `The sandbox does not support the operation ${name || '(none named)'}.`,
      );
    }
    const input = parseJsonInput(request.body);
    if (namesPrototype(input)) throw prototypeNotSupported();
    return json(200, await operation(withTableNames(input, place), request));
  } catch (error) {
    if (error instanceof AwsError) return dynamodbError(error);
    throw error;
  }
}

/**
 * Whether an attribute is named `__proto__`. The engine would lose it without an error. The name of
 * an attribute is a member's name, or a value in `ExpressionAttributeNames`.
 */
function namesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(value, PROTOTYPE)) return true;
  return Object.entries(value).some(([name, member]) =>
    name === 'ExpressionAttributeNames' && isJsonObject(member)
      ? Object.values(member).includes(PROTOTYPE)
      : namesPrototype(member),
  );
}

const PROTOTYPE = '__proto__';

function prototypeNotSupported(): AwsError {
  return new AwsError(
    'ValidationException',
    `The sandbox does not support an attribute named ${PROTOTYPE}. Choose another name.`,
  );
}

const COMMON = 'com.amazon.coral.service#';
/** The namespaces of errors that are not DynamoDB's own. */
const NAMESPACES: Readonly<Record<string, string>> = {
  AccessDeniedException: COMMON,
  ValidationException: 'com.amazon.coral.validate#',
  SerializationException: COMMON,
  UnknownOperationException: COMMON,
  MissingAuthenticationTokenException: COMMON,
  UnrecognizedClientException: COMMON,
  InvalidSignatureException: COMMON,
  IncompleteSignatureException: COMMON,
  ExpiredTokenException: COMMON,
};

/** Converts an {@link AwsError} to a response for clients of DynamoDB. The status is always 400. */
export function dynamodbError(error: AwsError): ServiceResponse {
  const namespace = NAMESPACES[error.name] ?? 'com.amazonaws.dynamodb.v20120810#';
  return json(error.status < 500 ? 400 : error.status, {
    __type: namespace + error.name,
    message: error.message,
    ...error.members,
  });
}

function json(status: number, value: unknown): ServiceResponse {
  const body = JSON.stringify(value ?? {});
  return {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-crc32': String(crc32(body)),
    },
    body,
  };
}
