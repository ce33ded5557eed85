import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * The accessibility violations that axe-core finds in a page, with the elements, in light and in
 * dark. Only the contrast differs in dark.
 */
export async function barriersInBoth(page: Page): Promise<readonly unknown[]> {
  // Without motion, axe-core sees the final colours, not those of a change.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await run(page, {});
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  const dark = await run(page, { runOnly: ['color-contrast'] });
  return [light, dark];
}

/** React Aria's live region keeps announcements of elements that are gone. */
function run(page: Page, options: object): Promise<unknown> {
  return page.evaluate(
    `${axe.source}; axe.run({ exclude: ['[data-live-announcer]'] }, ${JSON.stringify(options)}).then(({ violations }) => violations.map(
      ({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`,
  );
}
