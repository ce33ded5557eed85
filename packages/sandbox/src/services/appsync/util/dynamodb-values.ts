import { requireList, requireMap, requireNumber, requireString, wrongType } from './arguments.js';
import {
  isBoolean,
  isList,
  isMap,
  isNull,
  isNumber,
  isString,
  type MapValue,
} from './value-types.js';

/** A value in DynamoDB's JSON: `{ S: 'text' }`. Numbers are strings, as DynamoDB takes them. */
export type DynamoDBValue = { readonly [type: string]: unknown };

/**
 * `util.dynamodb.toDynamoDB`: lists become `L`, never sets.
 *
 * @throws {TypeError} A value has no representation in DynamoDB.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/dynamodb-helpers-in-util-dynamodb-js.html
 */
export function toDynamoDB(value: unknown): DynamoDBValue {
  return attributeValue('util.dynamodb.toDynamoDB', value);
}

function attributeValue(functionName: string, value: unknown): DynamoDBValue {
  if (isNull(value)) return { NULL: true };
  if (isString(value)) return { S: value };
  if (isNumber(value)) return { N: numberText(functionName, value) };
  if (isBoolean(value)) return { BOOL: value };
  if (isList(value)) return { L: value.map((item) => attributeValue(functionName, item)) };
  if (isMap(value)) return { M: attributeValues(functionName, value) };
  throw new TypeError(`${functionName}: DynamoDB has no type for a ${typeof value}.`);
}

function attributeValues(functionName: string, map: MapValue): MapValue {
  return Object.fromEntries(
    Object.entries(map).map(([name, member]) => [name, attributeValue(functionName, member)]),
  );
}

function numberText(functionName: string, value: unknown): string {
  return String(requireNumber(functionName, value));
}

type Convert = (functionName: string, value: unknown) => unknown;

/** A function of `util.dynamodb` that returns null for null. */
function converter(name: string, convert: Convert): (value: unknown) => unknown {
  const functionName = `util.dynamodb.${name}`;
  return (value) => (isNull(value) ? null : convert(functionName, value));
}

function setOf(type: string, itemOf: (functionName: string, item: unknown) => string): Convert {
  return (functionName, value) => ({
    [type]: requireList(functionName, value).map((item) => itemOf(functionName, item)),
  });
}

/** The functions that both languages have. */
export const dynamodbFunctions = {
  toDynamoDB,
  toString: converter('toString', (name, value) => ({ S: requireString(name, value) })),
  toStringSet: converter('toStringSet', setOf('SS', requireString)),
  toNumber: converter('toNumber', (name, value) => ({ N: numberText(name, value) })),
  toNumberSet: converter('toNumberSet', setOf('NS', numberText)),
  toBinary: converter('toBinary', (name, value) => ({ B: requireString(name, value) })),
  toBinarySet: converter('toBinarySet', setOf('BS', requireString)),
  toBoolean: converter('toBoolean', (name, value) => {
    if (!isBoolean(value)) throw wrongType(name, 'Boolean', value);
    return { BOOL: value };
  }),
  toNull: () => ({ NULL: true }),
  toList: converter('toList', (name, value) => attributeValue(name, requireList(name, value))),
  toMap: converter('toMap', (name, value) => attributeValue(name, requireMap(name, value))),
  toMapValues: converter('toMapValues', (name, value) =>
    attributeValues(name, requireMap(name, value)),
  ),
  toS3Object,
  fromS3ObjectJson,
};

function toS3Object(...parts: readonly unknown[]): DynamoDBValue {
  const name = 'util.dynamodb.toS3Object';
  const [key, bucket, region, version] = parts;
  const s3 = {
    key: requireString(name, key),
    bucket: requireString(name, bucket),
    region: requireString(name, region),
    ...(isNull(version) ? {} : { version: requireString(name, version) }),
  };
  return { S: JSON.stringify({ s3 }) };
}

/** Takes the text of the attribute, or the attribute: AWS documents the one and shows the other. */
function fromS3ObjectJson(value: unknown): MapValue {
  const name = 'util.dynamodb.fromS3ObjectJson';
  const text = requireString(name, isMap(value) ? value.S : value);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error(`${name}: the argument is not the JSON of an S3 object.`);
  }
  return requireMap(name, requireMap(name, document).s3);
}
