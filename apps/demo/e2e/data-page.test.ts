import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import type { Locator, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { localBackend } from '../local-backend.ts';
import { type PageServer, startPage } from '../page-server.ts';
import { barriersOf } from './accessibility.ts';
import { PASSWORD } from './backend.ts';
import { launchBrowserOrSkip } from './browser.ts';
import { runsHere } from './languages.ts';
import { takeScreenshots } from './screenshots.ts';

const WAIT = { timeout: 30_000 };
const GRAPHQL = /\/graphql$/;

const browser = await launchBrowserOrSkip('e2e/data-page.test.ts');

/** A tab of the browser, with the panel Data. */
type Tab = {
  readonly page: Page;
  readonly todos: Locator;
  entry(content: string): Locator;
  checkbox(content: string): Locator;
  /** The contents of the todos that the page shows. */
  contents(): Promise<readonly string[]>;
  open(panel: 'Data' | 'Profile'): Promise<void>;
  click(button: string): Promise<void>;
  add(content: string): Promise<void>;
  /** Waits until the subscriptions of a model are confirmed. */
  subscribed(model: string): Promise<void>;
};

describe.skipIf(!browser)('the API of the backend in the page', () => {
  const app = join(import.meta.dirname, '..');
  const faults: string[] = [];
  let folder: string;
  let sandbox: Sandbox;
  let server: PageServer;
  let first: Tab;
  let second: Tab;
  let other: Tab;

  const start = (port: number) =>
    startSandbox({
      ...localBackend,
      cwd: app,
      dataDir: join(folder, 'data'),
      outputsDir: folder,
      port,
    });

  beforeAll(async () => {
    if (!browser) return;
    mkdirSync(join(app, '.amplify'), { recursive: true });
    folder = mkdtempSync(join(app, '.amplify', 'data-page-test-'));
    sandbox = await start(0);
    server = await startPage({
      port: 0,
      outputsDir: folder,
      cacheDir: join(folder, 'vite'),
      reload: false,
    });
    const [ada, grace] = [await browser.newContext(), await browser.newContext()];
    first = tab(await ada.newPage());
    other = tab(await grace.newPage());
    await signUp(first, 'ada@amazon.com');
    await signUp(other, 'grace@amazon.com');
    second = tab(await ada.newPage());
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await sandbox?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => expect(faults.splice(0)).toEqual([]));

  function tab(page: Page): Tab {
    page.setDefaultTimeout(WAIT.timeout);
    page.on('pageerror', (error) => faults.push(error.message));
    const confirmed = subscriptionsOf(page);
    const todos = page.getByRole('list', { name: 'Your todos' });
    const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
    return {
      page,
      todos,
      click,
      entry: (content) => todos.getByRole('listitem').filter({ hasText: content }),
      checkbox: (content) => todos.getByRole('checkbox', { name: content, exact: true }),
      contents: () => todos.locator('.todo-content').allTextContents(),
      open: (panel) => page.getByRole('tab', { name: panel, exact: true }).click(),
      async add(content) {
        await page.getByLabel('New todo').fill(content);
        await click('Add');
      },
      subscribed: (model) =>
        expect
          .poll(confirmed, WAIT)
          .toEqual(
            expect.arrayContaining(['Create', 'Update', 'Delete'].map((on) => `on${on}${model}`)),
          ),
    };
  }

  async function signUp({ page, click }: Tab, email: string): Promise<void> {
    await page.goto(server.url);
    const fields = page.getByRole('form', { name: 'Create an account' });
    await fields.getByLabel('E-mail').fill(email);
    await fields.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await click('Sign up');
    const message = page.getByRole('listitem').filter({ hasText: email }).first();
    await message.getByRole('button', { name: 'Use this code' }).click();
    await click('Confirm');
    await page.getByRole('heading', { name: email }).waitFor();
  }

  async function signIn({ page, click }: Tab, email: string): Promise<void> {
    const fields = page.getByRole('form', { name: 'Welcome back' });
    await fields.getByLabel('E-mail', { exact: true }).fill(email);
    await fields.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await click('Sign in');
    await page.getByRole('heading', { name: email }).waitFor();
  }

  const record = ({ page }: Tab) =>
    page.getByRole('region', { name: 'Your record of UserProfile' });
  const fieldOf = (of: Tab, name: string) =>
    record(of)
      .locator('dl > div')
      .filter({ has: of.page.getByText(name, { exact: true }) })
      .getByRole('definition');

  /** Sends an operation with the access token of the user of a tab, as any client can. */
  const query = ({ page }: Tab, operation: unknown): Promise<unknown> =>
    page.evaluate(
      async ({ url, body }) => {
        const token = Object.entries(localStorage).find(([key]) => key.endsWith('.accessToken'));
        const headers = { authorization: token?.[1] ?? '', 'content-type': 'application/json' };
        const response = await fetch(url, { method: 'POST', headers, body });
        return response.json();
      },
      { url: apiUrl(), body: JSON.stringify(operation) },
    );

  const apiUrl = () => String((sandbox.outputs.data as { readonly url: string }).url);

  describe('the record of the user', () => {
    test('is there after the confirmation, once', async () => {
      await first.open('Profile');
      await fieldOf(first, 'email').getByText('ada@amazon.com').waitFor();
      expect(await record(first).locator('dl').count()).toBe(1);
      await takeScreenshots(first.page, '20-profile-record');
    });

    test('has the sub of the user as its id', async () => {
      const attributes = first.page.getByLabel('User attributes').locator('div');
      const sub = await attributes
        .filter({ hasText: /^sub/ })
        .getByRole('definition')
        .textContent();
      expect(await fieldOf(first, 'id').textContent()).toBe(sub);
    });

    test('changes in the page when another client changes it', async () => {
      await first.subscribed('UserProfile');
      const id = await fieldOf(first, 'id').textContent();
      const answer = await query(first, {
        query:
          'mutation M($id: ID!) { updateUserProfile(input: { id: $id, email: "ada@example.com" }) { id email profileOwner createdAt updatedAt } }',
        variables: { id },
      });
      expect(answer).not.toHaveProperty('errors');
      await fieldOf(first, 'email').getByText('ada@example.com').waitFor();
    });

    test('of another user is not in the page', async () => {
      await other.open('Profile');
      await fieldOf(other, 'email').getByText('grace@amazon.com').waitFor();
      expect(await record(other).getByText('ada').count()).toBe(0);
    });
  });

  describe('todos', () => {
    test('are announced while they load', async () => {
      const held = Promise.withResolvers<void>();
      await second.page.route(GRAPHQL, (route) => held.promise.then(() => route.continue()));
      await second.page.goto(server.url);
      await second.open('Data');
      await second.page.getByText('Loading your todos …').waitFor();
      expect(await second.page.getByText('No todo yet.').count()).toBe(0);
      held.resolve();
      await second.page.getByText('No todo yet.').waitFor();
      expect(await second.page.getByText('Loading your todos …').count()).toBe(0);
      await second.page.unroute(GRAPHQL);
    });

    test('that the user adds are in the list, and the field is empty again', async () => {
      await first.open('Data');
      await first.page.getByText('No todo yet.').waitFor();
      await first.subscribed('Todo');
      await second.subscribed('Todo');
      await first.add('Buy milk');
      await first.page.getByText('Buy milk is added.').waitFor();
      await expect.poll(() => first.contents(), WAIT).toEqual(['Buy milk']);
      expect(await first.page.getByLabel('New todo').inputValue()).toBe('');
    });

    test('appear in a second tab', async () => {
      await expect.poll(() => second.contents(), WAIT).toEqual(['Buy milk']);
      expect(await second.page.getByText('No todo yet.').count()).toBe(0);
    });

    test('run the function of the table, whose log is beside them', async () => {
      const functions = first.page.getByRole('region', { name: 'Functions' });
      const invocation = functions.getByRole('listitem').filter({ hasText: 'watch-todos' }).first();
      await invocation.getByText('aws:dynamodb', { exact: true }).click();
      await invocation.getByText(/"message":"todo added"/).waitFor();
      const step = first.page
        .getByRole('list', { name: 'What to try' })
        .getByRole('listitem')
        .filter({ hasText: 'Write a todo' });
      await expect.poll(() => step.getAttribute('data-done'), WAIT).toBe('true');
      await takeScreenshots(first.page, '21-todos');
      await invocation.getByText('aws:dynamodb', { exact: true }).click();
    });

    test('that are ticked off in one tab are ticked off in the other', async () => {
      await first.checkbox('Buy milk').check();
      await expect.poll(() => second.checkbox('Buy milk').isChecked(), WAIT).toBe(true);
      await second.checkbox('Buy milk').uncheck();
      await expect.poll(() => first.checkbox('Buy milk').isChecked(), WAIT).toBe(false);
    });

    test('that are edited in one tab are changed in the other', async () => {
      await first.click('Edit Buy milk');
      await first.page.getByRole('textbox', { name: 'Todo', exact: true }).fill('Buy oat milk');
      await first.click('Save');
      await expect.poll(() => second.contents(), WAIT).toEqual(['Buy oat milk']);
      expect(await first.contents()).toEqual(['Buy oat milk']);
    });

    test('give the focus back to the button after an edit', async () => {
      await first.click('Edit Buy oat milk');
      await first.page.keyboard.type('!');
      await first.page.keyboard.press('Escape');
      await first.page
        .getByRole('button', { name: 'Edit Buy oat milk' })
        .and(focused(first))
        .waitFor();
      expect(await first.contents()).toEqual(['Buy oat milk']);
    });

    test('keep an edit that fails in its field, with the error', async () => {
      await first.click('Edit Buy oat milk');
      const field = first.page.getByRole('textbox', { name: 'Todo', exact: true });
      await field.fill('Buy cocoa');
      await first.page.route(GRAPHQL, refuse('It is full.'));
      await first.click('Save');
      await first.todos.getByRole('alert').getByText('It is full.').waitFor();
      expect(await field.inputValue()).toBe('Buy cocoa');
      await first.page.unroute(GRAPHQL);
      await first.click('Save');
      await expect.poll(() => first.contents(), WAIT).toEqual(['Buy cocoa']);
      expect(await first.page.getByRole('alert').count()).toBe(0);
    });

    test('need a text', async () => {
      await first.add('   ');
      const field = first.page.getByLabel('New todo');
      expect(await field.evaluate((input: HTMLInputElement) => input.validity.valid)).toBe(false);
      expect(await first.contents()).toEqual(['Buy cocoa']);
    });

    test('with markup are shown as text', async () => {
      const markup = '<img src=x onerror="document.title = 1"> & more';
      await first.add(markup);
      await expect.poll(() => second.contents(), WAIT).toEqual(['Buy cocoa', markup]);
      expect(await second.todos.locator('img').count()).toBe(0);
    });

    test('that cannot be added leave the text and an error, which the next input removes', async () => {
      await first.page.route(GRAPHQL, refuse('It is full.'));
      await first.add('Buy tea');
      await first.page.getByRole('alert').getByText('It is full.').waitFor();
      expect(await first.page.getByText('is added.').count()).toBe(0);
      await first.page.unroute(GRAPHQL);
      await first.page.getByLabel('New todo').fill('Buy green tea');
      expect(await first.page.getByRole('alert').count()).toBe(0);
      await first.page.getByLabel('New todo').fill('');
    });

    test('that are deleted in one tab leave the other', async () => {
      await second.click('Delete Buy cocoa');
      await expect.poll(async () => (await first.contents()).join(), WAIT).toMatch(/^<img[^,]*$/);
      await second.todos.and(focused(second)).waitFor();
      await second.page.getByText('Buy cocoa is deleted.').waitFor();
    });

    test('of a long text fit the window of a phone', async () => {
      await first.add(`${'quite-'.repeat(40)}long`);
      await first.entry('quite-long').waitFor();
      await first.page.setViewportSize({ width: 390, height: 844 });
      const overflow = await first.page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      await first.page.setViewportSize({ width: 1280, height: 720 });
      expect(overflow).toBeLessThanOrEqual(0);
    });

    test('have no accessibility violations', async () => {
      const edited = first.entry('quite-long').getByRole('button', { name: /^Edit/ });
      await edited.click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await first.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await barriersOf(first.page)).toEqual([]);
      }
      await first.page.emulateMedia({ colorScheme: null, reducedMotion: null });
      await first.click('Cancel');
    });
  });

  describe('another user', () => {
    test('sees none of the todos', async () => {
      await other.open('Data');
      await other.page.getByText('No todo yet.').waitFor();
      await other.subscribed('Todo');
    });

    test('gets none of the changes', async () => {
      await first.add('A secret');
      await second.entry('A secret').waitFor();
      await other.add('Feed the cat');
      await expect.poll(() => other.contents(), WAIT).toEqual(['Feed the cat']);
      expect(await first.entry('Feed the cat').count()).toBe(0);
    });

    test('cannot change a todo with its id', async () => {
      const { data } = (await query(first, {
        query: 'query Q { listTodos { items { id content } } }',
      })) as { data: { listTodos: { items: { id: string; content: string }[] } } };
      const id = data.listTodos.items.find(({ content }) => content === 'A secret')?.id;
      const attack = await query(other, {
        query:
          'mutation M($id: ID!) { updateTodo(input: { id: $id, content: "Mine" }) { id content } }',
        variables: { id },
      });
      expect(attack).toMatchObject({
        data: { updateTodo: null },
        errors: [{ errorType: expect.stringMatching(/Unauthorized|ConditionalCheckFailed/) }],
      });
      expect(id).toBeDefined();
      expect(await first.entry('A secret').count()).toBe(1);
    });

    test('who signs in in the same tab sees their own todos only', async () => {
      await other.click('Sign out');
      await signIn(other, 'ada@amazon.com');
      await other.open('Data');
      await expect.poll(() => other.contents(), WAIT).toContain('A secret');
      expect(await other.contents()).not.toContain('Feed the cat');
      await other.click('Sign out');
      await signIn(other, 'grace@amazon.com');
      await other.open('Data');
      await expect.poll(() => other.contents(), WAIT).toEqual(['Feed the cat']);
    });
  });

  describe('the custom query', () => {
    const chooseLanguage = (name: string) =>
      first.page.getByRole('radio', { name, exact: true }).check();
    const say = async (name: string) => {
      await first.page.getByLabel('Whom to greet').fill(name);
      await first.click('Say hello');
    };

    test('greets the name of the user', async () => {
      await first.click('Say hello');
      await first.page.getByText('Hello, Ada Lovelace!').waitFor();
      await takeScreenshots(first.page, '22-say-hello');
    });

    test('greets the world without a name', async () => {
      await say('');
      await first.page.getByText('Hello, World!').waitFor();
    });

    for (const language of ['Python', 'Go'] as const) {
      test.runIf(runsHere(language))(`greets from a function in ${language}`, async () => {
        await chooseLanguage(language);
        await say('Grace');
        await first.page.getByText(`Hello from ${language}, Grace!`).waitFor();
        await chooseLanguage('TypeScript');
      });
    }

    test('that fails shows the error instead of the last greeting', async () => {
      await first.page.route(GRAPHQL, refuse('It is silent.'));
      await say('Eve');
      await first.page.getByRole('alert').getByText('It is silent.').waitFor();
      expect(await first.page.getByText(/^Hello/).count()).toBe(0);
      await first.page.unroute(GRAPHQL);
      await first.click('Say hello');
      await first.page.getByText('Hello, Eve!').waitFor();
      expect(await first.page.getByRole('alert').count()).toBe(0);
    });
  });

  describe('the page', () => {
    test('shows the todos again after a reload', async () => {
      await first.page.reload();
      await first.open('Data');
      await expect.poll(() => first.contents(), WAIT).toContain('A secret');
      await first.subscribed('Todo');
    });

    test('offers to load the todos again when that failed', async () => {
      await other.page.route(GRAPHQL, refuse('It is closed.'));
      await other.page.reload();
      await other.open('Data');
      await other.page.getByRole('alert').getByText('It is closed.').waitFor();
      await other.page.unroute(GRAPHQL);
      await other.click('Load your todos again');
      await expect.poll(() => other.contents(), WAIT).toEqual(['Feed the cat']);
      expect(await other.page.getByRole('alert').count()).toBe(0);
    });

    test('keeps the todos while the sandbox is stopped', async () => {
      const port = Number(new URL(sandbox.url).port);
      await sandbox.stop();
      await first.page.getByText('The sandbox stopped answering.').waitFor();
      expect(await first.contents()).toContain('A secret');
      sandbox = await start(port);
      await expect
        .poll(() => first.page.getByText('The sandbox stopped answering.').count(), WAIT)
        .toBe(0);
    });

    test('gets changes again after the sandbox is started again', async () => {
      await second.page.bringToFront();
      await second.subscribed('Todo');
      await first.page.bringToFront();
      await first.subscribed('Todo');
      await first.add('Water the plants');
      await second.entry('Water the plants').waitFor();
      await second.checkbox('Water the plants').check();
      await expect.poll(() => first.checkbox('Water the plants').isChecked(), WAIT).toBe(true);
    });
  });
});

