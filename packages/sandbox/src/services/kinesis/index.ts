import type { EventShard, EventStream } from '../../context/events/event-streams.js';
import type { ServiceContext } from '../../context/service-context.js';
import { namedByInput } from '../../context/timeline/named-input.js';
import { answerJson, signedOperations } from '../../protocols/json.js';
import { parseJsonText } from '../../protocols/json-value.js';
import type { ServiceDefinition } from '../service.js';
import { kinesisOperations } from './operations.js';
import { kinesisPermissions } from './permissions.js';
import { type KinesisRecord, type KinesisRecords, openRecords, sequenceNumber } from './records.js';
import { kinesisResourceTypes } from './resource-types.js';
import { openStreams, type Shard, type Stream } from './streams.js';

/**
 * Amazon Kinesis Data Streams: the streams of the template, with records in the sandbox's database.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/introduction.html
 */
export const kinesis: ServiceDefinition = {
  name: 'kinesis',
  resourceTypes: kinesisResourceTypes,
  create(context) {
    const records = openRecords(context);
    const streams = openStreams(context, records.end);
    const operations = signedOperations(kinesisOperations(streams, records, context));
    context.eventStreams.add((arn) => {
      const stream = streams.find(arn);
      return stream && eventStream(stream, records, context);
    });
    return {
      signingName: 'kinesis',
      timeline: namedByInput('StreamName', 'StreamARN'),
      // More than five megabytes in base64, so that Kinesis's own checks reject larger requests.
      maxBodyBytes: 16 * 1024 * 1024,
      deploy: (graph) => streams.deploy(graph),
      matches: ({ target }) => target?.prefix === 'Kinesis_20131202',
      permissions: (request) => kinesisPermissions(request, streams, context),
      handle: (request) => answerJson(operations, request),
      describe({ type, attributes }) {
        const stream = type === 'AWS::Kinesis::Stream' && streams.find(String(attributes.Arn));
        if (!stream) return undefined;
        const open = stream.shards.filter(({ closed }) => closed === undefined).length;
        return `${stream.name}, ${open} shard${open === 1 ? '' : 's'}`;
      },
    };
  },
};

function eventStream(
  stream: Stream,
  records: KinesisRecords,
  { region }: ServiceContext,
): EventStream {
  return {
    source: 'kinesis',
    shards: () =>
      stream.shards.map(
        (shard): EventShard => ({
          id: shard.id,
          parents: shard.parents,
          start: () => records.start(stream, shard),
          end: () => records.end(),
          positionAt: (time) => records.positionAt(stream, shard, time),
          read(from, limit) {
            const read = records.read(stream, shard, from, limit);
            return {
              next: read.next,
              records: read.records.map((record) => eventRecord(shard, record, region)),
            };
          },
          isOver: (position) =>
            shard.closed !== undefined &&
            records.arrivalAfter(stream, shard, position) === undefined,
        }),
      ),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function eventRecord(shard: Shard, record: KinesisRecord, region: string) {
  const { position, partitionKey, data, arrivedAt } = record;
  const number = sequenceNumber(position);
  const members = {
    kinesisSchemaVersion: '1.0',
    partitionKey,
    sequenceNumber: number,
    approximateArrivalTimestamp: arrivedAt / 1000,
  };
  return {
    position,
    sequenceNumber: number,
    key: partitionKey,
    arrivedAt,
    event: {
      kinesis: { ...members, data: data.toString('base64') },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shard.id}:${number}`,
      eventName: 'aws:kinesis:record',
      awsRegion: region,
    },
    filterable: { ...members, data: readData(data) },
  };
}

/** The data that a filter sees: the parsed JSON or, if it is not JSON, the text. */
function readData(data: Buffer): unknown {
  const text = data.toString();
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}
