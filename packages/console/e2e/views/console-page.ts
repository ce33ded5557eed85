import type { Page } from 'playwright-core';
import type { ConsolePages } from '../console-pages.ts';
import type { RunningApp } from '../sandbox-app.ts';

/** The running console, for the tests of one view. */
export type ConsolePage = Pick<ConsolePages, 'open' | 'openAlone'> & {
  readonly app: () => RunningApp;
};

/** Calls the console's API as a program does. */
export async function callApi<Result>(
  { consoleUrl }: RunningApp,
  path: string,
  body?: unknown,
): Promise<Result> {
  const url = new URL(consoleUrl);
  const response = await fetch(new URL(`/_console/api/${path}`, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${url.searchParams.get('token')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}

/** Calls an operation of an AWS service, as the developer. */
export function callOperation<Result>(
  app: RunningApp,
  service: string,
  operation: string,
  input: unknown,
): Promise<Result> {
  return callApi(app, 'call', { service, operation, input });
}

/** The requests of a page to other machines. The list grows. */
export function requestsElsewhere(page: Page): readonly string[] {
  const own = new URL(page.url()).host;
  const found: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(?:http|ws)/.test(url.protocol) && url.host !== own) found.push(request.url());
  });
  return found;
}

/** Chooses in one of the page's selects. */
export async function choose(page: Page, label: string, choice: string | RegExp): Promise<void> {
  // The name of a select ends with its label.
  await page.getByRole('button', { name: new RegExp(`${label}$`) }).click();
  await page.getByRole('option', { name: choice }).click();
}

/** Replaces the text of a code editor. */
export async function writeCode(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: label });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}
