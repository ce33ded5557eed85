import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';

const folder = fileURLToPath(new URL('./artefacts/', import.meta.url));

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

export const looks = sizes.flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    viewport,
    colorScheme,
    name: `${viewport.width}-${colorScheme}`,
  })),
);

export type Look = (typeof looks)[number];

/** A page in a size and a theme. Without motion, axe-core sees the final colours. */
export function openPage(browser: Browser, { viewport, colorScheme }: Look): Promise<Page> {
  return browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
}

/** Keeps a picture of a page in the artefacts of the tests. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

/** How far a page is wider than its window, in pixels. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}
