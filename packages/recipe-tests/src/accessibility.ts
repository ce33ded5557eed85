import axe from 'axe-core';
import type { Page } from 'playwright-core';

export type BarrierOptions = {
  /** The ids of the rules to check. Default: all. */
  readonly rules?: readonly string[];
  /** Barriers that another project must fix: a selector of elements for the id of each rule. */
  readonly others?: Readonly<Record<string, string>>;
};

/** React Aria shows tooltips beside the landmarks of a page. They describe what is in them. */
const TOOLTIPS = { region: '[data-overlay-container]' };

/** The accessibility violations that axe-core finds in a page: `rule: element, element`. */
export async function barriersOf(
  page: Page,
  { rules, others = {} }: BarrierOptions = {},
): Promise<readonly string[]> {
  const options = {
    resultTypes: ['violations'],
    // Only an experimental rule, which is off, reads the style sheets.
    preload: { assets: ['media'] },
    ...(rules === undefined ? {} : { runOnly: rules }),
  };
  // React Aria's live region keeps announcements of elements that are gone.
  const context = { exclude: ['[data-live-announcer]'] };
  if (await page.evaluate("typeof axe === 'undefined'"))
    await page.evaluate(`${axe.source}; undefined`);
  return page.evaluate(
    `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)}).then(
      ({ violations }) => violations.flatMap(({ id, nodes }) => {
        const others = ${JSON.stringify({ ...TOOLTIPS, ...others })}[id];
        const isOwn = ({ target }) =>
          others === undefined || !document.querySelector(target[0])?.closest(others);
        const own = nodes.filter(isOwn).map(({ target }) => target);
        return own.length === 0 ? [] : [id + ': ' + own.join(', ')];
      }))`,
  );
}

/** The violations of a page in light and in dark. Only the contrast differs in dark. */
export async function barriersInBoth(page: Page): Promise<readonly (readonly string[])[]> {
  // Without motion, axe-core sees the final colours, not those of a change.
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await barriersOf(page);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  return [light, await barriersOf(page, { rules: ['color-contrast'] })];
}
