import type { JsonWebKey } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  authorizationOf,
  NOT_AUTHORIZED,
  outcomeOf,
  requestWith,
} from '../../../../testing/authorization.js';
import {
  bringingItsKey,
  signedByAnother,
  signedWithPublicKey,
  tampered,
  unsigned,
} from '../../../../testing/forged-tokens.js';
import { DISCOVERY, KEYS, startIssuer, type TestIssuer } from '../../../../testing/oidc-issuer.js';

const NOW = Date.UTC(2026, 4, 1);
const CLAIMS: JWTPayload = {
  sub: 'ada',
  aud: 'web',
  iat: NOW / 1000 - 60,
  auth_time: NOW / 1000 - 120,
  exp: NOW / 1000 + 3600,
};
const EXPIRED = '401 UnauthorizedException: Token has expired.';
const NOT_PARSED = '401 UnauthorizedException: Unable to parse JWT token.';

let oidc: TestIssuer;
beforeEach(async () => {
  oidc = await startIssuer();
});
afterEach(() => oidc.stop());

type Config = Readonly<Record<string, string | number>>;
const start = (config: Config = {}) =>
  authorizationOf(
    {
      AuthenticationType: 'OPENID_CONNECT',
      OpenIDConnectConfig: { Issuer: oidc.issuer, ...config },
    },
    { now: () => NOW },
  );
const outcome = (token: string, api = start()) =>
  outcomeOf(api.authenticate(requestWith({ authorization: token })));

describe('a token of OpenID Connect', () => {
  test('gives its claims to resolvers, and expires with the token', async () => {
    const token = await oidc.sign(CLAIMS);
    const claims = { ...CLAIMS, iss: oidc.issuer };
    expect(await start().authenticate(requestWith({ authorization: token }))).toMatchObject({
      mode: 'OPENID_CONNECT',
      authType: 'Open ID Connect Authorization',
      identity: { sub: 'ada', issuer: oidc.issuer, claims },
      expiresAt: NOW + 3_600_000,
      groups: [],
    });
  });

  test.each(['RS512', 'PS256', 'ES256'])('may be signed with %s', async (alg) => {
    await oidc.stop();
    oidc = await startIssuer(alg);
    expect(await outcome(await oidc.sign(CLAIMS))).toBe('OPENID_CONNECT');
  });

  test.for<[string, (token: string) => string | Promise<string>, string]>([
    ['a changed claim', (token) => tampered(token), NOT_PARSED],
    ['a later expiry', (token) => tampered(token, { exp: NOW / 1000 + 9999 }), NOT_PARSED],
    ['no signature', (token) => unsigned(token), NOT_PARSED],
    ['the signature of another key', (token) => signedByAnother(token), NOT_PARSED],
    ['its own key', (token) => bringingItsKey(token), NOT_PARSED],
    [
      'a symmetric signature with the public key',
      (token) => signedWithPublicKey(oidc.jwk as JsonWebKey)(token),
      NOT_PARSED,
    ],
    ['an unknown key', () => oidc.sign(CLAIMS, { kid: 'key-2' }), NOT_PARSED],
    [
      'another issuer',
      () => oidc.sign({ ...CLAIMS, iss: 'https://login.example.com' }),
      NOT_PARSED,
    ],
    [
      'an issuer whose name begins with that of the API',
      () => oidc.sign({ ...CLAIMS, iss: `${oidc.issuer}.example.com` }),
      NOT_PARSED,
    ],
    [
      'a slash after its issuer',
      () => oidc.sign({ ...CLAIMS, iss: `${oidc.issuer}/` }),
      NOT_PARSED,
    ],
    ['its lifetime over', () => oidc.sign({ ...CLAIMS, exp: NOW / 1000 }), EXPIRED],
    ['no lifetime', () => oidc.sign({ sub: 'ada', aud: 'web' }), NOT_PARSED],
    [
      'a lifetime that has not begun',
      () => oidc.sign({ ...CLAIMS, nbf: NOW / 1000 + 60 }),
      NOT_PARSED,
    ],
    ['two dots', () => '..', NOT_PARSED],
    ['some text', () => 'hello', NOT_PARSED],
  ])('is refused with %s', async ([, spoil, expected]) => {
    expect(await outcome(await spoil(await oidc.sign(CLAIMS)))).toBe(expected);
  });

  test.for<[string, Config, JWTPayload, string]>([
    ['is accepted for its audience', { ClientId: 'web' }, {}, 'OPENID_CONNECT'],
    ['is accepted for one of two clients', { ClientId: 'app|web' }, {}, 'OPENID_CONNECT'],
    [
      'is accepted for one of its audiences',
      { ClientId: 'web' },
      { aud: ['x', 'web'] },
      'OPENID_CONNECT',
    ],
    [
      'is accepted for its authorized party',
      { ClientId: 'app' },
      { aud: 'x', azp: 'app' },
      'OPENID_CONNECT',
    ],
    ['is refused for another client', { ClientId: 'app' }, {}, NOT_AUTHORIZED],
    ['is refused for a part of a client id', { ClientId: 'we' }, {}, NOT_AUTHORIZED],
    ['is accepted soon after it was issued', { IatTTL: 60_001 }, {}, 'OPENID_CONNECT'],
    ['is refused long after it was issued', { IatTTL: 60_000 }, {}, EXPIRED],
    ['is refused with a limit as text', { IatTTL: '60000' }, {}, EXPIRED],
    ['is accepted soon after the sign-in', { AuthTTL: 120_001 }, {}, 'OPENID_CONNECT'],
    ['is refused long after the sign-in', { AuthTTL: 120_000 }, {}, EXPIRED],
    ['is refused without the time of the sign-in', { AuthTTL: 1e9 }, { auth_time: '0' }, EXPIRED],
  ])('%s', async ([, config, claims, expected]) => {
    const token = await oidc.sign({ ...CLAIMS, ...claims });
    expect(await outcome(token, start(config))).toBe(expected);
  });

  test('expires at the first of its limits', async () => {
    const api = start({ IatTTL: 90_000, AuthTTL: 130_000 });
    const authorization = await oidc.sign(CLAIMS);
    expect((await api.authenticate(requestWith({ authorization }))).expiresAt).toBe(NOW + 10_000);
  });
});

