import type { DestinationAttributes } from '../../context/events/message-destinations.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import type { QueryInput } from '../../protocols/query.js';
import { invalidParameter } from './errors.js';
import {
  attributeBytes,
  type MessageAttributes,
  readMessageAttributes,
} from './message-attributes.js';

/** A message to publish. */
export type Message = {
  readonly subject: string | undefined;
  /** The text for protocols without their own text. */
  readonly default: string;
  /** The texts by protocol, for a message with `MessageStructure` `json`. */
  readonly byProtocol: Readonly<Record<string, string>>;
  readonly attributes: MessageAttributes;
  /** Its size in bytes, as SNS counts it. */
  readonly bytes: number;
};

/** The maximum size of a message with its attributes, in bytes: 256 KB. */
export const MAXIMUM_MESSAGE_BYTES = 256 * 1024;
/** Fewer than 100 characters, without control characters. The first one is visible. */
const SUBJECT = /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,99}$/u;

/**
 * Reads a message of `Publish`, or an entry of `PublishBatch`.
 *
 * @throws {AwsError} `InvalidParameter`, `ParameterValueInvalid`
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function readMessage(input: QueryInput): Message {
  const text = input.text('Message') ?? '';
  if (text === '') throw invalidParameter('Empty message');
  const subject = input.text('Subject');
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalidParameter('Subject');
  const attributes = readMessageAttributes(input);
  const bytes = Buffer.byteLength(text) + attributeBytes(attributes);
  if (bytes > MAXIMUM_MESSAGE_BYTES) throw invalidParameter('Message too long');
  const structure = input.text('MessageStructure');
  if (structure !== undefined && structure !== 'json' && structure !== 'string') {
    throw invalidParameter('MessageStructure');
  }
  const byProtocol = structure === 'json' ? readTexts(text) : {};
  return { subject, default: byProtocol.default ?? text, byProtocol, attributes, bytes };
}

/** A message of an AWS service itself. */
export function plainMessage(text: string, attributes: DestinationAttributes = {}): Message {
  const typed = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? { type: 'String', value } : value,
    ]),
  );
  return {
    subject: undefined,
    default: text,
    byProtocol: {},
    attributes: typed,
    bytes: Buffer.byteLength(text) + attributeBytes(typed),
  };
}

function readTexts(message: string): Readonly<Record<string, string>> {
  let texts: unknown;
  try {
    texts = parseJsonText(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (!isJsonObject(texts)) {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  // A value that is not a text is ignored.
  const known = new Map(
    Object.entries(texts).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  if (!known.has('default')) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
  return Object.fromEntries(known);
}
