import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The accessibility violations that axe-core finds in a page, with the elements. */
export function barriersOf(page: Page): Promise<unknown> {
  return page.evaluate(
    `${axe.source}; axe.run().then(({ violations }) => violations.map(
      ({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`,
  );
}
