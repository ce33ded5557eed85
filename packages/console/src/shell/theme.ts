import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'console.theme';
const watchers = new Set<() => void>();

/** Shows the page in the theme that this browser keeps. Runs before the first paint. */
export function applyKeptTheme(): void {
  show(currentTheme());
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the theme lasts as long as the page.
  }
  show(theme);
  for (const watcher of watchers) watcher();
}

/** The chosen theme. `system` follows the browser. */
export function useTheme(): Theme {
  return useSyncExternalStore(watch, currentTheme);
}

/** The theme that the page shows. It changes with the browser's while none is chosen. */
export function useShownTheme(): 'light' | 'dark' {
  const theme = useTheme();
  const isDark = useSyncExternalStore(watchBrowser, () => darkBrowser().matches);
  if (theme !== 'system') return theme;
  return isDark ? 'dark' : 'light';
}

const darkBrowser = () => matchMedia('(prefers-color-scheme: dark)');

function watchBrowser(watcher: () => void): () => void {
  const query = darkBrowser();
  query.addEventListener('change', watcher);
  return () => query.removeEventListener('change', watcher);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function currentTheme(): Theme {
  const shown = document.documentElement.dataset.theme ?? keptTheme();
  return shown === 'light' || shown === 'dark' ? shown : 'system';
}

function keptTheme(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
