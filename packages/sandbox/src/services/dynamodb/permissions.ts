import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { type Place, streamArn, tableArn } from './table.js';

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/**
 * The permissions that a request to DynamoDB or its streams needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamodbPermissions(request: ServiceRequest, place: Place): readonly Permission[] {
  const { prefix = '', operation = '' } = request.target ?? {};
  const input = inputOf(request);
  const permission = (action: string, resource: string): Permission => ({
    action: `dynamodb:${action}`,
    resources: [resource],
  });
  const arnOf = (table: string) => (table.startsWith('arn:') ? table : tableArn(place, table));
  if (prefix.startsWith('DynamoDBStreams')) {
    return [permission(operation, streamOf(operation, input, place) ?? '*')];
  }

  const { RequestItems, TransactItems } = input;
  const table = textIn(input, 'TableName');
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(isJsonObject(RequestItems) ? RequestItems : {}).map((name) =>
        permission(operation, arnOf(name)),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return (Array.isArray(TransactItems) ? TransactItems : []).flatMap((item: unknown) =>
        Object.entries(isJsonObject(item) ? item : {}).map(([kind, action]) =>
          permission(
            TRANSACTION_ACTIONS[kind] ?? kind,
            arnOf((isJsonObject(action) ? textIn(action, 'TableName') : undefined) ?? ''),
          ),
        ),
      );
    case 'ListTables':
      return [permission(operation, '*')];
    case 'Query':
    case 'Scan': {
      const index = textIn(input, 'IndexName');
      if (table === undefined || index === undefined) break;
      return [permission(operation, `${arnOf(table)}/index/${index}`)];
    }
  }
  return [permission(operation, table === undefined ? '*' : arnOf(table))];
}

function streamOf(operation: string, input: JsonObject, place: Place): string | undefined {
  switch (operation) {
    case 'GetRecords':
      // An iterator starts with the ARN of its stream.
      return textIn(input, 'ShardIterator')?.split('|')[0];
    case 'ListStreams': {
      const table = textIn(input, 'TableName');
      return table === undefined ? undefined : streamArn(place, table);
    }
    default:
      return textIn(input, 'StreamArn');
  }
}
