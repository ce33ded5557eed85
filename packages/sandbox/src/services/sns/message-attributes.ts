import type { QueryInput } from '../../protocols/query.js';
import { invalidValue } from './errors.js';

/** The attributes by name. `value` is base64 for `Binary`. */
export type MessageAttributes = Readonly<
  Record<string, { readonly type: string; readonly value: string }>
>;

/** The names of AWS's own attributes begin with `AWS.`. They are options for phones and apps. */
const NAME = /^(?!(aws|amazon)\.(?!SNS\.(SMS|MOBILE)\.|MM\.SMS\.))(?!\.)[\w.-]{1,256}(?<!\.)$/i;
const TYPE = /^(String|Number|Binary)(\.\S+)?$/;

/**
 * Reads the attributes of a message.
 *
 * @throws {AwsError} `ParameterValueInvalid`
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function readMessageAttributes(input: QueryInput): MessageAttributes {
  const attributes = new Map<string, { type: string; value: string }>();
  for (const entry of input.structures('MessageAttributes', 'entry')) {
    const name = entry.text('Name') ?? '';
    if (!NAME.test(name)) {
      throw invalidValue('Message attribute name is not one that SNS accepts.');
    }
    if (attributes.has(name)) throw invalidValue(`Message attribute name '${name}' is duplicated.`);
    const type = entry.text('Value.DataType') ?? '';
    if (type === '') {
      throw invalidValue(
        `The message attribute '${name}' must contain non-empty message attribute type.`,
      );
    }
    const kind = TYPE.exec(type)?.[1];
    if (kind === undefined) {
      throw invalidValue(
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    }
    const value = entry.text(kind === 'Binary' ? 'Value.BinaryValue' : 'Value.StringValue') ?? '';
    if (value === '') {
      throw invalidValue(
        `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
      );
    }
    if (kind === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
      throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
    }
    attributes.set(name, { type, value });
  }
  return Object.fromEntries(attributes);
}

/** The part of a message's size that its attributes have, in bytes. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .map(
      ([name, { type, value }]) =>
        Buffer.byteLength(name + type) +
        (type.startsWith('Binary')
          ? Buffer.from(value, 'base64').length
          : Buffer.byteLength(value)),
    )
    .reduce((sum, bytes) => sum + bytes, 0);
}
