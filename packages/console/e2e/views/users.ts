import { expect, test } from 'vitest';
import { type ConsolePage, choose } from './console-page.ts';

export function usersTests({ open }: ConsolePage): void {
  test('creates, confirms, changes, disables and deletes a user', async () => {
    const page = await open('users');
    await page.getByRole('button', { name: 'Create user' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create user' });
    await dialog.getByRole('button', { name: 'Create user' }).click();
    await dialog.getByText('Write the e-mail address.').waitFor();
    await dialog.getByLabel('E-mail address').fill('grace@example.com');
    await dialog.getByLabel('Password', { exact: true }).fill('Correct-horse-1');
    await dialog.getByRole('button', { name: 'Create user' }).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await details.getByRole('heading', { name: 'grace@example.com' }).waitFor();
    await details.getByText('Confirmed', { exact: true }).waitFor();

    await details.getByRole('button', { name: 'Add attribute' }).click();
    await choose(page, 'Attribute', /custom:plan/);
    await page.getByLabel('Value').fill('premium');
    await page.getByRole('button', { name: 'Save' }).click();
    await details.getByText('premium').waitFor();

    await details.getByRole('tab', { name: 'Groups' }).click();
    await choose(page, 'Group', 'EDITORS');
    await details.getByRole('button', { name: 'Add' }).click();
    await details.getByRole('link', { name: 'EDITORS' }).waitFor();

    await details.getByRole('tab', { name: 'Tokens' }).click();
    await details.getByRole('button', { name: 'Sign in' }).click();
    await details.getByText('"cognito:groups"').waitFor();
    await details.getByText('"EDITORS"').waitFor();
    await details.getByRole('radio', { name: 'Access token' }).click();
    await details.getByText('"token_use"').waitFor();
    expect(await details.textContent()).toContain('"access"');

    await details.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await details.getByText('Disabled', { exact: true }).waitFor();

    await details.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete user' }).click();
    const question = page.getByRole('dialog', { name: 'Delete grace@example.com?' });
    await question.getByRole('button', { name: 'Delete user' }).click();
    await question.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('row', { name: /grace@example.com/ }).count()).toBe(0);
  });

  test('confirms a user who signed up', async () => {
    const page = await open('users?search=ada');
    await page.getByRole('row', { name: /ada@example.com.*Not confirmed/ }).click();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByRole('row', { name: /ada@example.com.*Confirmed/ }).waitFor();
  });

  test('says what Cognito refused, in the dialog', async () => {
    const page = await open('users?search=ada');
    await page.getByRole('row', { name: /ada@example.com/ }).click();
    await page.getByRole('button', { name: 'Set password' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New password').fill('short');
    await dialog.getByRole('button', { name: 'Set password' }).click();
    await dialog.getByText('InvalidPasswordException').waitFor();
    await page.keyboard.press('Escape');
  });

  test('creates and deletes a group', async () => {
    const page = await open('users');
    await page.getByRole('radio', { name: 'Groups' }).click();
    await page.getByRole('row', { name: /ADMINS/ }).waitFor();
    await page.getByRole('button', { name: 'Create group' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('GARDENERS');
    await dialog.getByLabel('Precedence').fill('5');
    await dialog.getByRole('button', { name: 'Create group' }).click();
    await page.getByRole('heading', { name: 'GARDENERS' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete group' }).click();
    await expect.poll(() => page.getByRole('row', { name: /GARDENERS/ }).count()).toBe(0);
  });
}
