import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { API_KEY, graphqlApi } from '../../../testing/graphql-api.js';
import { startService, type TestService } from '../../../testing/start-service.js';
import { createCredentialStore } from '../../iam/credentials.js';
import type { SocketService } from '../service.js';
import { appsync } from './index.js';

const ECHO = {
  request: '{ "version": "2018-05-29", "payload": $util.toJson($ctx.args) }',
  response: '$util.toJson($ctx.result)',
};
const RESOLVERS = { 'Query.note': ECHO, 'Mutation.addNote': ECHO };
const schemaWith = (field: string, subscription = 'onAddNote') => `
  type Note { text: String ${field} }
  type Query { note(text: String): Note }
  type Mutation { addNote(text: String ${field}): Note }
  type Subscription { ${subscription}: Note @aws_subscribe(mutations: ["addNote"]) }
`;

let service: TestService<SocketService>;
let socket: WebSocket;
const messages: unknown[] = [];

beforeEach(async () => {
  const definition = appsync({
    credentials: createCredentialStore(Buffer.alloc(32, 7)),
    onLog: () => {},
    onError: (error) => {
      throw error;
    },
  });
  service = await startService(definition, { resources: graphqlApi(schemaWith(''), RESOLVERS) });
  messages.length = 0;
  socket = await subscribe('subscription { onAddNote { text } }');
});
afterEach(async () => {
  socket.close();
  await service.stop();
  expect(service.faults).toEqual([]);
});

async function subscribe(query: string): Promise<WebSocket> {
  const authorization = { host: '127.0.0.1', 'x-api-key': API_KEY };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const opened = new WebSocket(`${service.url.replace('http', 'ws')}/graphql/realtime`, [
    'graphql-ws',
    `header-${header}`,
  ]);
  opened.onmessage = ({ data }) => messages.push(JSON.parse(String(data)));
  await new Promise((resolve) => {
    opened.onopen = resolve;
  });
  opened.send(
    JSON.stringify({
      type: 'start',
      id: '1',
      payload: { data: JSON.stringify({ query }), extensions: { authorization } },
    }),
  );
  await vi.waitFor(() => expect(messages).toContainEqual({ type: 'start_ack', id: '1' }), 20_000);
  return opened;
}

async function ask(query: string) {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

describe('an API that is deployed again', () => {
  test('has its new fields, and its subscribers stay', async () => {
    expect(await ask('{ note(text: "a") { text color } }')).toMatchObject({ data: null });

    await service.deploy(graphqlApi(schemaWith('color: String'), RESOLVERS));

    expect(await ask('mutation { addNote(text: "b", color: "red") { text color } }')).toEqual({
      data: { addNote: { text: 'b', color: 'red' } },
    });
    await vi.waitFor(
      () =>
        expect(messages).toContainEqual({
          type: 'data',
          id: '1',
          payload: { data: { onAddNote: { text: 'b' } } },
        }),
      20_000,
    );
  });

  test('has its new rules for the next message of a subscriber', async () => {
    const closed = graphqlApi(
      schemaWith('').replace('text: String  }', 'text: String @aws_iam }'),
      RESOLVERS,
      { AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }] },
    );
    await service.deploy(closed);

    await ask('mutation { addNote(text: "secret") { __typename } }');

    await vi.waitFor(() => expect(messages).toHaveLength(2), 20_000);
    expect(messages.at(-1)).toMatchObject({ payload: { data: { onAddNote: { text: null } } } });
  });

  test('sends nothing to the subscriber of a field that it no longer has', async () => {
    await service.deploy(graphqlApi(schemaWith('', 'onNote'), RESOLVERS));

    expect(await ask('mutation { addNote(text: "c") { text } }')).toEqual({
      data: { addNote: { text: 'c' } },
    });
    expect(messages).toEqual([{ type: 'start_ack', id: '1' }]);
  });

  test('that the backend no longer has is not found', async () => {
    await service.deploy([]);

    expect(await ask('{ note(text: "a") { text } }')).toMatchObject({
      errors: [{ errorType: 'NotFoundException' }],
    });
  });

  test('with an error in its schema is named, and has no fields', async () => {
    await service.deploy(graphqlApi('type Query {', {}));

    expect(service.service.warnings?.()).toEqual([
      expect.stringMatching(/^The API api does not run: Syntax Error/),
    ]);
    expect(await ask('{ note(text: "a") { text } }')).toMatchObject({
      errors: [{ errorType: 'NotFoundException' }],
    });
  });
});
