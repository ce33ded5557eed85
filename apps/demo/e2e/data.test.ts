import { generateKeyPairSync, sign } from 'node:crypto';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  decodeJWT,
  fetchAuthSession,
  fetchUserAttributes,
  signIn,
  signOut,
} from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { Hub } from 'aws-amplify/utils';
import { describe, expect, test } from 'vitest';
import type { Schema } from '../amplify/data/resource.ts';
import { HOUR, PASSWORD, startBackend, until } from './backend.ts';
import { runsHere } from './languages.ts';

const backend = startBackend();
const { registerAndConfirm } = backend;
const client = generateClient<Schema>();

type Client = ReturnType<typeof clientWith>;

/** A client that sends a token of the caller's choice. The API sees only the header. */
const clientWith = (authToken: string) => generateClient<Schema>({ authMode: 'lambda', authToken });

async function signInAsSomebody(): Promise<string> {
  const username = await registerAndConfirm();
  await signIn({ username, password: PASSWORD });
  return username;
}

/** Signs in as a new user, without ending the session of the client. */
async function accessTokenOfAnother(): Promise<string> {
  const { url: endpoint, region } = backend.sandbox;
  const cognito = new CognitoIdentityProviderClient({ endpoint, region });
  const { AuthenticationResult } = await cognito.send(
    new InitiateAuthCommand({
      ClientId: backend.userPool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: {
        USERNAME: await registerAndConfirm(),
        PREFERRED_CHALLENGE: 'PASSWORD',
        PASSWORD,
      },
    }),
  );
  cognito.destroy();
  return AuthenticationResult?.AccessToken ?? '';
}

const accessToken = async () => String((await fetchAuthSession()).tokens?.accessToken);

type Snapshot = { readonly items: readonly Schema['Todo']['type'][] };

type Subscription<Item> = {
  /** What has arrived, in order. */
  readonly items: readonly Item[];
  stop(): void;
};

/** Subscribes, and waits until the API confirms it. */
async function subscribe<Item>(
  field: string,
  observable: {
    subscribe(observer: { next(item: Item): void; error(reason: unknown): void }): {
      unsubscribe(): void;
    };
  },
): Promise<Subscription<Item>> {
  const items: Item[] = [];
  const confirmed = Promise.withResolvers<void>();
  const stopListening = Hub.listen('api', ({ payload: { event, data } }) => {
    const { query = '' } = (data ?? {}) as { readonly query?: string };
    if (event === 'Subscription ack' && query.includes(field)) confirmed.resolve();
  });
  const subscription = observable.subscribe({
    next: (item) => items.push(item),
    error: confirmed.reject,
  });
  await confirmed.promise.finally(stopListening);
  return { items, stop: () => subscription.unsubscribe() };
}

const greetings = () =>
  backend.sandbox.invocations.filter(({ function: name }) => name === 'say-hello');

const NOT_ALLOWED = [
  {
    errorType: expect.stringMatching(/^(?:Unauthorized|DynamoDB:ConditionalCheckFailedException)$/),
  },
];