const focused = ({ page }: Tab) => page.locator(':focus');

/** Answers each operation with an error. */
const refuse = (message: string) => (route: Route) =>
  route.fulfill({
    headers: { 'access-control-allow-origin': '*' },
    json: { data: null, errors: [{ errorType: 'Refused', message }] },
  });

type Frame = {
  readonly id?: string;
  readonly type: string;
  readonly payload?: { readonly data?: string };
};

/**
 * Watches the subscriptions of a page.
 *
 * @returns A function that returns the subscriptions that are confirmed and not stopped, such as
 * `onCreateTodo`.
 */
function subscriptionsOf(page: Page): () => readonly string[] {
  const fields = new Map<string, string>();
  let confirmed: readonly string[] = [];
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/graphql')) return;
    fields.clear();
    confirmed = [];
    socket.on('framesent', ({ payload }) => {
      const { id = '', type, payload: { data = '' } = {} }: Frame = JSON.parse(String(payload));
      if (type === 'start') fields.set(id, /\bon(?:Create|Update|Delete)\w+/.exec(data)?.[0] ?? '');
      if (type === 'stop') confirmed = confirmed.filter((each) => each !== id);
    });
    socket.on('framereceived', ({ payload }) => {
      const { id = '', type }: Frame = JSON.parse(String(payload));
      if (type === 'start_ack') confirmed = [...confirmed, id];
    });
    socket.on('close', () => {
      confirmed = [];
    });
  });
  return () => confirmed.map((id) => fields.get(id) ?? '');
}
