import {
  createAWSCredentialsAndIdentityIdProvider,
  createKeyValueStorageFromCookieStorageAdapter,
  createUserPoolsTokenProvider,
  runWithAmplifyServerContext,
} from 'aws-amplify/adapter-core';
import { generateClient as generateServerClient } from 'aws-amplify/api/server';
import { fetchAuthSession } from 'aws-amplify/auth/server';
import { generateClient } from 'aws-amplify/data';
import { describe, expect, test } from 'vitest';
import type { Schema } from '../graphql-app/amplify/data/resource.js';
import { apiKey, app, endpoint, type UserName } from './app.js';

type Operation<T> = Parameters<typeof runWithAmplifyServerContext<T>>[2];

/** Runs an operation on a server, for the user whose cookies a request has. */
function runFor<T>(user: UserName | undefined, operation: Operation<T>): Promise<T> {
  const config = app().sandbox.clientConfig;
  const { Auth } = config;
  if (!Auth?.Cognito.userPoolClientId) throw new Error('The app has no user pool.');
  const cookies = new Map(
    Object.entries(user ? cookiesOf(user, Auth.Cognito.userPoolClientId) : {}),
  );
  const storage = createKeyValueStorageFromCookieStorageAdapter({
    get: (name) => ({ name, value: cookies.get(name) ?? '' }),
    getAll: () => [...cookies].map(([name, value]) => ({ name, value })),
    set: (name, value) => void cookies.set(name, value),
    delete: (name) => void cookies.delete(name),
  });
  const libraryOptions = {
    Auth: {
      tokenProvider: createUserPoolsTokenProvider(Auth, storage),
      credentialsProvider: createAWSCredentialsAndIdentityIdProvider(Auth, storage),
    },
  };
  return runWithAmplifyServerContext(config, libraryOptions, operation);
}

/** The cookies that a page of the user has, as Amplify names them. */
function cookiesOf(name: UserName, clientId: string): Readonly<Record<string, string>> {
  const { sub, accessToken, idToken } = app().users[name];
  const prefix = `CognitoIdentityServiceProvider.${clientId}`;
  return {
    [`${prefix}.LastAuthUser`]: sub,
    [`${prefix}.${sub}.accessToken`]: accessToken,
    [`${prefix}.${sub}.idToken`]: idToken,
    [`${prefix}.${sub}.clockDrift`]: '0',
  };
}

const serverClient = () => generateServerClient<Schema>({ config: app().sandbox.clientConfig });

function onServers(): void {
  test('a server knows the user of a request', async () => {
    const session = await runFor('ada', (context) => fetchAuthSession(context));
    expect(session.userSub).toBe(app().users.ada.sub);
  });
  test('a server creates and reads for the user of a request', async () => {
    const { models } = serverClient();
    const id = await runFor('ada', async (context) => {
      const { data, errors } = await models.Note.create(context, { text: 'from a server' });
      expect(errors).toBeUndefined();
      return data?.id ?? '';
    });
    const own = await runFor('ada', (context) => models.Note.get(context, { id }));
    expect(own.data).toMatchObject({ text: 'from a server', owner: app().users.ada.sub });
    const other = await runFor('bob', (context) => models.Note.get(context, { id }));
    expect(other).toMatchObject({ data: null, errors: [{ errorType: 'Unauthorized' }] });
    await runFor('ada', (context) => models.Note.delete(context, { id }));
  });
  test('requests of several users at once do not mix', async () => {
    const { queries } = serverClient();
    const names = ['ada', 'bob', 'cid', 'dan', 'ada', 'bob'] as const;
    const subs = await Promise.all(
      names.map((name) =>
        runFor(name, async (context) => {
          const { data } = await queries.echo(context, {});
          return JSON.parse(String(data)).identity.sub as string;
        }),
      ),
    );
    expect(subs).toEqual(names.map((name) => app().users[name].sub));
  });
  test('a server calls with the API key', async () => {
    const { data } = await runFor(undefined, (context) =>
      serverClient().queries.greet(context, { name: 'server' }, { authMode: 'apiKey' }),
    );
    expect(data).toBe('Hello server, by greet');
  });
  test('a server signs for the identity of a user', async () => {
    const { data } = await runFor('dan', (context) =>
      serverClient().queries.echo(context, {}, { authMode: 'identityPool' }),
    );
    expect(JSON.parse(String(data)).identity.cognitoIdentityAuthType).toBe('authenticated');
  });
  test('a server signs for a guest', async () => {
    const { data } = await runFor(undefined, (context) =>
      serverClient().queries.echo(context, {}, { authMode: 'identityPool' }),
    );
    expect(JSON.parse(String(data)).identity.cognitoIdentityAuthType).toBe('unauthenticated');
  });
  test('relations are selected on a server', async () => {
    const { models } = serverClient();
    const options = { authMode: 'apiKey' } as const;
    await runFor(undefined, async (context) => {
      const { data: author } = await models.Author.create(context, { name: 'S' }, options);
      await models.Book.create(context, { title: 'T', authorId: author?.id ?? '' }, options);
      const { data: found } = await models.Author.get(
        context,
        { id: author?.id ?? '' },
        { ...options, selectionSet: ['books.title'] },
      );
      expect(found).toEqual({ books: [{ title: 'T' }] });
    });
  });
}

/** Clients without the model introspection. */
function withoutModels(): void {
  test('a client with an endpoint of its own', async () => {
    const client = generateClient({
      endpoint: endpoint(),
      authMode: 'apiKey',
      apiKey: apiKey(),
    });
    expect(await client.graphql({ query: '{ greet(name: "x") }' })).toEqual({
      data: { greet: 'Hello x, by greet' },
    });
  });
  test('a client that throws the response with its errors', async () => {
    const failed = app().client.graphql({ query: '{ greet fails }' });
    await expect(failed).rejects.toEqual({
      data: { greet: 'Hello nobody, by greet', fails: null },
      errors: [expect.objectContaining({ errorType: 'Lambda:Unhandled', path: ['fails'] })],
    });
  });
  test('a query in the address', async () => {
    const url = `${endpoint()}?query=${encodeURIComponent('{ greet }')}`;
    const response = await fetch(url, { headers: { 'x-api-key': apiKey() } });
    expect(await response.json()).toEqual({ data: { greet: 'Hello nobody, by greet' } });
  });
  test('a page may ask before it sends its headers', async () => {
    const { status, headers } = await fetch(endpoint(), {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-api-key,x-amz-user-agent,authorization',
      },
    });
    expect(status).toBeLessThan(300);
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });
}

export function serverTests(): void {
  describe('on a server:', onServers);
  describe('without models:', withoutModels);
}
