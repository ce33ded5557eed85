import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../testing/http-server.js';
import { LOCAL_SERVER } from '../graphql-app/amplify/data/local-server.js';
import { advance, apiKey, app, clientWith, dataOf, endpoint, post, run } from './app.js';

type Echo = Readonly<Record<string, unknown>> & {
  readonly identity: Readonly<Record<string, unknown>> | null;
  readonly request: { readonly headers: Readonly<Record<string, string>> };
};
const echoOf = ({ data }: { data: unknown }): Echo => JSON.parse(String(data));

/** The exact event of a function. */
function events(): void {
  test('a function gets the type, the field, the arguments and nothing of a source or a previous result', async () => {
    const { data } = await app().client.queries.echo({ text: 'x', list: [1, 2], json: '{"a":1}' });
    expect(echoOf({ data })).toEqual({
      typeName: 'Query',
      fieldName: 'echo',
      arguments: { text: 'x', list: [1, 2], json: { a: 1 } },
      identity: null,
      source: null,
      request: expect.anything(),
      prev: { result: {} },
    });
  });
  test('with the API key, the identity is null', async () => {
    expect(echoOf(await app().client.queries.echo({})).identity).toBeNull();
  });
  test('the headers of the client are in the event', async () => {
    const { data } = await app().client.queries.echo({}, { headers: { 'X-Mine': 'yes' } });
    const { request } = echoOf({ data });
    expect(request).toEqual({
      domainName: null,
      headers: expect.objectContaining({
        'x-mine': 'yes',
        'x-api-key': apiKey(),
        'content-type': expect.any(String),
        'x-amz-user-agent': expect.stringContaining('aws-amplify'),
      }),
    });
  });
  test("a user's claims, groups, name, issuer and address are the identity", async () => {
    const { ada } = app().users;
    expect(echoOf(await ada.client.queries.echo({})).identity).toEqual({
      claims: expect.objectContaining({
        sub: ada.sub,
        token_use: 'access',
        'cognito:groups': ['Admins'],
      }),
      defaultAuthStrategy: 'ALLOW',
      groups: ['Admins'],
      issuer: expect.stringMatching(/^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\//),
      sourceIp: ['127.0.0.1'],
      sub: ada.sub,
      username: ada.sub,
    });
  });
  test("the context of the Lambda authorizer is the identity's resolverContext", async () => {
    const { identity } = echoOf(await clientWith('allow events').queries.echo({}));
    expect(identity).toEqual({
      resolverContext: { token: 'allow events', api: expect.stringMatching(/^[a-z2-7]{26}$/) },
    });
  });
  test('a chain of functions gives each one the result before it', async () => {
    const { data } = await app().client.queries.chained();
    expect(JSON.parse(String(data))).toEqual({ count: 2 });
  });
  test('an asynchronous function is invoked after the response', async () => {
    const { data } = await app().client.mutations.later({ text: 'soon' });
    expect(data).toEqual({ success: true });
    await expect
      .poll(() => app().sandbox.invocations.map(({ event }) => event))
      .toContainEqual(expect.objectContaining({ fieldName: 'later', arguments: { text: 'soon' } }));
  });
  test('an invocation names the field that caused it', async () => {
    await app().client.queries.add({ a: 1, b: 2 });
    expect(app().sandbox.invocations.at(-1)).toMatchObject({
      function: 'fields',
      source: 'Query.add',
    });
  });
}

function results(): void {
  test.each<[string, string, unknown]>([
    ['a number', '{ add(a: 2, b: 3) }', { add: 5 }],
    [
      'a custom type with an enum',
      '{ describe(title: "t", mood: GOOD) { title mood spot { name lat } } }',
      { describe: { title: 't', mood: 'GOOD', spot: { name: 'here', lat: 1.5 } } },
    ],
    [
      'a custom type without its optional members',
      '{ describe { title mood } }',
      { describe: { title: null, mood: null } },
    ],
    [
      'several operations at once',
      '{ a: add(a: 1, b: 1) b: add(a: 2, b: 2) greet(name: "Ada") }',
      { a: 2, b: 4, greet: 'Hello Ada, by greet' },
    ],
    [
      'an operation with a directive',
      'query Q($no: Boolean = false) { greet @include(if: $no) add(a: 1, b: 1) @skip(if: $no) }',
      { add: 2 },
    ],
    [
      'an operation with a fragment',
      'query { describe(title: "t") { ...D } } fragment D on Description { title }',
      { describe: { title: 't' } },
    ],
    ['a NONE resolver', '{ greet }', { greet: 'Hello nobody, by greet' }],
    [
      'a pipeline in JavaScript',
      '{ piped(name: "Ada") }',
      { piped: '{"previous":{"step":1},"stash":"stash of Ada"}' },
    ],
    ['an early return', '{ refuses(how: "early") }', { refuses: 'early' }],
  ])('%s', async (_, query, expected) => {
    expect(dataOf(await run(query))).toEqual(expected);
  });

  const LOCATION = [{ line: 1, column: 3, sourceName: null }];
  test.each<[string, string, object | null, object]>([
    [
      'a function that throws',
      'fails',
      { fails: null },
      {
        errorType: 'Lambda:Unhandled',
        message: 'The function has no answer.',
        errorInfo: null,
        data: null,
      },
    ],
    [
      'a function that throws an error with a name',
      'failsWithName',
      { failsWithName: null },
      { errorType: 'Lambda:Unhandled', message: 'out of range' },
    ],
    [
      'a result of the wrong type',
      'wrongType',
      { wrongType: null },
      { message: expect.stringMatching(/^Can't serialize value \(\/wrongType\) : /) },
    ],
    [
      'null for a required result',
      'nothing',
      null,
      {
        message:
          "Cannot return null for non-nullable type: 'String' within parent 'Query' (/nothing)",
      },
    ],
    [
      'util.error with a type, data and info',
      'refuses(how: "error")',
      { refuses: null },
      {
        errorType: 'Closed',
        message: 'The shop is closed.',
        data: { until: 9 },
        errorInfo: { code: 7 },
      },
    ],
    [
      'util.unauthorized',
      'refuses(how: "unauthorized")',
      { refuses: null },
      { errorType: 'Unauthorized', message: 'Not Authorized to access refuses on type Query' },
    ],
    [
      'util.appendError, beside the result',
      'refuses(how: "append")',
      { refuses: 'append' },
      { errorType: 'Weather', message: 'It may rain.', errorInfo: { chance: 1 } },
    ],
    [
      'a loop without an end',
      'refuses(how: "loop")',
      { refuses: null },
      { message: expect.stringMatching(/./) },
    ],
    [
      'an error of the code',
      'refuses(how: "crash")',
      { refuses: null },
      { errorType: 'Code', message: expect.stringMatching(/./) },
    ],
  ])('%s is an error of its field', async (_, field, data, error) => {
    const { body } = await post({ query: `{ ${field} }` });
    expect(body).toEqual({
      data,
      errors: [
        expect.objectContaining({
          path: [field.replace(/\(.*/, '')],
          locations: LOCATION,
          ...error,
        }),
      ],
    });
  });
  test('a function that never answers is an error at its timeout', async () => {
    const { data, errors } = await run('{ loops }');
    expect(data).toEqual({ loops: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['loops'],
        message: expect.stringMatching(/timed out after 2\.00 seconds|Execution timed out/),
      }),
    ]);
  });
  test('wrong items of a list are null, with an error each', async () => {
    const { data, errors } = await run('{ listed }');
    expect(data).toEqual({ listed: [1, null, null, 4] });
    expect(errors).toEqual([expect.objectContaining({ path: ['listed', 2] })]);
  });
  test('an error of one field leaves the others', async () => {
    const { data, errors } = await run('{ good: greet fails add(a: 1, b: 2) }');
    expect(data).toEqual({ good: 'Hello nobody, by greet', fails: null, add: 3 });
    expect(errors).toEqual([expect.objectContaining({ path: ['fails'] })]);
  });
  test('the client returns both the data and the errors', async () => {
    const { data, errors } = await app().client.queries.fails();
    expect(data).toBeNull();
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Lambda:Unhandled' })]);
  });
}

function tables(): void {
  const change = async (operation: string, ids: readonly string[]) => {
    const { data, errors } = await app().client.mutations.fruitTable({ operation, ids: [...ids] });
    if (errors) throw new Error(JSON.stringify(errors));
    return JSON.parse(String(data)) as Readonly<Record<string, unknown>>;
  };
  test('a batch writes, reads and deletes items of a model', async () => {
    const ids = ['batch-1', 'batch-2'];
    await change('BatchPutItem', ids);
    const { data: found } = await app().client.models.Fruit.get({ id: 'batch-2' });
    expect(found?.name).toBe('fruit batch-2');
    const [table = '', items] =
      Object.entries((await change('BatchGetItem', [...ids, 'none'])).data as object)[0] ?? [];
    expect(table).toMatch(/^Fruit-[a-z2-7]{26}-NONE$/);
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'batch-1' }),
        expect.objectContaining({ id: 'batch-2' }),
        null,
      ]),
    );
    await change('BatchDeleteItem', ids);
    expect((await app().client.models.Fruit.get({ id: 'batch-1' })).data).toBeNull();
  });
  test('a transaction writes all items', async () => {
    expect(await change('TransactWriteItems', ['t-1', 't-2'])).toEqual({
      keys: [{ id: 't-1' }, { id: 't-2' }],
      cancellationReasons: null,
    });
    const { items } = await change('TransactGetItems', ['t-1', 'none']);
    expect(items).toEqual([{ id: 't-1', name: 'transacted t-1' }, null]);
  });
  test('a transaction with a failed condition writes nothing, and gives the reasons', async () => {
    const { errors } = await app().client.mutations.fruitTable({
      operation: 'TransactWriteItems',
      ids: ['t-3', 't-1'],
    });
    expect(errors).toEqual([
      expect.objectContaining({
        errorType: 'DynamoDB:TransactionCanceledException',
        data: expect.objectContaining({
          cancellationReasons: [
            expect.objectContaining({ type: 'None' }),
            expect.objectContaining({ type: 'ConditionalCheckFailed' }),
          ],
        }),
      }),
    ]);
    expect(await change('GetItem', ['t-3'])).toBeNull();
    await change('BatchDeleteItem', ['t-1', 't-2']);
  });

  const call = async (operation: string, count?: number) => {
    const { data, errors } = await app().client.mutations.fruitModule({
      operation,
      id: 'module-1',
      ...(count !== undefined && { count }),
    });
    return errors ? errors[0]?.errorType : JSON.parse(String(data));
  };
  const ITEM = { id: 'module-1', name: 'from the module' };
  test.each<[string, number | undefined, unknown]>([
    ['put', 1, { ...ITEM, count: 1, tags: [] }],
    ['get', undefined, { ...ITEM, count: 1, tags: [] }],
    ['increment', 4, { ...ITEM, count: 5, tags: [] }],
    ['append', undefined, { ...ITEM, count: 5, tags: ['a'] }],
    ['query', undefined, expect.objectContaining({ items: [{ ...ITEM, count: 5, tags: ['a'] }] })],
    ['scan', undefined, expect.objectContaining({ items: [{ ...ITEM, count: 5, tags: ['a'] }] })],
    ['conditional', 9, 'DynamoDB:ConditionalCheckFailedException'],
    ['conditional', 2, { ...ITEM, name: 'changed', count: 5, tags: ['a'] }],
    ['remove', undefined, { ...ITEM, name: 'changed', tags: ['a'] }],
    ['delete', undefined, { ...ITEM, name: 'changed', tags: ['a'] }],
    ['get', undefined, null],
  ])('the DynamoDB module of resolvers: %s %s', async (operation, count, expected) => {
    expect(await call(operation, count)).toEqual(expected);
  });
}

