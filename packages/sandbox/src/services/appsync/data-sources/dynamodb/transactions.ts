import type { Item } from '../../../../protocols/attribute-value.js';
import { AwsError } from '../../../../protocols/aws-error.js';
import type { JsonObject } from '../../../../protocols/json.js';
import { mappingError } from '../data-source.js';
import {
  checkElements,
  flagIn,
  partIn,
  type RequestPart,
  requiredPart,
  requiredParts,
  requiredText,
} from '../request-part.js';
import { dynamodbError } from './client.js';
import { expressionIn, expressionInput } from './expressions.js';
import type { TableSource } from './table.js';
import { plainItem, typedItem } from './typed-values.js';

const COMMON = ['version', 'operation', 'transactItems'];

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-transact-get-items.html */
export async function transactGetItems(request: RequestPart, { dynamodb }: TableSource) {
  checkElements(request, COMMON);
  const TransactItems = requiredParts(request, 'transactItems').map((get) => {
    checkElements(get, ['table', 'key', 'projection']);
    return {
      Get: {
        TableName: requiredText(get, 'table'),
        Key: typedItem(requiredPart(get, 'key')),
        ...expressionInput({ ProjectionExpression: expressionIn(get, 'projection') }),
      },
    };
  });
  const { Responses } = await orCancelled('items', dynamodb('TransactGetItems', { TransactItems }));
  return {
    items: (Responses as readonly { readonly Item?: Item }[]).map(({ Item }) =>
      Item === undefined ? null : plainItem(Item),
    ),
    cancellationReasons: null,
  };
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-transact-write-items.html */
export async function transactWriteItems(request: RequestPart, { dynamodb }: TableSource) {
  checkElements(request, COMMON);
  const writes = requiredParts(request, 'transactItems').map(readWrite);
  const TransactItems = writes.map(({ kind, input }) => ({ [kind]: input }));
  await orCancelled('keys', dynamodb('TransactWriteItems', { TransactItems }));
  return { keys: writes.map(({ key }) => plainItem(key)), cancellationReasons: null };
}

type TransactWrite = {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  readonly key: Item;
  readonly input: JsonObject;
};

const COMMON_WRITE = ['table', 'operation', 'key', 'condition'];

function readWrite(write: RequestPart): TransactWrite {
  const key = typedItem(requiredPart(write, 'key'));
  const operation = requiredText(write, 'operation');
  const common = { TableName: requiredText(write, 'table'), ...onFailureOf(write) };
  const conditionOnly = expressionInput(conditionOf(write));
  switch (operation) {
    case 'PutItem': {
      checkElements(write, [...COMMON_WRITE, 'attributeValues']);
      const attributes = partIn(write, 'attributeValues');
      const Item = { ...(attributes && typedItem(attributes)), ...key };
      return { kind: 'Put', key, input: { ...common, Item, ...conditionOnly } };
    }
    case 'UpdateItem': {
      checkElements(write, [...COMMON_WRITE, 'update']);
      requiredPart(write, 'update');
      const update = { UpdateExpression: expressionIn(write, 'update') };
      const expressions = expressionInput({ ...update, ...conditionOf(write) });
      return { kind: 'Update', key, input: { ...common, Key: key, ...expressions } };
    }
    case 'DeleteItem':
      checkElements(write, COMMON_WRITE);
      return { kind: 'Delete', key, input: { ...common, Key: key, ...conditionOnly } };
    case 'ConditionCheck':
      checkElements(write, COMMON_WRITE);
      requiredPart(write, 'condition');
      return { kind: 'ConditionCheck', key, input: { ...common, Key: key, ...conditionOnly } };
    default:
      throw mappingError(
        `Value for field '${write.place}[operation]' must be PutItem, UpdateItem, DeleteItem or ConditionCheck.`,
      );
  }
}

const RETURN_ITEM = 'returnValuesOnConditionCheckFailure';

function conditionOf(write: RequestPart) {
  return { ConditionExpression: expressionIn(write, 'condition', [RETURN_ITEM]) };
}

/** The reason of a failed condition has the current item, unless the request turns it off. */
function onFailureOf(write: RequestPart): JsonObject {
  const condition = partIn(write, 'condition');
  if (!condition) return {};
  const wanted = flagIn(condition, RETURN_ITEM) ?? true;
  return { ReturnValuesOnConditionCheckFailure: wanted ? 'ALL_OLD' : 'NONE' };
}

type Reason = { readonly Code?: string; readonly Message?: string; readonly Item?: Item };

/** @throws {DataSourceError} `DynamoDB:TransactionCanceledException` with the reasons as its data. */
async function orCancelled(result: 'items' | 'keys', run: Promise<JsonObject>) {
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'TransactionCanceledException') throw error;
    const reasons = (error.members.CancellationReasons ?? []) as readonly Reason[];
    throw dynamodbError(error, {
      [result]: null,
      cancellationReasons: reasons.map(({ Code = 'None', Message = 'None', Item }) => ({
        ...(Item && { item: plainItem(Item) }),
        type: Code,
        message: Message,
      })),
    });
  }
}
