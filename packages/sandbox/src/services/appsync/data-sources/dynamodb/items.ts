import type { Item } from '../../../../protocols/attribute-value.js';
import { AwsError } from '../../../../protocols/aws-error.js';
import type { JsonObject } from '../../../../protocols/json.js';
import type { DataSourceCall } from '../data-source.js';
import {
  checkElements,
  flagIn,
  partIn,
  type RequestPart,
  requestPart,
  requiredPart,
} from '../request-part.js';
import { CONDITION_FAILED } from './client.js';
import { type FailedWrite, resolveFailedCondition } from './condition-failure.js';
import { expressionIn, expressionInput } from './expressions.js';
import type { TableSource } from './table.js';
import { plainItem, typedItem } from './typed-values.js';

const COMMON = ['version', 'operation', 'key'];
/** Only the delta table of a versioned data source has these. Elsewhere they have no effect. */
const DELTA_TABLE = ['customPartitionKey', 'populateIndexFields'];
const CONDITION_OPTIONS = ['equalsIgnore', 'consistentRead', 'conditionalCheckFailedHandler'];

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-getitem.html */
export async function getItem(request: RequestPart, { dynamodb, table }: TableSource) {
  checkElements(request, [...COMMON, 'consistentRead', 'projection']);
  const { Item } = await dynamodb('GetItem', {
    TableName: table,
    Key: typedItem(requiredPart(request, 'key')),
    ConsistentRead: flagIn(request, 'consistentRead') ?? false,
    ...expressionInput({ ProjectionExpression: expressionIn(request, 'projection') }),
  });
  return Item === undefined ? null : plainItem(Item as Item);
}

/** The operations that write one item. */
export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem';

/**
 * Writes an item, and returns it. `DeleteItem` returns the item that was deleted.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-condition-expressions.html
 */
export async function writeItem(
  operation: WriteOperation,
  request: RequestPart,
  source: TableSource,
  call: DataSourceCall,
  isRetry = false,
): Promise<unknown> {
  const write = WRITES[operation](request);
  const condition = partIn(request, 'condition');
  const input = { TableName: source.table, ...write.input };
  try {
    const { Attributes } = await source.dynamodb(operation, input);
    const written = write.item ?? (Attributes as Item | undefined);
    return written === undefined ? null : plainItem(written);
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== CONDITION_FAILED || !condition) throw error;
    const failed: FailedWrite = { operation, request, condition, error, isRetry, ...write };
    const resolution = await resolveFailedCondition(failed, source, call);
    if (!('retry' in resolution)) return resolution.result;
    return writeItem(operation, requestPart(resolution.retry), source, call, true);
  }
}

type Write = {
  readonly key: Item;
  /** The whole item, if the operation replaces it. */
  readonly item?: Item;
  readonly input: JsonObject;
};

const WRITES: Readonly<Record<WriteOperation, (request: RequestPart) => Write>> = {
  PutItem(request) {
    checkElements(request, [...COMMON, ...DELTA_TABLE, 'attributeValues', 'condition']);
    const key = typedItem(requiredPart(request, 'key'));
    const attributes = partIn(request, 'attributeValues');
    const item = { ...(attributes && typedItem(attributes)), ...key };
    return { key, item, input: { Item: item, ...expressionInput(conditionOf(request)) } };
  },
  UpdateItem(request) {
    checkElements(request, [...COMMON, ...DELTA_TABLE, 'update', 'condition']);
    const key = typedItem(requiredPart(request, 'key'));
    const expressions = {
      UpdateExpression: expressionIn(request, 'update'),
      ...conditionOf(request),
    };
    return { key, input: { Key: key, ReturnValues: 'ALL_NEW', ...expressionInput(expressions) } };
  },
  DeleteItem(request) {
    checkElements(request, [...COMMON, ...DELTA_TABLE, 'condition']);
    const key = typedItem(requiredPart(request, 'key'));
    const input = { Key: key, ReturnValues: 'ALL_OLD', ...expressionInput(conditionOf(request)) };
    return { key, input };
  },
};

function conditionOf(request: RequestPart) {
  return { ConditionExpression: expressionIn(request, 'condition', CONDITION_OPTIONS) };
}
