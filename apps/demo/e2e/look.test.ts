import { barriersInBoth } from '@amplify-recipes/recipe-tests/accessibility';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import { describe, expect, test } from 'vitest';
import { startDemoPage } from './demo-page.ts';
import { takeScreenshots } from './screenshots.ts';

const browser = await launchBrowserOrSkip('e2e/look.test.ts');

describe.skipIf(!browser)('the page', () => {
  const demo = startDemoPage(browser);
  const { click, form, open, region } = demo;
  const overflow = () =>
    demo.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  /** The parts of the page scroll, not the page. */
  const below = () =>
    demo.page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  const file = (name: string) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from('Buy milk'),
  });

  /** The flows in the list, in order. */
  const flowIds = () =>
    demo.page
      .getByRole('navigation', { name: 'Flows', includeHidden: true })
      .getByRole('link', { includeHidden: true })
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice(1) ?? ''));

  /** Shows another flow without a reload, so that the test takes a part of the time. */
  async function go(flow: string): Promise<void> {
    await demo.page.evaluate((path) => history.pushState(null, '', path), `/${flow}`);
    await demo.page.locator(`main:has(a[href="/${flow}/code"])`).waitFor();
  }

  const WIDTHS = [390, 820, 1280, 1440];

  test.each(WIDTHS)('a refusal of a long address fits a window of %i pixels', async (width) => {
    await demo.page.setViewportSize({ width, height: 844 });
    await open('/wrong-domain');
    const fields = form('Create an account');
    await fields
      .getByLabel('E-mail')
      .fill('somebody.with.quite.a.long.name@a.very.long.domain.name.example');
    await click('Create account');
    await fields.getByText('EMAIL_DOMAIN_NOT_ALLOWED').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  test(`every flow fits windows of ${WIDTHS.join(', ')} pixels, and has its code`, async () => {
    await demo.enter('/upload');
    await demo.page
      .getByLabel('Choose files')
      .setInputFiles(file(`a-note-with-${'quite-'.repeat(10)}a-long-name.txt`));
    await demo.page.getByText('is in the bucket.').waitFor();
    for (const id of await flowIds()) {
      await go(id);
      for (const width of WIDTHS) {
        await demo.page.setViewportSize({ width, height: 844 });
        expect([id, width, await overflow(), await below()]).toEqual([id, width, 0, 0]);
      }
      expect(await demo.page.getByText('which does not exist').count()).toBe(0);
    }
  });

  test('the first thing to try is above the fold of a phone', async () => {
    await demo.page.setViewportSize({ width: 390, height: 844 });
    await open('/');
    const box = await demo.page.getByRole('button', { name: 'Create account' }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(844);
  });

  test('on a phone the list is a menu, and the code a page of its own', async () => {
    await demo.page.setViewportSize({ width: 390, height: 844 });
    await open('/wrong-domain');
    await demo.page.getByRole('link', { name: 'Its code, and what just happened' }).click();
    await region('Code').getByText("['amazon.com']").waitFor();
    await demo.page.waitForURL(/\/wrong-domain\/code$/);
    await takeScreenshots(demo.page, 'code');
    await demo.page.getByRole('link', { name: 'Turn away the wrong domain' }).click();
    await form('Create an account').waitFor();
    await click('Flows');
    const menu = demo.page.getByRole('dialog', { name: 'Flows' });
    await menu.getByRole('link', { name: 'Upload a file' }).click();
    await menu.waitFor({ state: 'detached' });
    await demo.page.getByRole('heading', { level: 1, name: 'Upload a file' }).waitFor();
  });

  test('another flow takes the focus', async () => {
    await open('/wrong-domain');
    await demo.page.getByRole('link', { name: 'Upload a file' }).click();
    await demo.page
      .getByRole('heading', { level: 1, name: 'Upload a file' })
      .and(demo.page.locator(':focus'))
      .waitFor();
  });

  const CLEAN = [[], []];

  test('no flow has an accessibility violation for a visitor', async () => {
    await open('/wrong-domain');
    await click('Create account');
    await form('Create an account').getByText('EMAIL_DOMAIN_NOT_ALLOWED').waitFor();
    expect(await barriersInBoth(demo.page)).toEqual(CLEAN);
    for (const id of await flowIds()) {
      await go(id);
      if (id === 'authenticator') {
        await demo.page.getByRole('tab', { name: 'Create Account' }).click();
        await demo.page.getByLabel('Name', { exact: true }).waitFor();
      }
      expect([id, await barriersInBoth(demo.page)]).toEqual([id, CLEAN]);
    }
    await demo.page.getByRole('button', { name: /^Messages/ }).click();
    await demo.page.getByRole('dialog', { name: 'Messages' }).waitFor();
    expect(await barriersInBoth(demo.page)).toEqual(CLEAN);
  });

  test('no flow has an accessibility violation for a signed-in user', async () => {
    await demo.enter('/upload');
    await demo.page.getByLabel('Choose files').setInputFiles(file('note.txt'));
    await demo.page.getByText('note.txt is in the bucket.').waitFor();
    for (const id of await flowIds()) {
      await go(id);
      if (id === 'second-factor') {
        await click('Set up an authenticator');
        await demo.page.getByRole('group', { name: 'Authenticator' }).waitFor();
      }
      expect([id, await barriersInBoth(demo.page)]).toEqual([id, CLEAN]);
    }
  });

  test('the steps of a sign-in have no accessibility violation', async () => {
    await open('/captcha');
    await click('Create an account');
    await demo.page
      .getByRole('main')
      .getByText(/Its password is filled in/)
      .waitFor();
    await form('Sign in').getByRole('button', { name: 'Sign in' }).click();
    await region('Are you human?').getByRole('button', { name: /human/i }).waitFor();
    expect(await barriersInBoth(demo.page)).toEqual(CLEAN);
    await region('Are you human?').getByRole('button', { name: /human/i }).click();
    await demo.page.getByRole('button', { name: 'Use this code' }).waitFor();
    expect(await barriersInBoth(demo.page)).toEqual(CLEAN);
  });

  test('without the sandbox the page says how to start it, and continues once it answers', async () => {
    const everything = `${demo.sandbox.url}/**`;
    await demo.page.route(everything, (route) => route.abort());
    await open('/wrong-domain');
    await demo.alert().getByText('The sandbox is not running.').waitFor();
    await demo.alert().getByText('npx --yes pnpm@12 demo').waitFor();
    await form('Create an account').waitFor();
    await demo.page.unroute(everything);
    await demo.alert().getByText('The sandbox is not running.').waitFor({ state: 'detached' });
  });
});
