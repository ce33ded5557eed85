import { expect, test } from 'vitest';
import { type ConsolePage, callApi } from './console-page.ts';

export function objectsTests({ open, app }: ConsolePage): void {
  test('uploads, previews, links and deletes an object', async () => {
    const page = await open('objects?prefix=notes%2F');
    await page.getByLabel('Files to upload').setInputFiles([
      { name: 'plan & beds+1.txt', mimeType: 'text/plain', buffer: Buffer.from('Plant tulips') },
      { name: 'beds.json', mimeType: 'application/json', buffer: Buffer.from('{"beds":3}') },
    ]);
    await page.getByText('2 of 2 uploaded').waitFor();
    await page.getByRole('row', { name: /plan & beds\+1\.txt/ }).click();
    await page.getByText('Plant tulips').waitFor();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = page.getByRole('link', { name: /X-Amz-Signature|X-Amz-Algorithm/ });
    const address = await link.getAttribute('href');
    expect(await (await fetch(address ?? '')).text()).toBe('Plant tulips');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete object' }).click();
    await expect.poll(() => page.getByRole('row', { name: /plan/ }).count()).toBe(0);
    await page.getByRole('row', { name: /beds\.json/ }).waitFor();
  });

  test('uploads what is dropped on the list', async () => {
    const page = await open('objects');
    await page.getByRole('grid', { name: 'Objects' }).waitFor();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
      return data;
    });
    await page.getByRole('grid', { name: 'Objects' }).dispatchEvent('drop', {
      dataTransfer: transfer,
    });
    await page.getByRole('row', { name: /dropped\.txt/ }).waitFor();
  });

  test('runs nothing that an object holds', async () => {
    const { buckets } = await callApi<{ buckets: { name: string; friendlyName: string }[] }>(
      app(),
      'overview',
    );
    const bucket = buckets.find(({ friendlyName }) => friendlyName === 'files')?.name ?? '';
    const page = await open('objects');
    await page.getByLabel('Files to upload').setInputFiles({
      name: 'attack.html',
      mimeType: 'text/html',
      buffer: Buffer.from('<script>document.title = "taken"</script>'),
    });
    await page.getByText('1 of 1 uploaded').waitFor();
    await page.goto(`${new URL(page.url()).origin}/_console/objects/${bucket}?object=attack.html`);
    await page.getByText('document.title').waitFor();
    expect(await page.title()).not.toBe('taken');
  });
}
