import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '../../../../protocols/attribute-value.js';
import type { JsonObject } from '../../../../protocols/json.js';
import { mappingError } from '../data-source.js';
import { checkElements, partIn, type RequestPart, requiredText } from '../request-part.js';
import { typedItem } from './typed-values.js';

/** An expression of DynamoDB with its placeholders. */
export type Expression = {
  readonly text: string;
  /** `#name` to the attribute's name. */
  readonly names: ReadonlyMap<string, string>;
  /** `:value` to the typed value. */
  readonly values: ReadonlyMap<string, AttributeValue>;
};

const EXPRESSION_ELEMENTS = ['expression', 'expressionNames', 'expressionValues'];

/** @throws {DataSourceError} `MappingTemplate` */
export function expressionIn(
  request: RequestPart,
  name: string,
  options: readonly string[] = [],
): Expression | undefined {
  const part = partIn(request, name);
  if (!part) return undefined;
  checkElements(part, [...EXPRESSION_ELEMENTS, ...options]);
  const names = partIn(part, 'expressionNames');
  const values = partIn(part, 'expressionValues');
  return {
    text: requiredText(part, 'expression'),
    names: new Map(
      names && Object.keys(names.members).map((key) => [key, requiredText(names, key)]),
    ),
    values: new Map(values && Object.entries(typedItem(values))),
  };
}

/**
 * The members of a request to DynamoDB for expressions that share their placeholders.
 *
 * @throws {DataSourceError} `MappingTemplate` when two expressions give a placeholder different
 *   meanings: one of them could replace the condition of the other.
 */
export function expressionInput(
  expressions: Readonly<Record<string, Expression | undefined>>,
): JsonObject {
  const input: Record<string, unknown> = {};
  const names = new Map<string, string>();
  const values = new Map<string, AttributeValue>();
  for (const [member, expression] of Object.entries(expressions)) {
    if (!expression) continue;
    input[member] = expression.text;
    addAll(names, expression.names);
    addAll(values, expression.values);
  }
  return {
    ...input,
    ...(names.size > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(values.size > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

function addAll<V>(to: Map<string, V>, from: ReadonlyMap<string, V>): void {
  for (const [placeholder, value] of from) {
    const known = to.get(placeholder);
    if (known !== undefined && !isDeepStrictEqual(known, value)) {
      throw mappingError(
        `The placeholder ${placeholder} has two different values in the expressions of one request.`,
      );
    }
    to.set(placeholder, value);
  }
}
