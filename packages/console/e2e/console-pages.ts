import type { Browser, Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { desktop, openPage, type Size } from './pictures.ts';
import type { RunningApp } from './sandbox-app.ts';

/** The pages of a browser that show one console. */
export type ConsolePages = {
  /**
   * Opens a view. The views of one size share a page and go from one to the next without loading it
   * again, as a user does: most of the time of a test was Chromium compiling the console.
   *
   * @param size Default: that of a desktop.
   */
  open(path: string, size?: Size): Promise<Page>;
  /** Opens a view in a page of its own. */
  openAlone(path: string, size?: Size): Promise<Page>;
  /** Shows a view in a page that shows another one, without loading the page again. */
  goTo(page: Page, path: string): Promise<void>;
};

/** The pages for the tests of a file. A test that fails closes the shared ones. */
export function consolePages(browser: Browser | undefined, app: () => RunningApp): ConsolePages {
  const shared = new Map<Size, Page>();
  const addressOf = (path: string) => new URL(`/_console/${path}`, app().consoleUrl).href;

  async function openAlone(path: string, size = desktop): Promise<Page> {
    if (browser === undefined) throw new Error('There is no browser.');
    const page = await openPage(browser, size);
    // Takes the cookie, as a browser that follows the printed address.
    await page.request.get(app().consoleUrl);
    await page.goto(addressOf(path));
    return page;
  }

  async function goTo(page: Page, path: string): Promise<void> {
    await page.evaluate((to) => history.pushState(null, '', to), addressOf(path));
  }

  // A test that failed may have left a dialog open.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await Promise.all([...shared.values()].map((page) => page.close()));
    shared.clear();
  });

  return {
    openAlone,
    goTo,
    async open(path, size = desktop) {
      const page = shared.get(size);
      if (page === undefined) {
        const opened = await openAlone(path, size);
        shared.set(size, opened);
        return opened;
      }
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      await closeToasts(page);
      // By way of a view that does not exist: the same view would keep what the last test chose.
      await goTo(page, 'none');
      await goTo(page, path);
      return page;
    },
  };
}

/** The toasts of one test would cover the views of the next. */
async function closeToasts(page: Page): Promise<void> {
  const toasts = page.getByRole('region', { name: 'Notices' });
  const close = toasts.getByRole('button', { name: 'Close' }).first();
  // Most close by themselves, perhaps at this moment.
  while ((await close.count()) > 0) await close.click({ timeout: 1000 }).catch(() => {});
}
