import {
  Callback,
  Concurrency,
  parseOptions,
  RecordError,
  type RecordInvocation,
  StandardSchema,
  streamHandler,
  validateRecord,
  whenReady,
} from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type {
  AttributeValue,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  Handler,
} from 'aws-lambda';
import * as v from 'valibot';
import { type Item, unmarshall } from './unmarshall.js';

/** The properties of every change of an item. */
export type ItemChange = {
  /** The key of the item: its partition key, and its sort key where the table has one. */
  readonly keys: Item;
  /** The same whenever Lambda repeats the record. */
  readonly eventID: string;
  readonly sequenceNumber: string;
  /** The time of the change, to the second. */
  readonly changedAt: Date;
  /** The ARN of the table's stream. */
  readonly eventSourceARN: string;
};

/** A new item of the table. */
export type Insertion<Image = Item> = ItemChange & {
  readonly eventName: 'INSERT';
  readonly newImage: Image;
};

/** A changed item of the table. */
export type Modification<Image = Item> = ItemChange & {
  readonly eventName: 'MODIFY';
  readonly oldImage: Image;
  readonly newImage: Image;
};

/** A removed item of the table. */
export type Removal<Image = Item> = ItemChange & {
  readonly eventName: 'REMOVE';
  readonly oldImage: Image;
  /** Whether DynamoDB deleted it because its time to live was over. */
  readonly byTimeToLive: boolean;
};

type ImageOf<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Item;

/** A handler for each kind of change. Changes without a handler are ignored. */
export type DynamodbStreamOptions<
  Schema extends StandardSchemaV1 | undefined = StandardSchemaV1 | undefined,
> = {
  readonly onInsert?: (change: Insertion<ImageOf<Schema>>, invocation: RecordInvocation) => unknown;
  readonly onModify?: (
    change: Modification<ImageOf<Schema>>,
    invocation: RecordInvocation,
  ) => unknown;
  readonly onRemove?: (change: Removal<ImageOf<Schema>>, invocation: RecordInvocation) => unknown;
  /** The schema of each image, from valibot, zod or any library with Standard Schema. */
  readonly schema?: Schema;
  /** Items to handle at the same time. Default: 100. */
  readonly concurrency?: number;
};

const Options = v.pipe(
  v.strictObject({
    onInsert: v.optional(Callback),
    onModify: v.optional(Callback),
    onRemove: v.optional(Callback),
    schema: v.optional(StandardSchema),
    concurrency: Concurrency,
  }),
  v.check(
    ({ onInsert, onModify, onRemove }) => Boolean(onInsert ?? onModify ?? onRemove),
    'Give onInsert, onModify or onRemove.',
  ),
);

/**
 * Creates a handler for the changes of a DynamoDB table. Changes of one item run in order,
 * different items at the same time. A failed change stops only its item, and Lambda resumes there.
 *
 * The event source mapping must have `ReportBatchItemFailures`, which `connectTableStream` sets.
 * Without it, Lambda treats the batch as done, and failed changes are lost.
 *
 * @throws {OptionsError} When the options are not valid.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @example
 * export const handler = dynamodbStream({
 *   schema: v.object({ id: v.string(), content: v.string() }),
 *   onInsert: ({ newImage }, { signal }) => index(newImage.id, newImage.content, { signal }),
 *   onRemove: ({ oldImage, byTimeToLive }) => byTimeToLive || unindex(oldImage.id),
 * });
 */
export function dynamodbStream<const Schema extends StandardSchemaV1 | undefined = undefined>(
  options: DynamodbStreamOptions<Schema>,
): Handler<DynamoDBStreamEvent, DynamoDBBatchResponse> {
  const { schema, concurrency } = parseOptions(Options, options);
  const { onInsert, onModify, onRemove } = options;
  type Image = ImageOf<Schema>;

  function imageOf(
    { dynamodb }: DynamoDBRecord,
    name: 'NewImage' | 'OldImage',
  ): Image | PromiseLike<Image> {
    const image = dynamodb?.[name];
    if (!image) {
      throw new RecordError(
        `The record has no ${name}: the view type of the stream must be NEW_AND_OLD_IMAGES.`,
      );
    }
    const item = unmarshall(image);
    return (schema ? validateRecord(schema, name, item) : item) as Image | PromiseLike<Image>;
  }

  return streamHandler<DynamoDBRecord>(
    {
      recipe: 'dynamodb-stream',
      concurrency,
      keyOf: ({ dynamodb }) => keyOf(dynamodb?.Keys),
      sequenceNumberOf: ({ dynamodb }) => dynamodb?.SequenceNumber,
      idOf: ({ eventSourceARN, eventID }) => eventID && `${eventSourceARN} ${eventID}`,
      placeOf: ({ eventSourceARN, eventID, eventName, dynamodb }) => ({
        eventSourceARN,
        eventID,
        eventName,
        sequenceNumber: dynamodb?.SequenceNumber,
      }),
    },
    (record, invocation) => {
      const change = changeOf(record);
      switch (record.eventName) {
        case 'INSERT':
          return (
            onInsert &&
            whenReady(imageOf(record, 'NewImage'), (newImage) =>
              onInsert({ ...change, eventName: 'INSERT', newImage }, invocation),
            )
          );
        case 'MODIFY':
          return (
            onModify &&
            whenReady(imageOf(record, 'OldImage'), (oldImage) =>
              whenReady(imageOf(record, 'NewImage'), (newImage) =>
                onModify({ ...change, eventName: 'MODIFY', oldImage, newImage }, invocation),
              ),
            )
          );
        case 'REMOVE':
          return (
            onRemove &&
            whenReady(imageOf(record, 'OldImage'), (oldImage) => {
              const byTimeToLive = isByTimeToLive(record);
              return onRemove(
                { ...change, eventName: 'REMOVE', oldImage, byTimeToLive },
                invocation,
              );
            })
          );
        default:
          throw new RecordError('The record is not an INSERT, MODIFY or REMOVE.');
      }
    },
  );
}

type Key = Readonly<Record<string, AttributeValue>>;

/** The same text for the same key, in whatever order its attributes come. */
function keyOf(key: Key | undefined): string {
  if (!key) throw new RecordError('The record has no key.');
  const names = Object.keys(key);
  return JSON.stringify(names.length === 1 ? key : names.sort().map((name) => [name, key[name]]));
}

function changeOf({ dynamodb, eventID, eventSourceARN }: DynamoDBRecord): ItemChange {
  return {
    keys: unmarshall(dynamodb?.Keys ?? {}),
    eventID: eventID ?? '',
    sequenceNumber: dynamodb?.SequenceNumber ?? '',
    changedAt: new Date((dynamodb?.ApproximateCreationDateTime ?? Number.NaN) * 1000),
    eventSourceARN: eventSourceARN ?? '',
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
function isByTimeToLive({ userIdentity }: DynamoDBRecord): boolean {
  return userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com';
}
