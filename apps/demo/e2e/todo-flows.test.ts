import { barriersInBoth } from '@amplify-recipes/recipe-tests/accessibility';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import type { Locator, Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { actionsOf, startDemoBackend, WAIT } from './demo-page.ts';
import { runsHere } from './languages.ts';
import { takeScreenshots } from './screenshots.ts';

const GRAPHQL = /\/graphql$/;

const browser = await launchBrowserOrSkip('e2e/todo-flows.test.ts');

/** A tab of the browser. */
type Tab = {
  readonly page: Page;
  readonly todos: Locator;
  entry(content: string): Locator;
  checkbox(content: string): Locator;
  /** The contents of the todos that the page shows. */
  contents(): Promise<readonly string[]>;
  open(flow: 'todos' | 'confirm' | 'say-hello'): Promise<void>;
  click(button: string): Promise<void>;
  add(content: string): Promise<void>;
  /** Waits until the subscriptions of a model are confirmed. */
  subscribed(model: string): Promise<void>;
};

describe.skipIf(!browser)('the flows of the API', () => {
  const demo = startDemoBackend(browser);
  let first: Tab;
  let second: Tab;
  let other: Tab;

  beforeAll(async () => {
    if (!browser) return;
    const [ada, grace] = [await browser.newContext(), await browser.newContext()];
    first = tab(await demo.newPage(ada));
    other = tab(await demo.newPage(grace));
    await signUp(first, 'ada@amazon.com');
    await signUp(other, 'grace@amazon.com');
    second = tab(await demo.newPage(ada));
  });

  function tab(page: Page): Tab {
    const confirmed = subscriptionsOf(page);
    const todos = page.getByRole('list', { name: 'Your todos' });
    const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
    return {
      page,
      todos,
      click,
      entry: (content) => todos.getByRole('listitem').filter({ hasText: content }),
      checkbox: (content) => todos.getByRole('checkbox', { name: content, exact: true }),
      contents: () => todos.locator('label').allTextContents(),
      open: async (flow) => {
        await page.goto(new URL(flow, demo.server.url).href);
      },
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

  const actions = ({ page }: Tab) =>
    actionsOf(
      () => page,
      () => demo.server,
    );
  const signUp = async (of: Tab, email: string) => void (await actions(of).signUpAndConfirm(email));

  async function signIn(of: Tab, email: string): Promise<void> {
    const { open, signIn: enter, signedIn } = actions(of);
    await open('/password');
    await enter(email);
    await signedIn(email);
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

  const apiUrl = () => String((demo.sandbox.outputs.data as { readonly url: string }).url);

  describe('the record of the user', () => {
    test('is there after the confirmation, once', async () => {
      await first.open('confirm');
      await fieldOf(first, 'email').getByText('ada@amazon.com').waitFor();
      expect(await record(first).locator('dl').count()).toBe(1);
    });

    test('has the sub of the user as its id', async () => {
      const sub = await first.page.evaluate(() => {
        const [, token = ''] =
          Object.entries(localStorage).find(([key]) => key.endsWith('.idToken')) ?? [];
        return JSON.parse(atob(token.split('.')[1] ?? '')).sub;
      });
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
      await other.open('confirm');
      await fieldOf(other, 'email').getByText('grace@amazon.com').waitFor();
      expect(await record(other).getByText('ada').count()).toBe(0);
    });
  });

  describe('todos', () => {
    test('are announced while they load', async () => {
      const held = Promise.withResolvers<void>();
      await second.page.route(GRAPHQL, (route) => held.promise.then(() => route.continue()));
      await second.open('todos');
      await second.page.getByText('Loading your todos …').waitFor();
      expect(await second.page.getByText('No todo yet.').count()).toBe(0);
      held.resolve();
      await second.page.getByText('No todo yet.').waitFor();
      expect(await second.page.getByText('Loading your todos …').count()).toBe(0);
      await second.page.unroute(GRAPHQL);
    });

    test('that the user adds are in the list, and the field is empty again', async () => {
      await first.open('todos');
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
      const handler = first.page.getByRole('region', { name: 'The stream handler' });
      const change = handler.getByRole('listitem').filter({ hasText: 'todo added' }).first();
      await change.getByText('content', { exact: true }).waitFor();
      // Times carry their zone.
      await change.getByText(/\d \S*(?:UTC|GMT)/).waitFor();
      expect(await handler.getByText('milk').count()).toBe(0);
    });

    test('tick the flow off when another tab adds one', async () => {
      expect(await actions(first).isDone('Todos, live in two tabs')).toBe(false);
      await second.add('Buy bread');
      await first.page.getByText('“Buy bread” came from another tab.').waitFor();
      expect(await actions(first).isDone('Todos, live in two tabs')).toBe(true);
      await takeScreenshots(first.page, 'todos');
      await second.click('Delete Buy bread');
      await expect.poll(() => first.contents(), WAIT).toEqual(['Buy milk']);
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
      await first.page.getByText('Fill in new todo.').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
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
      await first.page.setViewportSize({ width: 1440, height: 900 });
      expect(overflow).toBeLessThanOrEqual(0);
    });

    test('have no accessibility violations', async () => {
      const edited = first.entry('quite-long').getByRole('button', { name: /^Edit/ });
      await edited.click();
      expect(await barriersInBoth(first.page)).toEqual([[], []]);
      await first.page.emulateMedia({ colorScheme: null, reducedMotion: null });
      await first.click('Cancel');
    });
  });

  describe('another user', () => {
    test('sees none of the todos', async () => {
      await other.open('todos');
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
      await actions(other).signOut();
      await signIn(other, 'ada@amazon.com');
      await other.open('todos');
      await expect.poll(() => other.contents(), WAIT).toContain('A secret');
      expect(await other.contents()).not.toContain('Feed the cat');
      await other.page.getByText('Signed in as').waitFor();
      await actions(other).signOut();
      await signIn(other, 'grace@amazon.com');
      await other.open('todos');
      await expect.poll(() => other.contents(), WAIT).toEqual(['Feed the cat']);
    });
  });

  describe('the custom query', () => {
    beforeAll(() => first.open('say-hello'));
    const chooseLanguage = (name: string) =>
      first.page.getByRole('radio', { name, exact: true }).check();
    const say = async (name: string) => {
      await first.page.getByLabel('Whom to greet').fill(name);
      await first.click('Say hello');
    };

    test('greets the name of the user', async () => {
      await first.click('Say hello');
      await first.page.getByText('Hello, Ada Lovelace!').waitFor();
      await takeScreenshots(first.page, 'say-hello');
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
      await first.open('todos');
      await first.page.reload();
      await expect.poll(() => first.contents(), WAIT).toContain('A secret');
      await first.subscribed('Todo');
    });

    test('offers to load the todos again when that failed', async () => {
      await other.page.route(GRAPHQL, refuse('It is closed.'));
      await other.open('todos');
      await other.page.getByRole('alert').getByText('It is closed.').waitFor();
      await other.page.unroute(GRAPHQL);
      await other.click('Load your todos again');
      await expect.poll(() => other.contents(), WAIT).toEqual(['Feed the cat']);
      expect(await other.page.getByRole('alert').count()).toBe(0);
    });

    test('keeps the account and the todos while the sandbox is stopped', async () => {
      const line = first.page.getByRole('alert').getByText('The sandbox is not running.');
      await demo.whileStopped(async () => {
        await line.waitFor();
        expect(await first.contents()).toContain('A secret');
        await first.page.getByText('Signed in as ada@amazon.com').waitFor();
        expect(await first.page.getByText('NetworkError').count()).toBe(0);
        await takeScreenshots(first.page, 'stopped');
      });
      await line.waitFor({ state: 'detached' });
      await first.page.getByText('Signed in as ada@amazon.com').waitFor();
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
