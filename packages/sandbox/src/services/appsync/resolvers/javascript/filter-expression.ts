import type { AttributeValue } from '../../../../protocols/attribute-value.js';
import { type DynamoDBExpression, dynamoDBExpression } from '../../util/dynamodb-expression.js';
import { UnreadableFilterError } from '../../util/unreadable-filter.js';
import { toAttributeValue } from './attribute-values.js';

type Members = { readonly [name: string]: unknown };

/**
 * Builds DynamoDB's expression for a filter object such as `{ title: { contains: 'x' } }`. Undefined
 * if AppSync cannot render the filter.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-util-transform-js.html
 */
export function filterExpression(filter: unknown): DynamoDBExpression<AttributeValue> | undefined {
  try {
    return dynamoDBExpression(filter, toAttributeValue);
  } catch (error) {
    if (error instanceof UnreadableFilterError) return undefined;
    throw error;
  }
}

/** An optional expression of a request, such as its condition. Absent values are left out. */
export function optionalExpression(name: string, filter: unknown): Members | undefined {
  if (filter === undefined || filter === null) return undefined;
  const built = filterExpression(filter);
  if (!built) {
    throw new TypeError(
      `${name} is not a filter. Expected attributes with operators, such as { "age": { "gt": 18 } }.`,
    );
  }
  const { expressionValues, ...expression } = built;
  return Object.keys(expressionValues).length > 0 ? built : expression;
}
