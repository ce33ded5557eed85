import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';
import {
  AUTHENTICATED_ROLE,
  CLIENT_ID,
  consoleBackend,
  DEAD_QUEUE_URL,
  functionArn,
  POOL_ID,
  QUEUE_URL,
  TODO_TABLE,
} from '../../../testing/console-backend.js';
import { API_ID, API_KEY } from '../../../testing/graphql-api.js';
import { HIDDEN } from '../../context/timeline/redaction.js';

const USERNAME = 'ada@example.com';

let running: AllServices;
beforeAll(async () => {
  running = await startAllServices(consoleBackend);
  await call('cognito-idp', 'AdminCreateUser', {
    UserPoolId: POOL_ID,
    Username: USERNAME,
    UserAttributes: [{ Name: 'email', Value: USERNAME }],
    MessageAction: 'SUPPRESS',
  });
});
afterAll(() => running.stop());

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
type Body = any;
type Answered = { readonly status: number; readonly body: Body; readonly headers: Headers };

async function send(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(`${running.url}/_console/api/${path}`, {
    method,
    redirect: 'manual',
    ...init,
    headers: { authorization: `Bearer ${running.consoleToken}`, ...init.headers },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text,
  };
}
const get = (path: string) => send('GET', path);
const post = (path: string, input: object) =>
  send('POST', path, {
    body: JSON.stringify(input),
    headers: { 'content-type': 'application/json' },
  });
const call = (service: string, operation: string, input: object = {}) =>
  post('call', { service, operation, input });

test('the overview has everything of the backend, by the names of the developer', async () => {
  const { status, body } = await get('overview');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    app: 'todo-app',
    url: running.url,
    region: 'eu-west-1',
    frontEnd: expect.stringContaining('Amplify.configure(localConfig(outputs))'),
    userPools: [
      {
        id: POOL_ID,
        name: 'amplifyAuth',
        clients: [{ id: CLIENT_ID, name: 'Client' }],
        groups: ['ADMINS'],
      },
    ],
    apis: [
      {
        id: API_ID,
        name: 'amplifyData',
        authModes: ['API_KEY', 'AWS_IAM', 'AMAZON_COGNITO_USER_POOLS'],
        apiKey: API_KEY,
      },
    ],
    tables: [
      { name: TODO_TABLE, friendlyName: 'Todo', keys: ['pk'], streamArn: expect.any(String) },
    ],
    buckets: [{ name: 'files' }],
    queues: [
      {
        name: 'letters',
        url: QUEUE_URL,
        deadLetters: { queue: 'dead-letters', maxReceives: 2 },
      },
      { name: 'dead-letters', deadLetterOf: ['letters'] },
    ],
    topics: [{ name: 'news' }],
    functions: [
      { name: 'pre-sign-up', triggers: ['PreSignUp of amplifyAuth'] },
      { name: 'greet', arn: functionArn('greet'), triggers: ['rate(1 day)'] },
      { name: 'watch-todos', triggers: ['stream of Todo'], timeoutSeconds: 10, memoryMB: 128 },
    ],
    schedules: [{ name: 'greet-daily', targets: [{ function: 'greet' }] }],
    keptEntries: 10_000,
  });
});

