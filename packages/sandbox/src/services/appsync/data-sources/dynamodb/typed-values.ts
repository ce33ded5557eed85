import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, Item } from '../../../../protocols/attribute-value.js';
import { isJsonObject } from '../../../../protocols/json-value.js';
import { mappingError, unsupported } from '../data-source.js';
import { partOf, type RequestPart } from '../request-part.js';

/** DynamoDB accepts 32 levels. It reports the levels that are too many. */
const MAXIMUM_DEPTH = 40;

/**
 * The typed values of a request as DynamoDB reads them. AppSync also accepts `{ "N": 25 }` and
 * `{ "NULL": null }`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-typed-values-request.html
 */
export function typedItem({ place, members }: RequestPart, depth = 0): Item {
  if (Object.hasOwn(members, '__proto__')) {
    // dynalite would lose it without an error.
    throw unsupported(`The sandbox does not support an attribute __proto__, as in '${place}'.`);
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      typedValue(`${place}[${name}]`, value, depth),
    ]),
  );
}

function typedValue(place: string, value: unknown, depth: number): AttributeValue {
  if (!isJsonObject(value)) {
    throw mappingError(
      `Value for field '${place}' must be a typed value of DynamoDB, such as { "S": "text" }.`,
    );
  }
  if (depth > MAXIMUM_DEPTH) throw mappingError('Nesting Levels have exceeded supported limits');
  return Object.fromEntries(
    Object.entries(value).map(([type, content]) => [
      type,
      typedContent(type, content, place, depth),
    ]),
  );
}

function typedContent(type: string, content: unknown, place: string, depth: number): unknown {
  switch (type) {
    case 'N':
      return numberText(content);
    case 'NS':
      return Array.isArray(content) ? content.map(numberText) : content;
    case 'NULL':
      return content === null ? true : content;
    case 'L':
      return Array.isArray(content)
        ? content.map((each, index) => typedValue(`${place}[${index}]`, each, depth + 1))
        : content;
    case 'M':
      return typedItem(partOf(place, content), depth + 1);
    default:
      return content;
  }
}

function numberText(content: unknown): unknown {
  return typeof content === 'number' ? String(content) : content;
}

/**
 * An item as resolvers and clients see it: sets as lists, binary values as base64.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-resolver-mapping-template-reference-dynamodb-typed-values-responses.html
 */
export function plainItem(item: Item): Record<string, unknown> {
  // `fromEntries` makes an attribute `__proto__` a member like any other.
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: AttributeValue): unknown {
  const [[type, content] = []] = Object.entries(value);
  switch (type) {
    case 'N':
      return Number(content);
    case 'NS':
      return (content as readonly string[]).map(Number);
    case 'NULL':
      return null;
    case 'L':
      return (content as readonly AttributeValue[]).map(plainValue);
    case 'M':
      return plainItem(content as Item);
    default:
      return content;
  }
}

/** Whether two items are the same, except for some attributes. Sets have no order. */
export function sameItem(a: Item, b: Item, ignored: readonly string[]): boolean {
  return isDeepStrictEqual(comparable(a, ignored), comparable(b, ignored));
}

function comparable(item: Item, ignored: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => !ignored.includes(name))
      .map(([name, value]) => [name, comparableValue(value)]),
  );
}

function comparableValue(value: AttributeValue): unknown {
  const [[type = '', content] = []] = Object.entries(value);
  switch (type) {
    case 'N':
      return { N: Number(content) };
    case 'NS':
      return { NS: (content as readonly string[]).map(Number).sort((a, b) => a - b) };
    case 'SS':
    case 'BS':
      return { [type]: (content as readonly string[]).toSorted() };
    case 'L':
      return { L: (content as readonly AttributeValue[]).map(comparableValue) };
    case 'M':
      return { M: comparable(content as Item) };
    default:
      return value;
  }
}
