/**
 * Measures the page with 10,000 entries: the first load, and the frames while it scrolls. It
 * reports, and asserts nothing, because a time says more of the machine than of the page.
 *
 *     node testing/measure.ts
 */

import { launchBrowser } from '@amplify-recipes/recipe-tests/browser';
import type { Page } from 'playwright-core';
import { startConsoleServer } from './console-server.ts';
import { makeTimeline } from './flows.ts';

const ENTRIES = 10_000;
const SCROLLS = 120;
const FLOWS = 40;

const server = await startConsoleServer(makeTimeline(ENTRIES, Date.now()));
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const started = performance.now();
  await page.goto(`${server.url}timeline`);
  await page.getByRole('treeitem').first().waitFor();
  report('first row', performance.now() - started);
  report('scripts and styles', await transferred(page), 'kB');
  await page.waitForTimeout(500);
  await measure(page, 'while it scrolls', async () => {
    await page.mouse.move(500, 500);
    for (let step = 0; step < SCROLLS; step += 1) {
      await page.mouse.wheel(0, 600);
      await page.waitForTimeout(16);
    }
  });
  await page.evaluate(() => document.querySelector('[role=tree]')?.scrollTo(0, 0));
  await measure(page, 'while 40 flows arrive', async () => {
    for (let flow = 0; flow < FLOWS; flow += 1) {
      await server.addFlow(flow);
      await page.waitForTimeout(50);
    }
  });
  await measure(page, 'while a filter is typed', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('pre-sign ada', { delay: 60 });
    await page.waitForTimeout(300);
  });
} finally {
  await browser.close();
  await server.close();
}

type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. Unlike the duration, it leaves out other programs. */
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
};

/** Reports the longest tasks of the page's main thread while something happens. */
async function measure(page: Page, name: string, work: () => Promise<void>): Promise<void> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await work();
  const trace = JSON.parse(String(await browser.stopTracing())) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threads = new Set(
    trace.traceEvents
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = trace.traceEvents.filter(
    ({ name: task, pid, tid }) => task.endsWith('RunTask') && threads.has(`${pid} ${tid}`),
  );
  const longest = (time: (event: TraceEvent) => number | undefined) =>
    Math.max(0, ...tasks.map((event) => (time(event) ?? 0) / 1000));
  report(
    `longest task ${name}, of the processor`,
    longest(({ tdur }) => tdur),
  );
  report(
    `longest task ${name}, by the clock`,
    longest(({ dur }) => dur),
  );
}

/** What the first load reads, as it lies in the folder. */
function transferred(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => /\.(js|css)$/.test(name))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize / 1000, 0),
  );
}

function report(name: string, value: number, unit = 'ms'): void {
  process.stdout.write(`${name.padEnd(56)} ${value.toFixed(0)} ${unit}\n`);
}
