import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import {
  CreateEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  InvalidParameterValueException,
  LambdaClient,
  ListEventSourceMappingsCommand,
  paginateListEventSourceMappings,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  DESTINATION_ARN,
  mappingResource,
  STREAM_ARN,
  startEventSources,
  streamResource,
  TABLE_STREAM_ARN,
  type TestEventSources,
} from '../../../../testing/event-sources.js';
import { tableResource } from '../../../../testing/tables.js';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:on-clicks';
const OTHER = 'arn:aws:lambda:eu-west-1:123456789012:function:on-items';
const START = Date.parse('2026-01-01T00:00:00Z');
const resources = [
  streamResource(),
  tableResource('table', {
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  }),
  mappingResource({
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 1,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
  }),
  {
    ...mappingResource({
      EventSourceArn: TABLE_STREAM_ARN,
      FunctionName: 'on-items',
      StartingPosition: 'LATEST',
      Enabled: false,
    }),
    physicalId: 'other',
  },
];

let running: TestEventSources;
let client: LambdaClient;
let handled: string[];
beforeEach(async () => {
  handled = [];
  running = await startEventSources(
    ({ Records }) => {
      for (const { kinesis } of Records)
        handled.push(Buffer.from(kinesis.data, 'base64').toString());
    },
    resources,
    { startsAt: START },
  );
  client = new LambdaClient(running.client);
});
afterEach(async () => {
  client.destroy();
  await running.stop();
});

const list = async (input: { FunctionName?: string; EventSourceArn?: string }) => {
  const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand(input));
  return EventSourceMappings?.map(({ UUID }) => UUID);
};

test('a mapping is described as the backend defines it', async () => {
  expect(await client.send(new GetEventSourceMappingCommand({ UUID: 'mapping' }))).toMatchObject({
    UUID: 'mapping',
    EventSourceMappingArn: 'arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:mapping',
    EventSourceArn: STREAM_ARN,
    FunctionArn: FUNCTION,
    State: 'Enabled',
    LastModified: new Date(START),
    BatchSize: 10,
    MaximumBatchingWindowInSeconds: 1,
    StartingPosition: 'TRIM_HORIZON',
    ParallelizationFactor: 1,
    MaximumRetryAttempts: -1,
    MaximumRecordAgeInSeconds: -1,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: DESTINATION_ARN } },
  });
  expect(await client.send(new GetEventSourceMappingCommand({ UUID: 'other' }))).toMatchObject({
    FunctionArn: OTHER,
    State: 'Disabled',
    StartingPosition: 'LATEST',
    FunctionResponseTypes: [],
  });
});

test('mappings are listed by their function and their source, in pages', async () => {
  expect(await list({})).toEqual(['mapping', 'other']);
  expect(await list({ FunctionName: 'on-items' })).toEqual(['other']);
  expect(await list({ FunctionName: OTHER })).toEqual(['other']);
  expect(await list({ EventSourceArn: STREAM_ARN })).toEqual(['mapping']);
  expect(await list({ FunctionName: 'none' })).toEqual([]);
  const pages = [];
  for await (const page of paginateListEventSourceMappings({ client, pageSize: 1 }, {})) {
    pages.push(page.EventSourceMappings?.map(({ UUID }) => UUID));
  }
  expect(pages).toEqual([['mapping'], ['other']]);
});

test('a mapping that is disabled and enabled again loses no record', async () => {
  const kinesis = new KinesisClient(running.client);
  const put = (text: string) =>
    kinesis.send(
      new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data: Buffer.from(text) }),
    );
  const turn = (Enabled: boolean) =>
    client.send(new UpdateEventSourceMappingCommand({ UUID: 'mapping', Enabled }));
  await put('first');
  await vi.waitFor(() => expect(handled).toEqual(['first']), { timeout: 5000 });
  running.advance(60_000);
  expect(await turn(false)).toMatchObject({
    State: 'Disabled',
    LastModified: new Date(START + 60_000),
  });
  await put('second');
  await turn(true);
  await put('third');
  await vi.waitFor(() => expect(handled).toEqual(['first', 'second', 'third']), { timeout: 5000 });
  await turn(false);
  await running.deploy(resources);
  expect(await client.send(new GetEventSourceMappingCommand({ UUID: 'mapping' }))).toMatchObject({
    State: 'Enabled',
  });
  kinesis.destroy();
  expect(running.faults).toEqual([]);
});

test.each<[string, () => Promise<unknown>, unknown, string]>([
  [
    'a mapping that does not exist',
    () => client.send(new GetEventSourceMappingCommand({ UUID: 'none' })),
    ResourceNotFoundException,
    'The resource you requested does not exist.',
  ],
  [
    'an update of a mapping that does not exist',
    () => client.send(new UpdateEventSourceMappingCommand({ UUID: 'none', Enabled: true })),
    ResourceNotFoundException,
    'The resource you requested does not exist.',
  ],
  [
    'another batch size',
    () => client.send(new UpdateEventSourceMappingCommand({ UUID: 'mapping', BatchSize: 5 })),
    InvalidParameterValueException,
    'The sandbox does not change BatchSize of a mapping: change it in the backend.',
  ],
  [
    'a page of size 0',
    () => client.send(new ListEventSourceMappingsCommand({ MaxItems: 0 })),
    InvalidParameterValueException,
    'MaxItems is not valid.',
  ],
  [
    'a page that does not exist',
    () => client.send(new ListEventSourceMappingsCommand({ Marker: 'x' })),
    InvalidParameterValueException,
    'Marker is not valid.',
  ],
  [
    'a new mapping',
    () => client.send(new CreateEventSourceMappingCommand({ FunctionName: 'on-clicks' })),
    Error,
    'The sandbox does not support POST /2015-03-31/event-source-mappings',
  ],
])('a program is refused %s', async (_, attempt, type, message) => {
  const error = await attempt().catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toContain(message);
});