function services(): void {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(LOCAL_SERVER);
    server.answer('/ok', (request) => ({ body: JSON.stringify(request) }));
    server.answer('/teapot', () => ({ status: 418, body: '{}' }));
    server.answer('/moved', () => ({ status: 302, headers: { location: '/ok' }, body: '' }));
  });
  afterAll(() => server?.stop());

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'an HTTP data source sends a %s request with its headers, query and body',
    async (method) => {
      const body = method === 'GET' ? undefined : '{"a":1}';
      const { data, errors } = await app().client.queries.fetchPath({
        method,
        path: '/ok',
        ...(body && { body }),
      });
      expect(errors).toBeUndefined();
      expect(JSON.parse(String(data))).toEqual({
        method,
        path: '/ok?from=resolver',
        headers: expect.objectContaining({ 'x-note': 'from a resolver' }),
        body: body ?? '',
      });
    },
  );
  test.each([
    ['another status', '/teapot', 'The server answered 418.'],
    ['a redirect', '/moved', 'The server answered 302.'],
    ['no response', '/nothing', /./],
  ])('an HTTP data source with %s is an error of the field', async (_, path, message) => {
    const { data, errors } = await app().client.queries.fetchPath({ method: 'GET', path });
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message), path: ['fetchPath'] }),
    ]);
  });
  test('a path cannot name another host', async () => {
    server.answer('//example.com/ok', ({ path }) => ({ body: JSON.stringify(path) }));
    const path = '//example.com/ok';
    const { data } = await app().client.queries.fetchPath({ method: 'GET', path });
    expect(data).toBe('"//example.com/ok?from=resolver"');
  });
  test('a signed HTTP data source calls the service of the sandbox', async () => {
    const { data, errors } = await app().client.queries.listQueues();
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      statusCode: 200,
      body: { QueueUrls: [expect.stringMatching(/\/said$/)] },
    });
  });
  test('an event goes to its bus', async () => {
    const { data, errors } = await app().client.mutations.putEvent({ text: 'hello' });
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      Entries: [{ EventId: expect.any(String) }],
      FailedEntryCount: 0,
    });
    const { url, region, credentials } = app().sandbox;
    const client = new SQSClient({ endpoint: url, region, credentials });
    const QueueUrl = `${url}/123456789012/said`;
    await expect
      .poll(async () => {
        const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
        return Messages.map(({ Body = '' }) => JSON.parse(Body));
      })
      .toEqual([
        expect.objectContaining({
          source: 'graphql-app',
          'detail-type': 'said',
          detail: { text: 'hello' },
        }),
      ]);
    client.destroy();
  });
  test('a function calls the API with its own role', async () => {
    const { data, errors } = await app().client.mutations.library({ title: 'From a function' });
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data))).toEqual({
      found: 'From a function',
      renamed: 'From a function!',
      books: 1,
    });
  });
  test('a function that the schema allows reads the items of all owners', async () => {
    await app().users.ada.client.models.Note.create({ id: 'of-ada', text: 'mine' });
    const { data } = await app().client.mutations.library({ notes: true });
    expect(JSON.parse(String(data))).toEqual({ notes: ['mine'] });
    await app().users.ada.client.models.Note.delete({ id: 'of-ada' });
  });
}

