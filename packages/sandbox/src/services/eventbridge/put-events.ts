import type { Value } from '../../assembly/resource-graph.js';
import { isProperties } from '../../assembly/template-values.js';
import { LAST_TIME } from '../../context/schedules/time-zone.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';
import { textIn } from '../../protocols/request-input.js';
import { busOf } from './resource-types.js';
import type { NewEvent, Rules } from './rules.js';

const MAXIMUM_ENTRIES = 10;
/** The maximum size of all entries of a request together. */
const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Sends events to the rules that match them. An invalid event does not affect the others.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEvents(input: JsonObject, rules: Rules, { now }: ServiceContext) {
  const entries = Array.isArray(input.Entries) ? input.Entries : [];
  if (entries.length === 0 || entries.length > MAXIMUM_ENTRIES) {
    const side =
      entries.length === 0
        ? 'greater than or equal to 1'
        : `less than or equal to ${MAXIMUM_ENTRIES}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${side}`,
    );
  }
  if (entries.reduce<number>((sum, entry) => sum + bytesOf(objectOf(entry)), 0) > MAXIMUM_BYTES) {
    throw new AwsError(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    );
  }
  const results = entries.map((entry) => {
    try {
      const { bus, event } = readEntry(objectOf(entry), now());
      return { EventId: rules.put(bus, event) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ErrorCode: error.name, ErrorMessage: error.message };
    }
  });
  const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
  return { FailedEntryCount, Entries: results };
}

/** @throws {AwsError} The error for the entry's result, when the entry is not valid. */
function readEntry(entry: JsonObject, now: number): { bus: string; event: NewEvent } {
  const source = required(entry, 'Source');
  const detailType = required(entry, 'DetailType');
  const detail = parseDetail(required(entry, 'Detail'));
  if (source.startsWith('aws.')) {
    throw new AwsError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const resources = Array.isArray(entry.Resources) ? entry.Resources.map(String) : [];
  const time = typeof entry.Time === 'number' ? entry.Time * 1000 : now;
  if (Math.abs(time) > LAST_TIME) {
    throw new AwsError('InvalidArgument', 'Parameter Time is not valid.');
  }
  return {
    bus: busOf(entry),
    event: { source, detailType, detail, resources, time },
  };
}

function required(entry: JsonObject, member: string): string {
  const value = textIn(entry, member);
  if (value) return value;
  throw new AwsError(
    'InvalidArgument',
    `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
  );
}

function parseDetail(text: string): Value {
  try {
    const detail = parseJsonText(text) as Value;
    if (isProperties(detail)) return detail;
  } catch {
    // The same as for JSON that is not an object.
  }
  throw new AwsError('MalformedDetail', 'Detail is malformed.');
}

/** The size as AWS counts it: 14 bytes for a time, and the bytes of the other texts. */
function bytesOf({ Time, Source, Detail, DetailType, Resources }: JsonObject): number {
  const texts = [Source, Detail, DetailType, ...(Array.isArray(Resources) ? Resources : [])];
  const time = Time === undefined ? 0 : 14;
  return texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    time,
  );
}

function objectOf(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw new AwsError('SerializationException', 'Entries must be structures.');
}
