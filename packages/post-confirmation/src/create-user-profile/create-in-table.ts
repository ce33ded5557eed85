import { AwsRequestError, awsRequest, loggable } from '@amplify-recipes/core';
import type { Profile } from './profile.js';
import { withRetries } from './retry.js';

/**
 * Writes a profile to the table of its model, as Amplify Data stores it. A profile that exists
 * already is left unchanged.
 *
 * @throws {AwsRequestError} When DynamoDB rejects the request.
 * @throws {Error} When the name of the table is missing, or DynamoDB does not respond.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export async function createInTable(
  { model, record }: Profile,
  signal: AbortSignal,
): Promise<void> {
  const { PROFILE_TABLE_NAME: TableName } = process.env;
  // Amplify leaves a text with spaces where it could not read the parameter.
  if (!TableName || /\s/.test(TableName)) {
    throw loggable(
      new TypeError(
        'PROFILE_TABLE_NAME is missing. Call connectProfileTable(backend.createUserProfile, backend.data.resources.tables.UserProfile) in amplify/backend.ts.',
      ),
    );
  }
  const now = new Date().toISOString();
  const item = { ...record, __typename: model, createdAt: now, updatedAt: now };
  const texts = Object.entries(item).map(([name, text]) => [name, { S: text }]);
  const body = JSON.stringify({
    TableName,
    Item: Object.fromEntries(texts),
    ConditionExpression: 'attribute_not_exists(id)',
  });
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.PutItem',
  };
  try {
    await withRetries(
      (attempt) => awsRequest({ service: 'dynamodb', headers, body }, attempt),
      // awsRequest retries the errors of DynamoDB itself.
      (error) => !(error instanceof AwsRequestError),
      signal,
    );
  } catch (error) {
    if (error instanceof AwsRequestError && error.name === 'ConditionalCheckFailedException')
      return;
    throw error;
  }
}
