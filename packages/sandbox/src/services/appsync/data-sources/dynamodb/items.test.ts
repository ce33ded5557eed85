import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../../testing/data-sources.js';
import { tableResource } from '../../../../../testing/tables.js';
import { dynamodb } from '../../../dynamodb/index.js';
import type { DataSource } from '../data-source.js';

const TABLES = 'arn:aws:dynamodb:eu-west-1:123456789012:table';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:decide';

let running: TestDataSources;
let todos: DataSource;
/** The response of the function that decides about failed conditions, and the event that it got. */
let decision: unknown;
let asked: unknown[] = [];

beforeAll(async () => {
  running = await startDataSources(
    [dynamodb],
    [
      tableResource('todos'),
      tableResource('secrets'),
      dataSourceRole(
        { Effect: 'Allow', Action: 'dynamodb:*', Resource: `${TABLES}/todos` },
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: FUNCTION },
      ),
    ],
    {
      functions: {
        async invoke(functionArn, event, { source } = {}) {
          asked.push({ functionArn, source, event });
          return { outcome: { status: 'success', response: decision } } as never;
        },
      },
    },
  );
  todos = tableSource('todos');
});

afterAll(() => running.stop());

beforeEach(async () => {
  asked = [];
  decision = { action: 'reject' };
  await run({ operation: 'DeleteItem', key: { pk: { S: '1' } } });
});

function tableSource(TableName: string, config = {}): DataSource {
  return running.source({
    Type: 'AMAZON_DYNAMODB',
    Name: 'Todos',
    DynamoDBConfig: { TableName, AwsRegion: 'eu-west-1', ...config },
  });
}

function run(request: Record<string, unknown>, source: DataSource = todos) {
  const call = callOf({
    arguments: { id: '1' },
    identity: { sub: 'me' },
    info: { fieldName: 'updateTodo', parentTypeName: 'Mutation' },
  });
  return source.invoke({ version: '2018-05-29', ...request }, call);
}

const key = { pk: { S: '1' } };
const put = (attributeValues: unknown, more = {}) =>
  run({ operation: 'PutItem', key, attributeValues, ...more });
const get = (more = {}) => run({ operation: 'GetItem', key, ...more });

describe('the values of an item', () => {
  test.each<[string, unknown, unknown]>([
    ['a string', { S: 'text' }, 'text'],
    ['a number', { N: '1.50' }, 1.5],
    ['a number that is not a text', { N: 25 }, 25],
    ['a boolean', { BOOL: false }, false],
    ['null', { NULL: true }, null],
    ['null, as AppSync writes it', { NULL: null }, null],
    ['a binary value', { B: 'SGVsbG8=' }, 'SGVsbG8='],
    ['a set of strings', { SS: ['a', 'b'] }, ['a', 'b']],
    ['a set of numbers', { NS: [1, '2.5'] }, [1, 2.5]],
    ['a set of binary values', { BS: ['SGVsbG8='] }, ['SGVsbG8=']],
    ['a list', { L: [{ N: 1 }, { S: 'a' }] }, [1, 'a']],
    ['a map', { M: { inner: { N: 1 } } }, { inner: 1 }],
  ])('%s is written and read', async (_, typed, plain) => {
    expect(await put({ value: typed })).toEqual({ pk: '1', value: plain });
    expect(await get()).toEqual({ pk: '1', value: plain });
  });

  test.each([
    '{ "__proto__": { "S": "own" } }',
    '{ "map": { "M": { "list": { "L": [{ "M": { "__proto__": { "S": "own" } } }] } } } }',
  ])('an attribute __proto__ is refused: %s', async (attributes) => {
    await expect(put(JSON.parse(attributes))).rejects.toMatchObject({
      type: 'UnsupportedOperation',
      message: expect.stringContaining('__proto__'),
    });
    expect(await get()).toBeNull();
  });

  test('an attribute with the name of a method is an attribute', async () => {
    const named = { constructor: { S: 'c' }, toString: { S: 't' } };
    expect(await put(named)).toEqual({ pk: '1', constructor: 'c', toString: 't' });
    expect(await get()).toEqual({ pk: '1', constructor: 'c', toString: 't' });
  });
});

describe('an operation on an item', () => {
  test('gets nothing where there is no item', async () => {
    expect(await get()).toBeNull();
  });

  test('puts an item over another', async () => {
    await put({ title: { S: 'old' }, done: { BOOL: true } });
    expect(await put({ title: { S: 'new' } })).toEqual({ pk: '1', title: 'new' });
    expect(await get({ consistentRead: true })).toEqual({ pk: '1', title: 'new' });
  });

  test('keeps the key when the attributes name another', async () => {
    expect(await put({ pk: { S: 'stolen' } })).toEqual({ pk: '1' });
  });

  test('updates an item and returns all of it', async () => {
    await put({ title: { S: 'old' }, count: { N: 1 } });
    const updated = await run({
      operation: 'UpdateItem',
      key,
      update: {
        expression: 'SET #title = :title ADD #count :one',
        expressionNames: { '#title': 'title', '#count': 'count' },
        expressionValues: { ':title': { S: 'new' }, ':one': { N: 1 } },
      },
    });
    expect(updated).toEqual({ pk: '1', title: 'new', count: 2 });
  });

  test('returns the item that it deleted', async () => {
    await put({ title: { S: 'old' } });
    expect(await run({ operation: 'DeleteItem', key })).toEqual({ pk: '1', title: 'old' });
    expect(await run({ operation: 'DeleteItem', key })).toBeNull();
  });

  test('gets the attributes of a projection', async () => {
    await put({ title: { S: 'a' }, done: { BOOL: true } });
    const projection = { expression: '#t', expressionNames: { '#t': 'title' } };
    expect(await get({ projection })).toEqual({ title: 'a' });
  });
});

