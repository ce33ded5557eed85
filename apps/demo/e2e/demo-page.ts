import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pageFolder } from '@amplify-recipes/console/page-folder';
import { ACCELERATE_IN_PAGES } from '@amplify-recipes/recipe-tests/mod-pow';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { localBackend } from '../local-backend.ts';
import { type PageServer, servePage } from '../page-server.ts';
import { PASSWORD } from './backend.ts';

export const WAIT = { timeout: 30_000 };

/** A sandbox, and a server of the page. */
export type DemoBackend = {
  readonly sandbox: Sandbox;
  readonly server: PageServer;
  /** Opens a page that fails the test when it throws. */
  newPage(of: BrowserContext): Promise<Page>;
  /** Stops the sandbox, runs something, and starts it again with the same state. */
  whileStopped(run: () => Promise<void>): Promise<void>;
  /** Serves the page on another port. */
  serveAgain(): Promise<PageServer>;
};

/** The page of the demo in a browser, with a sandbox of its own. */
export type DemoPage = Omit<DemoBackend, 'newPage'> & {
  /** A page for each test. */
  readonly page: Page;
  /** Opens a second tab. */
  newPage(): Promise<Page>;
} & ReturnType<typeof actionsOf>;

let users = 0;

/** An address without an account. */
export const newAddress = () => `visitor${++users}@amazon.com`;

/** Starts a sandbox and a server of the page for the tests of a file. */
export function startDemoBackend(browser: Browser | undefined): DemoBackend {
  const app = join(import.meta.dirname, '..');
  const faults: string[] = [];
  let folder = '';
  let sandbox: Sandbox;
  let server: PageServer;

  const start = (port: number) =>
    startSandbox({
      ...localBackend,
      cwd: app,
      dataDir: join(folder, 'data'),
      outputsDir: folder,
      consoleDir: pageFolder,
      port,
    });
  const serve = () => servePage({ port: 0, outputsDir: folder, consoleUrl: sandbox.console.url });

  beforeAll(async () => {
    if (!browser) return;
    mkdirSync(join(app, '.amplify'), { recursive: true });
    folder = mkdtempSync(join(app, '.amplify', 'page-test-'));
    sandbox = await start(0);
    server = await serve();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await sandbox?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => expect(faults.splice(0)).toEqual([]));

  return {
    get sandbox() {
      return sandbox;
    },
    get server() {
      return server;
    },
    async newPage(of) {
      const opened = await of.newPage();
      await opened.setViewportSize({ width: 1440, height: 900 });
      opened.setDefaultTimeout(WAIT.timeout);
      opened.on('pageerror', (error) => faults.push(error.message));
      return opened;
    },
    async whileStopped(run) {
      const port = Number(new URL(sandbox.url).port);
      await sandbox.stop();
      try {
        await run();
      } finally {
        sandbox = await start(port);
      }
    },
    serveAgain: serve,
  };
}

/** Starts the demo for the tests of a file, and a page for each test. */
export function startDemoPage(browser: Browser | undefined): DemoPage {
  const backend = startDemoBackend(browser);
  let context: BrowserContext;
  let page: Page;

  beforeEach(async () => {
    if (!browser) throw new Error('These tests are skipped without a browser.');
    context = await browser.newContext();
    // The tests in todo-flows.test.ts sign in without it.
    await context.addInitScript(ACCELERATE_IN_PAGES);
    page = await backend.newPage(context);
  });
  afterEach(() => context.close());

  return {
    get sandbox() {
      return backend.sandbox;
    },
    get server() {
      return backend.server;
    },
    get page() {
      return page;
    },
    newPage: () => backend.newPage(context),
    whileStopped: backend.whileStopped,
    serveAgain: backend.serveAgain,
    ...actionsOf(
      () => page,
      () => backend.server,
    ),
  };
}

/** What a visitor does with the page. */
export function actionsOf(of: () => Page, server: () => PageServer) {
  const form = (name: string) => of().getByRole('form', { name });
  const region = (name: string) => of().getByRole('region', { name });
  const click = (name: string) => of().getByRole('button', { name, exact: true }).click();
  const open = (flow: string) => of().goto(new URL(flow, server().url).href);
  const signedIn = (email: string | RegExp) =>
    region('Signed in').getByRole('heading', { name: email }).waitFor();

  return {
    form,
    region,
    click,
    open,
    signedIn,
    alert: () => of().getByRole('alert'),
    outcome: (title: string | RegExp) => of().getByRole('status').getByText(title),
    happened: () => region('What just happened').getByRole('listitem'),
    groups: () => of().getByRole('list', { name: 'Groups' }).textContent(),
    useCode: () => of().getByRole('button', { name: 'Use this code' }).first().click(),
    focusedIn: (name: string) =>
      form(name).locator(':focus').or(region(name).locator(':focus')).waitFor(),
    /** Whether the list of flows shows a flow as done. */
    isDone: async (title: string) =>
      (await of()
        .getByRole('navigation', { name: 'Flows' })
        .getByRole('link', { name: title })
        .getAttribute('data-done')) === 'true',
    /** Creates an account with the button of a flow, and signs in with it. */
    async enter(flow: string): Promise<void> {
      await open(flow);
      await click('Create an account and sign in');
      await of()
        .getByRole('main')
        .getByRole('button', { name: 'Sign out' })
        .or(of().getByText('This needs a signed-in user.'))
        .first()
        .waitFor();
      await of().getByText('This needs a signed-in user.').waitFor({ state: 'detached' });
    },
    /** Signs up in the flow Confirm, with the code of the message. */
    async signUpAndConfirm(email = newAddress()): Promise<string> {
      await open('/confirm');
      await form('Create an account').getByLabel('E-mail').fill(email);
      await click('Create account');
      await of().getByRole('button', { name: 'Use this code' }).click();
      await click('Confirm');
      await signedIn(email);
      return email;
    },
    async signOut(): Promise<void> {
      await click('Sign out');
      await of().getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' });
    },
    async signIn(email: string, password = PASSWORD): Promise<void> {
      await form('Sign in').getByLabel('E-mail', { exact: true }).fill(email);
      await form('Sign in').getByRole('textbox', { name: 'Password' }).fill(password);
      await form('Sign in').getByRole('button', { name: 'Sign in' }).click();
    },
  };
}
