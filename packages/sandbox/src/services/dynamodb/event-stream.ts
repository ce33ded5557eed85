import type { EventStream } from '../../context/events/event-streams.js';
import { SHARD_ID } from './stream-operations.js';
import { positionOf, type StreamRecord, type StreamRecords } from './stream-records.js';
import { type Place, streamArn } from './table.js';
import type { Tables } from './tables.js';

/** The streams of tables in the form that event source mappings read. */
export function tableEventStreams(tables: Tables, records: StreamRecords, place: Place) {
  return (arn: string): EventStream | undefined => {
    const name = tables.names().find((candidate) => streamArn(place, candidate) === arn);
    if (name === undefined) return undefined;
    const table = tables.get(name);
    if (!table.definition.StreamSpecification?.StreamEnabled) return undefined;
    return {
      source: 'dynamodb',
      shards: () => [
        {
          id: SHARD_ID,
          parents: [],
          start: () => records.start(table),
          end: () => records.end(),
          positionAt: () => records.start(table),
          read(from, limit) {
            const read = records.read(table, from, limit);
            return { next: read.next, records: read.records.map(eventRecord) };
          },
          isOver: () => false,
        },
      ],
    };
  };
}

function eventRecord(record: StreamRecord) {
  const { SequenceNumber, Keys, ApproximateCreationDateTime } = record.dynamodb;
  return {
    position: positionOf(SequenceNumber) ?? 0,
    sequenceNumber: SequenceNumber,
    key: JSON.stringify(Keys),
    arrivedAt: ApproximateCreationDateTime * 1000,
    event: record,
    filterable: record,
  };
}
