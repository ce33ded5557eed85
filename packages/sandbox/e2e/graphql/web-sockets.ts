import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { apiKey, app, endpoint, post, run } from './app.js';

/** A client that speaks the protocol by hand. */
class HandClient {
  readonly messages: { readonly type: string; readonly id?: string; readonly payload?: unknown }[] =
    [];
  readonly #socket: WebSocket;

  constructor(header: Readonly<Record<string, string>>, url: string) {
    const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
    this.#socket = new WebSocket(`${url.replace(/^http/i, 'ws')}/realtime`, [
      'graphql-ws',
      `header-${encoded}`,
    ]);
    this.#socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.#socket.on('error', (error) =>
      this.messages.push({ type: 'socket-error', payload: error.message }),
    );
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  start(
    id: string,
    query: string,
    authorization: Readonly<Record<string, string>>,
    variables = {},
  ): void {
    const payload = { data: JSON.stringify({ query, variables }), extensions: { authorization } };
    this.send({ id, type: 'start', payload });
  }

  async received(type: string, id?: string): Promise<unknown> {
    const find = () =>
      this.messages.find((each) => each.type === type && (id === undefined || each.id === id));
    await expect.poll(find, { interval: 10 }).toBeDefined();
    return find()?.payload;
  }

  close(): void {
    this.#socket.terminate();
  }
}

export function webSocketTests(): void {
  const clients: HandClient[] = [];
  afterEach(() => {
    for (const each of clients.splice(0)) each.close();
  });
  const host = () => new URL(endpoint()).host;
  const withKey = () => ({ host: host(), 'x-api-key': apiKey() });
  const withToken = (token: string) => ({ host: host(), Authorization: token });
  const opened = (header: Readonly<Record<string, string>>, url = endpoint()) => {
    const client = new HandClient(header, url);
    clients.push(client);
    return client;
  };
  const connect = async (header: Readonly<Record<string, string>>, url = endpoint()) => {
    const client = opened(header, url);
    await expect
      .poll(
        () => {
          try {
            client.send({ type: 'connection_init' });
            return true;
          } catch {
            return false;
          }
        },
        { interval: 10 },
      )
      .toBe(true);
    await client.received('connection_ack');
    return client;
  };
  const QUERY = 'subscription { onShout { room words } }';

  test('a WebSocket of any client receives the same as the client of Amplify', async () => {
    const client = await connect(withKey());
    expect(await client.received('connection_ack')).toEqual({ connectionTimeoutMs: 300_000 });
    client.start('1', QUERY, withKey());
    await client.received('start_ack', '1');
    await app().client.mutations.shout({ room: 'lab', words: 'x' });
    expect(await client.received('data', '1')).toEqual({
      data: { onShout: { room: 'lab', words: 'x' } },
    });
  });
  test('the second API has a real-time endpoint of its own', async () => {
    const { people } = app().sandbox.outputs.custom as {
      readonly people: { readonly url: string; readonly apiKey: string };
    };
    const header = { host: host(), 'x-api-key': people.apiKey };
    const client = await connect(header, people.url);
    client.start('1', 'subscription { onThing(text: "b") { id text } }', header);
    await client.received('start_ack', '1');
    for (const text of ['a', 'b']) {
      const query = `mutation { addThing(input: { text: "${text}" }) { id text } }`;
      await post({ query }, { 'x-api-key': people.apiKey }, people.url);
    }
    expect(await client.received('data', '1')).toEqual({
      data: { onThing: { id: expect.any(String), text: 'b' } },
    });
  });
  test('a client that lost its connection connects again', async () => {
    const first = await connect(withKey());
    first.start('1', QUERY, withKey());
    await first.received('start_ack', '1');
    first.close();
    const second = await connect(withKey());
    second.start('1', QUERY, withKey());
    await second.received('start_ack', '1');
    await app().client.mutations.shout({ room: 'lab', words: 'again' });
    expect(await second.received('data', '1')).toMatchObject({
      data: { onShout: { words: 'again' } },
    });
  });
  test('a stopped subscription is complete, and receives nothing more', async () => {
    const client = await connect(withKey());
    client.start('1', QUERY, withKey());
    client.start('2', QUERY, withKey());
    await client.received('start_ack', '2');
    client.send({ type: 'stop', id: '1' });
    await client.received('complete', '1');
    await app().client.mutations.shout({ room: 'lab', words: 'x' });
    await client.received('data', '2');
    expect(client.messages.filter(({ type, id }) => type === 'data' && id === '1')).toEqual([]);
  });
  test('subscriptions of several users share a connection', async () => {
    const client = await connect(withToken(app().users.ada.accessToken));
    const query = 'subscription { onCreateNote { text owner } }';
    client.start('ada', query, withToken(app().users.ada.accessToken));
    client.start('bob', query, withToken(app().users.bob.accessToken));
    await client.received('start_ack', 'ada');
    await client.received('start_ack', 'bob');
    await run(
      'mutation { createNote(input: { text: "hers" }) { id text owner createdAt updatedAt } }',
      {},
      { authorization: app().users.ada.accessToken },
    );
    expect(await client.received('data', 'ada')).toEqual({
      data: { onCreateNote: { text: 'hers', owner: app().users.ada.sub } },
    });
    expect(client.messages.filter(({ type, id }) => type === 'data' && id === 'bob')).toEqual([]);
  });
  test.each<[string, () => Readonly<Record<string, string>>]>([
    ['an API key that does not exist', () => ({ host: host(), 'x-api-key': 'da2-x' })],
    ['a forged token', () => withToken(`${app().users.ada.accessToken.slice(0, -4)}AAAA`)],
    ['no header', () => ({})],
  ])('a connection with %s is refused', async (_, header) => {
    const client = opened(header());
    await expect
      .poll(
        () => {
          try {
            client.send({ type: 'connection_init' });
          } catch {
            // The socket is not open yet.
          }
          return client.messages.map(({ type }) => type);
        },
        { interval: 10 },
      )
      .toContainEqual(expect.stringMatching(/^(connection_error|socket-error)$/));
    expect(client.messages.map(({ type }) => type)).not.toContain('connection_ack');
  });
  test.each<[string, string, () => Readonly<Record<string, string>>, RegExp]>([
    [
      'an API key that does not exist',
      QUERY,
      () => ({ host: host(), 'x-api-key': 'da2-x' }),
      /Unauthorized/,
    ],
    ['a denied token', QUERY, () => withToken('deny'), /Unauthorized/],
    [
      'no authorization',
      QUERY,
      () => ({ host: host() }),
      /Unauthorized|valid authorization header/,
    ],
    [
      'a mode that the field does not allow',
      'subscription { onCreateNote { text } }',
      withKey,
      /Not Authorized|Unauthorized/,
    ],
    [
      'the owner as another user',
      `subscription { onCreateNote(owner: "someone") { text } }`,
      () => withToken(app().users.bob.accessToken),
      /Not Authorized|Unauthorized/,
    ],
    ['an unknown field', 'subscription { onNothing { room } }', withKey, /FieldUndefined/],
    ['a query', '{ greet }', withKey, /./],
    ['text that is not GraphQL', 'subscription {', withKey, /./],
    ['two fields', 'subscription { onShout { room } other: onShout { room } }', withKey, /./],
  ])('a subscription with %s is refused', async (_, query, header, message) => {
    const client = await connect(withKey());
    client.start('1', query, header());
    expect(JSON.stringify(await client.received('error', '1'))).toMatch(message);
    client.start('2', QUERY, withKey());
    await client.received('start_ack', '2');
  });
}
