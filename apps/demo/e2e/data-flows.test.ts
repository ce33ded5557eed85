import { readFileSync } from 'node:fs';
import { launchBrowserOrSkip } from '@amplify-recipes/recipe-tests/browser';
import type { KinesisStreamRecord, S3EventRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { startDemoPage, WAIT } from './demo-page.ts';
import { takeScreenshots } from './screenshots.ts';

const browser = await launchBrowserOrSkip('e2e/data-flows.test.ts');

const NOTE = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Buy milk') };

describe.skipIf(!browser)('the flows of data', () => {
  const demo = startDemoPage(browser);
  const { click, happened, isDone, outcome, region } = demo;

  /** The records that functions received from a source. */
  const recordsOf = <Given>(source: string): readonly Given[] =>
    demo.sandbox.invocations
      .filter((invocation) => invocation.source === source)
      .flatMap(({ event }) => (event as { readonly Records: readonly Given[] }).Records);

  const files = () => demo.page.getByRole('list', { name: 'Your files' }).getByRole('listitem');
  const upload = () => demo.page.getByLabel('Choose files');

  test('a file is uploaded, shown, downloaded and deleted', async () => {
    await demo.enter('/upload');
    await demo.page.getByText('No file yet.').waitFor();
    const picture = await demo.page.screenshot({ type: 'jpeg' });
    const name = 'red flower+1.jpg';
    await upload().setInputFiles({ name, mimeType: 'image/jpeg', buffer: picture });
    await outcome(`${name} is in the bucket.`).waitFor();
    await expect
      .poll(
        () =>
          files()
            .locator('img')
            .evaluate((img: HTMLImageElement) => img.naturalWidth),
        WAIT,
      )
      .toBeGreaterThan(0);
    await happened().filter({ hasText: 'watch-files' }).first().waitFor();
    expect(await isDone('Upload a file')).toBe(true);
    await takeScreenshots(demo.page, 'upload');
    const [download] = await Promise.all([
      demo.page.waitForEvent('download'),
      demo.page.getByRole('link', { name: `Download ${name}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(name);
    expect(readFileSync(await download.path()).equals(picture)).toBe(true);

    // A file of more than 5 MB is uploaded in parts, here two.
    const film = { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(6_000_000) };
    const held = Promise.withResolvers<void>();
    await demo.page.route(/film\.mp4/, (route) => held.promise.then(() => route.continue()));
    await upload().setInputFiles([film, NOTE]);
    await demo.page.getByRole('progressbar', { name: 'Upload of film.mp4' }).waitFor();
    held.resolve();
    await outcome('note.txt is in the bucket.').waitFor();
    await click(`Delete ${name}`);
    await outcome(`${name} is deleted.`).waitFor();
    await expect
      .poll(() => files().locator('strong').allTextContents(), WAIT)
      .toEqual(['note.txt', 'film.mp4']);
    const events = () =>
      recordsOf<S3EventRecord>('s3')
        .map(({ eventName, s3 }) => [eventName, s3.object.key.split('/').at(-1)])
        .filter(([, key]) => /flower|film/.test(key ?? ''));
    await expect.poll(events, WAIT).toEqual([
      ['ObjectCreated:Put', 'red+flower%2B1.jpg'],
      ['ObjectCreated:CompleteMultipartUpload', 'film.mp4'],
      ['ObjectRemoved:Delete', 'red+flower%2B1.jpg'],
    ]);
  });

  test('files are dropped', async () => {
    await demo.enter('/upload');
    await demo.page.getByText('No file yet.').waitFor();
    const dropped = await demo.page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['Buy milk'], 'dropped.txt', { type: 'text/plain' }));
      return transfer;
    });
    await upload().dispatchEvent('dragover', { dataTransfer: dropped });
    await upload().dispatchEvent('drop', { dataTransfer: dropped });
    await outcome('dropped.txt is in the bucket.').waitFor();
    await expect.poll(() => files().locator('strong').allTextContents()).toEqual(['dropped.txt']);
  });

  test('a failed upload stays told, also when another file follows', async () => {
    await demo.enter('/upload');
    await demo.page.getByText('No file yet.').waitFor();
    await demo.page.route(/refused\.txt/, (route) => {
      const headers = { 'access-control-allow-origin': '*' };
      const body = '<Error><Code>AccessDenied</Code><Message>It is full.</Message></Error>';
      return route.fulfill({ status: 403, headers, body });
    });
    await upload().setInputFiles([{ ...NOTE, name: 'refused.txt' }, NOTE]);
    const failure = demo.alert().getByText('It is full.');
    await failure.waitFor();
    await expect.poll(() => upload().inputValue(), WAIT).toBe('');
    expect(await failure.isVisible()).toBe(true);
    expect(await demo.page.getByText('is in the bucket.').count()).toBe(0);
  });

  test('clicks are counted in the order of each visitor', async () => {
    await demo.enter('/clicks');
    for (const visitor of ['ada', 'bob', 'ada']) await click(`Click as ${visitor}`);
    await outcome('3 of 3 counted.').waitFor();
    const lane = demo.page.getByRole('list', { name: 'Clicks of ada' }).getByRole('listitem');
    const places = (await lane.allTextContents()).map((text) => Number(/\d+$/.exec(text)?.[0]));
    expect(places).toHaveLength(2);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const [record] = recordsOf<KinesisStreamRecord>('aws:kinesis');
    expect(Buffer.from(record?.kinesis.data ?? '', 'base64').toString()).toBe(
      '{"page":"/pricing"}',
    );
    await click('A hundred clicks');
    await outcome('103 of 103 counted.').waitFor();
    expect(await isDone('A stream, in order')).toBe(false);
  });

  test('a click that fails is shown as failed, and then in the dead-letter queue', async () => {
    await demo.enter('/clicks');
    await click('Click as eve');
    await click('Invalid click as eve');
    await click('Click as eve');
    const lane = demo.page.getByRole('list', { name: 'Clicks of eve' }).getByRole('listitem');
    await lane
      .nth(1)
      .getByText(/^failed, try \d$/)
      .waitFor();
    await lane
      .nth(1)
      .getByText(/^in the dead-letter queue after \d tries$/)
      .waitFor();
    await lane
      .nth(2)
      .getByText(/^counted as number/)
      .waitFor();
    expect(await lane.nth(1).getAttribute('data-status')).toBe('dead letter');
    await outcome('2 of 3 counted, 1 in the dead-letter queue.').waitFor();
    expect(await isDone('A stream, in order')).toBe(true);
    await takeScreenshots(demo.page, 'clicks');
  });

  test('a schedule is done after a second run for the same time, which changes nothing', async () => {
    await demo.open('/report');
    const digest = region('todo-digest');
    await digest.getByText('cron(0 0 ? * 1 *)').waitFor();
    // Times carry their zone.
    await digest.getByText(/^\d+ \w+ \d{4}, \d\d:\d\d \S+$/).waitFor();
    await digest.getByRole('button', { name: 'Run now' }).click();
    await digest.getByText('"PUBLISHED"').waitFor();
    await expect
      .poll(() => demo.sandbox.outbox.some(({ to }) => to === 'team@example.com'), WAIT)
      .toBe(true);
    expect(await isDone('Report and digest')).toBe(false);
    const before = demo.sandbox.outbox.length;
    await digest.getByRole('button', { name: 'Again, for the same time' }).click();
    await digest.getByText('"ALREADY_PUBLISHED"').waitFor();
    expect(demo.sandbox.outbox).toHaveLength(before);
    await outcome('The second run changed nothing.').waitFor();
    expect(await isDone('Report and digest')).toBe(true);
  });

  test('the CSV of the report is opened', async () => {
    await demo.enter('/todos');
    await demo.page.getByLabel('New todo').fill('Buy milk');
    await click('Add');
    await demo.page.getByText('Buy milk is added.').waitFor();
    await demo.open('/report');
    await region('todo-report').getByRole('button', { name: 'Run now' }).click();
    await click('Open the CSV');
    await region('The CSV').getByText('"id","content","isDone"').waitFor();
    await region('The CSV').getByText('Buy milk').waitFor();
    await takeScreenshots(demo.page, 'report');
  });
});