const expected = (version: number, more = {}) => ({
  condition: {
    expression: '#v = :v',
    expressionNames: { '#v': 'version' },
    expressionValues: { ':v': { N: version } },
    ...more,
  },
});

describe('a failed condition', () => {
  beforeEach(async () => {
    await put({ title: { S: 'first' }, tags: { SS: ['a', 'b'] }, version: { N: 8 } });
  });
  const current = { pk: '1', title: 'first', tags: ['a', 'b'], version: 8 };

  test.each<[string, Record<string, unknown>]>([
    ['PutItem', { operation: 'PutItem', key, attributeValues: { title: { S: 'x' } } }],
    [
      'UpdateItem',
      {
        operation: 'UpdateItem',
        key,
        update: { expression: 'SET title = :t', expressionValues: { ':t': { S: 'x' } } },
      },
    ],
    ['DeleteItem', { operation: 'DeleteItem', key }],
  ])('of %s is an error with the current item', async (_, request) => {
    await expect(run({ ...request, ...expected(1) })).rejects.toMatchObject({
      type: 'DynamoDB:ConditionalCheckFailedException',
      message: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [A-Z0-9]{52}\)$/,
      ),
      data: current,
    });
    expect(await get()).toEqual(current);
  });

  test.each<[string, Record<string, unknown>, readonly string[], boolean]>([
    [
      'is the same',
      { title: { S: 'first' }, tags: { SS: ['b', 'a'] }, version: { N: '8.0' } },
      [],
      true,
    ],
    [
      'differs in an ignored attribute',
      { title: { S: 'first' }, tags: { SS: ['a', 'b'] }, version: { N: 9 } },
      ['version'],
      true,
    ],
    [
      'differs in an attribute that is not ignored',
      { title: { S: 'other' }, tags: { SS: ['a', 'b'] }, version: { N: 9 } },
      ['version'],
      false,
    ],
    ['has one attribute less', { title: { S: 'first' }, version: { N: 8 } }, [], false],
  ])(
    'of PutItem counts as done only if the item %s',
    async (_, attributes, equalsIgnore, isDone) => {
      const result = put(attributes, expected(1, { equalsIgnore }));
      if (isDone) expect(await result).toEqual(current);
      else await expect(result).rejects.toMatchObject({ data: current });
    },
  );

  test('of DeleteItem counts as done if there is no item', async () => {
    const absent = { operation: 'DeleteItem', key: { pk: { S: 'absent' } } };
    expect(await run({ ...absent, ...expected(1) })).toBeNull();
  });

  test('of UpdateItem without an item has no data', async () => {
    const update = { expression: 'SET title = :t', expressionValues: { ':t': { S: 'x' } } };
    const absent = { operation: 'UpdateItem', key: { pk: { S: 'absent' } }, update };
    await expect(run({ ...absent, ...expected(1) })).rejects.toMatchObject({ data: null });
  });
});

describe('a failed condition that a function decides', () => {
  const custom = { strategy: 'Custom', lambdaArn: FUNCTION };
  const attempt = () =>
    put({ version: { N: 2 } }, expected(1, { conditionalCheckFailedHandler: custom }));
  beforeEach(async () => {
    await put({ version: { N: 8 } });
  });

  test('gives the function the request, the item and the caller', async () => {
    await expect(attempt()).rejects.toMatchObject({ data: { version: 8 } });
    expect(asked).toEqual([
      {
        functionArn: FUNCTION,
        source: 'Mutation.updateTodo',
        event: {
          arguments: { id: '1' },
          requestMapping: expect.objectContaining({ operation: 'PutItem', key }),
          currentValue: { pk: { S: '1' }, version: { N: '8' } },
          resolver: {
            tableName: 'todos',
            awsRegion: 'eu-west-1',
            parentType: 'Mutation',
            field: 'updateTodo',
          },
          identity: { sub: 'me' },
        },
      },
    ]);
  });

  test('discards the write', async () => {
    decision = { action: 'discard' };
    expect(await attempt()).toEqual({ pk: '1', version: 8 });
  });

  test('retries with other attributes, but not with another key', async () => {
    decision = {
      action: 'retry',
      retryMapping: {
        key: { pk: { S: 'stolen' } },
        operation: 'DeleteItem',
        attributeValues: { version: { N: 9 } },
        ...expected(8),
      },
    };
    expect(await attempt()).toEqual({ pk: '1', version: 9 });
    expect(await get()).toEqual({ pk: '1', version: 9 });
  });

  test('asks only once', async () => {
    decision = {
      action: 'retry',
      retryMapping: { ...expected(3, { conditionalCheckFailedHandler: custom }) },
    };
    await expect(attempt()).rejects.toMatchObject({
      type: 'DynamoDB:ConditionalCheckFailedException',
    });
    expect(asked).toHaveLength(1);
  });

  test.each([[null], ['retry'], [{ action: 'other' }]])(
    'is an error when the function returns %j',
    async (response) => {
      decision = response;
      await expect(attempt()).rejects.toMatchObject({ type: 'Lambda:IllegalArgument' });
    },
  );

  test('needs a role that may run the function', async () => {
    const lambdaArn = `${FUNCTION}-of-others`;
    const handler = { conditionalCheckFailedHandler: { strategy: 'Custom', lambdaArn } };
    await expect(put({}, expected(1, handler))).rejects.toMatchObject({
      type: 'Lambda:AccessDeniedException',
      message: expect.stringContaining('lambda:InvokeFunction'),
    });
    expect(asked).toEqual([]);
  });
});

