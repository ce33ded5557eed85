import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  desktop,
  keepPicture,
  keepPictures,
  overflowOf,
  phone,
  seeBothThemes,
} from '../pictures.ts';
import { type ConsolePage, callApi, callOperation } from './console-page.ts';

type Picture = {
  readonly name: string;
  readonly path: string;
  /** Shows the details, and waits until they are there. */
  readonly show: (page: Page) => Promise<void>;
};

const openRow = (name: RegExp, shown: string | RegExp) => async (page: Page) => {
  await page.getByRole('row', { name }).first().click();
  await page.getByRole('complementary', { name: 'Details' }).getByText(shown).first().waitFor();
};

const pictures: readonly Picture[] = [
  {
    name: 'messages',
    path: 'messages',
    show: openRow(/garden/, 'Copy the code'),
  },
  { name: 'users', path: 'users', show: openRow(/ada@example.com/, 'email_verified') },
  { name: 'tables', path: 'tables', show: openRow(/roses/, '"Water the roses"') },
  { name: 'functions', path: 'functions', show: openRow(/check-domain/, '"PreSignUp_SignUp"') },
  {
    name: 'graphql',
    path: 'graphql',
    show: async (page) => {
      await page.locator('.graphiql-query-editor').getByText('listTodos').first().waitFor();
      await page.getByRole('button', { name: /Execute query/ }).click();
      await page.locator('.graphiql-response').getByText('listTodos').waitFor();
    },
  },
  { name: 'objects', path: 'objects', show: openRow(/beds\.json/, '"figs"') },
  { name: 'streams', path: 'streams', show: openRow(/clicks/, '"roses"') },
  { name: 'schedules', path: 'schedules', show: openRow(/daily-report/, 'Run for another time') },
];

/** Each view in each size and theme: a picture of its list and details, axe-core and the width. */
export function lookTests({ app, open }: ConsolePage): void {
  beforeAll(async () => {
    const { buckets } = await callApi<{ buckets: { name: string; friendlyName: string }[] }>(
      app(),
      'overview',
    );
    const bucket = buckets.find(({ friendlyName }) => friendlyName === 'files')?.name ?? '';
    const { url } = await callApi<{ url: string }>(app(), 'objects/presign', {
      bucket,
      key: 'beds.json',
      method: 'PUT',
    });
    await fetch(url, { method: 'PUT', body: '{"beds":["roses","figs"]}' });
    await callOperation(app(), 'kinesis', 'PutRecord', {
      StreamName: 'clicks',
      PartitionKey: 'ada',
      Data: btoa('{"clicked":"roses"}'),
    });
  });

  test.each(pictures)('marks what counts in $name in forced colours', async (picture) => {
    const { name, path, show } = picture;
    const page = await open(path);
    await page.emulateMedia({ forcedColors: 'active' });
    await show(page);
    await keepPicture(page, `${name}-1440-forced`);
    const selected = page.locator('[role=row][aria-selected=true]');
    const button = page.getByRole('button', { name: /Execute query/ });
    if (name === 'graphql') {
      const [icon, ground] = await button.evaluate((element) => [
        getComputedStyle(element.querySelector('svg') ?? element).fill,
        getComputedStyle(element).backgroundColor,
      ]);
      expect(icon).not.toBe(ground);
    } else {
      expect(await selected.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
    }
    expect(await overflowOf(page)).toBe(0);
  });

  describe.each([desktop, phone])('at $width pixels', (size) => {
    test.each(pictures)('shows $name without barriers', async ({ name, path, show }) => {
      const page = await open(path, size);
      await page.getByRole('main').locator('[role=grid], .graphiql-container').first().waitFor();
      await keepPictures(page, `${name}-list`);
      await show(page);
      // GraphiQL's tabs are list items that can be dragged, with buttons in them.
      await seeBothThemes(page, name, { others: { 'nested-interactive': '.graphiql-tabs' } });
    });
  });
}
