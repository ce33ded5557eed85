import { OptionsError } from '@amplify-recipes/core';
import { dynamodbStreamEvent, type Overrides } from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { DynamoDBRecord, DynamoDBStreamHandler } from 'aws-lambda';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type DynamodbStreamOptions, dynamodbStream, type ItemChange } from './recipe.js';
import type { Item } from './unmarshall.js';

/** Runs a handler. Returns the indexes of the failed records, and the log. */
async function run(options: DynamodbStreamOptions, records: Overrides<DynamoDBRecord>[]) {
  const handler = dynamodbStream(options);
  const event = dynamodbStreamEvent(records);
  const { result, error, text, lines } = await answerOf(handler, event);
  expect(error).toBeUndefined();
  const sequenceNumbers = event.Records.map(({ dynamodb }) => dynamodb?.SequenceNumber);
  const failed = result?.batchItemFailures.map(({ itemIdentifier }) =>
    sequenceNumbers.indexOf(itemIdentifier),
  );
  return { failed, text, lines };
}

/** Options that record each change. */
function writingDown(changes: unknown[]): DynamodbStreamOptions {
  const onChange = (change: ItemChange) => changes.push(change);
  return { onInsert: onChange, onModify: onChange, onRemove: onChange };
}

const todo = { id: 'todo-1', content: 'Buy milk', done: false };
const EVENTS = ['INSERT', 'MODIFY', 'REMOVE'] as const;

/** A change of the item with this id. */
const changeOf = (id: string, eventName: (typeof EVENTS)[number] = 'INSERT') => ({
  eventName,
  dynamodb: { Keys: { id: { S: id } } },
});

