import { randomBytes } from 'node:crypto';
import type { ServiceContext } from '../../../../context/service-context.js';
import { AwsError } from '../../../../protocols/aws-error.js';
import type { JsonObject } from '../../../../protocols/json.js';
import type { Caller } from '../../../../protocols/request.js';
import { DataSourceError } from '../data-source.js';

/** Calls an operation of DynamoDB with the role of the data source. */
export type Dynamodb = (operation: string, input: JsonObject) => Promise<JsonObject>;

/** The exceptions that AWS's SDK for Java has a class for. AppSync names no others. */
const NAMED_EXCEPTIONS = new Set([
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerErrorException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceededException',
  'ResourceNotFoundException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

export const CONDITION_FAILED = 'ConditionalCheckFailedException';

export function dynamodbClient({ serviceCalls }: ServiceContext, caller: Caller): Dynamodb {
  return async (operation, input) => {
    const { status, body } = await serviceCalls.call({
      caller,
      signingName: 'dynamodb',
      target: `DynamoDB_20120810.${operation}`,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(input),
    });
    const output = JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString());
    if (status < 400) return output;
    const { __type, message, ...members } = output;
    throw new AwsError(String(__type).split('#').at(-1) ?? '', String(message), status, members);
  };
}

/** An error of DynamoDB, in the words of AppSync. */
export function dynamodbError(
  { name, message, status }: AwsError,
  data: unknown = null,
): DataSourceError {
  const type = NAMED_EXCEPTIONS.has(name) ? name : 'DynamoDbException';
  return new DataSourceError(
    `DynamoDB:${type}`,
    `${message} (Service: DynamoDb, Status Code: ${status}, Request ID: ${requestId()})`,
    data,
  );
}

/** A request id in the format of DynamoDB. */
function requestId(): string {
  const digits = BigInt(`0x${randomBytes(17).toString('hex')}`)
    .toString(36)
    .toUpperCase();
  return `${digits.slice(-26).padStart(26, '0')}VV4KQNSO5AEMVJF66Q9ASUAAJG`;
}
