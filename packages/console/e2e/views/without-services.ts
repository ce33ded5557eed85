import type { Page } from 'playwright-core';
import type { Overview } from '../../src/api/contract.ts';
import type { RunningApp } from '../sandbox-app.ts';
import { callApi } from './console-page.ts';

/** Shows a page the backend of an app that defines nothing. */
export async function withoutServices(page: Page, app: RunningApp): Promise<void> {
  const overview = await callApi<Overview>(app, 'overview');
  await page.route('**/_console/api/overview', async (route) => {
    const nothing: Partial<Overview> = {
      userPools: [],
      identityPools: [],
      apis: [],
      tables: [],
      buckets: [],
      queues: [],
      topics: [],
      streams: [],
      functions: [],
      schedules: [],
    };
    await route.fulfill({ json: { ...overview, ...nothing } });
  });
}
