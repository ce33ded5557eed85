import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  API_ARN,
  type AuthorizerEvent,
  authorizationOf,
  authorizerFunction,
  NOT_AUTHORIZED,
  outcomeOf,
  requestWith,
} from '../../../../testing/authorization.js';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer';
const TOKEN = 'secret-token-of-ada';
const request = (authorization = TOKEN) => requestWith({ authorization, host: 'localhost' });

let now = Date.UTC(2026, 4, 1);
function start(
  decide: (event: AuthorizerEvent) => unknown,
  config: Record<string, string | number> = {},
) {
  const { events, functions } = authorizerFunction(decide);
  const api = authorizationOf(
    {
      AuthenticationType: 'AWS_LAMBDA',
      LambdaAuthorizerConfig: { AuthorizerUri: FUNCTION, ...config },
    },
    { functions, now: () => now },
  );
  return { api, events };
}
const yes = () => ({ isAuthorized: true });
afterEach(() => vi.useRealTimers());

describe('a Lambda authorizer', () => {
  test('receives the event of AppSync', async () => {
    const { api, events } = start(yes);
    await api.authenticate(
      requestWith(
        { authorization: TOKEN, host: 'localhost' },
        {
          operation: {
            query: 'mutation Add($id: ID!) { add(id: $id) }',
            operationName: 'Add',
            variables: { id: '7' },
          },
        },
      ),
    );
    expect(events).toEqual([
      {
        authorizationToken: TOKEN,
        requestContext: {
          apiId: 'api1',
          accountId: '123456789012',
          requestId: 'request-1',
          queryString: 'mutation Add($id: ID!) { add(id: $id) }',
          operationName: 'Add',
          variables: { id: '7' },
        },
        requestHeaders: { authorization: TOKEN, host: 'localhost' },
      },
    ]);
  });

  test('gives resolvers its context, with text values', async () => {
    const { api } = start(() => ({
      isAuthorized: true,
      resolverContext: { userId: 'ada', level: 3, isAdmin: false },
    }));
    expect(await api.authenticate(request())).toMatchObject({
      mode: 'AWS_LAMBDA',
      authType: 'Lambda Authorization',
      identity: { resolverContext: { userId: 'ada', level: '3', isAdmin: 'false' } },
    });
  });

  test.for<[string, string, [string, string], boolean]>([
    ['by its name', 'Query.secret', ['Query', 'secret'], true],
    ['by its ARN', `${API_ARN}/types/Query/fields/secret`, ['Query', 'secret'], true],
    ['of a nested type', 'Note.owner', ['Note', 'owner'], true],
    ['but no other field of the type', 'Query.secret', ['Query', 'notes'], false],
    ['but not the same field of another type', 'Query.secret', ['Note', 'secret'], false],
    [
      'but not by the ARN of another API',
      `${API_ARN}2/types/Query/fields/secret`,
      ['Query', 'secret'],
      false,
    ],
  ])('denies a field %s', async ([, denied, [typeName, fieldName], expected]) => {
    const { api } = start(() => ({ isAuthorized: true, deniedFields: [denied] }));
    const authorized = await api.authenticate(request());
    expect(authorized.denies(typeName, fieldName)).toBe(expected);
  });

  const failed = (reason: string) =>
    `400 BadRequestException: The Lambda authorizer authorizer gave no decision: ${reason}.`;
  test.for<[string, (event: AuthorizerEvent) => unknown, string]>([
    ['refuses the token', () => ({ isAuthorized: false }), NOT_AUTHORIZED],
    [
      'throws',
      () => {
        throw new Error('database password: hunter2');
      },
      failed('it ended with the status error; its log shows why'),
    ],
    ['returns nothing', () => null, failed('its response is not an object')],
    ['returns an empty object', () => ({}), failed('isAuthorized must be true or false')],
    [
      'returns a text in place of true',
      () => ({ isAuthorized: 'true' }),
      failed('isAuthorized must be true or false'),
    ],
    [
      'returns a nested context',
      () => ({ isAuthorized: true, resolverContext: { user: { id: 1 } } }),
      failed('resolverContext must be an object without nested values'),
    ],
    [
      'returns a list as context',
      () => ({ isAuthorized: true, resolverContext: ['a'] }),
      failed('resolverContext must be an object without nested values'),
    ],
    [
      'returns a context of more than 5 MB',
      () => ({ isAuthorized: true, resolverContext: { text: 'x'.repeat(5 * 1024 * 1024) } }),
      failed('resolverContext is longer than 5 MB'),
    ],
    [
      'returns denied fields that are no list',
      () => ({ isAuthorized: true, deniedFields: 'Query.secret' }),
      failed('deniedFields must be a list of ARNs or of names such as Query.getPost'),
    ],
    [
      'returns a time to live that is no number',
      () => ({ isAuthorized: true, ttlOverride: 'forever' }),
      failed('ttlOverride must be a number of seconds'),
    ],
  ])('opens nothing if it %s', async ([, decide, expected]) => {
    const { api } = start(decide);
    expect(await outcomeOf(api.authenticate(request()))).toBe(expected);
  });

  test('opens nothing if its function does not exist', async () => {
    const api = authorizationOf({
      AuthenticationType: 'AWS_LAMBDA',
      LambdaAuthorizerConfig: { AuthorizerUri: FUNCTION },
    });
    expect(await outcomeOf(api.authenticate(request()))).toBe(failed('Function not found'));
  });

  test('opens nothing if it takes longer than 10 seconds, even if it agrees later', async () => {
    vi.useFakeTimers();
    const later = Promise.withResolvers();
    const { api, events } = start(() => later.promise, { AuthorizerResultTtlInSeconds: 60 });
    const outcome = outcomeOf(api.authenticate(request()));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toBe(failed('it did not answer within 10 seconds'));
    later.resolve({ isAuthorized: true });
    const second = outcomeOf(api.authenticate(request()));
    expect(await second).toBe('AWS_LAMBDA');
    expect(events).toHaveLength(2);
  });
});

