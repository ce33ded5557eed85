import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';
import { sendRaw, signedHeaders } from '../../../testing/signed-request.js';
import { consoleToken, cookieName } from './token.js';

const OTHER_TOKEN = consoleToken(Buffer.alloc(32, 8));

let folder: string;
let running: AllServices;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'console-page-'));
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), '<title>The page</title>');
  writeFileSync(join(page, 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for the page');
  symlinkSync(join(folder, 'secret.txt'), join(page, 'link.txt'));
  symlinkSync(folder, join(page, 'up'));
  running = await startAllServices([], page);
  token = running.consoleToken;
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

const cookie = (value = token, name = cookieName(token)) => `theme=dark; ${name}=${value}`;
const ownPage = () => ({ cookie: cookie(), 'sec-fetch-site': 'same-origin' });
const bearer = (value = token) => ({ authorization: `Bearer ${value}` });
type Headers = Record<string, string>;
const get = (path: string, headers: Headers = {}) =>
  sendRaw({ method: 'GET', url: new URL(running.url + path) }, headers);
const api = (
  path: string,
  headers: Headers,
  { method = 'GET', body = '' }: { method?: string; body?: string } = {},
) => sendRaw({ method, url: new URL(`${running.url}/_console/api/${path}`), body }, headers);
/** Sends a path as it is. `URL` would resolve its dots. */
const getExactly = (path: string, headers: Headers) => {
  const url = { ...parts(running.url), pathname: path, search: '' } as URL;
  return sendRaw({ method: 'GET', url }, headers);
};
const parts = (url: string) => {
  const { hostname, port } = new URL(url);
  return { hostname, port };
};

describe('the page', () => {
  test('opens with the token, which moves to a cookie', async () => {
    const opened = await get(`/_console/timeline?token=${token}&entry=4`);
    expect(opened.status).toBe(302);
    expect(opened.headers.location).toBe('/_console/timeline?entry=4');
    expect(opened.headers['set-cookie']).toEqual([
      `${cookieName(token)}=${token}; HttpOnly; SameSite=Strict; Path=/_console`,
    ]);
    const page = await get('/_console/timeline?entry=4', { cookie: cookie() });
    expect(page.status).toBe(200);
    expect(page.body).toBe('<title>The page</title>');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
    });
    expect(page.headers['content-security-policy']).not.toContain("script-src 'unsafe");
  });

  test('keeps its hashed files', async () => {
    const script = await get('/_console/assets/main-1a2b.js', { cookie: cookie() });
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
  });

  test('is what a browser sees at the address of the sandbox', async () => {
    const answer = await get('/', { accept: 'text/html,application/xhtml+xml' });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/_console/' } });
    expect((await get('/', { accept: 'application/json' })).status).toBe(404);
    expect((await get('/_console')).headers.location).toBe('/_console/');
  });

  test.each<[attack: string, headers: () => Headers, query?: string]>([
    ['no token', () => ({})],
    ['a wrong token', () => ({}), '?token=wrong'],
    ['the token of another sandbox', () => ({}), `?token=${OTHER_TOKEN}`],
    ['an empty token', () => ({}), '?token='],
    ['the cookie of another sandbox', () => ({ cookie: cookie(OTHER_TOKEN) })],
    ['an empty cookie', () => ({ cookie: cookie('') })],
    ['the cookie under another name', () => ({ cookie: cookie(token, 'amplify') })],
  ])('is closed to a browser with %s', async (_, headers, query = '') => {
    for (const path of ['/_console/', '/_console/assets/main-1a2b.js', '/_console/none.js']) {
      const answer = await get(path + query, headers());
      expect(answer.status).toBe(401);
      expect(answer.body).toContain('Open the address of the console');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test.each([
    '/_console/../secret.txt',
    '/_console/assets/../../secret.txt',
    '/_console/%2e%2e/secret.txt',
    '/_console/..%2fsecret.txt',
    '/_console/%2e%2e%2fsecret.txt',
    '/_console/..%5csecret.txt',
    '/_console/..\\secret.txt',
    '/_console//secret.txt',
    '/_console/%00../secret.txt',
    '/_console/index.html%00.txt',
    '/_console/link.txt',
    '/_console/up/secret.txt',
    '/_console/__proto__.js',
    '/_console/%zz.txt',
    '/_console//etc/passwd.txt',
  ])('reads no file outside of its folder: %s', async (path) => {
    const answer = await getExactly(path, { cookie: cookie() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('not for the page');
  });

  test('takes no policy from the Host header', async () => {
    const host = `${new URL(running.url).host}/;script-src *`;
    const page = await get('/_console/', { host, cookie: cookie() });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).not.toContain('script-src');
  });

  test('never writes a part of the address into a page', async () => {
    const script = '%3Cscript%3Ealert(1)%3C/script%3E';
    for (const headers of [{}, { cookie: cookie() }]) {
      const { body } = await getExactly(`/_console/${script}.js`, headers);
      expect(body).not.toContain('alert');
    }
  });
});

describe('the API', () => {
  test.each<[caller: string, headers: () => Headers]>([
    ['the page itself', ownPage],
    ['an address that the developer typed', () => ({ ...ownPage(), 'sec-fetch-site': 'none' })],
    [
      'the page in a browser without Sec-Fetch-Site',
      () => ({ cookie: cookie(), referer: `${running.url}/_console/timeline` }),
    ],
    ['a program with the token', bearer],
    [
      'a page of another local port with the token',
      () => ({ ...bearer(), origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' }),
    ],
  ])('answers %s', async (_, headers) => {
    const answer = await api('timeline', headers());
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each<[attack: string, headers: () => Headers, status: number]>([
    ['no token', () => ({}), 401],
    ['a wrong token', () => bearer('wrong'), 401],
    ['the token of another sandbox', () => bearer(OTHER_TOKEN), 401],
    ['an empty token', () => ({ authorization: 'Bearer ' }), 401],
    ['a wrong token beside the cookie', () => ({ ...ownPage(), ...bearer('wrong') }), 401],
    ['the token in the query', () => ({}), 401],
    ['the cookie of another sandbox', () => ({ ...ownPage(), cookie: cookie(OTHER_TOKEN) }), 401],
    [
      'the cookie, from a page of another local port',
      () => ({ cookie: cookie(), 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' }),
      403,
    ],
    [
      'the cookie, from another local port that names no origin',
      () => ({ cookie: cookie(), 'sec-fetch-site': 'same-site' }),
      403,
    ],
    [
      'the cookie, from another local port of a browser without Sec-Fetch-Site',
      () => ({ cookie: cookie(), origin: 'http://127.0.0.1:3000' }),
      403,
    ],
    [
      'the cookie, from a script of another local port that hides its Referer',
      () => ({ cookie: cookie() }),
      403,
    ],
    [
      'the cookie, from the Referer of a port that begins with the same digits',
      () => ({ cookie: cookie(), referer: `${running.url}0/` }),
      403,
    ],
    [
      'the cookie, from another name of this machine',
      () => ({ ...ownPage(), origin: running.url.replace('127.0.0.1', 'localhost') }),
      403,
    ],
    ['the cookie, from an object of a bucket', () => ({ ...ownPage(), origin: 'null' }), 403],
    [
      'the cookie, from a page of another site',
      () => ({ cookie: cookie(), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      403,
    ],
    [
      'the token, from a page of another site',
      () => ({ ...bearer(), origin: 'https://evil.example' }),
      403,
    ],
    [
      'the cookie, from a name rebound to this machine',
      () => ({ ...ownPage(), host: 'evil.example' }),
      403,
    ],
  ])('is closed to a caller with %s', async (_, headers, status) => {
    for (const path of ['timeline', 'none', `timeline?token=${token}`]) {
      const answer = await api(path, headers());
      expect(answer.status).toBe(status);
      expect(answer.body).not.toContain('entries');
    }
    const post = { method: 'POST', body: '{}' };
    const headersOfPost = { 'content-type': 'application/json', ...headers() };
    expect((await api('timeline/clear', headersOfPost, post)).status).toBe(status);
  });

  test.each<[attack: string, headers: () => Headers, status: number]>([
    [
      'a form of another local port',
      () => ({ cookie: cookie(), 'sec-fetch-site': 'same-site' }),
      403,
    ],
    ['a form without an origin', () => ({ cookie: cookie(), origin: 'null' }), 403],
    [
      'a form that names only its Referer',
      () => ({ cookie: cookie(), referer: `${running.url}/_console/` }),
      403,
    ],
    ['plain text of the page itself', ownPage, 415],
    ['a typed address', () => ({ ...ownPage(), 'sec-fetch-site': 'none' }), 403],
  ])('acts on no simple POST: %s', async (_, headers, status) => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const sent = { 'content-type': type, ...headers() };
      const answer = await api('timeline/clear', sent, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(status);
    }
  });

  test('lets a page of another local port send the token, and nothing else', async () => {
    const origin = 'http://localhost:5173';
    const preflight = await api(
      'timeline',
      { origin, 'access-control-request-method': 'GET' },
      { method: 'OPTIONS' },
    );
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization, content-type',
    });
    expect(preflight.headers['access-control-allow-credentials']).toBeUndefined();
    const withToken = await api('timeline', { ...bearer(), origin });
    expect(withToken.headers['access-control-allow-origin']).toBe(origin);
    expect(withToken.headers['access-control-allow-credentials']).toBeUndefined();
    const withCookie = await api('timeline', { ...ownPage() });
    expect(withCookie.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each<[input: string, path: string, how: { method?: string; body?: string }, status: number]>(
    [
      ['a path that does not exist', 'none', {}, 404],
      ['a name of a prototype', 'constructor', {}, 404],
      ['a name of a prototype below a path', 'timeline/__proto__', {}, 404],
      ['a path that is not encoded correctly', 'timeline/%zz', {}, 404],
      ['an entry that does not exist', 'timeline/999999', {}, 404],
      ['an entry that is no number', 'timeline/1e3', {}, 404],
      ['another method', 'timeline', { method: 'DELETE' }, 404],
      ['no JSON', 'timeline/clear', { method: 'POST', body: '{' }, 400],
      ['a list', 'timeline/clear', { method: 'POST', body: '[]' }, 400],
      [
        'JSON that is too deep',
        'timeline/clear',
        { method: 'POST', body: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` },
        400,
      ],
      ['a huge body', 'timeline/clear', { method: 'POST', body: ' '.repeat(9 * 1024 * 1024) }, 413],
    ],
  )('refuses %s', async (_, path, how, status) => {
    const answer = await api(path, { ...bearer(), 'content-type': 'application/json' }, how);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
    });
    expect(running.faults).toEqual([]);
  });

  test('accepts the names of prototypes in JSON', async () => {
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const headers = { ...bearer(), 'content-type': 'application/json' };
    expect((await api('timeline/clear', headers, { method: 'POST', body })).status).toBe(200);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the timeline', () => {
  beforeEach(() => running.context.timeline.clear());

  const request = (body: string) => {
    const url = new URL(running.url);
    const headers = {
      'x-amz-target': 'AmazonSSM.GetParameter',
      'content-type': 'application/x-amz-json-1.1',
    };
    const { developer } = running.credentials;
    const signed = signedHeaders(
      { method: 'POST', url, headers, body },
      { credentials: developer, service: 'ssm' },
    );
    return sendRaw({ method: 'POST', url, body }, signed);
  };

  test('has each request with its input and its output', async () => {
    await request('{"Name":"<script>alert(1)</script>"}');
    const list = JSON.parse((await api('timeline', bearer())).body);
    expect(list).toMatchObject({ forgotten: 0, run: expect.any(String) });
    const [entry] = list.entries;
    expect(entry).toMatchObject({
      kind: 'request',
      service: 'ssm',
      name: 'GetParameter',
      from: 'sdk',
      state: 'failed',
      outcome: '400',
      status: 400,
      reason: expect.stringContaining('ValidationException: '),
      durationMs: expect.any(Number),
    });
    expect(entry.parent).toBeUndefined();
    expect(entry.flow).toBe(entry.id);
    const details = await api(`timeline/${entry.id}`, bearer());
    expect(details.headers['content-type']).toBe('application/json');
    expect(JSON.parse(details.body)).toMatchObject({
      entry,
      input: { Name: '<script>alert(1)</script>' },
      output: { __type: 'ValidationException' },
    });
  });

  test('has no request of the console itself', async () => {
    await api('timeline', bearer());
    await get('/_console/', { cookie: cookie() });
    await get('/_sandbox/outbox');
    expect(running.context.timeline.entries()).toEqual([]);
  });

  const open = (path: string, headers: Headers) => {
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/_console/api/${path}`, {
      headers,
    });
    const messages: { type: string; entries?: { name: string; state: string }[] }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    return { socket, messages };
  };

  test('is live', async () => {
    await request('{"Name":"a"}');
    const { socket, messages } = open('live', { cookie: cookie(), origin: running.url });
    await once(socket, 'message');
    expect(messages).toMatchObject([
      { type: 'hello', forgotten: 0, entries: [{ name: 'GetParameter', state: 'failed' }] },
    ]);
    const next = once(socket, 'message');
    await request('{"Name":"b"}');
    await next;
    expect(messages.at(-1)).toMatchObject({
      type: 'entries',
      entries: [{ name: 'GetParameter', state: 'failed' }],
    });
    const cleared = once(socket, 'message');
    const headers = { ...bearer(), 'content-type': 'application/json' };
    await api('timeline/clear', headers, { method: 'POST', body: '{}' });
    await cleared;
    expect(messages.at(-1)).toEqual({ type: 'cleared' });
    socket.close();
    await once(socket, 'close');
  });

  test.each<[attack: string, headers: () => Headers, path?: string]>([
    ['no token', () => ({})],
    ['a wrong token', () => ({}), 'live?token=wrong'],
    ['an empty token', () => ({}), 'live?token='],
    [
      'the cookie, from another local port',
      () => ({ cookie: cookie(), origin: 'http://127.0.0.1:3000' }),
    ],
    ['the cookie, from no page', () => ({ cookie: cookie() })],
    ['the cookie, from an object of a bucket', () => ({ cookie: cookie(), origin: 'null' })],
    ['the cookie, from another site', () => ({ cookie: cookie(), origin: 'https://evil.example' })],
    [
      'the cookie, from a name rebound to this machine',
      () => ({ cookie: cookie(), origin: 'http://evil.example', host: 'evil.example' }),
    ],
    ['the token at another path', () => ({ ...bearer(), origin: running.url }), 'timeline'],
  ])('opens no WebSocket to a caller with %s', async (_, headers, path = 'live') => {
    const { socket } = open(path, headers());
    const [error] = await once(socket, 'error');
    expect(error.message).toMatch(/Unexpected server response: (200|401|403)/);
  });
});
