import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localBackend } from '../local-backend.ts';

const browser = await launchBrowserOrSkip('e2e/console-origins.test.ts');

/** The script of a page of the console: it reads the API, and opens the WebSocket. */
const OWN_SCRIPT = `
  const { status } = await fetch('/_console/api/overview');
  const socket = new WebSocket('ws://' + location.host + '/_console/api/live');
  socket.onmessage = ({ data }) => { document.title = status + ' ' + JSON.parse(data).type; };
`;

/** What a page of another origin tries. Each returns whether it was blocked. */
const ATTACKS = [
  'read',
  'blind read',
  'blind post',
  'post',
  'script',
  'image',
  'socket',
  'frame',
] as const;

describe.skipIf(!browser)('a page that the developer opens beside the console', () => {
  let folder: string;
  let sandbox: Sandbox;
  let other: Server;
  let page: Page;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'console-origins-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><title>Console</title><script type="module" src="/_console/assets/own.js"></script>',
    );
    writeFileSync(join(folder, 'assets', 'own.js'), OWN_SCRIPT);
    const cwd = join(import.meta.dirname, '..');
    sandbox = await startSandbox({ cwd, dataDir: false, consoleDir: folder, ...localBackend });
    other = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Other</title><body>');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    port = (other.address() as AddressInfo).port;
    if (!browser) throw new Error('This suite needs a browser.');
    const context = await browser.newContext();
    page = await context.newPage();
  });
  afterAll(async () => {
    await page?.context().close();
    await browser?.close();
    other?.close();
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is not the console, which works with its cookie', async () => {
    await page.goto(sandbox.console.url);
    await page.waitForFunction(() => document.title !== 'Console');
    expect(await page.title()).toBe('200 hello');
    expect(page.url()).toBe(`${sandbox.url}/_console/`);
  });

  test.each(['127.0.0.1', 'localhost'])(
    'cannot read or act from another port of %s',
    async (host) => {
      await page.goto(`http://${host}:${port}/`);
      expect(await attack(page, sandbox.url)).toEqual(
        Object.fromEntries(ATTACKS.map((name) => [name, 'blocked'])),
      );
    },
  );

  test('cannot act with a form', async () => {
    await page.goto(`http://127.0.0.1:${port}/`);
    const answered = page.waitForResponse(/timeline\/clear$/);
    await page.evaluate((action) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', enctype: 'text/plain', action });
      document.body.append(form);
      form.submit();
    }, `${sandbox.url}/_console/api/timeline/clear`);
    const response = await answered;
    expect(response.request().headers()['sec-fetch-site'] ?? 'same-site').toBe('same-site');
    expect(response.status()).toBe(403);
  });

  test('cannot act as an object of a bucket', async () => {
    const api = `${sandbox.url}/_console/api/`;
    const authorization = `Bearer ${new URL(sandbox.console.url).searchParams.get('token')}`;
    const overview = await fetch(`${api}overview`, { headers: { authorization } });
    const { buckets } = (await overview.json()) as { buckets: readonly { name: string }[] };
    const object = { bucket: buckets[0]?.name ?? '', key: 'evil.html' };
    await fetch(`${api}object?${new URLSearchParams(object)}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'text/html' },
      body: '<!doctype html><title>Object</title><script>document.title = "it ran";</script><img src="/_console/api/overview">',
    });
    const presigned = await fetch(`${api}objects/presign`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(object),
    });
    const { url } = (await presigned.json()) as { url: string };
    const blocked = page.waitForEvent('requestfailed', (each) => each.url() === `${api}overview`);
    await page.goto(url);
    expect((await blocked).failure()?.errorText).toMatch(/BLOCKED_BY_(ORB|RESPONSE)/);
    expect(await page.title()).toBe('Object');
  });
});

function attack(page: Page, base: string): Promise<Record<string, string>> {
  return page.evaluate(async (url) => {
    const api = `${url}/_console/api/`;
    const credentials = 'include';
    const clear = { method: 'POST', credentials, body: '{}' } as const;
    const loads = (element: HTMLScriptElement | HTMLImageElement) =>
      new Promise<string>((resolve) => {
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('blocked');
        element.src = `${api}overview`;
        document.body.append(element);
      });
    const attempts: Record<string, () => Promise<string>> = {
      read: async () => `${(await fetch(`${api}timeline`, { credentials })).status}`,
      'blind read': async () =>
        (await fetch(`${api}timeline`, { credentials, mode: 'no-cors' })).type,
      'blind post': async () =>
        (await fetch(`${api}timeline/clear`, { ...clear, mode: 'no-cors' })).type,
      post: async () => {
        const headers = { 'content-type': 'application/json' };
        return `${(await fetch(`${api}timeline/clear`, { ...clear, headers })).status}`;
      },
      script: () => loads(document.createElement('script')),
      image: () => loads(new Image()),
      socket: () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${api.replace('http', 'ws')}live`);
          socket.onmessage = () => resolve('read');
          socket.onerror = () => resolve('blocked');
        }),
      frame: () =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.onload = () => resolve(frame.contentDocument ? 'read' : 'blocked');
          frame.src = `${url}/_console/`;
          document.body.append(frame);
        }),
    };
    const results: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      results[name] = await attempt().catch(() => 'blocked');
    }
    return results;
  }, base);
}