describe('an operation', () => {
  test.each<[service: string, operation: string, input: object, output: object]>([
    ['cognito-idp', 'AdminGetUser', { UserPoolId: POOL_ID, Username: USERNAME }, { Enabled: true }],
    ['dynamodb', 'PutItem', { TableName: TODO_TABLE, Item: { pk: { S: '1' } } }, {}],
    ['dynamodb', 'Scan', { TableName: TODO_TABLE }, { Count: 1 }],
    ['sqs', 'ListQueues', {}, { QueueUrls: [expect.any(String), expect.any(String)] }],
    ['sns', 'ListTopics', {}, { Topics: [{ TopicArn: expect.stringContaining(':news') }] }],
    [
      'sns',
      'Publish',
      {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:news',
        Message: 'a & <b>',
        MessageAttributes: { colour: { DataType: 'String', StringValue: 'red' } },
      },
      { MessageId: expect.any(String) },
    ],
    ['sts', 'GetCallerIdentity', {}, { Account: '123456789012' }],
  ])('of %s runs as the developer: %s', async (service, operation, input, output) => {
    const answer = await call(service, operation, input);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject(output);
    const entry = running.context.timeline.entries().findLast(({ name }) => name === operation);
    expect(entry).toMatchObject({ from: 'console', state: 'succeeded' });
  });

  test.each<[what: string, input: object, status: number, code: string]>([
    [
      'an error of a service',
      {
        service: 'cognito-idp',
        operation: 'AdminGetUser',
        input: { UserPoolId: POOL_ID, Username: 'nobody' },
      },
      400,
      'UserNotFoundException',
    ],
    [
      'an error of the Query protocol',
      { service: 'sns', operation: 'Publish', input: { TopicArn: 'none', Message: 'a' } },
      404,
      'NotFound',
    ],
    [
      'an operation that does not exist',
      { service: 'dynamodb', operation: 'Explode' },
      400,
      'UnknownOperationException',
    ],
    [
      'a service that it does not call',
      { service: 's3', operation: 'ListBuckets' },
      400,
      'ValidationException',
    ],
    [
      'a service named like a member of every object',
      { service: 'constructor', operation: 'ListTables' },
      400,
      'ValidationException',
    ],
    [
      'an operation that is no name',
      { service: 'dynamodb', operation: 'A\r\nB' },
      400,
      'ValidationException',
    ],
    [
      'an input that is no object',
      { service: 'dynamodb', operation: 'Scan', input: [] },
      400,
      'ValidationException',
    ],
  ])('%s is an error', async (_, input, status, code) => {
    const answer = await post('call', input);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, message: expect.any(String) });
  });
});

describe('sign-in as a user', () => {
  const signIn = (input: object = {}) =>
    post('users/tokens', {
      userPoolId: POOL_ID,
      clientId: CLIENT_ID,
      username: USERNAME,
      ...input,
    });

  test('gives real tokens', async () => {
    const { status, body } = await signIn();
    expect(status).toBe(200);
    expect(body.claims).toMatchObject({
      id: { email: USERNAME, token_use: 'id', aud: CLIENT_ID },
      access: { token_use: 'access', client_id: CLIENT_ID },
    });
    const { AccessToken } = { AccessToken: body.accessToken };
    const user = await call('cognito-idp', 'GetUser', { AccessToken });
    expect(user.body).toMatchObject({
      UserAttributes: expect.arrayContaining([{ Name: 'email', Value: USERNAME }]),
    });
  });

  test.each<[what: string, input: object, code: string]>([
    ['a user who does not exist', { username: 'nobody' }, 'UserNotFoundException'],
    ['a client of another pool', { clientId: 'none' }, 'ResourceNotFoundException'],
    ['another pool', { userPoolId: 'eu-west-1_other0001' }, 'ResourceNotFoundException'],
    ['no user', { username: '' }, 'ValidationException'],
    ['a user who is no text', { username: { $ne: '' } }, 'SerializationException'],
  ])('needs what exists: %s', async (_, input, code) => {
    expect((await signIn(input)).body.code).toBe(code);
  });
});

