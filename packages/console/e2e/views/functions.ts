import { expect, test } from 'vitest';
import { type ConsolePage, choose, writeCode } from './console-page.ts';

export function functionsTests({ open }: ConsolePage): void {
  test('invokes a function with the event of its trigger, and shows its logs', async () => {
    const page = await open('functions');
    await page.getByRole('row', { name: /check-domain/ }).click();
    await page.getByText('"PreSignUp_SignUp"').waitFor();
    await page.getByRole('button', { name: 'Invoke' }).click();
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('returned').waitFor();
    expect(await result.textContent()).toContain('Checking the domain of ada@example.com');
  });

  test('shows the error of a function, with its trace', async () => {
    const page = await open('functions/check-domain');
    await choose(page, 'Event', 'An empty event');
    await page.keyboard.press('Control+Enter');
    const result = page.getByRole('region', { name: 'Result' });
    await result.getByText('threw').waitFor();
    expect(await result.textContent()).toContain('TypeError');
  });

  test('marks an event that is not JSON', async () => {
    const page = await open('functions/check-domain');
    await writeCode(page, 'Event as JSON', '{ "a": ');
    await page.getByRole('button', { name: 'Invoke' }).click();
    await page.getByText(/This is not JSON/).waitFor();
  });

  test('shows what was denied with the line that allows it, and hides secrets', async () => {
    const page = await open('functions/daily-report');
    await writeCode(page, 'Event as JSON', '{ "kind": "save" }');
    await page.getByRole('button', { name: 'Invoke' }).click();
    await page.getByRole('region', { name: 'Result' }).getByText('threw').waitFor();
    await page.getByRole('tab', { name: /Permissions/ }).click();
    await page.getByText("'reports/*': [allow.resource(dailyReport).to(['write'])]").waitFor();
    await page.getByRole('tab', { name: 'Configuration' }).click();
    await page.getByText('Good morning').waitFor();
    expect(await page.getByRole('main').textContent()).not.toContain('a secret');
  });
}
