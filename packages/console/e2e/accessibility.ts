import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * The accessibility violations that axe-core finds in a page, with the elements.
 *
 * @param others A selector of elements that are not the console's own.
 */
export function barriersOf(page: Page, others?: string): Promise<unknown> {
  const context = others === undefined ? 'document' : JSON.stringify({ exclude: [[others]] });
  return page.evaluate(
    `${axe.source}; axe.run(${context}).then(({ violations }) => violations.map(
      ({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`,
  );
}