describe('dynamodb-stream', () => {
  it('passes the images of each kind of change', async () => {
    const changes: unknown[] = [];
    const { failed } = await run(
      writingDown(changes),
      EVENTS.map((name) => changeOf('todo-1', name)),
    );
    const common = {
      keys: { id: 'todo-1' },
      eventSourceARN: expect.stringMatching(/^arn:aws:dynamodb:.*:table\/Todo-abc-NONE\/stream\//),
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      sequenceNumber: expect.stringMatching(/^4421584500/),
    };
    const changedAt = (index: number) => new Date((1795342272 + index) * 1000);
    expect(failed).toEqual([]);
    expect(changes).toEqual([
      { ...common, eventName: 'INSERT', newImage: todo, changedAt: changedAt(0) },
      { ...common, eventName: 'MODIFY', oldImage: todo, newImage: todo, changedAt: changedAt(1) },
      {
        ...common,
        eventName: 'REMOVE',
        oldImage: todo,
        byTimeToLive: false,
        changedAt: changedAt(2),
      },
    ]);
  });

  it.each([
    ['nobody', undefined, false],
    ['DynamoDB', { type: 'Service', principalId: 'dynamodb.amazonaws.com' }, true],
    ['another service', { type: 'Service', principalId: 'replication.example.com' }, false],
    ['somebody of that name', { type: 'AWSAccount', principalId: 'dynamodb.amazonaws.com' }, false],
  ])('recognises a deletion by %s', async (_, userIdentity, byTimeToLive) => {
    const changes: unknown[] = [];
    await run(writingDown(changes), [{ ...changeOf('a', 'REMOVE'), userIdentity }]);
    expect(changes).toMatchObject([{ byTimeToLive }]);
  });

  it.each(EVENTS)('ignores %s without a handler for it', async (eventName) => {
    const options = { onInsert: fails, onModify: fails, onRemove: fails };
    const handled = { INSERT: 'onInsert', MODIFY: 'onModify', REMOVE: 'onRemove' }[eventName];
    const { failed } = await run({ ...options, [handled]: undefined } as DynamodbStreamOptions, [
      changeOf('a', eventName),
    ]);
    expect(failed).toEqual([]);
  });

  it('stops only the item of a failed change', async () => {
    const { failed } = await run(
      {
        onInsert: async () => {},
        onModify: async ({ keys }) => {
          if (keys.id === 'a') throw new Error('It fails.');
        },
      },
      [
        changeOf('a'),
        changeOf('b'),
        changeOf('a', 'MODIFY'),
        changeOf('b', 'MODIFY'),
        changeOf('a', 'REMOVE'),
      ],
    );
    expect(failed).toEqual([2, 4]);
  });

  it('reads keys as equal in whatever order their attributes come', async () => {
    const order: string[] = [];
    const keys = [
      { id: { S: 'a' }, at: { N: '1' } },
      { at: { N: '1' }, id: { S: 'a' } },
      { id: { S: 'a' }, at: { N: '2' } },
    ];
    let waits = 3;
    await run(
      {
        onInsert: async ({ sequenceNumber }) => {
          waits -= 1;
          await new Promise((resolve) => setTimeout(resolve, waits * 10));
          order.push(sequenceNumber.slice(-1));
        },
      },
      keys.map((Keys) => ({ dynamodb: { Keys } })),
    );
    expect(order).toEqual(['2', '0', '1']);
  });

  it.each<[string, Overrides<DynamoDBRecord>, string]>([
    ['without a key', { dynamodb: { Keys: undefined } }, 'The record has no key.'],
    ['without its image', { dynamodb: { NewImage: undefined } }, 'The record has no NewImage'],
    ['with an invalid attribute', image({ X: 'Ada' }), 'An attribute has an unknown type.'],
    [
      'with an invalid number',
      image({ N: 'Ada' }),
      'An attribute of the type number is not a number.',
    ],
    [
      'that does not match the schema',
      image({ S: 'Ada Lovelace' }),
      'NewImage is not what the schema expects: content.',
    ],
    ['of another kind', { eventName: 'TRUNCATE' as never }, 'The record is not an INSERT'],
    ['of another source', { dynamodb: undefined }, 'The record has no key.'],
  ])('reports a record %s as failed, runs the rest, and logs no data', async (_, poison, said) => {
    const seen: string[] = [];
    const { failed, text, lines } = await run(
      {
        schema: v.object({ content: v.picklist(['Buy milk']) }),
        onInsert: ({ keys }) => seen.push(String(keys.id)),
      },
      [changeOf('a'), poison, changeOf('b')],
    );
    expect(failed).toEqual([poison.dynamodb === undefined && 'dynamodb' in poison ? -1 : 1]);
    expect(seen).toEqual(['a', 'b']);
    expect(text).not.toContain('Ada');
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'dynamodb-stream failed',
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      error: { name: 'RecordError', message: expect.stringContaining(said) },
    });
  });

  it('logs no key of an item: it may be an address', async () => {
    const { text } = await run({ onInsert: fails }, [changeOf('Ada Lovelace')]);
    expect(text).toContain('recipe.test.ts');
    expect(text).not.toContain('It fails.');
    expect(text).not.toContain('Ada');
  });

  it('passes the output of the schema for both images', async () => {
    const images: unknown[] = [];
    await run(
      {
        schema: v.pipeAsync(
          v.object({ content: v.string() }),
          v.transformAsync(async ({ content }) => content.length),
        ),
        onModify: ({ oldImage, newImage }) => images.push(oldImage, newImage),
      },
      [changeOf('a', 'MODIFY')],
    );
    expect(images).toEqual([8, 8]);
  });

  it.each<[string, object, string]>([
    ['no handler at all', {}, 'Give onInsert, onModify or onRemove.'],
    ['a handler that is not a function', { onInsert: 'x' }, 'Give a function.'],
    ['an invalid schema', { onInsert: fails, schema: {} }, 'Give a schema'],
    ['no concurrency', { onInsert: fails, concurrency: 0 }, 'concurrency is not valid.'],
    ['an unknown option', { onInsert: fails, onChange: fails }, 'onChange is not an option'],
  ])('refuses %s before the first event', (_, options, problem) => {
    expect(() => dynamodbStream(options)).toThrow(OptionsError);
    expect(() => dynamodbStream(options)).toThrow(problem);
  });

  it('types the images by the schema', () => {
    const handler = dynamodbStream({
      schema: v.object({ id: v.string(), at: v.pipe(v.string(), v.toDate()) }),
      onInsert: ({ newImage, ...rest }) => {
        expectTypeOf(newImage).toEqualTypeOf<{ id: string; at: Date }>();
        // @ts-expect-error A new item has no old image.
        return rest.oldImage;
      },
      onRemove: async ({ oldImage, byTimeToLive }, { signal }) => {
        expectTypeOf(oldImage.at).toEqualTypeOf<Date>();
        expectTypeOf(byTimeToLive).toBeBoolean();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      },
    });
    expectTypeOf(handler).toExtend<DynamoDBStreamHandler>();
    dynamodbStream({ onModify: ({ oldImage }) => expectTypeOf(oldImage).toEqualTypeOf<Item>() });
  });
});

function fails(): never {
  throw new Error('It fails.');
}

function image(content: object): Overrides<DynamoDBRecord> {
  return { dynamodb: { NewImage: { content } as never } };
}
