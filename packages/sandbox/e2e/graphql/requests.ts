import { expect, test } from 'vitest';
import { apiKey, dataOf, endpoint, post, run } from './app.js';

/** Requests that no client of Amplify sends. */
export function requestTests(): void {
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
  test('a resolver adds a header to the response', async () => {
    const response = await fetch(endpoint(), {
      method: 'POST',
      headers: { 'x-api-key': apiKey() },
      body: JSON.stringify({ query: '{ refuses(how: "header") }' }),
    });
    expect(response.headers.get('x-from-resolver')).toBe('yes');
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
