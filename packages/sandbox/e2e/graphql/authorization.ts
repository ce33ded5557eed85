import { randomUUID } from 'node:crypto';
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIssuer, type TestIssuer } from '../../testing/oidc-issuer.js';
import { LOCAL_SERVER } from '../graphql-app/amplify/data/local-server.js';
import type { Schema } from '../graphql-app/amplify/data/resource.js';
import { app, clientWith, type GraphqlResponse, PASSWORD, post, type UserName } from './app.js';

type Model =
  | 'Note'
  | 'Memo'
  | 'Document'
  | 'Invoice'
  | 'Price'
  | 'TeamTask'
  | 'SharedTask'
  | 'Poster'
  | 'Ticket'
  | 'Badge'
  | 'Medal'
  | 'Employee';
type Operation = 'create' | 'get' | 'list' | 'update' | 'delete';
type Input = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;

/** The operation on a model, as the client of Amplify writes it. */
function operationOf(model: Model, operation: Operation, fields: string) {
  if (operation === 'get')
    return `query Q($id: ID!) { result: get${model}(id: $id) { ${fields} } }`;
  if (operation === 'list') return `query Q { result: list${model}s { items { ${fields} } } }`;
  const name = `${operation[0]?.toUpperCase()}${operation.slice(1)}${model}`;
  return `mutation M($input: ${name}Input!) { result: ${operation}${model}(input: $input) { ${fields} } }`;
}

async function perform(
  headers: Headers,
  model: Model,
  operation: Operation,
  input: Input,
  fields = 'id',
) {
  const query = operationOf(model, operation, fields);
  const variables = operation === 'get' ? input : operation === 'list' ? {} : { input };
  return (await post({ query, variables }, headers)).body as GraphqlResponse;
}

const tokenOf = (user: UserName): Headers => ({ authorization: app().users[user].accessToken });
const idTokenOf = (user: UserName): Headers => ({ authorization: app().users[user].idToken });
const ownerOf = (user: UserName) => `${app().users[user].sub}::${app().users[user].sub}`;

/** Whether an operation succeeds: `allowed`, `hidden` (no error, no item) or `refused`. */
function outcomeOf({ data, errors }: GraphqlResponse): string {
  if (errors?.some(({ errorType }) => /^Unauthorized/.test(errorType ?? ''))) return 'refused';
  if (errors) return JSON.stringify(errors);
  const result = data?.result as { readonly items?: readonly unknown[] } | null;
  return result === null || result?.items?.length === 0 ? 'hidden' : 'allowed';
}

type Row = readonly [who: string, headers: () => Headers, operation: Operation, outcome: string];
const OPERATIONS = ['create', 'get', 'list', 'update', 'delete'] as const;
/** One row for each operation of a sender. */
const rows = (
  who: string,
  headers: () => Headers,
  outcomes: Readonly<Record<Operation, string>>,
): readonly Row[] => OPERATIONS.map((operation) => [who, headers, operation, outcomes[operation]]);
const ALL = {
  create: 'allowed',
  get: 'allowed',
  list: 'allowed',
  update: 'allowed',
  delete: 'allowed',
};
const NONE = {
  create: 'refused',
  get: 'refused',
  list: 'refused',
  update: 'refused',
  delete: 'refused',
};

/**
 * Runs each row on an item of its own. The item is created with the headers of the owner before,
 * except for `create`.
 */
