import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BarrierOptions, barriersOf } from '@amplify-recipes/recipe-tests/accessibility';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

const folder = fileURLToPath(new URL('./artefacts/', import.meta.url));

const themes = ['light', 'dark'] as const;

/** The inner size of a window, in pixels. */
export type Size = { readonly width: number; readonly height: number };

export const desktop: Size = { width: 1440, height: 900 };
export const phone: Size = { width: 390, height: 844 };

/** A page of a size, in light. Without motion, axe-core sees the final colours. */
export function openPage(browser: Browser, viewport: Size): Promise<Page> {
  return browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
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

/** Keeps a picture of a page in each theme. */
export async function keepPictures(page: Page, name: string): Promise<void> {
  for (const theme of themes) await keepThemedPicture(page, name, theme);
}

async function keepThemedPicture(page: Page, name: string, theme: (typeof themes)[number]) {
  await page.emulateMedia({ colorScheme: theme });
  await keepPicture(page, `${name}-${page.viewportSize()?.width}-${theme}`);
}

/**
 * Keeps a picture of a page in each theme, and finds no barrier in it and nothing that is wider
 * than the window.
 */
export async function seeBothThemes(
  page: Page,
  name: string,
  options?: Pick<BarrierOptions, 'others'>,
): Promise<void> {
  for (const theme of themes) {
    await keepThemedPicture(page, name, theme);
    // Only the colours differ in dark.
    const rules = theme === 'light' ? {} : { rules: ['color-contrast'] };
    expect(await barriersOf(page, { ...options, ...rules })).toEqual([]);
  }
  expect(await overflowOf(page)).toBe(0);
}
