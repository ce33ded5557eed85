import type { Permission } from '../../iam/policy.js';
import type { ServiceRequest } from '../../service.js';
import { inputOf, textIn } from '../permission-input.js';
import { type Place, streamArn, tableArn } from './table.js';

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/**
 * What a request of DynamoDB or its streams needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamodbPermissions(request: ServiceRequest, place: Place): readonly Permission[] {
  const operation = request.target?.operation ?? '';
  const input = inputOf(request);
  const permission = (action: string, resource: string): Permission => ({
    action: `dynamodb:${action}`,
    resources: [resource],
  });
  const arnOf = (table: string) => (table.startsWith('arn:') ? table : tableArn(place, table));

  if (request.target?.prefix.startsWith('DynamoDBStreams')) {
    const table = textIn(input, 'TableName');
    const named = table === undefined ? '*' : streamArn(place, table);
    // An iterator begins with the ARN of its stream.
    const iterator = textIn(input, 'ShardIterator')?.split('|')[0];
    return [permission(operation, textIn(input, 'StreamArn') ?? iterator ?? named)];
  }
  const { RequestItems, TransactItems } = input;
  if (isObject(RequestItems)) {
    return Object.keys(RequestItems).map((table) => permission(operation, arnOf(table)));
  }
  if (Array.isArray(TransactItems)) {
    return TransactItems.flatMap((item: unknown) =>
      Object.entries(isObject(item) ? item : {}).map(([kind, action]) =>
        permission(
          TRANSACTION_ACTIONS[kind] ?? kind,
          arnOf((isObject(action) ? textIn(action, 'TableName') : undefined) ?? ''),
        ),
      ),
    );
  }
  const table = textIn(input, 'TableName');
  const index = textIn(input, 'IndexName');
  if (table === undefined) return [permission(operation, '*')];
  const ofTable = arnOf(table);
  return [permission(operation, index === undefined ? ofTable : `${ofTable}/index/${index}`)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
