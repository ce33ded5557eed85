import { describe, expect, test } from 'vitest';
import { apiKey, app, clientWith, dataOf, post, run } from './app.js';

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

export function operationTests(): void {
  describe('the event of', events);
  describe('the result of', results);
}
