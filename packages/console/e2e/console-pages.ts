import type { Browser, Page } from 'playwright-core';
import { type Look, looks, openPage } from './pictures.ts';
import type { RunningApp } from './sandbox-app.ts';

/** The pages of a browser that show one console. */
export type ConsolePages = {
  /**
   * Opens a view. The views of one size share a page and go from one to the next without loading it
   * again, as a user does: most of the time of a test was Chromium compiling the console.
   *
   * @param look Default: the first look.
   */
  open(path: string, look?: Look): Promise<Page>;
  /** Opens a view in a page of its own. */
  openAlone(path: string, look?: Look): Promise<Page>;
  /** Closes the shared pages, for example after a failure that left a dialog open. */
  forget(): Promise<void>;
};

export function consolePages(browser: Browser | undefined, app: () => RunningApp): ConsolePages {
  const shared = new Map<number, Page>();
  const addressOf = (path: string) => new URL(`/_console/${path}`, app().consoleUrl).href;

  async function openAlone(path: string, look: Look | undefined = looks[0]): Promise<Page> {
    if (browser === undefined || look === undefined) throw new Error('There is no browser.');
    const page = await openPage(browser, look);
    // Takes the cookie, as a browser that follows the printed address.
    await page.request.get(app().consoleUrl);
    await page.goto(addressOf(path));
    return page;
  }

  return {
    openAlone,
    async open(path, look = looks[0]) {
      if (look === undefined) throw new Error('There is no look.');
      const page = shared.get(look.viewport.width);
      if (page === undefined) {
        const opened = await openAlone(path, look);
        shared.set(look.viewport.width, opened);
        return opened;
      }
      await page.emulateMedia({ colorScheme: look.colorScheme, forcedColors: 'none' });
      // By way of a view that does not exist: the same view would keep what the last test chose.
      for (const address of [addressOf('none'), addressOf(path)])
        await page.evaluate((to) => history.pushState(null, '', to), address);
      return page;
    },
    async forget() {
      await Promise.all([...shared.values()].map((page) => page.close()));
      shared.clear();
    },
  };
}
