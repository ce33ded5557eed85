import { barriersOf } from '@amplify-recipes/recipe-tests/accessibility';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepPicture, overflowOf, phone } from '../pictures.ts';
import type { ConsolePage } from './console-page.ts';

const MESSAGE = 'The sandbox failed; its terminal shows the error.';

type Failing = readonly [path: string, request: string, shown: string | RegExp];

/** A request of each view, and what the view shows when the request succeeds. */
const failing: readonly Failing[] = [
  ['', 'overview', 'What runs'],
  ['functions', 'overview', 'check-domain'],
  ['functions/check-domain?tab=configuration', 'functions/check-domain', 'Memory'],
  ['users', 'call', 'ada@example.com'],
  ['graphql', 'graphql/schema?*', 'ListTodos'],
  ['tables', 'call', 'Water the roses'],
  ['objects', 'objects?*', 'Size'],
  ['messages', 'outbox', 'Your code for the garden'],
  ['streams/queue/orders-failed', 'queues/messages?*', 'Messages that wait appear here'],
  ['streams/stream/clicks', 'call', /"roses"|The records of the stream/],
  ['schedules', 'schedules', 'daily-report'],
  ['timeline/1', 'timeline/1', 'Duration'],
];

/** Each view on a phone while the sandbox fails, and while it is stopped. */
export function failureTests({ app, openAlone }: ConsolePage): void {
  let page: Page;
  let isStopped = false;

  beforeAll(async () => {
    page = await openAlone('timeline', phone);
    await page.route('**/_console/api/**', (route) =>
      isStopped ? route.abort() : route.fallback(),
    );
    await page.routeWebSocket('**/_console/api/live', (socket) => {
      if (isStopped) void socket.close();
      else socket.connectToServer();
    });
  });

  afterAll(() => page.close());

  const show = (path: string) => page.goto(new URL(`/_console/${path}`, app().consoleUrl).href);

  async function seeItFits(name: string): Promise<void> {
    await keepPicture(page, `${name}-390-light`);
    expect(await barriersOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  }

  test.each(failing)('/%s says that the request %s failed, and tries again', async (...row) => {
    const [path, request, shown] = row;
    const address = `**/_console/api/${request}`;
    await page.route(address, (route) =>
      route.fulfill({ status: 500, json: { code: 'InternalFailure', message: MESSAGE } }),
    );
    await show(path);
    const alert = page.getByRole('alert').filter({ hasText: MESSAGE }).first();
    await alert.waitFor();
    await seeItFits(`failed-${path.replaceAll(/\W+/g, '-')}`);
    await page.unroute(address);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(shown).first().waitFor();
    await alert.waitFor({ state: 'detached' });
  });

  describe('while the sandbox is stopped', () => {
    test.each(['', 'functions', 'users', 'tables', 'messages', 'streams', 'timeline'])(
      '/%s says how to start it, and comes back by itself',
      async (path) => {
        isStopped = true;
        await show(path);
        const line = page.getByRole('alert').filter({ hasText: 'This page comes back by itself' });
        await line.getByText('npx amplify-recipes sandbox').waitFor();
        await page.waitForLoadState('networkidle');
        await seeItFits(`stopped-${path}`);
        isStopped = false;
        await line.waitFor({ state: 'detached' });
        await expect.poll(() => page.getByRole('alert').count()).toBe(0);
      },
    );
  });
}
