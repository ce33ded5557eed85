import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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
 * Starts a Chromium: the machine's own, or the one in the npm package, which runs on Linux alone.
 *
 * @throws {Error} That says what was tried.
 */
export async function launchBrowser(): Promise<Browser> {
  const installed = findInstalled();
  if (!installed && process.platform !== 'linux') {
    throw new Error('no Chromium or Chrome is installed');
  }
  const executablePath = installed ?? (await packagedChromium.executablePath());
  try {
    return await chromium.launch({ executablePath, args: FLAGS });
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    throw new Error(`${executablePath} does not start: ${reason}`, { cause: error });
  }
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return INSTALLED.flatMap((name) =>
    name.includes('/') || name.includes('\\') ? name : folders.map((folder) => join(folder, name)),
  ).find(existsSync);
}
