import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';
import { API_KEY, graphqlApi } from '../../../testing/graphql-api.js';

const SCHEMA = `
  type Query {
    hello(name: String): String
    self: Node
    nodes(count: Int, ids: [ID!]): [Node]
    number: Int
    kind: Kind
    list: [String]
    required: String!
    date: AWSDateTime
    echo(value: AWSJSON): AWSJSON
    throwing: String
    throwingJs: String
    looping: String
    loopingJs: String
    doubling: String
    unknownFunction: String
    brokenTemplate: String
    brokenCode: String
    escaping: String
    pattern: Boolean
    appending: String
  }
  enum Kind { WORK HOME }
  type Node { id: ID  self: Node  slow: String }
`;

const payload = (json: string) => `{ "version": "2018-05-29", "payload": ${json} }`;
const RESULT = '$util.toJson($ctx.result)';
const HANDLERS = 'export const response = (ctx) => ctx.result;';

let running: AllServices;
beforeAll(async () => {
  running = await startAllServices(
    graphqlApi(SCHEMA, {
      'Query.hello': { request: payload('"Hello, $ctx.args.name"'), response: RESULT },
      'Query.self': { request: payload('{"id":"1"}'), response: RESULT },
      'Query.nodes': {
        code: `export const request = (ctx) => ({ payload: ctx.args.ids.map((id) => ({ id })) });
        ${HANDLERS}`,
      },
      'Node.self': { request: payload('{"id":"2"}'), response: RESULT },
      'Query.number': { request: payload('"many"'), response: RESULT },
      'Query.kind': { request: payload('"PLAY"'), response: RESULT },
      'Query.list': { request: payload('{"a":1}'), response: RESULT },
      'Query.required': { request: payload('null'), response: RESULT },
      'Query.date': { request: payload('"tomorrow"'), response: RESULT },
      'Query.echo': { request: payload('$util.toJson($ctx.args.value)'), response: RESULT },
      'Query.throwing': { request: '$util.error("No", "Forbidden", {"a":1}, {"b":2})' },
      'Query.throwingJs': { code: `export const request = (ctx) => ctx.args.a.b;\n${HANDLERS}` },
      'Query.looping': {
        request: '#foreach($a in [1..1000000])#foreach($b in [1..1000000])x#end#end',
      },
      'Query.loopingJs': {
        code: `export const request = (ctx) => {
          const list = [1];
          for (const item of list) list.push(item);
          return {};
        };
        ${HANDLERS}`,
      },
      'Query.doubling': {
        request: '#set($s = "xx")#foreach($i in [1..1000])#set($s = "$s$s")#end$s',
      },
      'Query.unknownFunction': { request: '\n$util.launch("now")' },
      'Query.brokenTemplate': { request: '#if($ctx.args' },
      'Query.brokenCode': { code: 'export const request = async () => await 1;' },
      'Query.escaping': {
        code: `export const request = (ctx) => ({
          payload: ctx.constructor.constructor('return process')().pid,
        });
        ${HANDLERS}`,
      },
      'Query.pattern': {
        request: payload(`$util.matches("(a+)+b", "${'a'.repeat(50)}")`),
        response: RESULT,
      },
      'Query.appending': {
        request: '$util.appendError("Careful", "Warning")\n{"payload":"done"}',
        response: RESULT,
      },
    }),
  );
});
afterAll(() => running.stop());
afterEach(() => {
  expect(running.faults.splice(0)).toEqual([]);
});

type Answer = {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly Readonly<Record<string, unknown>>[];
};

async function send(body: string): Promise<{ readonly status: number; readonly answer: Answer }> {
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY },
    body,
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const ask = (query: string, variables: unknown = {}) => send(JSON.stringify({ query, variables }));
const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('a request that is no operation', () => {
  it.each([
    ['is empty', '', 'Request body is empty.'],
    ['is not JSON', 'meow', 'Unable to parse GraphQL query.'],
    ['is an empty object', '{}', 'Unable to parse GraphQL query.'],
    ['is a list', '[]', 'Unable to parse GraphQL query.'],
    ['is JSON 100,000 levels deep', '['.repeat(100_000), 'Unable to parse GraphQL query.'],
    ['has a query that is a number', '{"query":1}', 'Unable to parse GraphQL query.'],
    ['has a query that is not GraphQL', '{"query":"meow"}', 'Unable to parse GraphQL query.'],
    [
      'has a query of 5,000 levels',
      JSON.stringify({ query: '{self '.repeat(5000) }),
      'Unable to parse GraphQL query.',
    ],
    [
      'has variables in a list',
      '{"query":"{hello}","variables":[]}',
      'The variables must be a JSON object.',
    ],
    [
      'has a name that is an object',
      '{"query":"{hello}","operationName":{}}',
      'The operation name must be a string.',
    ],
  ])('that %s is malformed', async (_, body, message) => {
    expect(await send(body)).toEqual({
      status: 400,
      answer: { errors: [{ errorType: 'MalformedHttpRequestException', message }] },
    });
  });

  it('with 2 MB of variables is too long', async () => {
    const { status, answer } = await ask('query ($n: String) { hello(name: $n) }', {
      n: 'x'.repeat(2 * 1024 * 1024),
    });
    expect(status).toBe(413);
    expect(answer.errors).toEqual([
      expect.objectContaining({ errorType: 'RequestEntityTooLargeException' }),
    ]);
  });
});

