import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { KinesisStreamRecord, S3EventRecord } from 'aws-lambda';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { localBackend } from '../local-backend.ts';
import { type PageServer, startPage } from '../page-server.ts';
import { barriersOf } from './accessibility.ts';
import { userPoolOf } from './backend.ts';
import { launchBrowserOrSkip } from './browser.ts';
import { takeScreenshots } from './screenshots.ts';

const PASSWORD = 'Correct-horse-1';
const WAIT = { timeout: 30_000 };

const browser = await launchBrowserOrSkip('e2e/page.test.ts');

describe.skipIf(!browser)('the page', () => {
  const app = join(import.meta.dirname, '..');
  let folder: string;
  let sandbox: Sandbox;
  let server: PageServer;
  let page: Page;
  let faults: string[];
  let users = 0;

  beforeAll(async () => {
    mkdirSync(join(app, '.amplify'), { recursive: true });
    folder = mkdtempSync(join(app, '.amplify', 'page-test-'));
    sandbox = await startSandbox({ ...localBackend, cwd: app, dataDir: false, outputsDir: folder });
    server = await startPage({
      port: 0,
      outputsDir: folder,
      cacheDir: join(folder, 'vite'),
      reload: false,
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    if (!browser) throw new Error('These tests are skipped without a browser.');
    page = await browser.newPage();
    page.setDefaultTimeout(WAIT.timeout);
    faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });

  /** An address without an account. */
  const newAddress = () => `visitor${++users}@amazon.com`;
  const form = (name: string) => page.getByRole('form', { name });
  const region = (name: string) => page.getByRole('region', { name });
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const messageTo = (email: string) =>
    region('Outbox').getByRole('listitem').filter({ hasText: email }).first();

  async function signUp(email: string): Promise<void> {
    const fields = form('Create an account');
    await fields.getByLabel('E-mail').fill(email);
    await fields.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await click('Sign up');
  }

  async function signIn(email: string, password = PASSWORD): Promise<void> {
    await form('Welcome back').getByLabel('E-mail', { exact: true }).fill(email);
    await form('Welcome back').getByRole('textbox', { name: 'Password' }).fill(password);
    await click('Sign in');
  }

  async function signUpAndConfirm(): Promise<string> {
    const email = newAddress();
    await signUp(email);
    await messageTo(email).getByRole('button', { name: 'Use this code' }).click();
    await click('Confirm');
    await page.getByRole('heading', { name: email }).waitFor();
    return email;
  }

  async function uploadNote(name: string): Promise<void> {
    await page.getByRole('tab', { name: 'Files' }).click();
    const buffer = Buffer.from('Buy milk');
    await page.getByLabel('Choose files').setInputFiles({ name, mimeType: 'text/plain', buffer });
    await page.getByText(`${name} is in the bucket.`).waitFor();
  }

  const takeCodeTo = (email: string) =>
    messageTo(email).getByRole('button', { name: 'Use this code' }).click();

  const takeTotp = () =>
    region('Authenticator').getByRole('button', { name: 'Use this code' }).click();

  const choose = (way: string) =>
    form('Welcome back').getByRole('radio', { name: way, exact: true }).check();

  /** The current step that the page shows in a sign-in of several steps. */
  const stepAt = () =>
    page
      .getByRole('list', { name: 'Steps of this sign-in' })
      .locator('[aria-current="step"]')
      .textContent();

  /** Whether the page has ticked off a step of the list "What to try". */
  const isTicked = async (title: string) =>
    (await page
      .getByRole('list', { name: 'What to try' })
      .getByRole('listitem')
      .filter({ hasText: title })
      .getAttribute('data-done')) === 'true';

  /** The records that functions received from a source. */
  const recordsOf = <Given>(source: string): readonly Given[] =>
    sandbox.invocations
      .filter((invocation) => invocation.source === source)
      .flatMap(({ event }) => (event as { readonly Records: readonly Given[] }).Records);

  const groups = () => page.getByRole('list', { name: 'Groups' }).textContent();

  async function claim(name: string): Promise<string | null> {
    const row = page
      .getByRole('tabpanel', { name: /token$/ })
      .locator('dl > div')
      .filter({
        has: page.getByText(name, { exact: true }),
      });
    return row.getByRole('definition').textContent();
  }

  test('a visitor is refused, then signs up and gets a token with their group', async () => {
    await page.goto(server.url);
    await signUp('ada@evilamazon.com');
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.locator('code').textContent()).toBe('EMAIL_DOMAIN_NOT_ALLOWED');
    await region('Functions').getByText('threw').waitFor();
    await takeScreenshots(page, '1-refused');

    const email = newAddress();
    await form('Create an account')
      .getByLabel('Date of birth')
      .fill(`${new Date().getUTCFullYear() - 12}-01-01`);
    await signUp(email);
    await refusal.getByText('MINIMUM_AGE_NOT_REACHED').waitFor();
    await form('Create an account').getByLabel('Date of birth').fill('2000-02-29');
    await signUp(email);
    const code = (await messageTo(email).locator('.code').textContent()) ?? '';
    expect(code).toMatch(/^\d{6}$/);
    await takeScreenshots(page, '2-code');
    await form('Confirm your address').getByLabel('Code').fill(code);
    await click('Confirm');

    await page.getByRole('heading', { name: email }).waitFor();
    expect(await groups()).toBe('EVERYONE');
    expect(await claim('token_use')).toBe('id');
    await page.getByRole('tab', { name: 'Access token' }).click();
    expect(await claim('cognito:groups')).toBe('EVERYONE');
    await region('Functions').getByText('PostConfirmation_ConfirmSignUp').click();
    await takeScreenshots(page, '3-signed-in');

    const before = await claim('jti');
    await click('Refresh session');
    await expect.poll(() => claim('jti'), WAIT).not.toBe(before);
    await page.reload();
    expect(await groups()).toBe('EVERYONE');

    await click('Sign out');
    await form('Welcome back').waitFor();
    await takeScreenshots(page, '4-sign-in');
    await signIn(email);
    await page.getByRole('heading', { name: email }).waitFor();
  });

  test('a visitor who chooses the e-mail code signs in with it', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await form('Welcome back')
      .getByRole('radio', { name: /e-mail code/ })
      .check();
    await form('Welcome back').getByLabel('E-mail', { exact: true }).fill(email);
    await click('Sign in');

    const choice = form('How do you want to sign in?');
    await choice.waitFor();
    expect(await choice.getByRole('radio').count()).toBe(2);
    await takeScreenshots(page, '5-choice');
    await choice.getByRole('radio', { name: 'A code by e-mail' }).check();
    await click('Continue');
    await messageTo(email).getByText('CustomMessage_Authentication').waitFor();
    const code = await messageTo(email).locator('.code').textContent();
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await click('Sign in');
    await page.getByRole('alert').getByText('CodeMismatchException').waitFor();
    await takeScreenshots(page, '6-wrong-code');

    await click('Send a new code');
    await expect.poll(() => messageTo(email).locator('.code').textContent(), WAIT).not.toBe(code);
    await takeCodeTo(email);
    await click('Sign in');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await groups()).toBe('EVERYONE');
  });

  test('a visitor signs in with a one-time code, and sees how many attempts are left', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await choose('One-time code by e-mail');
    await form('Welcome back').getByLabel('E-mail', { exact: true }).fill(email);
    await click('Sign in');
    await form('Enter the code').getByText('You have 3 attempts.').waitFor();
    await messageTo(email).getByText('Your sign-in code for Amplify Recipes').waitFor();
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await click('Sign in');
    await page.getByRole('alert').getByText('2 attempts left.').waitFor();
    await takeScreenshots(page, '13-one-time-code');
    await takeCodeTo(email);
    await click('Sign in');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await groups()).toBe('EVERYONE');
  });

  test('after the password, a robot fails the CAPTCHA, and a human passes it and is asked for the code', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await choose('Password, CAPTCHA, then a code');
    await signIn(email);
    const captcha = region('Are you human?');
    await captcha.getByText('3 attempts').waitFor();
    expect(await stepAt()).toBe('CAPTCHA');
    await takeScreenshots(page, '14-captcha');
    await captcha.getByRole('button', { name: /robot/i }).click();
    await captcha.getByRole('alert').getByText('You look like a robot to the CAPTCHA.').waitFor();
    await takeScreenshots(page, '15-robot');
    expect(await messageTo(email).getByText('SES SendEmail').count()).toBe(0);
    await captcha.getByRole('button', { name: /human/i }).click();

    await form('Enter the code').getByText('A code was sent to v***@a***').waitFor();
    expect(await stepAt()).toBe('Code');
    await form('Enter the code').locator('input:focus').waitFor();
    expect(await page.getByRole('button', { name: 'Send a new code' }).count()).toBe(0);
    await messageTo(email).getByText('SES SendEmail').waitFor();
    await takeScreenshots(page, '16-code-after-captcha');
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await click('Sign in');
    await page.getByRole('alert').getByText('2 attempts left.').waitFor();
    expect(await isTicked('Pass a CAPTCHA')).toBe(false);
    await takeCodeTo(email);
    await click('Sign in');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await groups()).toBe('EVERYONE');
    await expect.poll(() => isTicked('Pass a CAPTCHA'), WAIT).toBe(true);
  });

  test('after the third wrong answer the page shows the first sign-in form', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await choose('Password, CAPTCHA, then a code');
    await signIn(email);
    const captcha = region('Are you human?');
    for (const left of ['3 attempts', '2 attempts', '1 attempt']) {
      await captcha.getByText(`${left} to show`).waitFor();
      await captcha.getByRole('button', { name: /robot/i }).click();
    }
    await form('Welcome back').getByRole('alert').getByText('NotAuthorizedException').waitFor();
  });

  test('after a wrong password the page shows the choice of sign-in methods', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await form('Welcome back')
      .getByRole('radio', { name: /e-mail code/ })
      .check();
    await click('Sign in');
    await form('How do you want to sign in?').getByRole('radio', { name: 'My password' }).check();
    await click('Continue');
    await form('Enter your password').getByLabel('Password', { exact: true }).fill('Wrong-horse-1');
    await click('Sign in');

    await form('Welcome back').getByRole('alert').getByText('NotAuthorizedException').waitFor();
    await choose('Password');
    await signIn(email);
    await page.getByRole('heading', { name: email }).waitFor();
  });

  test('a user that an administrator created chooses a password', async () => {
    const email = newAddress();
    const client = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: sandbox.credentials,
    });
    await client.send(
      new AdminCreateUserCommand({
        UserPoolId: userPoolOf(sandbox).id,
        Username: email,
        TemporaryPassword: 'Temporary-horse-1',
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
          { Name: 'birthdate', Value: '2000-02-29' },
        ],
      }),
    );
    await page.goto(server.url);
    await page.getByRole('tab', { name: 'Sign in' }).click();
    await signIn(email, 'Temporary-horse-1');
    await form('Choose your password').getByLabel('New password', { exact: true }).fill(PASSWORD);
    await click('Set the password');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await page.getByRole('list', { name: 'Groups' }).textContent()).toBe('No groups');
  });

  test('a signed-in user changes their profile and password', async () => {
    await page.goto(server.url);
    const before = await signUpAndConfirm();
    const after = newAddress();
    await page.getByRole('tab', { name: 'Profile' }).click();
    await form('Change your profile').getByLabel('Name').fill('Grace');
    await click('Save');
    await page.getByText('Your profile is changed.').waitFor();
    await form('Change your profile').getByLabel('E-mail').fill(after);
    await click('Save');
    await form('Confirm your new address').waitFor();
    await page.getByRole('heading', { name: before }).waitFor();
    await takeScreenshots(page, '7-new-address');
    await takeCodeTo(after);
    await click('Confirm');
    await page.getByRole('heading', { name: after }).waitFor();

    await page.getByRole('tab', { name: 'Security' }).click();
    const fields = form('Change your password');
    await fields.getByLabel('Old password', { exact: true }).fill(PASSWORD);
    await fields.getByLabel('New password', { exact: true }).fill('Another-horse-2');
    await takeScreenshots(page, '8-security');
    await click('Change the password');
    await page.getByText('The password is changed.').waitFor();
    await click('Sign out');
    await signIn(after, 'Another-horse-2');
    await page.getByRole('heading', { name: after }).waitFor();
  });

  test('a user sets up an authenticator, signs in with its code, and turns it off again', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await page.getByRole('tab', { name: 'Security' }).click();
    await click('Set up an authenticator');
    const setup = form('Set up your authenticator');
    await setup.getByText(/^otpauth:\/\/totp\//).waitFor();
    await takeScreenshots(page, '9-authenticator');
    await setup.getByLabel('Code').fill('000000');
    await click('Turn on');
    await setup.getByRole('alert').getByText('EnableSoftwareTokenMFAException').waitFor();
    await takeTotp();
    await click('Turn on');
    await page.getByRole('button', { name: 'Turn the second factor off' }).waitFor();
    await click('Sign out');

    // Each code works once. A clock that is 30 seconds ahead shows the next code.
    await page.clock.setSystemTime(Date.now() + 30_000);
    await page.reload();
    await page.getByRole('tab', { name: 'Sign in' }).click();
    await signIn(email);
    await form('Enter the code from your authenticator').waitFor();
    await takeScreenshots(page, '10-second-factor');
    await takeTotp();
    await click('Sign in');
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await groups()).toBe('EVERYONE');

    await page.getByRole('tab', { name: 'Security' }).click();
    await click('Turn the second factor off');
    await page.getByRole('button', { name: 'Set up an authenticator' }).waitFor();
    expect(await region('Authenticator').count()).toBe(0);
  });

  test('a signed-in user uploads, downloads and deletes files, and puts clicks on the stream', async () => {
    await page.goto(server.url);
    await signUpAndConfirm();
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByText('No file yet.').waitFor();
    const upload = page.getByLabel('Choose files');
    const picture = await page.screenshot({ type: 'jpeg' });
    const name = 'red flower+1.jpg';
    await upload.setInputFiles({ name, mimeType: 'image/jpeg', buffer: picture });
    await page.getByText(`${name} is in the bucket.`).waitFor();
    const file = page.getByRole('list', { name: 'Your files' }).getByRole('listitem');
    await expect
      .poll(() => file.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth), WAIT)
      .toBeGreaterThan(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: `Download ${name}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path()).equals(picture)).toBe(true);

    // A file of more than 5 MB is uploaded in parts, here two.
    const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(6_000_000) };
    const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Buy milk') };
    const held = Promise.withResolvers<void>();
    await page.route(/film\.mp4/, (route) => held.promise.then(() => route.continue()));
    await upload.setInputFiles([film, note]);
    await page.getByRole('progressbar', { name: 'Upload of film.mp4' }).waitFor();
    held.resolve();
    await page.getByText('note.txt is in the bucket.').waitFor();
    await region('Functions').getByText('s3', { exact: true }).nth(1).waitFor();
    await takeScreenshots(page, '17-files');
    await click(`Delete ${name}`);
    await page.getByText(`${name} is deleted.`).waitFor();
    await expect
      .poll(() => file.locator('strong').allTextContents(), WAIT)
      .toEqual(['note.txt', 'film.mp4']);
    const happened = () =>
      recordsOf<S3EventRecord>('s3')
        .map(({ eventName, s3 }) => [eventName, s3.object.key.split('/').at(-1)])
        .filter(([, key]) => /flower|film/.test(key ?? ''));
    await expect.poll(happened, WAIT).toEqual([
      ['ObjectCreated:Put', 'red+flower%2B1.jpg'],
      ['ObjectCreated:CompleteMultipartUpload', 'film.mp4'],
      ['ObjectRemoved:Delete', 'red+flower%2B1.jpg'],
    ]);

    await page.route(/refused\.txt/, (route) => {
      const headers = { 'access-control-allow-origin': '*' };
      const body = '<Error><Code>AccessDenied</Code><Message>It is full.</Message></Error>';
      return route.fulfill({ status: 403, headers, body });
    });
    await upload.setInputFiles([{ ...note, name: 'refused.txt' }, note]);
    const failure = page.getByRole('alert').getByText('It is full.');
    await failure.waitFor();
    // The next file does not hide the failure.
    await expect.poll(() => upload.inputValue(), WAIT).toBe('');
    expect(await failure.isVisible()).toBe(true);

    await page.getByRole('tab', { name: 'Clicks' }).click();
    await click('/pricing');
    await page.getByText('A click on /pricing is on its way.').waitFor();
    await region('Functions').getByText('aws:kinesis').first().waitFor();
    await expect.poll(() => isTicked('Click'), WAIT).toBe(true);
    await takeScreenshots(page, '18-clicks');
    const [record] = recordsOf<KinesisStreamRecord>('aws:kinesis');
    expect(Buffer.from(record?.kinesis.data ?? '', 'base64').toString()).toBe(
      '{"page":"/pricing"}',
    );
  }, 60_000);

  test('a schedule runs at once, and a second run for the same time changes nothing', async () => {
    await page.goto(server.url);
    const schedule = region('Schedules').getByRole('listitem').filter({ hasText: 'todo-digest' });
    await schedule.getByText('cron(0 0 ? * 1 *)').waitFor();
    await schedule.getByRole('button', { name: 'Run now' }).click();
    await schedule.getByText('"PUBLISHED"').waitFor();
    await messageTo('team@example.com').getByText('SNS subscription').waitFor();
    const before = sandbox.outbox.length;
    await schedule.getByRole('button', { name: 'Again, for the same time' }).click();
    await schedule.getByText('"ALREADY_PUBLISHED"').waitFor();
    await takeScreenshots(page, '19-schedules');
    expect(sandbox.outbox).toHaveLength(before);
    await expect.poll(() => isTicked('Run a schedule'), WAIT).toBe(true);
  });

  test('a sign-in to an unconfirmed account asks for its newest code', async () => {
    await page.goto(server.url);
    const email = newAddress();
    await signUp(email);
    await click('Use another address');
    await page.getByRole('tab', { name: 'Sign in' }).click();
    await signIn(email);

    await page.getByText('This account is not confirmed yet').waitFor();
    await click('Send a new code');
    await messageTo(email).getByText('CustomMessage_ResendCode').waitFor();
    await messageTo(email).getByRole('button', { name: 'Use this code' }).click();
    expect(await form('Confirm your address').getByLabel('Code').inputValue()).toBe(
      await messageTo(email).locator('.code').textContent(),
    );
    await click('Confirm');
    await page.getByText('Your account is confirmed.').waitFor();
    await signIn(email);
    await page.getByRole('heading', { name: email }).waitFor();
  });

  test('a user replaces a forgotten password', async () => {
    await page.goto(server.url);
    const email = await signUpAndConfirm();
    await click('Sign out');
    await click('Forgot your password?');
    await form('Forgot your password?').getByLabel('E-mail').fill(email);
    await click('Send a code');

    await messageTo(email).getByText('CustomMessage_ForgotPassword').waitFor();
    await messageTo(email).getByRole('button', { name: 'Use this code' }).click();
    const fields = form('Choose a new password');
    await fields.getByLabel('New password', { exact: true }).fill('Another-horse-2');
    await takeScreenshots(page, '11-new-password');
    await click('Set the password');

    await page.getByText('The password is changed.').waitFor();
    await signIn(email);
    await page.getByRole('alert').getByText('NotAuthorizedException').waitFor();
    await signIn(email, 'Another-horse-2');
    await page.getByRole('heading', { name: email }).waitFor();
  });

  test('an invocation shows its event and its outcome', async () => {
    await page.goto(server.url);
    await signUp('grace@elsewhere.example');
    const entry = region('Functions').getByRole('listitem').first();
    await entry.getByText('PreSignUp_SignUp').click();
    await entry.getByText('"grace@elsewhere.example"').first().waitFor();
    await entry
      .getByText(/EMAIL_DOMAIN_NOT_ALLOWED: /)
      .first()
      .waitFor();
  });

  test.each([390, 820, 1280, 1440])('the page fits a window of %i pixels', async (width) => {
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.setViewportSize({ width, height: 800 });
    await page.goto(server.url);
    await signUp('somebody.with.quite.a.long.name@a.very.long.domain.name.example');
    await page.getByRole('alert').waitFor();
    await region('Functions').getByText('PreSignUp_SignUp').first().click();
    expect(await overflow()).toBeLessThanOrEqual(0);

    const email = await signUpAndConfirm();
    await page.getByRole('tab', { name: 'Security' }).click();
    await click('Set up an authenticator');
    await region('Authenticator').waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await uploadNote(`a-note-with-${'quite-'.repeat(10)}a-long-name.txt`);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await click('Sign out');
    await choose('Password, CAPTCHA, then a code');
    expect(await overflow()).toBeLessThanOrEqual(0);
    await signIn(email);
    await region('Are you human?').getByRole('button', { name: /human/i }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    beforeEach(async () => {
      // Without motion, axe-core sees the final colours, not those of an entry that fades in.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(server.url);
    });

    test('the forms of a visitor have no accessibility violations', async () => {
      await signUp('ada@evilamazon.com');
      await page.getByRole('alert').waitFor();
      await region('Functions').getByText('PreSignUp_SignUp').first().click();
      expect(await barriersOf(page)).toEqual([]);

      const email = newAddress();
      await signUp(email);
      await messageTo(email).getByText('Whole message').click();
      await takeCodeTo(email);
      expect(await barriersOf(page)).toEqual([]);
    });

    test('the tabs of a signed-in user have no accessibility violations', async () => {
      await signUpAndConfirm();
      await uploadNote('note.txt');
      for (const tab of ['Data', 'Files', 'Clicks', 'Tokens', 'Profile', 'Security']) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        expect(await barriersOf(page)).toEqual([]);
      }
      await click('Set up an authenticator');
      await region('Authenticator').waitFor();
      expect(await barriersOf(page)).toEqual([]);
    });

    test('the ways to sign in have no accessibility violations', async () => {
      const email = await signUpAndConfirm();
      await click('Sign out');
      await choose('Password or e-mail code, as you choose');
      expect(await barriersOf(page)).toEqual([]);
      await click('Sign in');
      await form('How do you want to sign in?').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await click('Continue');
      await form('Enter the code').waitFor();
      expect(await barriersOf(page)).toEqual([]);
      await click('Sign in another way');
      await choose('Password, CAPTCHA, then a code');
      await signIn(email);
      await region('Are you human?').getByRole('button', { name: /human/i }).waitFor();
      expect(await barriersOf(page)).toEqual([]);
    });
  });

  test('without the sandbox the page says how to start it, and continues once it answers', async () => {
    await page.route(`${sandbox.url}/**`, (route) => route.abort());
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'The sandbox is not running' }).waitFor();
    await takeScreenshots(page, '12-unreachable');
    await page.unroute(`${sandbox.url}/**`);
    await form('Create an account').waitFor();
  });
});
