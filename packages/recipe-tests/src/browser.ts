import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import packagedChromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const INSTALLED = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Starts a Chromium: an installed one, or the one in the npm package, which runs only on Linux.
 *
 * @throws {Error} When no browser starts. The message lists the browsers that were tried.
 */
export async function launchBrowser(): Promise<Browser> {
  const failures: string[] = [];
  for await (const executablePath of candidates()) {
    try {
      return await chromium.launch({ executablePath, args: FLAGS });
    } catch (error) {
      const [reason] = String(error instanceof Error ? error.message : error).split('\n');
      failures.push(`${executablePath} does not start: ${reason}`);
    }
  }
  throw new Error(failures.join('; ') || 'no Chromium or Chrome is installed');
}

/**
 * Starts a Chromium, or says on the standard error that the tests of a file are skipped.
 *
 * @returns Undefined if no browser starts.
 * @throws {Error} When no browser starts and `CI` is set.
 */
export async function launchBrowserOrSkip(file: string): Promise<Browser | undefined> {
  try {
    return await launchBrowser();
  } catch (error) {
    if (process.env.CI) throw error;
    const reason = error instanceof Error ? error.message : error;
    process.stderr.write(`${file} is skipped, because no browser starts: ${reason}\n`);
    return undefined;
  }
}

async function* candidates(): AsyncGenerator<string> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of INSTALLED) {
    const places = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
    yield* places.filter((place) => existsSync(place)).slice(0, 1);
  }
  if (process.platform === 'linux') yield await packagedChromium.executablePath();
}
