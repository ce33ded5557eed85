import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { barriersOf } from '../accessibility.ts';
import { keepPicture, looks, overflowOf } from '../pictures.ts';
import type { ConsolePage } from './console-page.ts';

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
  { name: 'objects', path: 'objects', show: openRow(/dropped\.txt/, 'dropped') },
  { name: 'streams', path: 'streams', show: openRow(/clicks/, '"world"') },
  { name: 'schedules', path: 'schedules', show: openRow(/daily-report/, 'Run for another time') },
];

/** Each view in each size and theme: a picture of its list and details, axe-core and the width. */
export function lookTests({ open }: ConsolePage): void {
  describe.each(looks)('at $name', (look) => {
    test.each(pictures)('shows $name without barriers', async ({ name, path, show }) => {
      const page = await open(path, look);
      await page.getByRole('main').locator('[role=grid], .graphiql-container').first().waitFor();
      await keepPicture(page, `${name}-list-${look.name}`);
      await show(page);
      await keepPicture(page, `${name}-${look.name}`);
      expect(await barriersOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await page.close();
    });
  });
}
