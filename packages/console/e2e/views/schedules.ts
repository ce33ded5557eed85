import { expect, test } from 'vitest';
import type { ConsolePage } from './console-page.ts';

export function schedulesTests({ open }: ConsolePage): void {
  test('shows the next run, and runs a schedule now and for another time', async () => {
    const page = await open('schedules');
    await page.getByRole('row', { name: /daily-report.*in \d+ / }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('"Good morning"').waitFor();
    await page.getByLabel(/Scheduled time/).fill('2030-01-02T03:04');
    await page.getByRole('button', { name: 'Run for this time' }).click();
    await page.getByText(/Ran for 2 Jan, 03:04/).waitFor();
    const runs = page.getByRole('list', { name: 'Last runs' }).getByRole('listitem');
    await expect.poll(() => runs.count()).toBe(2);
    await runs.first().getByRole('link').click();
    await expect.poll(() => page.url()).toMatch(/\/timeline\/\d+$/);
  });
}
