import { createHash } from 'node:crypto';
import type { DestinationAttributes } from '../../context/events/message-destinations.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { invalid } from './errors.js';

export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
};

/** By name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** The characters of XML, which are allowed in bodies and attributes. */
export const TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u;

const MAXIMUM_ATTRIBUTES = 10;
/** AWS also accepts umlauts, which are not documented. */
const NAME_CHARACTERS = /^[\w.\u00c0-\u017f-]+$/;
const RESERVED_NAME = /^(aws\.|amazon\.|\.)|\.$|\.\./i;
const TYPE = /^(String|Number|Binary)(\.[^\p{Cc}]+)?$/u;
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * Reads the attributes of a message.
 *
 * @throws {AwsError} `InvalidParameterValue`
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function readMessageAttributes(given: unknown): MessageAttributes | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isJsonObject(given)) throw invalid('MessageAttributes must be a map of structures.');
  const entries = Object.entries(given);
  if (entries.length > MAXIMUM_ATTRIBUTES) {
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAXIMUM_ATTRIBUTES}].`,
    );
  }
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, attribute]) => {
      checkName(name);
      return [name, readAttribute(name, isJsonObject(attribute) ? attribute : {})];
    }),
  );
}

function checkName(name: string): void {
  if (name === '') {
    throw invalid('The request must contain non-empty message (user) attribute names.');
  }
  if (Buffer.byteLength(name) > 256) {
    throw invalid('Message (user) attribute names must be shorter than 256 Bytes');
  }
  if (!NAME_CHARACTERS.test(name)) {
    throw invalid(
      'Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores.',
    );
  }
  if (RESERVED_NAME.test(name)) {
    throw invalid(
      "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.', or have successive periods.",
    );
  }
}

function readAttribute(
  name: string,
  { DataType, StringValue, BinaryValue }: Readonly<Record<string, unknown>>,
): MessageAttribute {
  if (typeof DataType !== 'string' || DataType === '') {
    throw invalid(
      `The message (user) attribute '${name}' must contain a non-empty message attribute type.`,
    );
  }
  if (Buffer.byteLength(DataType) > 256) {
    throw invalid('Message (user) attribute types must be shorter than 256 Bytes');
  }
  const kind = TYPE.exec(DataType)?.[1];
  if (kind === undefined) {
    throw invalid(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  if (kind === 'Binary') {
    if (typeof BinaryValue !== 'string' || Buffer.from(BinaryValue, 'base64').length === 0) {
      throw mustHaveValue(name, kind);
    }
    return { DataType, BinaryValue };
  }
  if (typeof StringValue !== 'string' || StringValue === '') throw mustHaveValue(name, kind);
  if (!TEXT.test(StringValue)) {
    throw invalid(`Message (user) attribute '${name}' contains invalid characters.`);
  }
  if (kind === 'Number' && !NUMBER.test(StringValue)) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType, StringValue };
}

function mustHaveValue(name: string, kind: string) {
  return invalid(
    `Message (user) attribute '${name}' must contain a non-empty value of type '${kind}'.`,
  );
}

/** Converts the attributes of a message of another service to those of a queue. */
export function keptAttributes(attributes: DestinationAttributes): string | undefined {
  const entries = Object.entries(attributes).map(([name, attribute]) => {
    const { type, value } =
      typeof attribute === 'string' ? { type: 'String', value: attribute } : attribute;
    const member = type.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
    return [name, { DataType: type, [member]: value }];
  });
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

/**
 * The attributes that a receiver asks for: by name, with `All` or `.*` for all of them, or with
 * `prefix.*` for a prefix.
 */
export function chosenAttributes(
  attributes: MessageAttributes,
  wanted: readonly unknown[],
): MessageAttributes {
  const isWanted = (name: string) =>
    wanted.some((each) => {
      if (typeof each !== 'string') return false;
      if (['All', '.*', '*'].includes(each) || each === name) return true;
      return each.endsWith('.*') && name.startsWith(each.slice(0, -'.*'.length));
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

/** The part of a message's size that its attributes have, in bytes: names, types and values. */
export function attributeBytes(attributes: MessageAttributes | undefined): number {
  return Object.entries(attributes ?? {}).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name + attribute.DataType) + bytesOf(attribute).length,
    0,
  );
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.StringValue === undefined ? 2 : 1]));
    add(bytesOf(attribute));
  }
  return hash.digest('hex');
}

function bytesOf({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return StringValue === undefined
    ? Buffer.from(BinaryValue ?? '', 'base64')
    : Buffer.from(StringValue);
}
