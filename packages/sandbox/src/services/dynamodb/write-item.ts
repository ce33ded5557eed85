import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { loadDynalite } from './dynalite.js';
import { validationError } from './errors.js';
import type { ItemChange } from './session.js';
import type { Tables } from './tables.js';

/** The operations that write one item. */
export type WriteOperation = 'DeleteItem' | 'PutItem' | 'UpdateItem';

/**
 * Writes an item in the transaction that the caller has started.
 *
 * @throws {AwsError} `ConditionalCheckFailedException`, with the item if the input asks for it,
 *   `ValidationException`, `ResourceNotFoundException`
 */
export function writeItem(
  tables: Tables,
  operation: WriteOperation,
  input: JsonObject,
  by: ItemChange['by'] = 'caller',
): JsonObject {
  const { ReturnValuesOnConditionCheckFailure: onFailure, ...rest } = input;
  if (onFailure !== undefined && onFailure !== 'ALL_OLD' && onFailure !== 'NONE') {
    throw validationError(
      "1 validation error detected: Value at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    );
  }
  const dynalite = loadDynalite();
  const session = tables.session({
    by,
    ...(operation === 'UpdateItem' && {
      tooLarge: 'Item size to update has exceeded the maximum allowed size',
    }),
  });
  const data = dynalite.check(operation, rest, session);
  try {
    return dynalite.run(operation, data, session);
  } catch (error) {
    const failed = error instanceof AwsError && error.name === 'ConditionalCheckFailedException';
    if (!failed || onFailure !== 'ALL_OLD' || !session.lastRead) throw error;
    throw new AwsError(error.name, error.message, error.status, { Item: session.lastRead });
  }
}