describe('a request that is refused', () => {
  test.each<[string, unknown, string]>([
    ['no object', null, "Value for field '$' must be an object."],
    ['no operation', {}, "Value for field '$[operation]' not found."],
    ['an unknown operation', { operation: 'DropTable' }, "Unsupported operation 'DropTable'."],
    [
      'an inherited name as its operation',
      { operation: 'constructor' },
      "Unsupported operation 'constructor'.",
    ],
    ['no key', { operation: 'GetItem' }, "Value for field '$[key]' not found."],
    [
      'another table',
      { operation: 'GetItem', key, table: 'secrets' },
      "Unsupported element '$[table]'.",
    ],
    [
      'another table by its DynamoDB name',
      { operation: 'GetItem', key, TableName: 'secrets' },
      "Unsupported element '$[TableName]'.",
    ],
    [
      'an unknown element of a condition',
      {
        operation: 'PutItem',
        key,
        condition: { expression: 'a', returnValuesOnConditionCheckFailure: false },
      },
      "Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.",
    ],
    [
      'a plain value in place of a typed one',
      { operation: 'GetItem', key: { pk: '1' } },
      `Value for field '$[key][pk]' must be a typed value of DynamoDB, such as { "S": "text" }.`,
    ],
    [
      'a condition that replaces a value of the update',
      {
        operation: 'UpdateItem',
        key,
        update: { expression: 'SET a = :v', expressionValues: { ':v': { S: 'mine' } } },
        condition: { expression: 'b = :v', expressionValues: { ':v': { S: 'other' } } },
      },
      'The placeholder :v has two different values in the expressions of one request.',
    ],
  ])('has %s', async (_, request, message) => {
    await expect(todos.invoke(request, callOf())).rejects.toMatchObject({
      type: 'MappingTemplate',
      message,
    });
  });

  test('is nested too deep', async () => {
    let value: unknown = { S: 'core' };
    for (let depth = 0; depth < 20_000; depth += 1) value = { L: [value] };
    await expect(put({ value })).rejects.toMatchObject({
      message: 'Nesting Levels have exceeded supported limits',
    });
  });

  test('names the exceptions that have a class in the SDK, and no others', async () => {
    await expect(run({ operation: 'GetItem', key: { other: { S: '1' } } })).rejects.toMatchObject({
      type: 'DynamoDB:DynamoDbException',
      message: expect.stringContaining(
        'The provided key element does not match the schema (Service: DynamoDb',
      ),
    });
  });

  test('is of a table that the role may not use', async () => {
    const denied = running.denials.length;
    await expect(run({ operation: 'GetItem', key }, tableSource('secrets'))).rejects.toMatchObject({
      type: 'DynamoDB:DynamoDbException',
      message: expect.stringMatching(
        /^User: arn:aws:sts::123456789012:assumed-role\/data-source\/APPSYNC_ASSUME_ROLE is not authorized to perform: dynamodb:GetItem on resource: .*table\/secrets/,
      ),
    });
    expect(running.denials.slice(denied)).toMatchObject([
      { permission: { action: 'dynamodb:GetItem', resources: [`${TABLES}/secrets`] } },
    ]);
  });
});

describe('a data source that the sandbox does not support', () => {
  test.each<[string, object, string]>([
    ['is versioned', { Versioned: true }, 'conflict detection'],
    ['uses the credentials of the caller', { UseCallerCredentials: 'true' }, 'credentials'],
    ['is in another region', { AwsRegion: 'us-east-1' }, 'us-east-1'],
  ])('%s', async (_, config, message) => {
    const source = tableSource('todos', config);
    await expect(run({ operation: 'GetItem', key }, source)).rejects.toMatchObject({
      type: 'UnsupportedOperation',
      message: expect.stringContaining(message),
    });
  });

  test('is asked to Sync', async () => {
    await expect(run({ operation: 'Sync' })).rejects.toMatchObject({
      type: 'UnsupportedOperation',
      message: expect.stringContaining('Sync of the data source Todos'),
    });
  });
});
