import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import { describe, expect, test } from 'vitest';
import { newAddress, startDemoPage, WAIT } from './demo-page.ts';
import { takeScreenshots } from './screenshots.ts';

const browser = await launchBrowserOrSkip('e2e/sign-up-flows.test.ts');

describe.skipIf(!browser)('the flows of a sign-up', () => {
  const demo = startDemoPage(browser);
  const { click, form, happened, isDone, open, outcome, region } = demo;
  const tryValue = (label: string) =>
    demo.page.getByRole('group', { name: 'Try' }).getByRole('button', { name: label }).click();

  test('turn away the wrong domain, at its field, and show what happened', async () => {
    await open('/');
    await demo.page
      .getByRole('heading', { level: 1, name: 'Turn away the wrong domain' })
      .waitFor();
    expect(await isDone('Turn away the wrong domain')).toBe(false);
    await click('Create account');
    const field = form('Create an account').getByLabel('E-mail');
    await form('Create an account').getByText('EMAIL_DOMAIN_NOT_ALLOWED').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await outcome('It was refused before an account was made.').waitFor();
    await happened().filter({ hasText: 'The browser calls Cognito: SignUp' }).waitFor();
    await happened().filter({ hasText: 'pre-sign-up' }).getByText('threw').waitFor();
    await expect.poll(() => isDone('Turn away the wrong domain'), WAIT).toBe(true);
    await takeScreenshots(demo.page, 'wrong-domain');

    await tryValue('eve@amazon.com.example');
    expect(await form('Create an account').getByText('EMAIL_DOMAIN_NOT_ALLOWED').count()).toBe(0);
    await click('Create account');
    await form('Create an account').getByText('EMAIL_DOMAIN_NOT_ALLOWED').waitFor();
    await tryValue('no address');
    await click('Create account');
    await form('Create an account').getByText('InvalidParameterException').waitFor();
    await tryValue('ADA@AMAZON.COM');
    await click('Create account');
    await outcome('This sign-up was accepted.').waitFor();
  });

  test('link to the console, which shows the flow of the timeline', async () => {
    await open('/wrong-domain');
    await click('Create account');
    const link = region('What just happened').getByRole('link', { name: /in the console/ });
    const address = new URL((await link.getAttribute('href')) ?? '');
    expect(address.origin).toBe(demo.sandbox.url);
    expect(address.pathname).toMatch(/^\/_console\/timeline\/\d+$/);
    const details = await fetch(
      `${demo.sandbox.url}/_console/api/timeline/${address.pathname.split('/').at(-1)}`,
      { headers: { authorization: `Bearer ${address.searchParams.get('token')}` } },
    );
    expect(await details.json()).toMatchObject({ entry: { name: 'SignUp', from: 'browser' } });
    const opened = await fetch(address, { redirect: 'manual' });
    expect(opened.status).toBe(302);
  });

  test('show their wiring, recipe and test, with buttons that copy', async () => {
    await open('/wrong-domain');
    const code = region('Code');
    const file = (name: string) => code.getByRole('figure', { name });
    await file('amplify/auth/pre-sign-up/handler.ts').getByText("['amazon.com']").waitFor();
    await demo.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await code.getByRole('button', { name: 'Copy amplify/auth/pre-sign-up/handler.ts' }).click();
    await code.getByText('Copied').first().waitFor();
    expect(await demo.page.evaluate(() => navigator.clipboard.readText())).toContain(
      "emailDomain({ allow: ['amazon.com'] })",
    );
    await code.getByText('npx amplify-recipes add email-domain --wire').waitFor();
    await code.getByRole('tab', { name: 'Recipe' }).click();
    await file('packages/pre-sign-up/src/email-domain/recipe.ts')
      .getByText('TriggerError', { exact: true })
      .first()
      .waitFor();
    await demo.page.waitForURL(/code=recipe/);
    await code.getByRole('tab', { name: 'Test' }).click();
    await file('packages/pre-sign-up/src/email-domain/recipe.test.ts').waitFor();
  });

  test('turn away the under-aged, and name every rule that a sign-up breaks', async () => {
    await open('/minimum-age');
    await click('Create account');
    const fields = form('Create an account');
    await fields.getByText('MINIMUM_AGE_NOT_REACHED').waitFor();
    expect(await fields.getByLabel('Date of birth').getAttribute('aria-invalid')).toBe('true');
    await takeScreenshots(demo.page, 'minimum-age');
    for (const [label, code, field] of [
      ['13 tomorrow', 'MINIMUM_AGE_NOT_REACHED', 'Date of birth'],
      ['born tomorrow', 'BIRTHDATE_INVALID', 'Date of birth'],
      ['wrong domain and too young', 'EMAIL_DOMAIN_NOT_ALLOWED', 'E-mail'],
      ['wrong domain and too young', 'MINIMUM_AGE_NOT_REACHED', 'Date of birth'],
      ['a link as the name', 'ATTRIBUTES_INVALID', 'Name'],
    ] as const) {
      await tryValue(label);
      await click('Create account');
      await fields.getByText(code).waitFor();
      expect(await fields.getByLabel(field).getAttribute('aria-invalid')).toBe('true');
    }
    expect(await isDone('Turn away the under-aged')).toBe(true);
  });

  test('confirm with the code of the message, add the group and create the profile', async () => {
    const email = await demo.signUpAndConfirm();
    expect(await demo.groups()).toBe('EVERYONE');
    await region('Your record of UserProfile').getByText(email).waitFor();
    await happened().filter({ hasText: 'post-confirmation' }).first().waitFor();
    expect(await isDone('Confirm, group and profile')).toBe(true);
    await takeScreenshots(demo.page, 'confirm');
    await demo.page.reload();
    await demo.signedIn(email);
  });

  test('send the message in the language of the user', async () => {
    await open('/languages');
    const message = demo.page.getByRole('article', { name: 'The message' });
    for (const [language, subject] of [
      ['Español', 'Tu código para la demo'],
      ['English', 'Your code for the demo'],
      ['Deutsch', 'Dein Code für die Demo'],
    ] as const) {
      await demo.page.getByRole('radio', { name: language }).check();
      await click('Create account');
      await message.getByRole('heading', { name: subject }).waitFor();
    }
    await expect.poll(() => isDone('Messages in three languages'), WAIT).toBe(true);
    await takeScreenshots(demo.page, 'languages');
    await demo.page.getByRole('radio', { name: /^Français/ }).check();
    await click('Create account');
    await outcome(/no French template/).waitFor();
    await message.getByRole('heading', { name: 'Your code for the demo' }).waitFor();
  });

  test("work with Amplify's own Authenticator, unmodified", async () => {
    const email = newAddress();
    await open('/authenticator');
    await demo.page.getByRole('tab', { name: 'Create Account' }).click();
    const panel = demo.page.getByRole('tabpanel', { name: 'Create Account' });
    const fill = async (address: string) => {
      await panel.getByLabel('Email').fill(address);
      await panel.getByRole('textbox', { name: 'Password', exact: true }).fill('Correct-horse-1');
      await panel.getByRole('textbox', { name: 'Confirm Password' }).fill('Correct-horse-1');
      await panel.getByLabel('Name', { exact: true }).fill('Ada');
      await panel.getByLabel(/birth/i).fill('2000-02-29');
      await panel.getByRole('button', { name: 'Create account with Password' }).click();
    };
    await fill('ada@evilamazon.com');
    await panel.getByText(/EMAIL_DOMAIN_NOT_ALLOWED/).waitFor();
    await takeScreenshots(demo.page, 'authenticator');
    await fill(email);
    await demo.page.getByLabel('Confirmation Code').waitFor();
    await expect.poll(() => demo.sandbox.outbox.some(({ to }) => to === email), WAIT).toBe(true);
    const code = demo.sandbox.outbox.findLast(({ to }) => to === email)?.code ?? '';
    await demo.page.getByLabel('Confirmation Code').fill(code);
    await click('Confirm');
    await demo.signedIn(email);
    expect(await isDone('Amplify’s own Authenticator')).toBe(true);
    await demo.signOut();
  });

  test('a reload in the middle of a confirmation keeps the step', async () => {
    const email = newAddress();
    await open('/confirm');
    await form('Create an account').getByLabel('E-mail').fill(email);
    await click('Create account');
    await form('Confirm your address').getByText(email).first().waitFor();
    await demo.page.reload();
    await form('Confirm your address').getByText(email).first().waitFor();
    await demo.useCode();
    await click('Confirm');
    // The client forgets its session for the automatic sign-in with the reload.
    await form('Sign in').getByText('Your account is confirmed.').or(region('Signed in')).waitFor();
  });

  test('a new step takes the focus and is in view', async () => {
    await demo.page.setViewportSize({ width: 390, height: 500 });
    await open('/confirm');
    await form('Create an account').getByLabel('E-mail').fill(newAddress());
    await click('Create account');
    await form('Confirm your address')
      .getByLabel('Code')
      .and(demo.page.locator(':focus'))
      .waitFor();
    const box = await form('Confirm your address').getByRole('heading').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    await demo.useCode();
    await click('Confirm');
    await region('Signed in').locator(':focus').waitFor();
  });

  test("a code of another flow's message is not offered", async () => {
    await open('/languages');
    await click('Create account');
    await demo.page.getByRole('article', { name: 'The message' }).getByRole('heading').waitFor();
    await open('/confirm');
    await click('Create account');
    await demo.page.getByRole('button', { name: 'Use this code' }).waitFor();
    await demo.page.getByRole('button', { name: /^Messages/ }).click();
    const messages = demo.page.getByRole('dialog', { name: 'Messages' }).getByRole('listitem');
    await messages.first().waitFor();
    await expect.poll(() => messages.count()).toBeGreaterThan(1);
    await expect
      .poll(() => messages.getByRole('button', { name: 'Use this code' }).count())
      .toBe(1);
    await messages.getByRole('button', { name: 'Use this code' }).click();
    expect(await form('Confirm your address').getByLabel('Code').inputValue()).toMatch(/^\d{6}$/);
  });

  test('a green notice leaves no red error, and an error no notice', async () => {
    await open('/confirm');
    await form('Create an account').getByLabel('E-mail').fill(newAddress());
    await click('Create account');
    const confirm = form('Confirm your address');
    await confirm.getByLabel('Code').fill('000000');
    await click('Confirm');
    await confirm.getByText('CodeMismatchException').waitFor();
    await click('Send a new code');
    await confirm.getByText('A new code was sent.').waitFor();
    expect(await confirm.getByText('CodeMismatchException').count()).toBe(0);
    await confirm.getByLabel('Code').fill('000000');
    await click('Confirm');
    await confirm.getByText('CodeMismatchException').waitFor();
    expect(await confirm.getByText('A new code was sent.').count()).toBe(0);
  });

  test('times carry their zone', async () => {
    await open('/languages');
    await click('Create account');
    await demo.page.getByRole('article', { name: 'The message' }).getByRole('heading').waitFor();
    await demo.page.getByRole('button', { name: /^Messages/ }).click();
    const time = demo.page.getByRole('dialog', { name: 'Messages' }).getByRole('time').first();
    expect(await time.textContent()).toMatch(/^\d\d:\d\d:\d\d (?:UTC|GMT\S*|[A-Z]{3,5})$/);
    expect(await time.getAttribute('title')).toMatch(/GMT.*\(.*Z\)$/);
  });
});
