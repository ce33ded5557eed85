import type {
  AppSyncIdentityCognito,
  AppSyncResolverEvent,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  KinesisStreamEvent,
  KinesisStreamRecord,
  S3Event,
  S3EventRecord,
  ScheduledEvent,
} from 'aws-lambda';
import { type Overrides, withOverrides } from './overrides.js';

const region = 'eu-west-1';
const account = '123456789012';

/**
 * Creates a batch of records from a DynamoDB stream with new and old images, in the given order.
 * Each record has its own sequence number and event id. The default image for `INSERT` and `MODIFY`
 * is a to-do item.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @example
 * dynamodbStreamEvent([{ eventName: 'REMOVE', dynamodb: { Keys: { id: { S: 'todo-1' } } } }]);
 */
export function dynamodbStreamEvent(
  records: readonly Overrides<DynamoDBRecord>[] = [{}],
): DynamoDBStreamEvent {
  return {
    Records: records.map((overrides, index) => {
      const eventName = overrides.eventName ?? 'INSERT';
      const image = { id: { S: 'todo-1' }, content: { S: 'Buy milk' }, done: { BOOL: false } };
      const given = overrides.dynamodb;
      return withOverrides<DynamoDBRecord>(
        {
          eventID: numbered('c81e728d9d4c2f636f067f89cc14862c', index),
          eventName,
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: region,
          dynamodb: {
            ApproximateCreationDateTime: 1795342272 + index,
            Keys: { id: { S: 'todo-1' } },
            ...(eventName === 'REMOVE' || given?.NewImage ? {} : { NewImage: image }),
            ...(eventName === 'INSERT' || given?.OldImage ? {} : { OldImage: image }),
            SequenceNumber: numbered('4421584500000000017450439', index),
            SizeBytes: 59,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
          eventSourceARN: `arn:aws:dynamodb:${region}:${account}:table/Todo-abc-NONE/stream/2026-11-22T10:11:12.345`,
        },
        overrides,
      );
    }),
  };
}

/**
 * A record for {@link kinesisStreamEvent}. Its data is a text, bytes, or a value to send as JSON.
 */
export type KinesisRecordOverrides = Overrides<KinesisStreamRecord> & { readonly data?: unknown };

/**
 * Creates a batch of records from a Kinesis data stream, in the given order. Each record has its
 * own sequence number. `data` is encoded as base64: a string or bytes as they are, other values as
 * JSON.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @example
 * kinesisStreamEvent([{ data: { clicked: 'buy' }, kinesis: { partitionKey: 'ada' } }]);
 */
export function kinesisStreamEvent(
  records: readonly KinesisRecordOverrides[] = [{}],
): KinesisStreamEvent {
  return {
    Records: records.map(({ data = { clicked: 'buy' }, ...overrides }, index) => {
      const sequenceNumber =
        overrides.kinesis?.sequenceNumber ??
        numbered('49590338271490256608559692538361571095921575989136588898', index);
      const isText = typeof data === 'string' || data instanceof Uint8Array;
      return withOverrides<KinesisStreamRecord>(
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'partition-1',
            sequenceNumber,
            data: Buffer.from(isText ? data : JSON.stringify(data)).toString('base64'),
            approximateArrivalTimestamp: 1795342272.345 + index,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: `arn:aws:iam::${account}:role/stream-lambda-role`,
          awsRegion: region,
          eventSourceARN: `arn:aws:kinesis:${region}:${account}:stream/clicks`,
        },
        overrides,
      );
    }),
  };
}

/** An object for {@link s3Event}, with the key of the bucket, not the encoded key of the event. */
export type S3RecordOverrides = Overrides<S3EventRecord> & { readonly key?: string };

/**
 * Creates an S3 notification with one record per object. The default `eventName` is
 * `ObjectCreated:Put`. A `key` is encoded as S3 encodes it: `red flower.jpg` becomes
 * `red+flower.jpg`.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @example
 * s3Event([{ key: 'uploads/red flower.jpg', s3: { object: { size: 1024 } } }]);
 */