describe('GraphQL', () => {
  /** The session by which the rules of Amplify Data know users and guests. */
  const OF_IDENTITY_POOL = expect.stringMatching(/:CognitoIdentityCredentials$/);
  const run = (auth: object, query: string, more: object = {}) =>
    post('graphql', { apiId: API_ID, auth, query, ...more });

  test.each<[who: string, auth: object, query: string, data: unknown]>([
    ['the API key', { type: 'apiKey' }, '{ hello }', { hello: expect.any(String) }],
    ['the developer', { type: 'developer' }, '{ hello }', { hello: expect.any(String) }],
    ['a user', { type: 'user', username: USERNAME }, '{ me }', { me: expect.any(String) }],
    ['a group', { type: 'group', group: 'ADMINS' }, '{ admin }', { admin: 'console-ADMINS' }],
    ['the role of signed-in users', { type: 'role' }, '{ hello }', { hello: OF_IDENTITY_POOL }],
    [
      'a role',
      { type: 'role', roleArn: AUTHENTICATED_ROLE },
      '{ hello }',
      { hello: OF_IDENTITY_POOL },
    ],
    ['a guest', { type: 'guest' }, '{ at }', { at: null }],
  ])('runs as %s', async (_, auth, query, data) => {
    expect((await run(auth, query)).body).toEqual({ data });
  });

  test.each<[who: string, auth: object, query: string]>([
    ['a user outside of the group', { type: 'user', username: USERNAME }, '{ admin }'],
    ['another group', { type: 'group', group: 'OTHERS' }, '{ admin }'],
    ['the API key', { type: 'apiKey' }, '{ me }'],
    [
      'a role without a policy',
      { type: 'role', roleArn: AUTHENTICATED_ROLE.replace('authenticated', 'guest') },
      '{ hello }',
    ],
  ])('is denied to %s', async (_, auth, query) => {
    const { body } = await run(auth, query);
    expect(body.errors[0].errorType).toMatch(/^Unauthorized/);
    const entry = running.context.timeline
      .entries()
      .findLast(({ service }) => service === 'appsync');
    expect(entry).toMatchObject({ state: 'denied', outcome: 'denied' });
  });

  test('is in the timeline by its field', async () => {
    await run({ type: 'user', username: USERNAME }, 'query All { me hello }');
    const entry = running.context.timeline
      .entries()
      .findLast(({ service }) => service === 'appsync');
    expect(entry).toMatchObject({
      name: 'me, hello',
      detail: 'query',
      user: USERNAME,
      from: 'console',
    });
  });

  test.each<[what: string, input: object, status: number]>([
    ['an API that does not exist', { apiId: 'none' }, 404],
    ['an unknown kind of caller', { auth: { type: 'root' } }, 400],
    ['no caller', { auth: undefined }, 400],
  ])('needs what exists: %s', async (_, input, status) => {
    expect((await run({ type: 'apiKey' }, '{ hello }', input)).status).toBe(status);
  });

  test('shows the schema, with what AppSync defines', async () => {
    const { sdl } = (await get(`graphql/schema?apiId=${API_ID}`)).body;
    const { buildSchema } = await import('graphql');
    expect(buildSchema(sdl).getQueryType()?.getFields()).toHaveProperty('at');
  });

  test.each<[who: string, auth: object]>([
    ['the developer', { type: 'developer' }],
    ['a role', { type: 'role' }],
  ])('subscribes as %s', async (_, auth) => {
    const query = 'subscription { said }';
    const { body } = await post('graphql/token', { apiId: API_ID, auth, query });
    const header = Buffer.from(JSON.stringify(body.headers)).toString('base64');
    const socket = new WebSocket(`${body.url}?header=${encodeURIComponent(header)}&payload=e30=`, [
      'graphql-ws',
    ]);
    const messages: Body[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const received = async (type: string) => {
      while (!messages.some((message) => message.type === type)) {
        await new Promise((resolve) => socket.once('message', resolve));
      }
    };
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    await received('connection_ack');
    socket.send(
      JSON.stringify({
        id: 'a',
        type: 'start',
        payload: { data: body.data, extensions: { authorization: body.subscribeHeaders } },
      }),
    );
    await received('start_ack');
    await run({ type: 'developer' }, 'mutation { say }');
    await received('data');
    socket.terminate();
    expect(running.context.timeline.entries()).toContainEqual(
      expect.objectContaining({ kind: 'message', name: 'said', detail: 'to 1 subscriber' }),
    );
    const subscribed = running.context.timeline
      .entries()
      .findLast(({ outcome }) => outcome === 'subscribed');
    expect(subscribed).toMatchObject({ name: 'said', detail: 'subscription', from: 'sdk' });
  });
});

describe('objects', () => {
  const KEY = "folder/a b+(1)'ü.html";
  const at = (key = KEY, more = '') => `object?bucket=files&key=${encodeURIComponent(key)}${more}`;
  const upload = (type: string, body = '<script>alert(1)</script>') =>
    send('PUT', at(), { body, headers: { 'content-type': type } });

  test('are uploaded, listed, opened and deleted', async () => {
    expect((await upload('text/html')).body.etag).toMatch(/^[0-9a-f]{32}$/);
    expect((await get('objects?bucket=files')).body).toEqual({ objects: [], folders: ['folder/'] });
    const list = await get('objects?bucket=files&prefix=folder/');
    expect(list.body.objects).toMatchObject([
      { key: KEY, size: 25, etag: expect.stringMatching(/^\w+$/) },
    ]);
    const opened = await get(at());
    expect(opened.status).toBe(302);
    const object = await fetch(opened.headers.get('location') ?? '');
    expect(await object.text()).toBe('<script>alert(1)</script>');
    expect(object.headers.get('content-disposition')).toMatch(
      /^attachment; filename\*=UTF-8''a%20b/,
    );
    expect(object.headers.get('content-security-policy')).toBe('sandbox');
    expect((await send('DELETE', at())).status).toBe(200);
    expect((await get(at())).body.code).toBe('NoSuchKey');
  });

  test.each<[type: string, shown: string, disposition: RegExp | null]>([
    ['text/html', 'text/plain; charset=utf-8', null],
    ['image/png', 'image/png', null],
    ['image/svg+xml', 'image/svg+xml', /^attachment/],
    ['application/pdf', 'application/pdf', null],
    ['application/javascript', 'application/javascript', /^attachment/],
  ])('of the type %s are previewed without a risk', async (type, shown, disposition) => {
    await upload(type);
    const { headers } = await get(at(KEY, '&preview=1'));
    const object = await fetch(headers.get('location') ?? '');
    expect(object.headers.get('content-type')).toBe(shown);
    if (disposition) expect(object.headers.get('content-disposition')).toMatch(disposition);
    else expect(object.headers.get('content-disposition')).toBeNull();
    expect(object.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('have links for others, which expire', async () => {
    await upload('text/plain', 'hello');
    const { body } = await post('objects/presign', { bucket: 'files', key: KEY, expiresIn: 60 });
    expect(await (await fetch(body.url)).text()).toBe('hello');
    expect((await fetch(body.url.replace('Expires=60', 'Expires=61'))).status).toBe(403);
    const put = await post('objects/presign', { bucket: 'files', key: KEY, method: 'PUT' });
    expect((await fetch(put.body.url, { method: 'PUT', body: 'new' })).status).toBe(200);
  });

  test.each<[what: string, path: string]>([
    ['no key', 'object?bucket=files&key='],
    ['no bucket', 'object?key=a'],
    ['a bucket that is a path', `object?bucket=${encodeURIComponent('files/../_console')}&key=a`],
    ['a bucket with another host', `object?bucket=${encodeURIComponent('/evil.example')}&key=a`],
  ])('are not opened with %s', async (_, path) => {
    const { status, body } = await get(path);
    expect([status, body.code]).toEqual([400, 'ValidationException']);
  });

  test.each(['../secret', '//evil.example/x', '..%2f..', 'a?b#c', 'a/../../_console/api/timeline'])(
    'with the key %s stay inside of their bucket',
    async (key) => {
      const { body } = await post('objects/presign', { bucket: 'files', key, expiresIn: 60 });
      expect(body.url.startsWith(`${running.url}/files/`)).toBe(true);
    },
  );

  test.each([0, -1, 1.5, 604_801, 'x', null])(
    'have no link that expires in %s',
    async (expiresIn) => {
      const input = { bucket: 'files', key: 'a', expiresIn };
      expect((await post('objects/presign', input)).status).toBe(expiresIn === null ? 200 : 400);
    },
  );
});

describe('queues', () => {
  test('show their messages, and dead letters go back', async () => {
    await call('sqs', 'SendMessage', {
      QueueUrl: DEAD_QUEUE_URL,
      MessageBody: 'lost',
      MessageAttributes: { reason: { DataType: 'String', StringValue: 'broken' } },
    });
    const peek = (url: string) => get(`queues/messages?url=${encodeURIComponent(url)}`);
    for (const _ of ['first', 'second']) {
      expect((await peek(DEAD_QUEUE_URL)).body.messages).toMatchObject([
        { body: 'lost', receiveCount: 0, visible: true, attributes: { reason: {} } },
      ]);
    }
    expect((await post('queues/redrive', { queueUrl: DEAD_QUEUE_URL })).body).toEqual({ moved: 1 });
    expect((await peek(DEAD_QUEUE_URL)).body.messages).toEqual([]);
    expect((await peek(QUEUE_URL)).body.messages).toMatchObject([{ body: 'lost' }]);
    expect(
      (await post('queues/redrive', { queueUrl: QUEUE_URL, to: DEAD_QUEUE_URL })).body,
    ).toEqual({ moved: 1 });
  });

  test.each<[what: string, input: object, code: string]>([
    ['no dead-letter queue', { queueUrl: QUEUE_URL }, 'ValidationException'],
    ['a queue that does not exist', { queueUrl: 'none', to: QUEUE_URL }, 'QueueDoesNotExist'],
  ])('are not moved: %s', async (_, input, code) => {
    expect((await post('queues/redrive', input)).body.code).toMatch(new RegExp(code));
  });
});

describe('functions', () => {
  test('show their configuration, their permissions and what they were denied', async () => {
    const { serviceCalls } = running.context;
    const caller = {
      type: 'role',
      roleArn: 'arn:aws:iam::123456789012:role/greet',
      arn: 'arn:aws:sts::123456789012:assumed-role/greet/app-greet',
    } as const;
    for (const _ of ['first', 'second']) {
      await serviceCalls.call({
        caller,
        signingName: 'ssm',
        target: 'AmazonSSM.GetParameters',
        body: '{"Names":["x"]}',
      });
    }
    const { body } = await get('functions/greet');
    expect(body).toMatchObject({
      name: 'greet',
      physicalName: 'app-greet',
      handler: 'index.handler',
      environment: { GREETING: 'Hello', API_SECRET: HIDDEN, PASSPORT: HIDDEN },
      policies: [{ effect: 'Allow', actions: ['ssm:GetParameter'], resources: ['arn:aws:ssm:*'] }],
      logFormat: 'Text',
      denied: [
        {
          action: 'ssm:GetParameters',
          grant: expect.stringContaining('backend.greet.resources.lambda.addToRolePolicy('),
        },
      ],
    });
    const entry = running.context.timeline.entries().findLast(({ state }) => state === 'denied');
    const details = await get(`timeline/${entry?.id}`);
    expect(details.body.denial.grant).toBe(body.denied[0].grant);
    expect((await get('functions/watch-todos')).body.eventSources).toMatchObject([
      { enabled: true },
    ]);
  });

  test('run', async () => {
    const { body } = await post('functions/invoke', { function: 'greet', event: { name: 'Ada' } });
    expect(body.invocation).toMatchObject({
      function: 'greet',
      outcome: { status: 'success', response: { greeting: 'Ada' } },
    });
    expect((await get(`timeline/${body.entry}`)).body.entry).toMatchObject({
      kind: 'invocation',
      from: 'console',
      invocationId: body.invocation.id,
    });
  });

  test.each(['none', '__proto__', 'constructor', '..%2F..'])('need to exist: %s', async (name) => {
    expect((await get(`functions/${name}`)).status).toBe(404);
  });
});

test('schedules run now', async () => {
  expect((await get('schedules')).body).toMatchObject([{ name: 'greet-daily' }]);
  const { body } = await post('schedules/run', {
    name: 'greet-daily',
    scheduledTime: '2026-01-01T00:00:00Z',
  });
  expect(body).toMatchObject({
    scheduledTime: '2026-01-01T00:00:00.000Z',
    results: [{ outcome: { status: 'success' } }],
    entry: expect.any(Number),
  });
  expect(running.context.timeline.find(body.entry)).toMatchObject({
    kind: 'schedule',
    from: 'console',
  });
  expect((await post('schedules/run', { name: 'none' })).body).toMatchObject({
    code: 'SCHEDULE_NOT_FOUND',
    resolution: expect.any(String),
  });
});

test('the outbox shows what was sent', async () => {
  expect((await get('outbox')).body).toMatchObject([{ channel: 'topic', body: 'a & <b>' }]);
});

test('no request was an internal error of the sandbox', () => {
  expect(running.faults).toEqual([]);
});
