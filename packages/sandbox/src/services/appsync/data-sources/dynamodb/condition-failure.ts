import type { Item } from '../../../../protocols/attribute-value.js';
import type { AwsError } from '../../../../protocols/aws-error.js';
import type { JsonObject } from '../../../../protocols/json.js';
import { isJsonObject } from '../../../../protocols/json-value.js';
import { type DataSourceCall, DataSourceError, mappingError } from '../data-source.js';
import { invokeFunction } from '../lambda-function.js';
import {
  checkElements,
  flagIn,
  listIn,
  partIn,
  type RequestPart,
  requiredText,
} from '../request-part.js';
import { dynamodbError } from './client.js';
import type { TableSource } from './table.js';
import { plainItem, sameItem } from './typed-values.js';

/** A write whose condition was not met. */
export type FailedWrite = {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem';
  readonly request: RequestPart;
  readonly condition: RequestPart;
  readonly key: Item;
  readonly item?: Item;
  readonly error: AwsError;
  /** Whether a function asked for this write. A second failure is an error. */
  readonly isRetry: boolean;
};

export type Resolution =
  | { readonly result: unknown }
  /** The request to try instead. */
  | { readonly retry: JsonObject };

/**
 * Decides about a failed condition as AppSync does: the current item may already be as wanted, and
 * a function of the developer may decide.
 *
 * @throws {DataSourceError} `DynamoDB:ConditionalCheckFailedException` with the current item.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-condition-expressions.html
 */
export async function resolveFailedCondition(
  write: FailedWrite,
  source: TableSource,
  call: DataSourceCall,
): Promise<Resolution> {
  const { operation, condition, key, item, error } = write;
  const { Item: current } = await source.dynamodb('GetItem', {
    TableName: source.table,
    Key: key,
    ConsistentRead: flagIn(condition, 'consistentRead') ?? true,
  });
  const currentItem = current as Item | undefined;
  const currentValue = currentItem === undefined ? null : plainItem(currentItem);
  const ignored = (listIn(condition, 'equalsIgnore') ?? []).map(String);
  if (item && currentItem && sameItem(item, currentItem, ignored)) return { result: currentValue };
  if (operation === 'DeleteItem' && !currentItem) return { result: null };

  const functionArn = handlerOf(write);
  const decision =
    functionArn === undefined
      ? { action: 'reject' }
      : await askFunction(functionArn, write, currentItem, source, call);
  switch (decision.action) {
    case 'discard':
      return { result: currentValue };
    case 'retry':
      return { retry: retryOf(write, decision.retryMapping) };
    case 'reject':
      throw dynamodbError(error, currentValue);
    default:
      throw new DataSourceError(
        'Lambda:IllegalArgument',
        `The function ${functionArn} must return an action: reject, discard or retry.`,
      );
  }
}

/** The ARN of the function that decides, if the condition has one. */
function handlerOf({ condition, isRetry }: FailedWrite): string | undefined {
  const handler = partIn(condition, 'conditionalCheckFailedHandler');
  if (!handler || isRetry) return undefined;
  checkElements(handler, ['strategy', 'lambdaArn']);
  const strategy = requiredText(handler, 'strategy');
  if (strategy === 'Reject') return undefined;
  if (strategy === 'Custom') return requiredText(handler, 'lambdaArn');
  throw mappingError(`Value for field '${handler.place}[strategy]' must be Reject or Custom.`);
}

async function askFunction(
  functionArn: string,
  { request }: FailedWrite,
  currentItem: Item | undefined,
  { context, caller, table }: TableSource,
  call: DataSourceCall,
): Promise<JsonObject> {
  const decision = await invokeFunction({ context, caller, functionArn }, call, {
    arguments: call.arguments,
    requestMapping: request.members,
    currentValue: currentItem ?? null,
    resolver: {
      tableName: table,
      awsRegion: context.region,
      parentType: call.info.parentTypeName,
      field: call.info.fieldName,
    },
    identity: call.identity,
  });
  return isJsonObject(decision) ? decision : {};
}

/** The function cannot choose another operation or key. */
function retryOf({ request }: FailedWrite, retryMapping: unknown): JsonObject {
  const { attributeValues, update, condition } = isJsonObject(retryMapping) ? retryMapping : {};
  const { condition: _, ...rest } = request.members;
  return {
    ...rest,
    ...(attributeValues !== undefined && { attributeValues }),
    ...(update !== undefined && { update }),
    ...(condition !== undefined && { condition }),
  };
}