function modelRules(
  model: Model,
  owner: () => Headers,
  item: () => Input,
  table: readonly Row[],
): void {
  describe(`${model}:`, () => {
    test.each(
      table.map(([who, headers, operation, outcome]) => ({ who, headers, operation, outcome })),
    )('$who, $operation: $outcome', async ({ headers, operation, outcome }) => {
      const id = randomUUID();
      const creator = operation === 'create' ? headers() : owner();
      const created = await perform(creator, model, 'create', { id, ...item() });
      if (operation === 'create') {
        await perform(creator, model, 'delete', { id });
        return expect(outcomeOf(created)).toBe(outcome);
      }
      expect(outcomeOf(created)).toBe('allowed');
      const input = operation === 'update' ? { id, text: 'changed' } : { id };
      const response = await perform(
        headers(),
        model,
        operation,
        model === 'Price' && operation === 'update' ? { id, amount: 2 } : input,
      );
      expect(outcomeOf(response)).toBe(outcome);
      if (outcome !== 'allowed') {
        const { data } = await perform(owner(), model, 'get', { id });
        expect(data?.result).toEqual({ id });
      }
      await perform(owner(), model, 'delete', { id });
      return undefined;
    });
  });
}

const key = (): Headers => ({
  'x-api-key': (app().sandbox.outputs.data as { api_key: string }).api_key,
});
const nobody = (): Headers => ({});
const ada = () => tokenOf('ada');
const bob = () => tokenOf('bob');
const cid = () => tokenOf('cid');

function byUserPool(): void {
  const TEXT = () => ({ text: 'x' });
  const HIDDEN = {
    create: 'allowed',
    get: 'refused',
    list: 'hidden',
    update: 'refused',
    delete: 'refused',
  };
  modelRules('Note', ada, TEXT, [
    ...rows('the owner', ada, ALL),
    ...rows('another user', bob, HIDDEN),
    ...rows('the API key', key, NONE),
    ...rows('nobody', nobody, NONE),
  ]);
  modelRules('Memo', bob, () => ({ text: 'x' }), [
    ...rows('the writer', bob, { ...ALL, delete: 'refused' }),
    ...rows('another user', cid, {
      create: 'allowed',
      get: 'allowed',
      list: 'allowed',
      update: 'refused',
      delete: 'refused',
    }),
    ['an administrator', ada, 'delete', 'allowed'],
  ]);
  modelRules('Document', ada, () => ({ text: 'x', editors: [ownerOf('ada'), ownerOf('cid')] }), [
    ['the first editor', ada, 'update', 'allowed'],
    ['the second editor', cid, 'get', 'allowed'],
    ['the second editor', cid, 'list', 'allowed'],
    ['the second editor', cid, 'update', 'allowed'],
    ['the second editor', cid, 'delete', 'allowed'],
    ['another user', bob, 'get', 'refused'],
    ['another user', bob, 'list', 'hidden'],
    ['another user', bob, 'update', 'refused'],
    ['another user', bob, 'delete', 'refused'],
    ['another user for others', bob, 'create', 'refused'],
  ]);
  const adaId = () => idTokenOf('ada');
  modelRules('Invoice', adaId, () => ({ text: 'x', tenant: 'north' }), [
    ['a user of the tenant', adaId, 'create', 'allowed'],
    ['a user of the tenant', () => idTokenOf('cid'), 'get', 'allowed'],
    ['a user of the tenant', () => idTokenOf('cid'), 'update', 'allowed'],
    ['a user of another tenant', () => idTokenOf('bob'), 'get', 'refused'],
    ['a user of another tenant', () => idTokenOf('bob'), 'list', 'hidden'],
    ['a user of another tenant', () => idTokenOf('bob'), 'update', 'refused'],
    ['a user of another tenant', () => idTokenOf('bob'), 'create', 'refused'],
    ['a token without the claim', ada, 'get', 'refused'],
    ['a token without the claim', ada, 'create', 'refused'],
  ]);
  modelRules('Price', ada, () => ({ amount: 1 }), [
    ...rows('a group with all operations', ada, ALL),
    ...rows('a group that reads', bob, { ...NONE, get: 'allowed', list: 'allowed' }),
    ...rows('a second group that reads', cid, { ...NONE, get: 'allowed', list: 'allowed' }),
    ...rows('the API key', key, NONE),
  ]);
  modelRules('TeamTask', cid, () => ({ text: 'x', team: 'Red' }), [
    ...rows('a member of the team', cid, ALL),
    ...rows('a user of another team', bob, { ...NONE, list: 'hidden' }),
  ]);
  modelRules('SharedTask', cid, () => ({ text: 'x', teams: ['Red', 'Blue'] }), [
    ...rows('a member of the first team', cid, ALL),
    ...rows('a member of the second team', bob, ALL),
    ...rows('a user of no team', ada, { ...NONE, list: 'hidden' }),
  ]);
  modelRules('Employee', ada, () => ({ name: 'x' }), [
    ['the owner', ada, 'create', 'allowed'],
    ['another user', bob, 'get', 'allowed'],
    ['another user', bob, 'list', 'allowed'],
    ['another user', bob, 'delete', 'refused'],
  ]);
  modelRules('Ticket', () => ({ authorization: 'allow uncached' }), TEXT, [
    ...rows('an allowed token', () => ({ authorization: 'allow' }), ALL),
    ...rows('a denied token', () => ({ authorization: 'deny' }), NONE),
    ...rows('the API key', key, NONE),
    ...rows('a user of the pool', ada, NONE),
  ]);
}

