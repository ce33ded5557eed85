import { crc32 } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  DescribeBackupCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  INDEXED,
  startDynamodb,
  type TestDynamodb,
  tableResource,
} from '../../../testing/tables.js';

let running: TestDynamodb;
beforeAll(async () => {
  running = await startDynamodb({
    resources: [tableResource('plain'), tableResource('indexed', INDEXED)],
  });
});
afterAll(() => running.stop());

const put = (Item: Record<string, unknown>, TableName = 'plain') =>
  running.documents.send(new PutCommand({ TableName, Item }));
const get = async (Key: Record<string, unknown>, TableName = 'plain') =>
  (await running.documents.send(new GetCommand({ TableName, Key }))).Item;

describe('an item', () => {
  test('comes back as it was put, of every type', async () => {
    const item = {
      pk: 'types',
      text: 'süß \u{1f600}',
      empty: '',
      number: -12.5,
      big: '1',
      bytes: new Uint8Array([0, 255]),
      yes: true,
      nothing: null,
      list: [1, 'a', [null]],
      map: { 'a.b': { c: [] } },
      texts: new Set(['a', 'b']),
      numbers: new Set([1, 2]),
    };
    await put(item);
    expect(await get({ pk: 'types' })).toEqual(item);
  });

  test('keeps numbers exactly, to 38 digits', async () => {
    const n = { N: '12345678901234567890123456789012345678' };
    await running.sdk.send(
      new PutItemCommand({ TableName: 'plain', Item: { pk: { S: 'number' }, n } }),
    );
    const { Item } = await running.sdk.send(
      new GetItemCommand({ TableName: 'plain', Key: { pk: { S: 'number' } } }),
    );
    expect(Item?.n).toEqual(n);
  });

  test('is found by the ARN of its table', async () => {
    const TableName = 'arn:aws:dynamodb:eu-west-1:123456789012:table/plain';
    await put({ pk: 'by-arn' }, TableName);
    expect(await get({ pk: 'by-arn' }, TableName)).toEqual({ pk: 'by-arn' });
    const { Responses } = await running.documents.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ pk: 'by-arn' }] } } }),
    );
    expect(Responses).toEqual({ plain: [{ pk: 'by-arn' }] });
    await expect(
      get({ pk: 'by-arn' }, 'arn:aws:dynamodb:eu-west-1:999999999999:table/plain'),
    ).rejects.toThrow();
  });

  test('is returned in part', async () => {
    await put({ pk: 'part', a: { b: [1, 2] }, c: 3 });
    const { Item } = await running.documents.send(
      new GetCommand({
        TableName: 'plain',
        Key: { pk: 'part' },
        ProjectionExpression: '#a.b[1], c',
        ExpressionAttributeNames: { '#a': 'a' },
      }),
    );
    expect(Item).toEqual({ a: { b: [2] }, c: 3 });
  });

  test('is deleted, and returned as it was', async () => {
    await put({ pk: 'gone', a: 1 });
    const { Attributes } = await running.documents.send(
      new DeleteCommand({ TableName: 'plain', Key: { pk: 'gone' }, ReturnValues: 'ALL_OLD' }),
    );
    expect(Attributes).toEqual({ pk: 'gone', a: 1 });
    expect(await get({ pk: 'gone' })).toBeUndefined();
  });

  const update = (input: Partial<UpdateCommandInput>) =>
    running.documents.send(
      new UpdateCommand({
        TableName: 'plain',
        Key: { pk: 'update' },
        ReturnValues: 'ALL_NEW',
        ...input,
      }),
    );
  test.each<[string, Partial<UpdateCommandInput>, object]>([
    [
      'sets, counts and removes',
      {
        UpdateExpression: 'SET a = :a, n = n + :one, l = list_append(l, :l) REMOVE r',
        ExpressionAttributeValues: { ':a': 'x', ':one': 1, ':l': [2] },
      },
      { pk: 'update', a: 'x', n: 2, l: [1, 2], s: new Set(['a']) },
    ],
    [
      'adds to sets and numbers, and takes from sets',
      {
        UpdateExpression: 'ADD n :n DELETE s :s',
        ExpressionAttributeValues: { ':n': 4, ':s': new Set(['a']) },
      },
      { pk: 'update', n: 5, l: [1], r: 1 },
    ],
    [
      'sets only missing attributes',
      {
        UpdateExpression: 'SET n = if_not_exists(n, :v), z = if_not_exists(z, :v)',
        ExpressionAttributeValues: { ':v': 9 },
      },
      { pk: 'update', n: 1, z: 9, l: [1], r: 1, s: new Set(['a']) },
    ],
  ])('is updated: %s', async (_, input, expected) => {
    await put({ pk: 'update', n: 1, l: [1], r: 1, s: new Set(['a']) });
    expect((await update(input)).Attributes).toEqual(expected);
    expect(await get({ pk: 'update' })).toEqual(expected);
  });

  test('is created by an update, if it does not exist', async () => {
    await update({
      Key: { pk: 'new' },
      UpdateExpression: 'SET a = :a',
      ExpressionAttributeValues: { ':a': 1 },
    });
    expect(await get({ pk: 'new' })).toEqual({ pk: 'new', a: 1 });
  });
});