/** Requests that no client of Amplify sends. */
function requests(): void {
  test.each<[string, unknown, number, RegExp]>([
    ['no body', '', 400, /Request body is empty/],
    ['a body that is not JSON', '{"query":', 400, /./],
    ['a body without a query', {}, 400, /Unable to parse GraphQL query/],
    ['a query that is not GraphQL', { query: '{ greet' }, 400, /Unable to parse GraphQL query/],
    ['a number as the query', { query: 5 }, 400, /Unable to parse GraphQL query/],
    ['variables that are a list', { query: '{ greet }', variables: [] }, 400, /variables/],
    [
      'an unknown operation name',
      { query: 'query A { greet }', operationName: 'B' },
      200,
      /Unknown operation named 'B'/,
    ],
    [
      'two operations without a name',
      { query: 'query A { greet } query B { greet }' },
      200,
      /Must provide operation name/,
    ],
    [
      'an unknown field',
      { query: '{ nope }' },
      200,
      /^Validation error of type FieldUndefined: Field 'nope' in type 'Query' is undefined @ 'nope'$/,
    ],
    [
      'a missing argument',
      { query: '{ add(a: 1) }' },
      200,
      /^Validation error of type MissingFieldArgument: Missing field argument b @ 'add'$/,
    ],
    [
      'an unknown argument',
      { query: '{ greet(x: 1) }' },
      200,
      /^Validation error of type UnknownArgument: Unknown field argument x @ 'greet'$/,
    ],
    [
      'a selection of a scalar',
      { query: '{ greet { x } }' },
      200,
      /^Validation error of type SubSelectionNotAllowed: /,
    ],
    [
      'no selection of an object',
      { query: '{ describe }' },
      200,
      /^Validation error of type SubSelectionRequired: /,
    ],
    [
      'a variable that is not defined',
      { query: '{ greet(name: $x) }' },
      200,
      /^Validation error of type UndefinedVariable: Undefined variable x/,
    ],
    [
      'a variable of another type',
      { query: 'query Q($x: Int) { greet(name: $x) }' },
      200,
      /^Validation error of type VariableTypeMismatch: /,
    ],
    [
      'a missing variable',
      { query: 'query Q($a: Int!) { add(a: $a, b: 1) }' },
      200,
      /^Variable 'a' has coerced Null value for NonNull type 'Int!'$/,
    ],
    ['a subscription', { query: 'subscription { onShout { room } }' }, 400, /WebSocket/],
  ])('a request with %s is refused', async (_, body, status, message) => {
    const response = await post(body);
    expect(response.body.errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
    expect(response.status).toBe(status);
  });
  test('an operation is chosen by its name', async () => {
    const query = 'query A { a: greet } query B { b: greet }';
    expect((await post({ query, operationName: 'B' })).body).toEqual({
      data: { b: 'Hello nobody, by greet' },
    });
  });
  test.each([
    [
      'the types',
      '{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }',
      {
        __schema: {
          queryType: { name: 'Query' },
          mutationType: { name: 'Mutation' },
          subscriptionType: { name: 'Subscription' },
        },
      },
    ],
    [
      'a type',
      '{ __type(name: "Spot") { kind fields { name type { name kind ofType { name } } } } }',
      {
        __type: {
          kind: 'OBJECT',
          fields: expect.arrayContaining([
            { name: 'reachedAt', type: { name: 'AWSDateTime', kind: 'SCALAR', ofType: null } },
            { name: 'name', type: { name: null, kind: 'NON_NULL', ofType: { name: 'String' } } },
          ]),
        },
      },
    ],
    [
      'an enum',
      '{ __type(name: "Feeling") { enumValues { name } } }',
      { __type: { enumValues: [{ name: 'GOOD' }, { name: 'BAD' }] } },
    ],
    [
      'the type of a result',
      '{ describe { __typename } }',
      { describe: { __typename: 'Description' } },
    ],
  ])('introspection of %s', async (_, query, expected) => {
    expect(dataOf(await run(query))).toEqual(expected);
  });
  test('a page on this machine may read a response', async () => {
    const response = await fetch(endpoint(), {
      method: 'POST',
      headers: { origin: 'http://localhost:5173', 'x-api-key': apiKey() },
      body: JSON.stringify({ query: '{ greet }' }),
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
    expect(await response.json()).toEqual({ data: { greet: 'Hello nobody, by greet' } });
  });
}

/** An API that Amplify did not make. */
function secondApi(): void {
  const people = () => {
    const { people: own } = app().sandbox.outputs.custom as {
      readonly people: { readonly url: string; readonly apiKey: string };
    };
    return own;
  };
  const ask = async (query: string, key = people().apiKey) =>
    (await post({ query }, { 'x-api-key': key }, people().url)).body;

  test('has an address and a key of its own', () => {
    expect(people().url).not.toBe(endpoint());
    expect(people().apiKey).not.toBe(apiKey());
  });
  test('refuses the key of the other API', async () => {
    expect(await ask('{ people(count: 1) { id } }', apiKey())).toEqual({
      errors: [expect.objectContaining({ errorType: 'UnauthorizedException' })],
    });
  });
  test.each<[string, string, unknown]>([
    [
      'a resolver of one step, with an environment variable',
      '{ people(count: 2) { id name age } }',
      {
        people: [
          { id: '1', name: 'person 1', age: 21 },
          { id: '2', name: 'person 2', age: 22 },
        ],
      },
    ],
    [
      'a function without code, in batches of three',
      '{ people(count: 7) { rank } }',
      {
        people: ['1 of 3', '2 of 3', '3 of 3', '1 of 3', '2 of 3', '3 of 3', '1 of 1'].map(
          (rank) => ({ rank }),
        ),
      },
    ],
    [
      'an interface',
      '{ beings { __typename id name ... on Person { age } ... on Robot { battery } } }',
      {
        beings: [
          { __typename: 'Person', id: '1', name: 'Ada', age: 36 },
          { __typename: 'Robot', id: '2', name: 'Bit', battery: 0.5 },
        ],
      },
    ],
    [
      'a union',
      '{ search(input: { word: "x" }) { ... on Person { name } ... on Robot { battery } } }',
      { search: [{ name: 'Ada' }, { battery: 0.5 }] },
    ],
    [
      'an input with a default',
      '{ search(input: { word: "x", limit: 1 }) { __typename } }',
      { search: [{ __typename: 'Person' }] },
    ],
    ['a field without a resolver', '{ unresolved }', { unresolved: null }],
    ['an item that does not exist', '{ thing(id: "none") { text } }', { thing: null }],
  ])('has %s', async (_, query, expected) => {
    expect(await ask(query)).toEqual({ data: expected });
  });
  test("runs CDK's mapping templates on a table", async () => {
    const { data } = await ask('mutation { addThing(input: { text: "new" }) { id text } }');
    const { addThing } = data as { addThing: { id: string; text: string } };
    expect(addThing).toEqual({ id: expect.stringMatching(/^[\da-f-]{36}$/), text: 'new' });
    expect(await ask(`{ thing(id: "${addThing.id}") { text } things { id } }`)).toEqual({
      data: { thing: { text: 'new' }, things: [{ id: addThing.id }] },
    });
  });
  test('reports a resolver whose code AWS would not deploy, and its field fails', async () => {
    const { warnings } = app().sandbox.report;
    expect(warnings).toEqual([expect.stringMatching(/^The resolver Query\.broken fails: /)]);
    const { data, errors } = await ask('{ broken unresolved }');
    expect(data).toEqual({ broken: null, unresolved: null });
    expect(errors).toEqual([expect.objectContaining({ path: ['broken'], errorType: 'Code' })]);
  });
  test('opens a field for one mode only', async () => {
    const { data, errors } = await ask('{ people(count: 1) { name secret } }');
    expect(data).toEqual({ people: [{ name: 'person 1', secret: null }] });
    expect(errors).toEqual([
      expect.objectContaining({
        errorType: 'Unauthorized',
        message: 'Not Authorized to access secret on type Person',
        path: ['people', 0, 'secret'],
      }),
    ]);
  });
}

/** Moves the clock, so it runs last. */
function expiry(): void {
  test('an API key does not work after its expiry', async () => {
    advance(3 * 24 * 3_600_000);
    const { status, body } = await post({ query: '{ greet }' });
    expect([status, body.errors?.[0]?.errorType]).toEqual([401, 'UnauthorizedException']);
  });
  test.each(['accessToken', 'idToken'] as const)(
    'an %s does not work after its expiry',
    async (token) => {
      const authorization = app().users.ada[token];
      const { status, body } = await post({ query: '{ echo }' }, { authorization });
      expect([status, body.errors?.[0]?.message]).toEqual([401, 'Token has expired.']);
    },
  );
  test('a subscription with an expired token is refused', async () => {
    const client = clientWith(app().users.ada.accessToken);
    const error = new Promise((resolve) => {
      client.models.Note.onCreate().subscribe({ error: resolve });
    });
    expect(JSON.stringify(await error)).toMatch(/Unauthorized/);
  });
  test('the key of another API, which expires later, continues to work', async () => {
    const { people } = app().sandbox.outputs.custom as {
      readonly people: { readonly url: string; readonly apiKey: string };
    };
    const { status } = await post(
      { query: '{ unresolved }' },
      { 'x-api-key': people.apiKey },
      people.url,
    );
    expect(status).toBe(200);
  });
}

export function operationTests(): void {
  describe('the event of', events);
  describe('the result of', results);
  describe('a table:', tables);
  describe('a service:', services);
  describe('a request:', requests);
  describe('a second API', secondApi);
}
export const expiryTests = (): void => describe('expiry:', expiry);
