import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type ConsolePage, requestsElsewhere } from './console-page.ts';

export function graphqlTests({ open, openAlone, app }: ConsolePage): void {
  test('runs a query with the API key, and no request leaves the machine', async () => {
    const page = await open('messages');
    const elsewhere = requestsElsewhere(page);
    await page.getByRole('link', { name: 'GraphQL' }).click();
    await page.locator('.graphiql-query-editor').getByText('listTodos').first().waitFor();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await response(page).getByText('Water the roses').first().waitFor();
    expect(elsewhere).toEqual([]);
  });

  test('runs as a group, and as a caller without access', async () => {
    const page = await openAlone('graphql?as=group&name=ADMINS');
    await write(page, 'mutation { createSecret(input: { text: "of the admins" }) { text } }');
    await page.getByRole('button', { name: /Execute query/ }).click();
    await response(page).getByText('of the admins').waitFor();
    const other = await openAlone('graphql?as=apiKey');
    // GraphiQL closes a bracket that a text begins with.
    await write(other, 'query { listSecrets { nextToken } }');
    await other.getByRole('button', { name: /Execute query/ }).click();
    await response(other)
      .getByText(/Unauthorized|Not Authorized/)
      .first()
      .waitFor();
    await page.close();
    await other.close();
  });

  test('keeps a subscription open', async () => {
    const page = await openAlone('graphql?as=apiKey');
    await write(page, 'subscription { onCreateTodo { id } }');
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('button', { name: /Stop query/ }).waitFor();
    await expect
      .poll(
        async () => {
          await app().createTodo('Live from the garden');
          return response(page).textContent();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toMatch(/"id":\s"[\w-]{36}"/);
    await page.getByRole('button', { name: /Stop query/ }).click();
    await page.close();
  });
}

function response(page: Page) {
  return page.locator('.graphiql-response');
}

async function write(page: Page, text: string): Promise<void> {
  const editor = page.locator('.graphiql-query-editor');
  // The editor starts with a query of its own, which must not come later.
  await page.locator('.graphiql-tab').getByText('ListTodos').waitFor();
  await editor.locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // The name of the tab changes when GraphiQL has read the text.
  await page.locator('.graphiql-tab').getByText('<untitled>').waitFor();
  await page.keyboard.press('Escape');
}