describe('an operation that is not valid', () => {
  it.each([
    [
      'fragments in a circle',
      '{ self { ...A } } fragment A on Node { self { ...B } } fragment B on Node { ...A }',
      'FragmentCycle',
    ],
    [
      '1,000 levels',
      `{ self ${'{ self '.repeat(1000)} { id } ${'}'.repeat(1000)} }`,
      'Query depth limit exceeded',
    ],
    ['one field 2,000 times', `{ ${'hello '.repeat(2000)} }`, 'repeats hello more than 500 times'],
    [
      'members of Object.prototype',
      '{ constructor __proto__ toString }',
      "Field 'constructor' in type 'Query' is undefined",
    ],
  ])('with %s is refused', async (_, query, message) => {
    const { status, answer } = await ask(query);
    expect([status, answer.data]).toEqual([200, null]);
    expect(answer.errors?.[0]).toMatchObject({
      path: null,
      locations: expect.arrayContaining([expect.objectContaining({ sourceName: null })]),
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [
      'a wrong type',
      'query ($c: Int) { nodes(count: $c) { id } }',
      { c: 'x' },
      expect.stringMatching(/^Variable 'c' has an invalid value\./),
    ],
    [
      'no value of a required variable',
      'query ($c: Int!) { nodes(count: $c) { id } }',
      {},
      "Variable 'c' has coerced Null value for NonNull type 'Int!'",
    ],
    [
      'text that is not JSON',
      'query ($v: AWSJSON) { echo(value: $v) }',
      { v: '{' },
      "Variable 'v' has an invalid value. Unable to parse `{` as a valid JSON Object.",
    ],
  ])('with a variable of %s is refused', async (_, query, variables, message) => {
    const { answer } = await ask(query, variables);
    expect(answer).toEqual({
      data: null,
      errors: [{ path: null, locations: [expect.anything()], message }],
    });
  });
});

describe('a resolver that fails', () => {
  it.each([
    ['throwing', { errorType: 'Forbidden', message: 'No', data: { a: 1 }, errorInfo: { b: 2 } }],
    ['throwingJs', { errorType: 'Code', message: expect.stringMatching(/:1:\d+: TypeError/) }],
    ['looping', { errorType: 'MappingTemplate' }],
    ['loopingJs', { errorType: 'Code' }],
    ['doubling', { errorType: 'MappingTemplate' }],
    [
      'unknownFunction',
      {
        message: expect.stringMatching(
          /launch.*Query\.unknownFunction request.*line 2|Query\.unknownFunction request.*line 2.*launch/s,
        ),
      },
    ],
    ['brokenTemplate', { message: expect.stringContaining('Query.brokenTemplate request') }],
    [
      'brokenCode',
      { message: expect.stringContaining('code.js:1:24: Asynchronous code is not supported.') },
    ],
    ['escaping', { errorType: 'Code' }],
    ['number', { message: expect.stringContaining("Can't serialize value (/number)") }],
    ['kind', { message: "Can't serialize value (/kind) : Invalid input 'PLAY' for enum 'Kind'." }],
    ['list', { message: "Can't resolve value (/list) : type mismatch error, expected type LIST" }],
    [
      'date',
      {
        message:
          "Can't serialize value (/date) : Unable to serialize `tomorrow` as a valid DateTime Object.",
      },
    ],
  ])('in %s is an error of its field', async (field, error) => {
    const { status, answer } = await ask(`{ ${field} hello(name: "Ada") }`);
    expect(status).toBe(200);
    expect(answer.data).toEqual({ [field]: null, hello: 'Hello, Ada' });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        path: [field],
        locations: [{ line: 1, column: 3, sourceName: null }],
        ...error,
      }),
    ]);
  });

  it('with null in a required field leaves no data', async () => {
    expect((await ask('{ required }')).answer).toMatchObject({
      data: null,
      errors: [
        {
          message:
            "Cannot return null for non-nullable type: 'String' within parent 'Query' (/required)",
        },
      ],
    });
  });

  it('may return a result and errors', async () => {
    expect((await ask('{ appending }')).answer).toMatchObject({
      data: { appending: 'done' },
      errors: [{ path: ['appending'], errorType: 'Warning', message: 'Careful' }],
    });
  });

  it('does not hang on a pattern that backtracks', async () => {
    expect((await ask('{ pattern }')).answer).toEqual({ data: { pattern: false } });
  });
});

describe('an operation with a lot of work', () => {
  it('may have 1,500 aliases', async () => {
    const { answer } = await ask(`{ ${repeat(1500, (index) => `a${index}: hello(name: "x")`)} }`);
    expect(Object.keys(answer.data ?? {})).toHaveLength(1500);
    expect(answer.errors).toBeUndefined();
  });

  it('may run no more than 10,000 resolvers', async () => {
    const { answer } = await ask(
      `query ($ids: [ID!]) { nodes(ids: $ids) { ${repeat(12, (index) => `a${index}: self { id }`)} } }`,
      { ids: Array.from({ length: 900 }, (_, index) => index) },
    );
    expect(answer.errors?.[0]).toMatchObject({ errorType: 'ResolverCountLimitExceeded' });
  });

  it('lets other requests in between', async () => {
    const busy = Promise.all([ask('{ looping }'), ask('{ loopingJs }'), ask('{ doubling }')]);
    expect((await ask('{ hello(name: "Ada") }')).answer.data).toEqual({ hello: 'Hello, Ada' });
    await busy;
  });
});
