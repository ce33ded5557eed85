import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consolePages } from './console-pages.ts';
import { desktop, phone, seeBothThemes } from './pictures.ts';
import { type RunningApp, startApp } from './sandbox-app.ts';
import type { ConsolePage } from './views/console-page.ts';
import { failureTests } from './views/failures.ts';
import { functionsTests } from './views/functions.ts';
import { graphqlTests } from './views/graphql.ts';
import { longNameTests } from './views/long-names.ts';
import { lookTests } from './views/looks.ts';
import { messagesTests } from './views/messages.ts';
import { objectsTests } from './views/objects.ts';
import { schedulesTests } from './views/schedules.ts';
import { streamsTests } from './views/streams.ts';
import { tablesTests } from './views/tables.ts';
import { usersTests } from './views/users.ts';

const browser = await launchBrowserOrSkip('e2e/sandbox.test.ts');

describe.skipIf(browser === undefined)('the console of a sandbox', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp();
    expect(await app.signUp('ada@example.com')).toBe(200);
    expect(await app.signUp('eve@evil.example')).toBe(400);
    expect(await app.createTodo('Water the roses')).toHaveProperty('data.createTodo.id');
  });

  afterAll(async () => {
    await browser?.close();
    await app.stop();
  });

  const pages = consolePages(browser, () => app);
  const { open, openAlone } = pages;

  describe.each([desktop, phone])('at $width pixels', (size) => {
    test('shows what runs, without barriers', async () => {
      const page = await open('', size);
      await page.getByRole('heading', { name: 'What runs' }).waitFor();
      await page
        .getByRole('main')
        .getByRole('link', { name: /check-domain/ })
        .waitFor();
      await seeBothThemes(page, 'overview');
    });

    test('shows the timeline, without barriers', async () => {
      const page = await open('timeline', size);
      await page.getByRole('treeitem').first().waitFor();
      await seeBothThemes(page, 'timeline');
    });

    test('shows the flow of a sign-up, without barriers', async () => {
      const page = await open('timeline', size);
      await page.getByRole('treeitem', { name: /SignUp ada@example.com/ }).click();
      await page.getByText('write-message changed the event').waitFor();
      await seeBothThemes(page, 'flow');
    });

    test('finds everything, without barriers', async () => {
      const page = await openAlone('', size);
      await page.getByRole('button', { name: /Search operations/ }).click();
      await page.getByRole('dialog').getByRole('searchbox').fill('todo');
      await page
        .getByRole('menuitem', { name: /watch-todos/ })
        .first()
        .waitFor();
      await seeBothThemes(page, 'search');
      await page.close();
    });
  });

  test('shows a stream: the write, the batch and the function that it causes', async () => {
    const page = await open('timeline');
    await page.getByRole('treeitem', { name: /createTodo/ }).click();
    const diagram = page.getByRole('group', { name: 'Sequence diagram of createTodo' });
    await diagram.getByRole('link', { name: /PutItem/ }).waitFor();
    await diagram.locator('text', { hasText: 'watch-todos' }).first().waitFor();
  });

  test('says why a sign-up was refused, in the row', async () => {
    const page = await open('timeline?q=domain_not_allowed');
    const row = page.getByRole('treeitem', { name: /check-domain/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('EMAIL_DOMAIN_NOT_ALLOWED');
  });

  test('runs a function again, and opens the new entry', async () => {
    const page = await open('timeline');
    await page
      .getByRole('treeitem', { name: /write-message CustomMessage_SignUp/ })
      .first()
      .click();
    const before = page.url();
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => page.url()).not.toBe(before);
    await page.getByRole('heading', { name: /^write-message CustomMessage_SignUp/ }).waitFor();
  });

  test('runs GraphQL again, as the developer', async () => {
    const page = await open('timeline');
    await page
      .getByRole('treeitem', { name: /createTodo/ })
      .last()
      .click();
    const before = page.url();
    await page.getByRole('button', { name: 'Run again' }).click();
    await expect.poll(() => page.url()).not.toBe(before);
    await page.getByRole('tab', { name: 'Response' }).click();
    await page.getByRole('complementary').getByText('"createTodo"').waitFor();
  });

  test('refuses a browser without the token', async () => {
    if (browser === undefined) throw new Error('There is no browser.');
    const page = await browser.newPage();
    const answer = await page.goto(new URL('/_console/timeline', app.consoleUrl).href);
    expect(answer?.status()).toBe(401);
    await page.close();
  });

  // One sandbox for all views, because its start takes most of the time.
  const view: ConsolePage = { app: () => app, ...pages };
  describe('messages:', () => messagesTests(view));
  describe('users:', () => usersTests(view));
  describe('tables:', () => tablesTests(view));
  describe('functions:', () => functionsTests(view));
  describe('GraphQL:', () => graphqlTests(view));
  describe('objects:', () => objectsTests(view));
  describe('streams and queues:', () => streamsTests(view));
  describe('schedules:', () => schedulesTests(view));
  describe('all views:', () => lookTests(view));
  describe('failures:', () => failureTests(view));
  describe('long names:', () => longNameTests(view));
});
