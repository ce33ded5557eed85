import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject } from '../../protocols/json-value.js';
import { filledText } from '../../protocols/request-input.js';
import { invalid, missing, modeled } from './errors.js';
import { attributeBytes, readMessageAttributes } from './message-attributes.js';
import { MAXIMUM_MESSAGE_BYTES } from './queue.js';

const MAXIMUM_BATCH_ENTRIES = 10;

/**
 * Checks the size of all messages of a batch together.
 *
 * @throws {AwsError} `BatchRequestTooLong`
 */
export function checkBatchSize(entries: readonly unknown[]): void {
  const bytes = entries.filter(isJsonObject).reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes <= MAXIMUM_MESSAGE_BYTES) return;
  throw modeled(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAXIMUM_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
  );
}

/**
 * The size of an entry's body and attributes. Invalid attributes do not count, because their entry
 * is refused separately.
 */
function bytesOf({ MessageBody, MessageAttributes: given }: JsonObject): number {
  const body = typeof MessageBody === 'string' ? Buffer.byteLength(MessageBody) : 0;
  try {
    return body + attributeBytes(readMessageAttributes(given));
  } catch {
    return body;
  }
}

/** Runs an operation for each entry of a batch. An invalid entry does not affect the others. */
export function batch(
  input: JsonObject,
  run: (entry: JsonObject) => object | undefined,
  check?: (entries: readonly unknown[]) => void,
) {
  const entries: readonly unknown[] = Array.isArray(input.Entries) ? input.Entries : [];
  if (entries.length === 0) {
    throw modeled('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > MAXIMUM_BATCH_ENTRIES) {
    throw modeled(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAXIMUM_BATCH_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const read = entries.map((entry) => {
    if (!isJsonObject(entry)) throw invalid('Entries must be structures.');
    return { id: filledText(entry, 'Id', missing), entry };
  });
  if (!read.every(({ id }) => /^[\w-]{1,80}$/.test(id))) {
    throw modeled(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(read.map(({ id }) => id)).size < read.length) {
    throw modeled('BatchEntryIdsNotDistinct', 'Id repeated.');
  }
  check?.(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { id, entry } of read) {
    try {
      Successful.push({ Id: id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.name.slice(error.name.indexOf('#') + 1);
      Failed.push({ Id: id, Code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}
