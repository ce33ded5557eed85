import { readFile } from 'node:fs/promises';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleServer, startConsoleServer } from '../testing/console-server.ts';
import { makeTimeline } from '../testing/flows.ts';
import { desktop, openPage, phone } from './pictures.ts';

const browser = await launchBrowserOrSkip('e2e/timeline.test.ts');

describe.skipIf(browser === undefined)('the timeline', () => {
  let server: ConsoleServer;
  let page: Page;
  const requested: string[] = [];
  const failures: string[] = [];

  beforeAll(async () => {
    server = await startConsoleServer(makeTimeline(60, Date.now()));
  });

  afterAll(async () => {
    await server.close();
    await browser?.close();
  });

  beforeEach(async () => {
    server.reset(makeTimeline(60, Date.now()));
    page = await openDesktop(browser);
    page.on('request', (request) => requested.push(request.url()));
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(`${server.url}timeline`);
    await rows().first().waitFor();
  });

  afterEach(async () => {
    await page.close();
    expect(failures).toEqual([]);
  });

  const rows = () => page.getByRole('treeitem');
  const tree = () => page.getByRole('tree');
  const names = () => rows().allInnerTexts();
  const topRow = async () => (await names())[0] ?? '';

  test('shows new flows at the top, live', async () => {
    await server.addFlow(1);
    await expect.poll(topRow).toContain('eve@evilexample.com');
  });

  test('holds new flows back while somebody reads, and shows them on demand', async () => {
    await tree().evaluate((element) => element.scrollTo(0, 400));
    await page.waitForTimeout(100);
    const before = await names();
    await server.addFlow(1);
    const pill = page.getByRole('button', { name: /2 new/ });
    await pill.waitFor();
    expect(await names()).toEqual(before);
    await pill.click();
    await expect.poll(topRow).toContain('eve@evilexample.com');
    expect(await pill.count()).toBe(0);
  });

  test('pauses, and goes on', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await topRow();
    await server.addFlow(1);
    await page.getByRole('button', { name: '2 new, paused' }).waitFor();
    expect(await topRow()).toBe(before);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(topRow).toContain('eve@evilexample.com');
  });

  test('clears, and says how to make something appear', async () => {
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Requests, triggers, messages and batches appear here').waitFor();
    await page.getByText('localConfig(outputs)').waitFor();
    expect(await rows().count()).toBe(0);
  });

  test('filters by words, keeps the filter in the address, and says that nothing matches', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('domain_not_allowed');
    await expect.poll(() => rows().count()).toBe(8);
    expect(page.url()).toContain('q=domain_not_allowed');
    await page.reload();
    await expect.poll(() => rows().count()).toBe(8);
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByRole('button', { name: 'Show all entries' }).click();
    await expect.poll(() => rows().count()).toBeGreaterThan(8);
  });

  test('filters by a status from its menu', async () => {
    await page.getByRole('button', { name: 'Status' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Denied' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toContain('status=denied');
    expect(await rows().filter({ hasText: 'createTodo' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Do not filter by status' }).click();
    await expect.poll(() => rows().filter({ hasText: 'createTodo' }).count()).toBeGreaterThan(0);
  });

  test('walks with the arrow keys, to the cause and to what it caused', async () => {
    const selected = () => page.locator('[role=treeitem][aria-selected=true]').textContent();
    await tree().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(selected).toContain('todo-report');
    await page.keyboard.press('ArrowRight');
    await expect.poll(selected).toContain('AccessDenied');
    await page.keyboard.press('ArrowRight');
    await expect.poll(selected).toContain('s3:PutObject on reports/* is not allowed');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(selected).toContain('cron(5 14');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
  });

  test('opens an entry by its address: its diagram, and what a function changed', async () => {
    await page.goto(`${server.url}timeline/48`);
    const details = page.getByRole('complementary');
    await details.getByRole('group', { name: 'Sequence diagram of SignUp' }).waitFor();
    await details.getByText('localized-message changed the event').waitFor();
    const changed = details.locator('[data-mark=changed]');
    expect(await changed.allInnerTexts()).toEqual([
      expect.stringContaining('"emailMessage": "Welcome, Ada. Your code is {####}."'),
      expect.stringContaining('"emailSubject": "Your code for the demo"'),
    ]);
    await details.getByRole('tab', { name: /Logs/ }).click();
    await details.getByText('Chose the language en.').waitFor();
    expect(page.url()).toContain('tab=logs');
  });

  test('says which line allows what was denied', async () => {
    await rows()
      .filter({ hasText: /^\+ 31 ms/ })
      .first()
      .click();
    await page
      .getByRole('complementary')
      .getByText("allow.resource(todoReport).to(['write'])")
      .waitFor();
  });

  test('draws a flow as it happens', async () => {
    await server.startFlow(0);
    await rows().filter({ hasText: 'running' }).first().click();
    const diagram = page.getByRole('group', { name: 'Sequence diagram of SignUp' });
    await expect.poll(() => diagram.getByRole('link').count()).toBe(1);
    await server.finishFlow();
    await expect.poll(() => diagram.getByRole('link').count()).toBe(7);
  });

  test('exports a diagram as Mermaid and as SVG', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${server.url}timeline/46`);
    await page.getByRole('button', { name: 'Copy as Mermaid' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const mermaid = await page.evaluate(() => navigator.clipboard.readText());
    expect(mermaid).toContain('p1->>p2: SignUp');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as SVG' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).toBe('SignUp.svg');
    const svg = await readFile(await file.path(), 'utf8');
    expect(svg).toContain('PreSignUp_SignUp');
    expect(svg).not.toMatch(/var\(|<a /);
  });

  test('shows new flows after a clearing, wherever the list was', async () => {
    await tree().evaluate((element) => element.scrollTo(0, 400));
    await page.waitForTimeout(100);
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => rows().count()).toBe(0);
    await server.addFlow(1);
    await expect.poll(() => rows().count()).toBe(2);
  });

  test('gives the focus back to the list when the details close', async () => {
    await page.goto(`${server.url}timeline/46`);
    await page.getByRole('tab', { name: 'Request' }).click();
    await page.keyboard.press('Escape');
    await expect
      .poll(() => tree().evaluate((element) => element === document.activeElement))
      .toBe(true);
  });

  test('asks for hidden passwords before it runs a request again', async () => {
    await page.goto(`${server.url}timeline/46`);
    await page.getByRole('button', { name: 'Run again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit and run SignUp' });
    await dialog.getByText('Replace •••• first.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Run' }).isDisabled()).toBe(true);
  });

  test('runs a function again, and shows the new entry', async () => {
    await page.goto(`${server.url}timeline/47`);
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => page.url()).toContain('/timeline/61');
  });

  test('finds everything with one key, even if somebody types faster than the page draws', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('searchbox').waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 20 });
    await page.keyboard.type('files');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('/objects/amplify-my-app-sandbox-files');
  });

  test('says in one line that the sandbox stopped, and comes back by itself', async () => {
    await page.goto(`${server.url}timeline/48?tab=logs`);
    const log = page.getByRole('complementary').getByText('Chose the language en.');
    await log.waitFor();
    await server.stop();
    const line = page.getByRole('alert').filter({ hasText: 'npx amplify-recipes sandbox' });
    await line.waitFor();
    expect(await rows().count()).toBeGreaterThan(0);
    await server.restart();
    await line.waitFor({ state: 'detached', timeout: 10_000 });
    await log.waitFor();
  });

  test('makes the details a page of its own on a phone', async () => {
    const narrow = await openPage(present(browser), phone);
    await narrow.goto(`${server.url}timeline`);
    await narrow.getByText('EMAIL_DOMAIN_NOT_ALLOWED').first().click();
    await narrow.getByRole('heading', { name: 'pre-sign-up' }).waitFor();
    expect(await narrow.getByRole('tree').isVisible()).toBe(false);
    expect(await narrow.evaluate(() => document.activeElement?.tagName)).toBe('H2');
    await narrow.getByRole('button', { name: 'Back to the list' }).click();
    await narrow.getByRole('tree').waitFor();
    await narrow.getByRole('button', { name: 'Places' }).click();
    await narrow.getByRole('dialog').getByRole('link', { name: 'Overview' }).click();
    await narrow.getByRole('heading', { name: 'my-app' }).waitFor();
    await narrow.close();
  });

  test('sends no request to another machine', () => {
    const origin = new URL(server.url).origin;
    expect(requested.length).toBeGreaterThan(0);
    expect(requested.filter((url) => !url.startsWith(origin))).toEqual([]);
  });
});

function openDesktop(started: Browser | undefined): Promise<Page> {
  return openPage(present(started), desktop);
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The browser did not start.');
  return value;
}
