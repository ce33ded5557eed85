import { barriersOf } from '@amplify-recipes/recipe-tests/accessibility';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consolePages } from './console-pages.ts';
import { type CreatedApp, createApp } from './created-app.ts';
import { keepPicture, overflowOf, phone } from './pictures.ts';
import { type RunningApp, startApp } from './sandbox-app.ts';
import { callApi, choose } from './views/console-page.ts';
import { withoutServices } from './views/without-services.ts';

const browser = await launchBrowserOrSkip('e2e/created-app.test.ts');

describe.skipIf(browser === undefined)('the console of an app that create-amplify made', () => {
  let created: CreatedApp;
  let app: RunningApp;

  beforeAll(async () => {
    created = await createApp();
    app = await startApp(created.folder);
  });

  afterAll(async () => {
    await browser?.close();
    await app.stop();
    await created.remove();
  });

  const { open, openAlone, goTo } = consolePages(browser, () => app);

  type Empty = readonly [path: string, title: string | RegExp, wayOn: string | RegExp];

  // The template has users and data. It has no function, queue, schedule or bucket of its own.
  const unused: readonly Empty[] = [
    ['timeline', /^Requests, triggers, messages and batches/, 'Amplify.configure'],
    ['functions', 'The functions of the backend appear here', 'defineFunction'],
    ['users', 'The users of the app appear here', 'Create user'],
    ['tables', 'The items of the table appear here', 'Add item'],
    ['messages', 'E-mails and text messages appear here', 'Sign up in your app'],
    ['streams', 'Queues, topics and streams appear here', 'amplify/backend.ts'],
    ['schedules', 'The schedules of the backend appear here', 'schedule:'],
  ];
  const without: readonly Empty[] = [
    ['users', 'The users of the app appear here', 'defineAuth'],
    ['graphql', 'Queries to the GraphQL API run here', 'defineData'],
    ['tables', 'The items of the tables appear here', 'defineData'],
    ['objects', 'The objects of the buckets appear here', 'defineStorage'],
  ];

  describe('before anything happened', () => {
    async function seeEmpty(page: Page, [path, title, wayOn]: Empty, name: string) {
      await page.getByText(title).waitFor();
      await page.getByText(wayOn).first().waitFor();
      await keepPicture(page, `${name}-${path}`);
      expect(await barriersOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }

    test('the overview says so', async () => {
      const page = await open('');
      await page.getByText('Nothing yet.').waitFor();
      await page.getByRole('main').getByRole('link', { name: 'Todo' }).waitFor();
      await keepPicture(page, 'created-overview');
      expect(await barriersOf(page)).toEqual([]);
    });

    test.each(unused)('%s says what will be there, and how', async (...empty) => {
      await seeEmpty(await open(empty[0], phone), empty, 'empty');
    });

    describe('without a service', () => {
      let page: Page;

      beforeAll(async () => {
        page = await openAlone('', phone);
        await withoutServices(page, app);
        await page.reload();
      });

      afterAll(() => page.close());

      test.each(without)('%s says how to add it', async (...empty) => {
        await goTo(page, empty[0]);
        await seeEmpty(page, empty, 'without');
      });
    });
  });

  test('shows a sign-up: its flow, its message with the code, and the user', async () => {
    expect(await app.signUp('grace@example.com')).toBe(200);
    const page = await open('timeline');
    await page.getByRole('treeitem', { name: /SignUp grace@example.com/ }).click();
    const diagram = page.getByRole('group', { name: 'Sequence diagram of SignUp' });
    await diagram.locator('text', { hasText: 'Cognito' }).waitFor();
    await keepPicture(page, 'created-flow');
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.getByRole('row', { name: /grace@example.com/ }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    expect(await details.locator('code').first().textContent()).toMatch(/^\d{6}$/);
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('row', { name: /grace@example.com.*Not confirmed/ }).click();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByRole('row', { name: /grace@example.com.*Confirmed/ }).waitFor();
  });

  test('runs GraphQL as a guest, for whom the template is made, and shows the item', async () => {
    const { apis } = await callApi<{ apis: { id: string }[] }>(app, 'overview');
    const created = await callApi(app, 'graphql', {
      apiId: apis[0]?.id,
      query: 'mutation { createTodo(input: { content: "Read the docs" }) { id } }',
      auth: { type: 'guest' },
    });
    expect(created).toHaveProperty('data.createTodo.id');
    const page = await open('graphql');
    await page.locator('.graphiql-query-editor').getByText('listTodos').first().waitFor();
    await page.getByRole('button', { name: /^A guest/ }).waitFor();
    await page.getByRole('button', { name: /Execute query/ }).click();
    const response = page.locator('.graphiql-response');
    await response.getByText('Read the docs').waitFor();
    await choose(page, 'Run as', 'You, the developer');
    await page.getByRole('link', { name: 'Tables' }).click();
    await page.getByRole('row', { name: /Read the docs/ }).click();
    await page.getByText('"Read the docs"').waitFor();
    await keepPicture(page, 'created-tables');
  });

  test('adds a file to the bucket of the deployment, and shows it', async () => {
    const page = await open('objects');
    await page.getByLabel('Files to upload').setInputFiles({
      name: 'note.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Hello'),
    });
    await page.getByRole('row', { name: /note\.txt/ }).click();
    await page.getByText('Hello', { exact: true }).waitFor();
    await keepPicture(page, 'created-objects');
  });
});
