import { expect, test } from 'vitest';
import { signedHeaders } from '../../testing/signed-request.js';
import { apiKey, app, endpoint, post } from './app.js';

/** An API that Amplify did not make. */
export function secondApiTests(): void {
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
  test('gives each field its result of a batch, and the error of its batch', async () => {
    const { data, errors } = await ask('{ people(count: 6) { luck } }');
    expect(data).toEqual({
      people: ['1 of 2', '2 of 2', null, null, null, null].map((luck) => ({ luck })),
    });
    const failures = (errors ?? []).map(({ path, message }) => [path?.[1], message]);
    expect(failures.sort()).toEqual([
      [2, 'no luck'],
      [3, 'no luck'],
      [4, expect.stringContaining('one result for each of the 2 payloads')],
      [5, expect.stringContaining('one result for each of the 2 payloads')],
    ]);
  });
  test('refuses fields of another mode to the developer, who signs a request', async () => {
    const { region, credentials } = app().sandbox;
    const body = JSON.stringify({ query: '{ people(count: 1) { id } }' });
    const request = { method: 'POST', url: new URL(people().url), body };
    const headers = signedHeaders(request, { region, credentials, service: 'appsync' });
    expect((await post(body, headers, people().url)).body).toMatchObject({
      errors: [{ errorType: 'Unauthorized', path: ['people'] }],
    });
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