describe('the expression for tokens', () => {
  test.for<[string, string, string]>([
    ['lets a matching token through', 'secret-.*', 'AWS_LAMBDA'],
    ['refuses another token', 'public-.*', NOT_AUTHORIZED],
    ['must match the whole token', 'secret', NOT_AUTHORIZED],
    ['refuses everything if it is invalid', '(?=secret).*', NOT_AUTHORIZED],
  ])('%s', async ([, IdentityValidationExpression, expected]) => {
    const { api, events } = start(yes, { IdentityValidationExpression });
    expect(await outcomeOf(api.authenticate(request()))).toBe(expected);
    expect(events).toHaveLength(expected === 'AWS_LAMBDA' ? 1 : 0);
  });

  test('takes no exponential time', async () => {
    const { api } = start(yes, { IdentityValidationExpression: '(a+)+b' });
    expect(await outcomeOf(api.authenticate(request('a'.repeat(10_000))))).toBe(NOT_AUTHORIZED);
  });

  test('is named in a warning if it is invalid', () => {
    const { api } = start(yes, { IdentityValidationExpression: '(?=secret).*' });
    expect(api.warnings).toEqual([
      expect.stringMatching(/^The API notes has the expression \(\?=secret\)\.\*, .*AWS_LAMBDA/),
    ]);
    expect(start(yes, { IdentityValidationExpression: '.*' }).api.warnings).toEqual([]);
  });
});

describe('the result of a Lambda authorizer', () => {
  test.for<[string, number | undefined, number | undefined, number, number]>([
    ['is not kept without a time to live', undefined, undefined, 0, 2],
    ['is kept for the time to live of the API', 60, undefined, 59, 1],
    ['is not kept any longer', 60, undefined, 60, 2],
    ['is kept for the time to live of the function', undefined, 60, 59, 1],
    ['is not kept if the function says so', 60, 0, 0, 2],
    ['is kept for an hour at most', undefined, 99_999, 3600, 2],
  ])('%s', async ([, ofApi, ofFunction, seconds, calls]) => {
    const { api, events } = start(
      () => ({ isAuthorized: true, ...(ofFunction !== undefined && { ttlOverride: ofFunction }) }),
      ofApi === undefined ? {} : { AuthorizerResultTtlInSeconds: ofApi },
    );
    await api.authenticate(request());
    now += seconds * 1000;
    await api.authenticate(request());
    expect(events).toHaveLength(calls);
  });

  test('counts for no other token', async () => {
    const { api } = start(({ authorizationToken }) => ({
      isAuthorized: authorizationToken === TOKEN,
      ttlOverride: 60,
    }));
    expect(await outcomeOf(api.authenticate(request()))).toBe('AWS_LAMBDA');
    expect(await outcomeOf(api.authenticate(request(`${TOKEN}x`)))).toBe(NOT_AUTHORIZED);
  });

  test('is kept if it is a refusal', async () => {
    const { api, events } = start(() => ({ isAuthorized: false, ttlOverride: 60 }));
    await outcomeOf(api.authenticate(request()));
    expect(await outcomeOf(api.authenticate(request()))).toBe(NOT_AUTHORIZED);
    expect(events).toHaveLength(1);
  });

  test('is not changed by a resolver that writes into its identity', async () => {
    const { api } = start(() => ({
      isAuthorized: true,
      resolverContext: { a: '1' },
      ttlOverride: 60,
    }));
    const first = await api.authenticate(request());
    (first.identity?.resolverContext as Record<string, string>).a = '2';
    expect((await api.authenticate(request())).identity).toEqual({ resolverContext: { a: '1' } });
  });

  test('makes room for new ones: the oldest of 1001 is forgotten', async () => {
    const { api, events } = start(() => ({ isAuthorized: true, ttlOverride: 60 }));
    for (let index = 0; index <= 1000; index += 1) await api.authenticate(request(`t${index}`));
    await api.authenticate(request('t1000'));
    expect(events).toHaveLength(1001);
    await api.authenticate(request('t0'));
    expect(events).toHaveLength(1002);
  });
});