describe('a condition', () => {
  beforeEach(() => put({ pk: 'condition', version: 1 }));
  const conditional = (values: { onFailure?: 'ALL_OLD' | 'NONE'; version: number; pk?: string }) =>
    running.documents.send(
      new PutCommand({
        TableName: 'plain',
        Item: { pk: values.pk ?? 'condition', version: 2 },
        ConditionExpression: 'version = :v',
        ExpressionAttributeValues: { ':v': values.version },
        ReturnValuesOnConditionCheckFailure: values.onFailure,
      }),
    );

  test('that holds lets a write through', async () => {
    await conditional({ version: 1 });
    expect(await get({ pk: 'condition' })).toEqual({ pk: 'condition', version: 2 });
  });

  test.each([
    ['nothing, unless asked', {}, undefined],
    ['nothing, when asked for nothing', { onFailure: 'NONE' as const }, undefined],
    [
      'the item, when asked',
      { onFailure: 'ALL_OLD' as const },
      { pk: { S: 'condition' }, version: { N: '1' } },
    ],
    [
      'nothing of an item that does not exist',
      { onFailure: 'ALL_OLD' as const, pk: 'no' },
      undefined,
    ],
  ])('that does not hold writes nothing, and shows %s', async (_, values, item) => {
    const error = await conditional({ version: 7, ...values }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ message: 'The conditional request failed' });
    expect((error as { Item?: unknown }).Item).toEqual(item);
    expect(await get({ pk: 'condition' })).toEqual({ pk: 'condition', version: 1 });
  });

  test('applies to an update, too', async () => {
    await expect(
      running.sdk.send(
        new UpdateItemCommand({
          TableName: 'plain',
          Key: { pk: { S: 'condition' } },
          UpdateExpression: 'SET version = :v',
          ConditionExpression: 'attribute_not_exists(pk)',
          ExpressionAttributeValues: { ':v': { N: '9' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    ).rejects.toMatchObject({ Item: { pk: { S: 'condition' }, version: { N: '1' } } });
  });
});

describe('items in order', () => {
  beforeAll(async () => {
    for (let sk = -5; sk < 250; sk++) {
      await put(
        { pk: 'many', sk, rank: 1000 - sk, kind: sk % 2 ? 'odd' : 'even', title: `t${sk}`, x: 'x' },
        'indexed',
      );
    }
    await put({ pk: 'other', sk: 1, kind: 'odd', rank: 0 }, 'indexed');
    await put({ pk: 'unranked', sk: 1, kind: 'odd' }, 'indexed');
  });
  const query = (input: Partial<QueryCommandInput>) =>
    running.documents.send(
      new QueryCommand({
        TableName: 'indexed',
        KeyConditionExpression: 'pk = :pk',
        ...input,
        ExpressionAttributeValues: { ':pk': 'many', ...input.ExpressionAttributeValues },
      }),
    );
  const sortKeys = async (input: Partial<QueryCommandInput>) =>
    (await query(input)).Items?.map(({ sk }) => sk);

  test.each<[string, Partial<QueryCommandInput>, readonly number[]]>([
    ['from the first', { Limit: 4 }, [-5, -4, -3, -2]],
    ['from the last', { Limit: 3, ScanIndexForward: false }, [249, 248, 247]],
    [
      'between two',
      {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':a': -1, ':b': 2 },
      },
      [-1, 0, 1, 2],
    ],
    [
      'below one',
      {
        KeyConditionExpression: 'pk = :pk AND sk < :a',
        ExpressionAttributeValues: { ':a': -3 },
      },
      [-5, -4],
    ],
    [
      'above one, backwards',
      {
        KeyConditionExpression: 'pk = :pk AND sk >= :a',
        ExpressionAttributeValues: { ':a': 247 },
        ScanIndexForward: false,
      },
      [249, 248, 247],
    ],
    [
      'that pass a filter',
      {
        FilterExpression: '#r > :r AND begins_with(title, :t)',
        ExpressionAttributeNames: { '#r': 'rank' },
        ExpressionAttributeValues: { ':r': 1002, ':t': 't-' },
      },
      [-5, -4, -3],
    ],
    ['of a local index', { IndexName: 'by-rank', Limit: 2 }, [249, 248]],
  ])('are queried %s', async (_, input, expected) => {
    expect(await sortKeys(input)).toEqual(expected);
  });

  test('are queried in a global index, with the attributes that it contains', async () => {
    const { Items, Count, ScannedCount } = await running.documents.send(
      new QueryCommand({
        TableName: 'indexed',
        IndexName: 'by-kind',
        KeyConditionExpression: 'kind = :k AND #rank < :r',
        ExpressionAttributeNames: { '#rank': 'rank' },
        ExpressionAttributeValues: { ':k': 'odd', ':r': 753 },
      }),
    );
    expect(Items).toEqual([
      { pk: 'other', sk: 1, kind: 'odd', rank: 0 },
      { pk: 'many', sk: 249, kind: 'odd', rank: 751, title: 't249' },
    ]);
    expect({ Count, ScannedCount }).toEqual({ Count: 2, ScannedCount: 2 });
  });

  test('follow their index when they change', async () => {
    const item = { pk: 'moving', sk: 1, kind: 'first', rank: 1 };
    const inIndex = async (kind: string) =>
      (
        await running.documents.send(
          new QueryCommand({
            TableName: 'indexed',
            IndexName: 'by-kind',
            KeyConditionExpression: 'kind = :k',
            ExpressionAttributeValues: { ':k': kind },
          }),
        )
      ).Count;
    await put(item, 'indexed');
    await put({ ...item, kind: 'second' }, 'indexed');
    expect([await inIndex('first'), await inIndex('second')]).toEqual([0, 1]);
    await running.documents.send(
      new DeleteCommand({ TableName: 'indexed', Key: { pk: 'moving', sk: 1 } }),
    );
    expect(await inIndex('second')).toBe(0);
  });

  test('come in pages, each once', async () => {
    const seen: unknown[] = [];
    for await (const { Items } of paginateQuery(
      { client: running.documents, pageSize: 99 },
      {
        TableName: 'indexed',
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'many' },
        ScanIndexForward: false,
      },
    )) {
      seen.push(...(Items ?? []).map(({ sk }) => sk));
    }
    expect(seen).toEqual(Array.from({ length: 255 }, (_, index) => 249 - index));
  });

  test('are scanned in segments, each item in one', async () => {
    const seen: string[] = [];
    for (const Segment of [0, 1, 2]) {
      const pages = paginateScan(
        { client: running.documents, pageSize: 50 },
        { TableName: 'indexed', Segment, TotalSegments: 3 },
      );
      for await (const { Items } of pages) {
        seen.push(...(Items ?? []).map(({ pk, sk }) => `${pk}/${sk}`));
      }
    }
    expect(seen).toHaveLength(257);
    expect(new Set(seen).size).toBe(257);
  });

  test('are counted without being returned', async () => {
    const { Count, Items } = await running.documents.send(
      new ScanCommand({ TableName: 'indexed', Select: 'COUNT' }),
    );
    expect({ Count, Items }).toEqual({ Count: 257, Items: undefined });
  });

  test('fill a page of 1 MB at most', async () => {
    for (const pk of ['a', 'b', 'c']) await put({ pk: `large-${pk}`, text: 'x'.repeat(390_000) });
    const { LastEvaluatedKey, Items } = await running.documents.send(
      new ScanCommand({
        TableName: 'plain',
        FilterExpression: 'begins_with(pk, :p)',
        ExpressionAttributeValues: { ':p': 'large-' },
      }),
    );
    expect(LastEvaluatedKey).toBeDefined();
    expect(Items?.length).toBeLessThanOrEqual(3);
  });
});

describe('many items at once', () => {
  test('are written and read in one request', async () => {
    await put({ pk: 'batch-old' });
    await running.documents.send(
      new BatchWriteCommand({
        RequestItems: {
          plain: [
            { PutRequest: { Item: { pk: 'batch-1', a: 1 } } },
            { DeleteRequest: { Key: { pk: 'batch-old' } } },
          ],
          indexed: [{ PutRequest: { Item: { pk: 'batch', sk: 1 } } }],
        },
      }),
    );
    const { Responses, UnprocessedKeys } = await running.documents.send(
      new BatchGetCommand({
        RequestItems: {
          plain: { Keys: [{ pk: 'batch-1' }, { pk: 'batch-old' }] },
          indexed: { Keys: [{ pk: 'batch', sk: 1 }] },
        },
      }),
    );
    expect(Responses).toEqual({
      plain: [{ pk: 'batch-1', a: 1 }],
      indexed: [{ pk: 'batch', sk: 1 }],
    });
    expect(UnprocessedKeys).toEqual({});
  });

  test.each([
    [
      'the same item twice',
      [{ PutRequest: { Item: { pk: 'a' } } }, { DeleteRequest: { Key: { pk: 'a' } } }],
      'Provided list of item keys contains duplicates',
    ],
    [
      'over 25 items',
      Array.from({ length: 26 }, (_, index) => ({ PutRequest: { Item: { pk: `b${index}` } } })),
      'less than or equal to 25',
    ],
    [
      'a wrong key, beside a right one',
      [{ PutRequest: { Item: { pk: 'right' } } }, { PutRequest: { Item: { pk: 1 } } }],
      'The provided key element does not match the schema',
    ],
  ])('are refused with %s', async (_, plain, message) => {
    await expect(
      running.documents.send(new BatchWriteCommand({ RequestItems: { plain } })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
    expect(await get({ pk: 'right' })).toBeUndefined();
  });
});

describe('a request is refused', () => {
  const item = (bytes: number, character = 'x') => ({
    pk: 'a',
    t: character.repeat((bytes - 4) / Buffer.byteLength(character)),
  });
  test('for an item over 400 KB, in bytes', async () => {
    await put(item(400 * 1024));
    await put(item(400 * 1024, 'ü'));
    for (const character of ['x', 'ü']) {
      await expect(put(item(400 * 1024 + 2, character))).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Item size has exceeded the maximum allowed size',
      });
    }
    await expect(
      running.documents.send(
        new UpdateCommand({
          TableName: 'plain',
          Key: { pk: 'a' },
          UpdateExpression: 'SET u = :u',
          ExpressionAttributeValues: { ':u': 'u' },
        }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Item size to update has exceeded the maximum allowed size',
    });
    expect(await get({ pk: 'a' })).toEqual(item(400 * 1024, 'ü'));
    await running.documents.send(new DeleteCommand({ TableName: 'plain', Key: { pk: 'a' } }));
  });

  test.each<[string, () => Promise<unknown>, string, string]>([
    [
      'a key of another type',
      () => put({ pk: 1 }),
      'ValidationException',
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
    ],
    [
      'no key',
      () => put({ a: 1 }),
      'ValidationException',
      'One or more parameter values were invalid: Missing the key pk in the item',
    ],
    [
      'an empty key',
      () => put({ pk: '' }),
      'ValidationException',
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
    [
      'a key with additional attributes',
      () => get({ pk: 'a', b: 'c' }),
      'ValidationException',
      'The provided key element does not match the schema',
    ],
    [
      'a value of another type than the key of an index',
      () => put({ pk: 'a', sk: 1, rank: 'high' }, 'indexed'),
      'ValidationException',
      'Type mismatch for Index Key rank Expected: N Actual: S',
    ],
    [
      'a reserved word',
      () =>
        running.documents.send(
          new UpdateCommand({
            TableName: 'plain',
            Key: { pk: 'a' },
            UpdateExpression: 'SET name = :n',
            ExpressionAttributeValues: { ':n': 1 },
          }),
        ),
      'ValidationException',
      'Attribute name is a reserved keyword; reserved keyword: name',
    ],
    [
      'an index that does not exist',
      () =>
        running.documents.send(
          new QueryCommand({
            TableName: 'plain',
            IndexName: 'none',
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': 'a' },
          }),
        ),
      'ValidationException',
      'The table does not have the specified index: none',
    ],
    [
      'a table that does not exist',
      () => put({ pk: 'a' }, 'absent'),
      'ResourceNotFoundException',
      'Requested resource not found',
    ],
    [
      'a name that no table can have',
      () => put({ pk: 'a' }, 'a'),
      'ValidationException',
      "Value 'a' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      'an update of the key',
      () =>
        running.documents.send(
          new UpdateCommand({
            TableName: 'plain',
            Key: { pk: 'a' },
            UpdateExpression: 'SET pk = :n',
            ExpressionAttributeValues: { ':n': 'b' },
          }),
        ),
      'ValidationException',
      'Cannot update attribute pk. This attribute is part of the key',
    ],
  ])('for %s', async (_, attempt, name, message) => {
    await expect(attempt()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("with the SDK's class for the error", async () => {
    await expect(put({ pk: 'a' }, 'absent')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('for an operation that is not supported, by its name', async () => {
    await expect(
      running.sdk.send(new DescribeBackupCommand({ BackupArn: `arn:aws:${'x'.repeat(40)}` })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox does not support the operation DescribeBackup.',
    });
  });

  test.each<[string, string, unknown, string]>([
    ['a value that is null', 'PutItem', { Item: { pk: { S: 'a' }, b: null } }, 'Validation'],
    [
      'a null within a value',
      'PutItem',
      { Item: { pk: { S: 'a' }, b: { M: { c: null } } } },
      'Validation',
    ],
    ['a type that is null', 'GetItem', { Key: { pk: { S: null } } }, 'Validation'],
    [
      'keys that are null',
      'BatchGetItem',
      { RequestItems: { plain: { Keys: [null] } } },
      'Validation',
    ],
    ['no requests', 'BatchWriteItem', { RequestItems: { plain: null } }, 'Validation'],
    [
      'a null among indexes',
      'UpdateTable',
      { GlobalSecondaryIndexUpdates: [null] },
      'Serialization',
    ],
    ['a null among actions', 'TransactWriteItems', { TransactItems: [null] }, 'Serialization'],
    [
      'an action that is a list',
      'TransactGetItems',
      { TransactItems: [{ Get: [] }] },
      'Validation',
    ],
    [
      'bytes that are not base64',
      'PutItem',
      { Item: { pk: { S: 'a' }, b: { B: 'e A=' } } },
      'Serialization',
    ],
    [
      'a set of bytes that are not base64',
      'PutItem',
      { Item: { pk: { S: 'a' }, b: { BS: ['eA==', '!'] } } },
      'Serialization',
    ],
    [
      'bytes in a transaction that are not base64',
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: 'plain', Item: { pk: { S: 'a' }, b: { B: '!' } } } }] },
      'Serialization',
    ],
    ['a number instead of a string', 'PutItem', { Item: { pk: { S: 1 } } }, 'Serialization'],
    ['a list instead of a map', 'PutItem', { Item: [] }, 'Serialization'],
    // The engine would lose such an attribute, and change the prototype of its own objects.
    [
      'an attribute named __proto__',
      'PutItem',
      { Item: JSON.parse('{ "pk": { "S": "a" }, "__proto__": { "S": "b" } }') },
      'Validation',
    ],
    [
      'a map with a member named __proto__',
      'PutItem',
      { Item: JSON.parse('{ "pk": { "S": "a" }, "m": { "M": { "__proto__": { "S": "b" } } } }') },
      'Validation',
    ],
    [
      'an update of an attribute named __proto__',
      'UpdateItem',
      {
        Key: { pk: { S: 'a' } },
        UpdateExpression: 'SET #p = :p',
        ExpressionAttributeNames: { '#p': '__proto__' },
        ExpressionAttributeValues: { ':p': { S: 'b' } },
      },
      'Validation',
    ],
  ])(
    'for %s, as an error in the input and not as an internal error',
    async (_, operation, input, kind) => {
      const { status, body } = await running.service.handle({
        id: 'a',
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: {},
        target: { prefix: 'DynamoDB_20120810', operation },
        signingName: 'dynamodb',
        body: Buffer.from(JSON.stringify({ TableName: 'plain', ...(input as object) })),
        caller: { type: 'developer' },
      });
      expect(status).toBe(400);
      expect(JSON.parse(String(body)).__type).toMatch(new RegExp(`#${kind}Exception$`));
    },
  );

  const post = (headers: Record<string, string>, body: string) =>
    fetch(running.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
      body,
    });
  test('from a caller without a signature, or with a wrong one', async () => {
    const response = await post({ 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{}');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(await response.json()).toEqual({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
    const credentials = { ...running.client.credentials, secretAccessKey: 'wrong' };
    await expect(
      new DynamoDBClient({ ...running.client, credentials }).send(
        new GetItemCommand({ TableName: 'plain', Key: { pk: { S: 'a' } } }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

test('an answer has the checksum of its body', async () => {
  let headers: Record<string, string> = {};
  const client = new DynamoDBClient(running.client);
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { headers: Record<string, string> }).headers;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(new GetItemCommand({ TableName: 'plain', Key: { pk: { S: 'none' } } }));
  expect(headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-crc32': String(crc32('{}')),
  });
});

afterAll(() => expect(running.faults).toEqual([]));
