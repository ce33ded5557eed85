import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import {
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, test } from 'vitest';
import { PASSWORD, userPoolOf } from './backend.ts';
import { newAddress, startDemoPage, WAIT } from './demo-page.ts';
import { takeScreenshots } from './screenshots.ts';

const browser = await launchBrowserOrSkip('e2e/sign-in-flows.test.ts');

describe.skipIf(!browser)('the flows of a sign-in', () => {
  const demo = startDemoPage(browser);
  const { click, form, isDone, open, outcome, region, signIn, signedIn } = demo;

  /** Creates an account with the button of a flow. */
  async function newAccount(flow: string): Promise<string> {
    await open(flow);
    await click('Create an account');
    const notice = demo.page
      .getByRole('main')
      .getByText(/ is confirmed\. Its password is filled in\./);
    const [email = ''] = ((await notice.textContent()) ?? '').split(' ');
    return email;
  }

  const submit = (name = 'Sign in') =>
    demo.page.getByRole('main').getByRole('button', { name, exact: true }).click();
  const messageTo = (email: string) => demo.sandbox.outbox.findLast(({ to }) => to === email);
  const captcha = () => region('Are you human?');
  const stepAt = () =>
    demo.page
      .getByRole('list', { name: 'Steps of this sign-in' })
      .locator('[aria-current="step"]')
      .textContent();

  test('a password: a wrong one is refused at its field, the right one is accepted', async () => {
    const email = await newAccount('/password');
    await takeScreenshots(demo.page, 'password');
    await signIn(email, 'Wrong-horse-1');
    await form('Sign in').getByText('The e-mail address or the password is wrong.').waitFor();
    expect(
      await form('Sign in')
        .getByText(/is confirmed/)
        .count(),
    ).toBe(0);
    expect(
      await form('Sign in').getByRole('textbox', { name: 'Password' }).getAttribute('aria-invalid'),
    ).toBe('true');
    expect(await isDone('A password')).toBe(false);
    await signIn(email);
    await signedIn(email);
    await region('Signed in').locator(':focus').waitFor();
    expect(await demo.groups()).toBe('EVERYONE');
    await outcome('The password is right.').waitFor();
    expect(await isDone('A password')).toBe(true);
    await demo.signOut();
    await form('Sign in').locator(':focus').waitFor();
  });

  test('the factor of your choice: a code that Cognito sends, also after a wrong one', async () => {
    const email = await newAccount('/choice');
    await submit();
    const choice = form('How do you want to sign in?');
    await choice.waitFor();
    await expect.poll(() => choice.getByRole('radio').count()).toBe(2);
    await takeScreenshots(demo.page, 'choice');
    await choice.getByRole('radio', { name: 'A code by e-mail' }).check();
    await click('Continue');
    await demo.page.getByRole('button', { name: 'Use this code' }).waitFor();
    expect(messageTo(email)?.reason).toBe('CustomMessage_Authentication');
    const code = messageTo(email)?.code;
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await submit();
    await form('Enter the code').getByText('CodeMismatchException').waitFor();
    await click('Send a new code');
    await expect.poll(() => messageTo(email)?.code, WAIT).not.toBe(code);
    await form('Enter the code')
      .getByText(String(messageTo(email)?.code))
      .waitFor();
    await demo.useCode();
    await submit();
    await signedIn(email);
    expect(await demo.groups()).toBe('EVERYONE');
  });

  test('the factor of your choice: after a wrong password the sign-in starts again', async () => {
    const email = await newAccount('/choice');
    await submit();
    await form('How do you want to sign in?').getByRole('radio', { name: 'My password' }).check();
    await click('Continue');
    await form('Enter your password').getByLabel('Password', { exact: true }).fill('Wrong-horse-1');
    await submit();
    await form('Sign in').getByText('The password is wrong.').waitFor();
    expect(await form('Sign in').getByLabel('E-mail').inputValue()).toBe(email);
  });

  test('a one-time code: it says how many attempts are left', async () => {
    const email = await newAccount('/one-time-code');
    await submit();
    await form('Enter the code').getByText('You have 3 attempts.').waitFor();
    await form('Enter the code').getByText('Your sign-in code for Amplify Recipes').waitFor();
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await submit();
    await form('Enter the code').getByText('2 attempts left.').waitFor();
    await takeScreenshots(demo.page, 'one-time-code');
    await demo.useCode();
    await submit();
    await signedIn(email);
    expect(await demo.groups()).toBe('EVERYONE');
    expect(await isDone('A one-time code')).toBe(true);
  });

  test('a one-time code: by text message, once the phone number is confirmed', async () => {
    const email = await newAccount('/one-time-code');
    await submit();
    await demo.useCode();
    await submit();
    await signedIn(email);
    const number = await form('Add a phone number').getByLabel('Phone number').inputValue();
    await form('Add a phone number').getByLabel('Phone number').fill('555');
    await click('Send a code');
    await form('Add a phone number').getByText('This is not a phone number.').waitFor();
    await form('Add a phone number').getByLabel('Phone number').fill(number);
    await click('Send a code');
    await form('Confirm your phone number').getByText(number).first().waitFor();
    await demo.useCode();
    await click('Confirm');
    await outcome('Your number is confirmed.').waitFor();
    await takeScreenshots(demo.page, 'phone-number');
    await demo.signOut();

    await form('Sign in').getByRole('radio', { name: 'A text message' }).check();
    await submit();
    const step = form('Enter the code');
    await step.getByText(`to ${number}`).waitFor();
    expect(messageTo(number)).toMatchObject({ channel: 'sms', reason: 'SNS Publish' });
    await takeScreenshots(demo.page, 'one-time-code-sms');
    await demo.page.getByRole('button', { name: /^Messages/ }).click();
    const messages = demo.page.getByRole('dialog', { name: 'Messages' });
    await messages.getByText('is your sign-in code for Amplify Recipes').waitFor();
    await takeScreenshots(demo.page, 'text-messages');
    await messages.getByRole('button', { name: 'Use this code' }).click();
    await submit();
    await signedIn(email);
    await demo.signOut();

    await open('/captcha');
    await submit();
    await captcha().getByRole('button', { name: /human/i }).click();
    const choice = form('Where should the code go?');
    await choice.getByText(`To +*******${number.slice(-4)}.`).waitFor();
    await takeScreenshots(demo.page, 'channel');
    await choice.getByRole('radio', { name: 'A text message' }).check();
    await click('Send the code');
    await step.getByText(`A code was sent to +*******${number.slice(-4)}`).waitFor();
  });

  test('a third wrong code says that it was the last', async () => {
    await newAccount('/one-time-code');
    await submit();
    for (const left of ['3 attempts', '2 attempts', '1 attempt']) {
      await form('Enter the code').getByText(`You have ${left}.`).waitFor();
      await form('Enter the code').getByLabel('Code').fill('00000000');
      await submit();
    }
    await form('Sign in').getByText('The last code was wrong, too.').waitFor();
    expect(await form('Sign in').getByText('Incorrect username or password').count()).toBe(0);
  });

  test('a resend within 30 s says that it is refused', async () => {
    await newAccount('/one-time-code');
    await submit();
    const resend = demo.page.getByRole('button', { name: /^A new code can be sent in \d+ s$/ });
    await resend.waitFor();
    expect(await resend.getAttribute('aria-disabled')).toBe('true');
    const sent = demo.sandbox.outbox.length;
    await resend.click({ force: true });
    await click('Start over');
    await submit();
    await resend.waitFor();
    expect(demo.sandbox.outbox).toHaveLength(sent);
  });

  test('a CAPTCHA: a robot gets no e-mail, and a human is asked for the code', async () => {
    const email = await newAccount('/captcha');
    expect(await stepAt()).toBe('Password');
    await submit();
    await captcha().getByText('3 attempts').waitFor();
    expect(await stepAt()).toBe('CAPTCHA');
    await captcha().getByRole('button', { name: /robot/i }).waitFor();
    await takeScreenshots(demo.page, 'captcha');
    await captcha().getByRole('button', { name: /robot/i }).click();
    await captcha().getByText('You look like a robot to the CAPTCHA.').waitFor();
    expect(messageTo(email)?.reason).not.toBe('SES SendEmail');
    await captcha().getByRole('button', { name: /human/i }).click();
    await form('Enter the code').getByText('A code was sent to a***@a***').waitFor();
    expect(await stepAt()).toBe('Code');
    await form('Enter the code').locator('input:focus').waitFor();
    expect(await demo.page.getByRole('button', { name: /new code/ }).count()).toBe(0);
    await form('Enter the code').getByLabel('Code').fill('00000000');
    await submit();
    await form('Enter the code').getByText('3 attempts left.').waitFor();
    expect(await isDone('Password, then CAPTCHA')).toBe(false);
    await demo.useCode();
    await submit();
    await signedIn(email);
    expect(await demo.groups()).toBe('EVERYONE');
    expect(await isDone('Password, then CAPTCHA')).toBe(true);
  });

  test("a robot's third try says that it was the last", async () => {
    await newAccount('/captcha');
    await submit();
    for (const left of ['3 attempts', '2 attempts', '1 attempt']) {
      await captcha().getByText(`${left} to show`).waitFor();
      await captcha().getByRole('button', { name: /robot/i }).click();
    }
    await form('Sign in').getByText('took you for a robot three times').waitFor();
    expect(await form('Sign in').getByText('Incorrect username or password').count()).toBe(0);
  });

  test('the stand-in of the CAPTCHA is dark in dark mode', async () => {
    await demo.page.emulateMedia({ colorScheme: 'dark' });
    await newAccount('/captcha');
    await submit();
    const fieldset = captcha().locator('fieldset');
    await fieldset.waitFor();
    const background = await fieldset.evaluate(
      (element) => getComputedStyle(element).backgroundColor,
    );
    expect(background).toBe('rgb(25, 27, 34)');
  });

  test('a reload in the middle of a sign-in keeps the step', async () => {
    const email = await newAccount('/captcha');
    await submit();
    await captcha().getByRole('button', { name: /human/i }).waitFor();
    await demo.page.reload();
    await captcha().getByRole('button', { name: /human/i }).click();
    await form('Enter the code').waitFor();
    await demo.useCode();
    await submit();
    await signedIn(email);
  });

  test('a second factor: it is set up, asked for, and turned off', async () => {
    const email = await newAccount('/second-factor');
    await submit();
    await click('Set up an authenticator');
    const setup = form('Set up your authenticator');
    await setup.getByText(/^otpauth:\/\/totp\//).waitFor();
    await takeScreenshots(demo.page, 'second-factor');
    await setup.getByLabel('Code').fill('000000');
    await click('Turn on');
    await setup.getByText('EnableSoftwareTokenMFAException').waitFor();
    await demo.useCode();
    await click('Turn on');
    await demo.page.getByRole('button', { name: 'Turn the second factor off' }).waitFor();
    expect(await isDone('A second factor')).toBe(false);
    await demo.signOut();

    // Each code works once. A clock that is 30 seconds ahead shows the next code.
    await demo.page.clock.setSystemTime(Date.now() + 30_000);
    await demo.page.reload();
    await signIn(email);
    await form('Enter the code from your authenticator').waitFor();
    await demo.useCode();
    await submit();
    await signedIn(email);
    await outcome('The password alone no longer signs you in.').waitFor();
    expect(await isDone('A second factor')).toBe(true);
    await click('Turn the second factor off');
    await demo.page.getByRole('button', { name: 'Set up an authenticator' }).waitFor();
  });

  test('a wrong TOTP does not offer to send another', async () => {
    const email = await newAccount('/second-factor');
    await submit();
    await click('Set up an authenticator');
    await demo.page.getByRole('group', { name: 'Authenticator' }).waitFor();
    await demo.useCode();
    await click('Turn on');
    await demo.page.getByRole('button', { name: 'Turn the second factor off' }).waitFor();
    await demo.signOut();
    await signIn(email);
    const step = form('Enter the code from your authenticator');
    await step.getByLabel('Code').fill('000000');
    await submit();
    await step.getByText('This is not the current code of your authenticator.').waitFor();
    await step.getByText('Wait for its next code.').waitFor();
    expect(await step.getByText(/request another|new code/i).count()).toBe(0);
  });

  test("an authenticator's secret is kept when the page has another port", async () => {
    const email = await newAccount('/second-factor');
    await submit();
    await click('Set up an authenticator');
    await demo.useCode();
    await click('Turn on');
    await demo.page.getByRole('button', { name: 'Turn the second factor off' }).waitFor();
    const other = await demo.serveAgain();
    try {
      await demo.page.clock.setSystemTime(Date.now() + 30_000);
      await demo.page.goto(new URL('/second-factor', other.url).href);
      await signIn(email);
      await form('Enter the code from your authenticator').waitFor();
      await demo.useCode();
      await submit();
      await signedIn(email);
    } finally {
      await demo.page.goto('about:blank');
      await other.stop();
    }
  });

  test('a forgotten password is replaced', async () => {
    const email = await newAccount('/forgotten-password');
    await form('Forgot your password?').getByLabel('E-mail').fill(email);
    await click('Send a code');
    const fields = form('Choose a new password');
    await fields.getByText('A new password for the demo').waitFor();
    await demo.useCode();
    await fields.getByLabel('New password', { exact: true }).fill('Another-horse-2');
    await takeScreenshots(demo.page, 'forgotten-password');
    await click('Set the password');
    await form('Sign in').getByText('The password is changed.').waitFor();
    await signIn(email);
    await form('Sign in').getByText('NotAuthorizedException').waitFor();
    expect(await form('Sign in').getByText('The password is changed.').count()).toBe(0);
    await signIn(email, 'Another-horse-2');
    await signedIn(email);
    expect(await demo.groups()).toBe('EVERYONE');
  });

  test('a reset has a way back, and always a password field', async () => {
    const email = await newAccount('/forgotten-password');
    await form('Forgot your password?').getByLabel('E-mail').fill(email);
    await click('Send a code');
    const fields = form('Choose a new password');
    await fields.getByLabel('New password', { exact: true }).waitFor();
    await demo.page.reload();
    await fields.getByLabel('New password', { exact: true }).waitFor();
    await click('Back to sign in');
    await form('Sign in').getByRole('textbox', { name: 'Password' }).waitFor();
    await signIn(email);
    await signedIn(email);
  });

  test('a user that an administrator created chooses a password', async () => {
    const email = newAddress();
    const client = new CognitoIdentityProviderClient({
      endpoint: demo.sandbox.url,
      region: demo.sandbox.region,
      credentials: demo.sandbox.credentials,
    });
    await client.send(
      new AdminCreateUserCommand({
        UserPoolId: userPoolOf(demo.sandbox).id,
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
    await open('/password');
    await signIn(email, 'Temporary-horse-1');
    await form('Choose your password').getByLabel('New password', { exact: true }).fill(PASSWORD);
    await click('Set the password');
    await signedIn(email);
    expect(await demo.groups()).toBe('No groups');
  });

  test('a sign-in to an unconfirmed account asks for its newest code', async () => {
    const email = newAddress();
    await open('/confirm');
    await form('Create an account').getByLabel('E-mail').fill(email);
    await click('Create account');
    await form('Confirm your address').waitFor();
    await open('/password');
    await signIn(email);
    await demo.page.getByText('This account is not confirmed yet').waitFor();
    const code = messageTo(email)?.code;
    await click('Send a new code');
    await expect.poll(() => messageTo(email)?.reason, WAIT).toBe('CustomMessage_ResendCode');
    expect(messageTo(email)?.code).not.toBe(code);
    await form('Confirm your address')
      .getByText(String(messageTo(email)?.code))
      .waitFor();
    await demo.useCode();
    expect(await form('Confirm your address').getByLabel('Code').inputValue()).toBe(
      messageTo(email)?.code,
    );
    await click('Confirm');
    await form('Sign in').getByText('Your account is confirmed.').waitFor();
    await signIn(email);
    await signedIn(email);
  });

  test('claims: those that token-claims changed are marked, and a refresh brings new ones', async () => {
    await demo.enter('/claims');
    const row = (name: string) =>
      demo.page
        .getByRole('tabpanel')
        .locator('dl > div')
        .filter({
          has: demo.page.getByText(name, { exact: true }),
        });
    await row('tenant').getByText('added by token-claims').waitFor();
    await row('birthdate').getByText('removed by token-claims').waitFor();
    expect(await row('token_use').getByRole('definition').textContent()).toBe('id');
    // Times carry their zone.
    await row('exp')
      .getByText(/\d \S*(?:UTC|GMT)/)
      .waitFor();
    await takeScreenshots(demo.page, 'claims');
    await demo.page.getByRole('tab', { name: 'Access token' }).click();
    await row('email').getByText('added by token-claims').waitFor();
    await row('scope').getByText('changed by token-claims').waitFor();
    expect(await row('cognito:groups').getByRole('definition').textContent()).toBe('EVERYONE');
    const id = () => row('jti').getByRole('definition').textContent();
    const before = await id();
    await click('Refresh the tokens');
    await expect.poll(id, WAIT).not.toBe(before);
    expect(await isDone('Claims in the token')).toBe(true);
  });

  test('profile: a new name at once, a new address after its code, and a new password', async () => {
    const before = await demo.signUpAndConfirm();
    const after = newAddress();
    await open('/profile');
    const profile = form('Change your profile');
    await profile.getByLabel('Name').fill('Grace');
    await click('Save');
    await profile.getByText('Your profile is changed.').waitFor();
    await profile.getByLabel('E-mail').fill(after);
    await click('Save');
    await form('Confirm your new address').waitFor();
    await region('Signed in').getByText(before).waitFor();
    await demo.useCode();
    await click('Confirm');
    await region('Signed in').getByText(after).waitFor();
    await takeScreenshots(demo.page, 'profile');

    const fields = form('Change your password');
    await fields.getByLabel('Old password', { exact: true }).fill(PASSWORD);
    await fields.getByLabel('New password', { exact: true }).fill('Another-horse-2');
    await click('Change the password');
    await fields.getByText('The password is changed.').waitFor();
    await demo.signOut();
    await open('/password');
    await signIn(after, 'Another-horse-2');
    await signedIn(after);
  });

  test('a wrong old password says so, at its field', async () => {
    await demo.enter('/profile');
    const fields = form('Change your password');
    const old = fields.getByLabel('Old password', { exact: true });
    await old.fill('Wrong-horse-1');
    await fields.getByLabel('New password', { exact: true }).fill('Another-horse-2');
    await click('Change the password');
    await fields.getByText('The old password is wrong.').waitFor();
    expect(await old.getAttribute('aria-invalid')).toBe('true');
  });

  test('two tabs stay together through a sign-out and the sign-in of another user', async () => {
    const ada = await demo.signUpAndConfirm();
    const second = await demo.newPage();
    await second.goto(new URL('/upload', demo.server.url).href);
    await second.getByText('No file yet.').waitFor();
    await demo.signOut();
    await second.getByText('This needs a signed-in user.').waitFor();
    const grace = await newAccount('/password');
    await signIn(grace);
    await signedIn(grace);
    await second.getByText(`Signed in as ${grace}`).waitFor();
    await second.getByText('No file yet.').waitFor();
    expect(await second.getByText('Access to Identity is forbidden').count()).toBe(0);
    expect(await second.getByText(ada).count()).toBe(0);
  });
});
