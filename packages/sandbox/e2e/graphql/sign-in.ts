import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startIssuer, type TestIssuer } from '../../testing/oidc-issuer.js';
import { LOCAL_SERVER } from '../graphql-app/amplify/data/local-server.js';
import type { Schema } from '../graphql-app/amplify/data/resource.js';
import { app, clientWith, PASSWORD, post, type UserName } from './app.js';
import { type Headers, idTokenOf, key, outcomeOf, perform, tokenOf } from './senders.js';

const ada = () => tokenOf('ada');

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

export function signInTests(): void {
  describe('a token:', tokens);
  describe('a session:', signedIn);
  describe('OpenID Connect:', openIdConnect);
}
