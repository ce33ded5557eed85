import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { type Place, tableArn } from './table.js';

/**
 * Replaces the ARNs of tables in a request with their names. DynamoDB accepts both.
 *
 * An ARN of another region or account is kept. It is then not the name of a table here.
 */
export function withTableNames(input: JsonObject, place: Place): JsonObject {
  const nameOf = (text: string) => {
    const name = text.slice(text.lastIndexOf('/') + 1);
    return text === tableArn(place, name) ? name : text;
  };
  const named = (value: unknown): unknown => {
    if (!isJsonObject(value)) return value;
    const { TableName } = value;
    return typeof TableName === 'string' ? { ...value, TableName: nameOf(TableName) } : value;
  };
  const { RequestItems, TransactItems } = input;
  return {
    ...(named(input) as JsonObject),
    ...(isJsonObject(RequestItems) && {
      RequestItems: Object.fromEntries(
        Object.entries(RequestItems).map(([name, request]) => [nameOf(name), request]),
      ),
    }),
    ...(Array.isArray(TransactItems) && {
      TransactItems: TransactItems.map((actions: unknown) =>
        isJsonObject(actions)
          ? Object.fromEntries(
              Object.entries(actions).map(([kind, action]) => [kind, named(action)]),
            )
          : actions,
      ),
    }),
  };
}