function ownership(): void {
  test('the owner of an item is its creator, by name', async () => {
    const { data } = await app().users.ada.client.models.Note.create({ text: 'x' });
    expect(data?.owner).toBe(app().users.ada.sub);
    await app().users.ada.client.models.Note.delete({ id: data?.id ?? '' });
  });
  test('nobody creates an item for another owner', async () => {
    const { errors } = await app().users.bob.client.models.Memo.create({ writer: ownerOf('ada') });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
  test('nobody takes an item of another owner', async () => {
    const { data } = await app().users.bob.client.models.Memo.create({ text: 'x' });
    const id = data?.id ?? '';
    const memos = app().users.cid.client.models.Memo;
    const { errors } = await memos.update({ id, writer: ownerOf('cid') });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
    expect((await memos.get({ id })).data?.writer).toBe(app().users.bob.sub);
  });
  test('an owner gives an item away', async () => {
    const { data } = await app().users.bob.client.models.Memo.create({ text: 'x' });
    const id = data?.id ?? '';
    const changed = await app().users.bob.client.models.Memo.update({ id, writer: ownerOf('cid') });
    expect(changed.data?.writer).toBe(app().users.cid.sub);
    const again = await app().users.bob.client.models.Memo.update({ id, text: 'y' });
    expect(again.errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
    const own = await app().users.cid.client.models.Memo.update({ id, text: 'y' });
    expect(own.data?.text).toBe('y');
  });
  test('a list of an owner has pages of own items only', async () => {
    const ids: string[] = [];
    for (const user of ['ada', 'bob', 'ada', 'bob'] as const) {
      const { data } = await app().users[user].client.models.Note.create({ text: user });
      ids.push(data?.id ?? '');
    }
    const texts: (string | null | undefined)[] = [];
    let nextToken: string | null | undefined = null;
    do {
      const page: { data: { text?: string | null }[]; nextToken?: string | null } =
        await app().users.ada.client.models.Note.list({ limit: 1, nextToken });
      texts.push(...page.data.map(({ text }) => text));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(texts).toEqual(['ada', 'ada']);
    const { nextToken: token } = await app().users.ada.client.models.Note.list({ limit: 1 });
    const { errors } = await app().users.bob.client.models.Note.list({
      limit: 1,
      nextToken: token ?? '',
    });
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining('Invalid pagination token') }),
    ]);
    for (const id of ids) {
      await app().users.ada.client.models.Note.delete({ id });
      await app().users.bob.client.models.Note.delete({ id });
    }
  });
  test('nobody creates a task for a team of others', async () => {
    const { errors } = await app().users.bob.client.models.TeamTask.create({
      text: 'x',
      team: 'Red',
    });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });

  test.each<[string, UserName, string, unknown]>([
    ['the owner reads a field for owners', 'ada', 'salary', 5],
    ['another user does not read a field for owners', 'bob', 'salary', null],
    ['another user reads a field for all users', 'bob', 'nickname', 'A'],
  ])('%s', async (_, user, field, value) => {
    const { data } = await app().users.ada.client.models.Employee.create({
      name: 'x',
      salary: 5,
      nickname: 'A',
    });
    const id = data?.id ?? '';
    const response = await perform(tokenOf(user), 'Employee', 'get', { id }, `name ${field}`);
    expect(response.data?.result).toEqual({ name: 'x', [field]: value });
    expect(response.errors?.map(({ errorType, path }) => ({ errorType, path }))).toEqual(
      value === null ? [{ errorType: 'Unauthorized', path: ['result', field] }] : undefined,
    );
    await app().users.ada.client.models.Employee.delete({ id });
  });
  test('an owner does not update a field that only its creation sets', async () => {
    const { data } = await app().users.ada.client.models.Employee.create({
      name: 'x',
      nickname: 'A',
    });
    const { errors } = await app().users.ada.client.models.Employee.update({
      id: data?.id ?? '',
      nickname: 'B',
    });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
}

function tokens(): void {
  const query = '{ echo }';
  const status = async (headers: Headers) => {
    const { status: code, body } = await post({ query }, headers);
    return [code, body.errors?.[0]?.errorType];
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forge = (change: object, header?: object) => {
    const [first = '', payload = '', signature = ''] = app().users.bob.accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return `${header ? part(header) : first}.${part({ ...claims, ...change })}.${signature}`;
  };
  test.each<[string, () => Headers]>([
    ['no header', () => ({})],
    ['an API key that does not exist', () => ({ 'x-api-key': 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa' })],
    ['an empty API key', () => ({ 'x-api-key': '' })],
    [
      'a token with another user',
      () => ({ authorization: forge({ sub: app().users.ada.sub, username: app().users.ada.sub }) }),
    ],
    [
      'a token with more groups',
      () => ({ authorization: forge({ 'cognito:groups': ['Admins'] }) }),
    ],
    ['a token with a later expiry', () => ({ authorization: forge({ exp: 9_999_999_999 }) })],
    [
      'a token without a signature',
      () => ({ authorization: forge({}, { alg: 'none' }).replace(/[^.]*$/, '') }),
    ],
    ['a token of another issuer', () => ({ authorization: forge({ iss: 'https://example.com' }) })],
    [
      'a signature of nobody',
      () => ({
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/appsync/aws4_request, SignedHeaders=host, Signature=0',
      }),
    ],
    ['a denied token of the authorizer', () => ({ authorization: 'deny' })],
  ])('%s is refused', async (_, headers) => {
    const [code, type] = await status(headers());
    expect([400, 401, 403]).toContain(code);
    expect(type).toMatch(/Exception$/);
  });
  test.each<[string, () => Headers]>([
    ['an access token', ada],
    ['an ID token', () => idTokenOf('ada')],
    ['a token with Bearer', () => ({ authorization: `Bearer ${app().users.ada.accessToken}` })],
    ['an API key', key],
    ['a token of the authorizer', () => ({ authorization: 'allow' })],
  ])('%s is accepted', async (_, headers) => {
    expect(await status(headers())).toEqual([200, undefined]);
  });

  test.each<[string, object, object]>([
    [
      'denied fields',
      { isAuthorized: true, deniedFields: ['Query.echo'], ttlOverride: 0 },
      { data: { echo: null }, errors: [{ errorType: 'Unauthorized' }] },
    ],
    ['no decision', {}, { errors: [{}] }],
    ['a decision of the wrong type', { isAuthorized: 'yes', ttlOverride: 0 }, { errors: [{}] }],
  ])('an authorizer with %s', async (_, decision, expected) => {
    const { body } = await post({ query }, { authorization: JSON.stringify(decision) });
    expect(body).toMatchObject(expected);
  });
  test('an authorizer that throws is an error', async () => {
    expect((await status({ authorization: 'throw' }))[0]).not.toBe(200);
  });
  const calls = () =>
    app().sandbox.invocations.filter((each) => each.function === 'authorizer').length;
  test('a decision of the authorizer is reused', async () => {
    const before = calls();
    for (let count = 0; count < 3; count += 1) await status({ authorization: 'allow reuse' });
    expect(calls() - before).toBe(1);
  });
  test('a decision without a time to live is not reused', async () => {
    const before = calls();
    for (let count = 0; count < 2; count += 1) await status({ authorization: 'allow uncached' });
    expect(calls() - before).toBe(2);
  });
  test.each<[string, UserName, string]>([
    ['an administrator runs an operation for them', 'ada', 'allowed'],
    ['another user does not run an operation for administrators', 'bob', 'refused'],
  ])('%s', async (_, user, outcome) => {
    const { body } = await post({ query: '{ result: onlyAdmins }' }, tokenOf(user));
    expect(outcomeOf(body)).toBe(outcome);
  });
}

/** The modes of Amplify's client, with its own sign-in. */
function signedIn(): void {
  const client = (authMode: 'userPool' | 'identityPool' | 'apiKey') =>
    generateClient<Schema>({ authMode });
  const text = (result: { data?: { text?: string | null } | null; errors?: unknown }) => {
    if (result.errors) throw new Error(JSON.stringify(result.errors));
    return result.data?.text;
  };
  let poster = '';
  afterAll(() => signOut());

  test('a guest does not create', async () => {
    const { errors } = await client('identityPool').models.Poster.create({ text: 'x' });
    expect(errors).toEqual([
      expect.objectContaining({ errorType: expect.stringMatching(/^Unauthorized/) }),
    ]);
  });
  test('a guest calls an operation with the identity of a guest', async () => {
    const { data, errors } = await client('identityPool').queries.echo({});
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data)).identity).toEqual({
      accountId: '123456789012',
      cognitoIdentityAuthProvider: null,
      cognitoIdentityAuthType: 'unauthenticated',
      cognitoIdentityId: expect.stringMatching(/^us-east-1:/),
      cognitoIdentityPoolId: expect.stringMatching(/^us-east-1:/),
      sourceIp: ['127.0.0.1'],
      userArn: expect.stringMatching(/:assumed-role\/.*\/CognitoIdentityCredentials$/),
      username: expect.stringMatching(/^AROA\w+:CognitoIdentityCredentials$/),
    });
  });
  test('a user signs in, and the access token is the identity', async () => {
    const { email, sub } = app().users.dan;
    expect(await signIn({ username: email, password: PASSWORD })).toMatchObject({
      isSignedIn: true,
    });
    const { data } = await client('userPool').queries.echo({});
    expect(JSON.parse(String(data)).identity).toMatchObject({ sub, username: sub });
  });
  test('a user is authenticated with the identity pool too', async () => {
    const { data, errors } = await client('identityPool').queries.echo({});
    expect(errors).toBeUndefined();
    const { identityId } = await fetchAuthSession();
    expect(JSON.parse(String(data)).identity).toMatchObject({
      cognitoIdentityAuthType: 'authenticated',
      cognitoIdentityId: identityId,
      cognitoIdentityAuthProvider: expect.stringContaining(
        `:CognitoSignIn:${app().users.dan.sub}"`,
      ),
    });
  });
  test('a user of the identity pool creates and updates', async () => {
    const { data } = await client('identityPool').models.Poster.create({ text: 'x' });
    poster = data?.id ?? '';
    expect(text(await client('identityPool').models.Poster.update({ id: poster, text: 'y' }))).toBe(
      'y',
    );
  });
  test('a user of the identity pool does not delete', async () => {
    const { errors } = await client('identityPool').models.Poster.delete({ id: poster });
    expect(errors).toHaveLength(1);
  });
  test('the API key lists, and does not get', async () => {
    expect((await client('apiKey').models.Poster.list()).data).toEqual([
      expect.objectContaining({ text: 'y' }),
    ]);
    expect((await client('apiKey').models.Poster.get({ id: poster })).errors).toHaveLength(1);
  });
  test('the mode of one call overrides that of the client', async () => {
    const { data } = await client('apiKey').queries.echo({}, { authMode: 'userPool' });
    expect(JSON.parse(String(data)).identity.sub).toBe(app().users.dan.sub);
  });
  test('a guest reads what a user created', async () => {
    await signOut();
    expect(text(await client('identityPool').models.Poster.get({ id: poster }))).toBe('y');
  });
  test('without a session, the mode of the user pool fails at the client', async () => {
    const { errors } = await client('userPool')
      .models.Note.list()
      .catch((error) => ({ errors: [error] }));
    expect(errors).toHaveLength(1);
    expect(Amplify.getConfig().API?.GraphQL?.defaultAuthMode).toBe('userPool');
  });
}

function openIdConnect(): void {
  let issuer: TestIssuer;
  const sign = async (claims: object) => {
    const now = Math.floor(Date.now() / 1000);
    return issuer.sign({
      aud: 'graphql-app',
      sub: 's-1',
      user_id: 'olga',
      iat: now,
      auth_time: now,
      exp: now + 600,
      ...claims,
    });
  };
  beforeAll(async () => {
    issuer = await startIssuer('RS256', LOCAL_SERVER);
  });
  afterAll(() => issuer?.stop());

  test('a user of the issuer owns items', async () => {
    const client = clientWith(await sign({}));
    const { data, errors } = await client.models.Badge.create({ text: 'x' });
    expect(errors).toBeUndefined();
    expect((await client.models.Badge.get({ id: data?.id ?? '' })).data?.owner).toBe('olga');
  });
  test('another user of the issuer lists them, and does not get them', async () => {
    const client = clientWith(await sign({ user_id: 'otto' }));
    const { data } = await client.models.Badge.list();
    expect(data).toHaveLength(1);
    const { errors } = await client.models.Badge.get({ id: data[0]?.id ?? '' });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
  test('a token without the claim of the owner creates nothing', async () => {
    const client = clientWith(await sign({ user_id: undefined }));
    const { errors } = await client.models.Badge.create({ text: 'x' });
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
  test('a user of the user pool is no user of the issuer', async () => {
    const { errors } = await app().users.ada.client.models.Badge.list();
    expect(errors).toEqual([expect.objectContaining({ errorType: 'Unauthorized' })]);
  });
  test.each<[string, object, string]>([
    ['in the group of its claim', { roles: ['Staff'] }, 'allowed'],
    ['with one group as a text', { roles: 'Staff' }, 'allowed'],
    ['in another group', { roles: ['Guests'] }, 'refused'],
    ['with the group in another claim', { 'cognito:groups': ['Staff'] }, 'refused'],
    ['without a group', {}, 'refused'],
  ])('the creation by a user %s is decided by the claim', async (_, claims, outcome) => {
    const headers = { authorization: await sign(claims) };
    expect(outcomeOf(await perform(headers, 'Medal', 'create', { text: 'x' }))).toBe(outcome);
  });
  test.each<[string, object]>([
    ['of another client', { aud: 'other' }],
    ['that has expired', { exp: 1 }],
    ['that was issued long ago', { iat: 1 }],
    ['whose user signed in long ago', { auth_time: 1 }],
    ['of another issuer', { iss: 'https://example.com' }],
  ])('a token %s is refused', async (_, claims) => {
    const { status } = await post(
      { query: '{ listBadges { items { id } } }' },
      { authorization: await sign(claims) },
    );
    expect(status).toBe(401);
  });
}

export function authorizationTests(): void {
  describe('the rules of', byUserPool);
  describe('an owner:', ownership);
  describe('a token:', tokens);
  describe('a session:', signedIn);
  describe('OpenID Connect:', openIdConnect);
}