describe('the profile of a user', () => {
  test('is there after the confirmation, and belongs to the user', async () => {
    const email = await signInAsSomebody();
    const { sub = '' } = await fetchUserAttributes();
    const { data, errors } = await client.models.UserProfile.list();
    expect(errors).toBeUndefined();
    expect(data).toMatchObject([{ id: sub, email, profileOwner: sub }]);
  });

  test('is created once, although the trigger is delivered three times', async () => {
    const email = await signInAsSomebody();
    const { sub: id = '' } = await fetchUserAttributes();
    const [invocation] = backend.sandbox.invocations.filter(
      ({ source, event }) =>
        source === 'PostConfirmation_ConfirmSignUp' && JSON.stringify(event).includes(email),
    );
    await client.models.UserProfile.update({ id, email: 'changed@example.com' });
    const { data: before } = await client.models.UserProfile.list();
    await Promise.all([
      backend.sandbox.invoke('post-confirmation', invocation?.event),
      backend.sandbox.invoke('post-confirmation', invocation?.event),
    ]);
    const { data: after } = await client.models.UserProfile.list();
    expect(after).toHaveLength(1);
    expect(after).toEqual(before);
    expect(after).toMatchObject([{ id, email: 'changed@example.com' }]);
    expect(backend.logOf('post-confirmation').filter(({ level }) => level === 'ERROR')).toEqual([]);
  });

  test('that the user changes arrives at their subscription', async () => {
    await signInAsSomebody();
    const { sub: id = '' } = await fetchUserAttributes();
    const changes = await subscribe('onUpdateUserProfile', client.models.UserProfile.onUpdate());
    await client.models.UserProfile.update({ id, email: 'ada@example.com' });
    await until(() => expect(changes.items).toMatchObject([{ id, email: 'ada@example.com' }]));
    changes.stop();
  });

  test.each<[string, (id: string) => Promise<{ readonly errors?: unknown }>]>([
    ['create a second one', () => client.models.UserProfile.create({ email: 'eve@example.com' })],
    ['delete it', (id) => client.models.UserProfile.delete({ id })],
    [
      'give it to another user',
      (id) => client.models.UserProfile.update({ id, profileOwner: 'eve::eve' }),
    ],
  ])('does not allow the user to %s', async (_, attempt) => {
    await signInAsSomebody();
    const { sub: id = '' } = await fetchUserAttributes();
    expect((await attempt(id)).errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    expect((await client.models.UserProfile.list()).data).toMatchObject([{ id, profileOwner: id }]);
  });
});

describe('todos', () => {
  test('are created, read, changed and deleted', async () => {
    await signInAsSomebody();
    const { sub: owner = '' } = await fetchUserAttributes();
    const { data: todo } = await client.models.Todo.create({ content: 'Buy milk' });
    expect(todo).toMatchObject({ content: 'Buy milk', isDone: null, owner });
    const id = todo?.id ?? '';
    const changed = await client.models.Todo.update({ id, isDone: true });
    expect(changed.data).toMatchObject({ id, content: 'Buy milk', isDone: true });
    expect((await client.models.Todo.get({ id })).data).toEqual(changed.data);
    expect((await client.models.Todo.list()).data).toEqual([changed.data]);
    expect((await client.models.Todo.delete({ id })).data).toMatchObject({ id });
    expect((await client.models.Todo.list()).data).toEqual([]);
  });

  test('arrive at the subscriptions of their owner, in order', async () => {
    await signInAsSomebody();
    const { Todo } = client.models;
    const created = await subscribe('onCreateTodo', Todo.onCreate());
    const changed = await subscribe('onUpdateTodo', Todo.onUpdate());
    const deleted = await subscribe('onDeleteTodo', Todo.onDelete());
    const { data: todo } = await Todo.create({ content: 'Buy milk', isDone: false });
    const id = todo?.id ?? '';
    for (const content of ['Buy oat milk', 'Buy cocoa']) await Todo.update({ id, content });
    await Todo.delete({ id });
    await until(() => expect(deleted.items).toMatchObject([{ id, content: 'Buy cocoa' }]));
    expect(created.items).toEqual([todo]);
    expect(changed.items).toMatchObject([{ content: 'Buy oat milk' }, { content: 'Buy cocoa' }]);
    for (const subscription of [created, changed, deleted]) subscription.stop();
  });

  test('are kept up to date by observeQuery', async () => {
    await signInAsSomebody();
    await client.models.Todo.create({ content: 'Before' });
    const snapshots = await subscribe<Snapshot>('onDeleteTodo', client.models.Todo.observeQuery());
    const contents = () => snapshots.items.at(-1)?.items.map(({ content }) => content);
    await until(() => expect(contents()).toEqual(['Before']));
    const { data: after } = await client.models.Todo.create({ content: 'After' });
    await until(() => expect(contents()).toEqual(['Before', 'After']));
    await client.models.Todo.delete({ id: after?.id ?? '' });
    await until(() => expect(contents()).toEqual(['Before']));
    snapshots.stop();
  });

  test('run the function that watches their table', async () => {
    await signInAsSomebody();
    const before = backend.logOf('watch-todos').length;
    const { data } = await client.models.Todo.create({ content: 'Buy milk' });
    await client.models.Todo.update({ id: data?.id ?? '', isDone: true });
    await until(() =>
      expect(backend.logOf('watch-todos').slice(before)).toMatchObject([
        { message: 'todo added' },
        { message: 'todo changed', fields: ['isDone', 'updatedAt'] },
      ]),
    );
  });

  test('are rejected without their required field', async () => {
    await signInAsSomebody();
    const { errors } = await client.models.Todo.create({} as { content: string });
    expect(errors?.[0]?.message).toContain('content');
    expect((await client.models.Todo.list()).data).toEqual([]);
  });
});

describe('another user', () => {
  async function todoOfAda(): Promise<string> {
    await signInAsSomebody();
    const { data } = await client.models.Todo.create({ content: 'A secret' });
    return data?.id ?? '';
  }

  test('sees no profile and no todo of the first one', async () => {
    const id = await todoOfAda();
    const { sub = '' } = await fetchUserAttributes();
    const eve = clientWith(await accessTokenOfAnother());
    expect((await eve.models.Todo.list()).data).toEqual([]);
    expect((await eve.models.Todo.get({ id })).data).toBeNull();
    expect((await eve.models.UserProfile.get({ id: sub })).data).toBeNull();
    const { data: profiles } = await eve.models.UserProfile.list();
    expect(profiles.map((profile) => profile.id)).not.toContain(sub);
    expect(profiles).toHaveLength(1);
  });

  test.each<[string, (eve: Client, id: string) => Promise<{ readonly errors?: unknown }>]>([
    ['change it', ({ models }, id) => models.Todo.update({ id, content: 'Mine' })],
    ['delete it', ({ models }, id) => models.Todo.delete({ id })],
    ['replace it', ({ models }, id) => models.Todo.create({ id, content: 'Mine' })],
  ])('who has the id of a todo cannot %s', async (_, attempt) => {
    const id = await todoOfAda();
    const eve = clientWith(await accessTokenOfAnother());
    expect((await attempt(eve, id)).errors).toMatchObject(NOT_ALLOWED);
    expect((await client.models.Todo.get({ id })).data).toMatchObject({ content: 'A secret' });
  });

  test('cannot change the profile of the first one', async () => {
    const email = await signInAsSomebody();
    const { sub: id = '' } = await fetchUserAttributes();
    const eve = clientWith(await accessTokenOfAnother());
    const { errors } = await eve.models.UserProfile.update({ id, email: 'eve@example.com' });
    expect(errors).toMatchObject(NOT_ALLOWED);
    expect((await client.models.UserProfile.get({ id })).data).toMatchObject({ email });
  });

  test('cannot write a todo in the name of the first one', async () => {
    await signInAsSomebody();
    const { sub: owner = '' } = await fetchUserAttributes();
    const eve = clientWith(await accessTokenOfAnother());
    const { errors } = await eve.models.Todo.create({ content: 'Yours', owner });
    expect(errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    expect((await client.models.Todo.list()).data).toEqual([]);
  });

  test('gets only their own changes from a subscription', async () => {
    await signInAsSomebody();
    const eve = clientWith(await accessTokenOfAnother());
    const seen = await subscribe('onCreateTodo', eve.models.Todo.onCreate());
    await client.models.Todo.create({ content: 'A secret' });
    await eve.models.Todo.create({ content: 'Mine' });
    await until(() => expect(seen.items).not.toEqual([]));
    expect(seen.items).toMatchObject([{ content: 'Mine' }]);
    seen.stop();
  });
});

describe('say-hello', () => {
  test('resolves the custom query, with and without a name', async () => {
    await signInAsSomebody();
    expect(await client.queries.sayHello({ name: 'Ada' })).toEqual({ data: 'Hello, Ada!' });
    expect(await client.queries.sayHello({})).toEqual({ data: 'Hello, World!' });
    const { sub } = await fetchUserAttributes();
    const [invocation] = greetings();
    expect(invocation?.event).toMatchObject({
      arguments: { name: 'Ada' },
      identity: { sub },
      typeName: 'Query',
      fieldName: 'sayHello',
    });
  });

  for (const language of ['Python', 'Go'] as const) {
    test.runIf(runsHere(language))(`resolves a custom query in ${language}, too`, async () => {
      await signInAsSomebody();
      const query = client.queries[`sayHello${language}`];
      expect(await query({ name: 'Ada' })).toEqual({ data: `Hello from ${language}, Ada!` });
      expect(await query({})).toEqual({ data: `Hello from ${language}, World!` });
    });
  }

  test('does not run for a visitor without a session', async () => {
    const before = greetings().length;
    const guest = await client.queries.sayHello({}, { authMode: 'identityPool' });
    expect(guest.data).toBeFalsy();
    expect(guest.errors).not.toEqual([]);
    expect(greetings()).toHaveLength(before);
  });
});

describe('contact-team', () => {
  test('sends a message to the team and a receipt to the user, with the permissions of its role', async () => {
    const username = await signInAsSomebody();
    const message = 'The button is <b>blue</b>.';

    expect(await client.mutations.contactTeam({ message })).toEqual({ data: 'SENT' });

    expect(backend.messagesTo('support@example.com')).toMatchObject([
      { channel: 'email', subject: 'A message of a user', body: message },
    ]);
    expect(backend.messagesTo(username).at(-1)).toMatchObject({
      from: 'team@example.com',
      subject: 'We got your message',
    });
  });

  test('logs neither addresses and messages, nor the lines of Lambda', async () => {
    const username = await signInAsSomebody();
    const message = 'The button is not there.';
    await client.mutations.contactTeam({ message });

    const entries = backend.logOf('contact-team');
    expect(entries).toContainEqual(
      expect.objectContaining({ level: 'INFO', message: expect.stringContaining('message sent') }),
    );
    // `backend.ts` changes the level of the system's own lines through the CDK.
    expect(entries.filter(({ type }) => String(type).startsWith('platform.'))).toEqual([]);
    for (const personal of [username, message]) {
      expect(JSON.stringify(entries)).not.toContain(personal);
    }
  });

  test('does not run for a visitor without a session', async () => {
    const runs = () =>
      backend.sandbox.invocations.filter(({ function: name }) => name === 'contact-team').length;
    const before = runs();
    const { errors } = await client.mutations.contactTeam(
      { message: 'Hello' },
      { authMode: 'identityPool' },
    );
    expect(errors).not.toEqual([]);
    expect(runs()).toBe(before);
  });
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs claims with a key of the attacker. */
function signed(header: object, claims: object): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

const headerOf = (token: string): object =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const claimsOf = (token: string): object => decodeJWT(token).payload;

/** What an attacker makes of the token of another user, to be the victim. */
const FORGERIES: readonly [string, (token: string, victim: string) => string][] = [
  [
    'with changed claims',
    (token, victim) => {
      const [header, , signature] = token.split('.');
      return `${header}.${part({ ...claimsOf(token), sub: victim, username: victim })}.${signature}`;
    },
  ],
  [
    'without a signature (alg none)',
    (token, victim) =>
      `${part({ ...headerOf(token), alg: 'none' })}.${part({ ...claimsOf(token), sub: victim, username: victim })}.`,
  ],
  [
    'signed with another key',
    (token, victim) =>
      signed(headerOf(token), { ...claimsOf(token), sub: victim, username: victim }),
  ],
  [
    'of another user pool',
    (token, victim) =>
      signed(
        { ...headerOf(token), kid: 'foreign' },
        {
          ...claimsOf(token),
          iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_foreign00',
          sub: victim,
          username: victim,
        },
      ),
  ],
  ['that is no token', () => 'eve'],
];

/** What happens to a real token. */
const ENDINGS: readonly [string, (token: string) => Promise<void>][] = [
  ['that is expired', async () => backend.pass(2 * HOUR)],
  ['of a user who signed out everywhere', () => signOut({ global: true })],
];

/** Expects that a token neither reads nor writes nor subscribes. */
async function expectRefused(token: string): Promise<void> {
  const { models, queries } = clientWith(token);
  const before = greetings().length;
  const results = await Promise.all([
    models.Todo.list(),
    models.Todo.create({ content: 'Mine' }),
    queries.sayHello({}),
  ]);
  for (const { data, errors } of results) {
    expect([data ?? []].flat()).toEqual([]);
    expect(errors?.[0]?.message).toMatch(/401|Unauthorized/);
  }
  await expect(subscribe('onCreateTodo', models.Todo.onCreate())).rejects.toMatchObject({
    errors: [{ message: expect.stringContaining('UnauthorizedException') }],
  });
  expect(greetings()).toHaveLength(before);
}

describe('a token', () => {
  test.each(FORGERIES)('%s is refused', async (_, forge) => {
    await signInAsSomebody();
    const { sub: victim = '' } = await fetchUserAttributes();
    const todo = await client.models.Todo.create({ content: 'A secret' });
    await expectRefused(forge(await accessTokenOfAnother(), victim));
    expect((await client.models.Todo.list()).data).toEqual([todo.data]);
  });

  test.each(ENDINGS)('%s is refused', async (_, end) => {
    await signInAsSomebody();
    const token = await accessToken();
    expect((await clientWith(token).models.Todo.list()).errors).toBeUndefined();
    await end(token);
    await expectRefused(token);
  });
});
