import { expect, test } from 'vitest';
import type { DeploymentNews } from '../services/console/api.js';
import { createDeploymentNews } from './deployment-news.js';

test('open pages of the console get deployments and the end, and nothing else', () => {
  const stopping = new AbortController();
  const news = createDeploymentNews(stopping.signal);
  const heard: DeploymentNews[] = [];
  const stop = news.onNews((each) => heard.push(each));

  news.tell({ type: 'deployed', report: { resources: [], unserved: {}, warnings: [] } });
  news.tell({ type: 'synth-started' });
  news.tell({ type: 'deploy-failed', error: new Error('The role is missing.') });
  news.tell({ type: 'deploy-failed', error: 'no error' });
  stopping.abort();
  stop();
  news.tell({ type: 'deployed', report: { resources: [], unserved: {}, warnings: [] } });

  expect(heard).toEqual([
    { type: 'deployed' },
    { type: 'deploy-failed', message: 'The role is missing.' },
    { type: 'deploy-failed', message: 'no error' },
    { type: 'stopping' },
  ]);
});
