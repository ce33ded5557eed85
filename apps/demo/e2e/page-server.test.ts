import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PageServer, servePage } from '../page-server.ts';

const CONSOLE = 'http://127.0.0.1:4700/_console/?token=secret&"x"';
const folder = mkdtempSync(join(tmpdir(), 'page-'));
let server: PageServer;

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), '<html><head></head><body></body></html>');
  writeFileSync(join(folder, 'app.js'), 'run()');
  writeFileSync(join(folder, 'amplify_outputs.json'), '{"version":"1.4"}');
  server = await servePage({ port: 0, folder, outputsDir: folder, consoleUrl: CONSOLE });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Answer = {
  readonly status: number | undefined;
  readonly text: string;
  readonly type: unknown;
};

/** Sends a path as it is. `fetch` would remove its dots. */
function get(path: string, host = new URL(server.url).host, method = 'GET'): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { host } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            text: Buffer.concat(chunks).toString(),
            type: response.headers['content-type'],
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe("the page's server", () => {
  test.each(['/', '/captcha', '/captcha/code', '/captcha?code=recipe'])(
    'answers %s with the page, which knows the console',
    async (path) => {
      expect(await get(path)).toEqual({
        status: 200,
        text: '<html><head><meta name="sandbox-console" content="http://127.0.0.1:4700/_console/?token=secret&amp;&quot;x&quot;"></head><body></body></html>',
        type: 'text/html; charset=utf-8',
      });
    },
  );

  test('serves the files of the page, the outputs, and a file as it is in the repository', async () => {
    expect(await get('/app.js')).toMatchObject({ status: 200, text: 'run()' });
    expect(await get('/amplify_outputs.json')).toMatchObject({ text: '{"version":"1.4"}' });
    expect(await get('/source/apps/demo/amplify/auth/pre-sign-up/handler.ts')).toMatchObject({
      status: 200,
      text: expect.stringContaining('emailDomain('),
      type: 'text/plain; charset=utf-8',
    });
  });

  test.each([
    '/old.js',
    '/source/',
    '/source/apps/demo/package.json',
    '/source/apps/demo/.amplify/local/secrets.json',
    '/source/apps/demo/amplify/../.amplify/local/secrets.json',
    '/source/../../etc/passwd',
    '/source//etc/passwd',
    '/source/%2e%2e/%2e%2e/etc/passwd',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await get(path);
    expect([status, text]).toEqual([404, '']);
  });

  test.each(['evil.example', 'evil.example:5173', '127.0.0.1.evil.example', 'localhost.evil'])(
    'refuses the host %j, which a foreign page could have pointed here',
    async (host) => {
      const { status, text } = await get('/', host);
      expect(status).toBe(403);
      expect(text).not.toContain('secret');
    },
  );

  test('lets no page of another origin read it', async () => {
    const { headers } = await fetch(server.url, { headers: { origin: 'http://127.0.0.1:9999' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('accepts no request that changes something', async () => {
    expect(await get('/', undefined, 'POST')).toMatchObject({ status: 405 });
  });
});
