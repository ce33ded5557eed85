import { describe, expect, test } from 'vitest';
import { APP, type Files, withoutEmpty } from '../../testing/app-parts.js';
import { compileApps } from '../../testing/compile-apps.js';
import { OTHER_APPS } from '../../testing/other-apps.js';
import { OTHER_FUNCTIONS } from '../../testing/other-functions.js';
import { copiesOf, wireRecipes } from '../../testing/wire-recipes.js';
import { readCatalogue } from '../recipes/catalogue.js';
import { camelCase } from '../recipes/names.js';

/** Recipes of one trigger, in the order in which they are added. */
const ORDERS = [
  ['attribute-rules', 'email-domain', 'minimum-age'],
  ['email-domain', 'attribute-rules', 'minimum-age'],
  ['minimum-age', 'email-domain', 'attribute-rules'],
  ['add-to-group', 'create-user-profile'],
  ['create-user-profile', 'add-to-group'],
];

const wired = new Map<string, Files>();

describe('an app', () => {
  test.each([...OTHER_APPS, ...OTHER_FUNCTIONS])(
    '%s is connected',
    async (how, recipes, given, after) => {
      const files = withoutEmpty({ ...APP, ...given });
      const { files: changed, problems } = await wireRecipes(recipes, files);
      expect(problems).toEqual([]);
      for (const [path, texts] of Object.entries(after)) {
        for (const text of texts) expect(changed[path]).toContain(text);
      }
      const all = { ...files, ...changed };
      expect(await wireRecipes(recipes, { ...all, ...(await copiesOf(recipes)) })).toEqual({
        files: {},
        problems: [],
        left: [],
      });
      wired.set(how, { ...all, ...(await copiesOf(recipes)) });
    },
  );

  test.each(ORDERS)(
    'with the recipes %s %s %s of one trigger runs all of them, in this order',
    async (...names) => {
      const { files, problems } = await wireRecipes(names, APP);
      expect(problems).toEqual([]);
      const trigger = names.includes('add-to-group') ? 'post-confirmation' : 'pre-sign-up';
      const handler = files[`amplify/auth/${trigger}/handler.ts`] ?? '';
      const [, chained = ''] = handler.split('handler = chain(');
      expect(Math.min(...names.map((name) => chained.indexOf(`${camelCase(name)}(`)))).not.toBe(-1);
      const places = names.map((name) => chained.indexOf(`${camelCase(name)}(`));
      expect(places.toSorted((one, other) => one - other)).toEqual(places);
      wired.set(names.join(), { ...APP, ...files, ...(await copiesOf(names)) });
    },
  );

  test('with all recipes is the same, added together or one after the other', async () => {
    const names = (await readCatalogue()).map(({ name }) => name).sort();
    const together = await wireRecipes(names, APP);
    expect(together.problems).toEqual([]);
    let files = APP;
    for (const name of names) files = { ...files, ...(await wireRecipes([name], files)).files };
    expect(files).toEqual({ ...APP, ...together.files });

    const reversed = await wireRecipes(names.toReversed(), APP);
    expect(reversed.problems).toEqual([]);
    wired.set('all', { ...files, ...(await copiesOf(names)) });
    wired.set('all reversed', { ...APP, ...reversed.files, ...(await copiesOf(names)) });
  });

  test('of each kind compiles after that', async () => {
    expect(wired.size).toBe(OTHER_APPS.length + OTHER_FUNCTIONS.length + ORDERS.length + 2);
    expect(await compileApps(wired)).toBe('');
  });
});