describe('the keys of an issuer', () => {
  test('are read once for many tokens', async () => {
    const api = start();
    for (const sub of ['ada', 'bob']) await outcome(await oidc.sign({ ...CLAIMS, sub }), api);
    expect(oidc.requests).toEqual([DISCOVERY, KEYS]);
  });

  const unreadable = /^401 UnauthorizedException: The keys of the issuer .* cannot be read: /;
  test.for<
    [string, string, Parameters<TestIssuer['answer']>[1] | ((issuer: string) => { body: string })]
  >([
    ['nobody answers', DISCOVERY, undefined],
    ['the document is missing', DISCOVERY, { status: 404, body: '{}' }],
    ['the document is no JSON', DISCOVERY, { body: '<html>' }],
    ['the document is a list', DISCOVERY, { body: '[]' }],
    [
      'the document is that of another issuer',
      DISCOVERY,
      (issuer) => ({
        body: JSON.stringify({ issuer: 'https://evil.example.com', jwks_uri: `${issuer}${KEYS}` }),
      }),
    ],
    [
      'the document redirects',
      DISCOVERY,
      { status: 302, headers: { location: '/other' }, body: '' },
    ],
    ['the document has no keys', DISCOVERY, (issuer) => ({ body: JSON.stringify({ issuer }) })],
    [
      'the keys come over plain HTTP from another machine',
      DISCOVERY,
      (issuer) => ({
        body: JSON.stringify({ issuer, jwks_uri: 'http://keys.example.com/jwks' }),
      }),
    ],
    [
      'the keys are in a file',
      DISCOVERY,
      (issuer) => ({ body: JSON.stringify({ issuer, jwks_uri: 'file:///etc/passwd' }) }),
    ],
    ['the document is longer than 1 MB', DISCOVERY, { body: ' '.repeat(1024 * 1024 + 1) }],
    ['the keys are missing', KEYS, { status: 500, body: '' }],
    ['the keys are no JSON', KEYS, { body: '<html>' }],
    ['the keys are no key set', KEYS, { body: '{"keys":{}}' }],
    ['the connection to the keys breaks', KEYS, undefined],
    ['the keys are longer than 1 MB', KEYS, { body: ' '.repeat(1024 * 1024 + 1) }],
  ])('are not used, and nobody gets in, if %s', async ([, path, answer]) => {
    oidc.answer(path, typeof answer === 'function' ? answer(oidc.issuer) : answer);
    expect(await outcome(await oidc.sign(CLAIMS))).toMatch(unreadable);
  });

  test('are not read over plain HTTP from another machine', async () => {
    const issuer = 'http://login.example.com';
    const token = await oidc.sign({ ...CLAIMS, iss: issuer });
    expect(await outcome(token, start({ Issuer: issuer }))).toMatch(/must begin with https:/);
  });

  test('are read again after the issuer did not answer', async () => {
    const api = start();
    const token = await oidc.sign(CLAIMS);
    const document = {
      body: JSON.stringify({ issuer: oidc.issuer, jwks_uri: `${oidc.issuer}${KEYS}` }),
    };
    oidc.answer(DISCOVERY, undefined);
    expect(await outcome(token, api)).toMatch(unreadable);
    oidc.answer(DISCOVERY, document);
    expect(await outcome(token, api)).toBe('OPENID_CONNECT');
  });

  test('include new ones after a restart of the API', async () => {
    await outcome(await oidc.sign(CLAIMS));
    await oidc.rotate('key-2');
    expect(await outcome(await oidc.sign(CLAIMS), start())).toBe('OPENID_CONNECT');
  });
});