export function s3Event(records: readonly S3RecordOverrides[] = [{}]): S3Event {
  return {
    Records: records.map(({ key = 'uploads/red flower.jpg', ...overrides }, index) => {
      const eventName = overrides.eventName ?? 'ObjectCreated:Put';
      const isGone = eventName.startsWith('ObjectRemoved');
      return withOverrides<S3EventRecord>(
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: region,
          eventTime: '2026-11-22T10:11:12.345Z',
          eventName,
          userIdentity: { principalId: 'AWS:AROAEXAMPLE:CognitoIdentityCredentials' },
          requestParameters: { sourceIPAddress: '203.0.113.7' },
          responseElements: {
            'x-amz-request-id': 'C3D13FE58DE4C810',
            'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
          },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'uploads',
            bucket: {
              name: 'amplify-app-reports',
              ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
              arn: 'arn:aws:s3:::amplify-app-reports',
            },
            object: {
              key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
              ...(isGone ? {} : { size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e' }),
              sequencer: numbered('0055AED6DCD90281', index),
            },
          },
        },
        overrides,
      );
    }),
  };
}

/**
 * The event of EventBridge Scheduler. Its `detail` is a string; that of EventBridge is an object.
 */
export type SchedulerEvent = EventBridgeEvent<'Scheduled Event', string>;

/**
 * Creates the event with which EventBridge Scheduler calls the function of an Amplify schedule.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 */
export function schedulerEvent(overrides?: Overrides<SchedulerEvent>): SchedulerEvent {
  return withOverrides(
    {
      version: '0',
      id: '37666ae6-48cf-4285-b4c6-a3320b38824a',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account,
      time: '2026-11-22T10:00:00Z',
      region,
      resources: [`arn:aws:scheduler:${region}:${account}:schedule/default/daily-report`],
      detail: '{}',
    },
    overrides,
  );
}

/**
 * Creates the event with which a scheduled EventBridge rule calls a function. Its `detail` is an
 * object.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function scheduleRuleEvent(overrides?: Overrides<ScheduledEvent>): ScheduledEvent {
  return withOverrides(
    {
      version: '0',
      id: '89d1a02d-5ec7-412e-82f5-13505f849b41',
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account,
      time: '2026-11-22T10:00:00Z',
      region,
      resources: [`arn:aws:events:${region}:${account}:rule/daily-report`],
      detail: {},
    },
    overrides,
  );
}

/**
 * Creates the event with which AppSync calls a resolver function (`a.handler.function`) for a user
 * who signed in to the user pool. Use `identity: null` for a caller with an API key.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html
 * @example
 * appSyncResolverEvent({ name: 'Ada' });
 */
export function appSyncResolverEvent<Arguments extends object>(
  args: Arguments,
  overrides?: Overrides<Omit<AppSyncResolverEvent<Arguments>, 'arguments'>>,
): AppSyncResolverEvent<Arguments> {
  const username = '1295d4a4-1041-70b6-f3d1-6d2c1b2a9e3f';
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${region}_AbCdEf123`;
  const identity: AppSyncIdentityCognito = {
    sub: username,
    issuer,
    username,
    claims: {
      sub: username,
      iss: issuer,
      username,
      token_use: 'access',
      'cognito:groups': ['EVERYONE'],
    },
    sourceIp: ['203.0.113.7'],
    defaultAuthStrategy: 'ALLOW',
    groups: ['EVERYONE'],
  };
  const event = withOverrides<Omit<AppSyncResolverEvent<Arguments>, 'arguments'>>(
    {
      identity,
      source: null,
      request: { headers: { 'x-amzn-trace-id': 'Root=1-6920f7a0-0123' }, domainName: null },
      info: {
        fieldName: 'sayHello',
        parentTypeName: 'Query',
        variables: {},
        selectionSetList: [],
        selectionSetGraphQL: '',
      },
      prev: null,
      stash: {},
    },
    overrides,
  );
  return { ...event, arguments: structuredClone(args) };
}

/** Ends an id with the number of the record, so that ids are unique and sequence numbers rise. */
function numbered(id: string, index: number): string {
  return id.slice(0, -6) + String(index).padStart(6, '0');
}
