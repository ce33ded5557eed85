import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';
import type { Schema } from './custom-functions-app/amplify/data/resource.js';

const TOOLS = [
  { command: 'python3', arguments: ['-c', 'import boto3, pip'], name: 'Python with pip and boto3' },
  { command: 'go', arguments: ['version'], name: 'Go' },
];
const missing = TOOLS.filter((tool) => spawnSync(tool.command, tool.arguments).status !== 0);
if (missing.length > 0) {
  const names = missing.map(({ name }) => name).join(' and ');
  console.warn(`The tests of functions in Python and Go are skipped: ${names} is not installed.`);
}

describe.skipIf(missing.length > 0 && !process.env.CI)('functions in Python and Go', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      cwd: join(import.meta.dirname, 'custom-functions-app'),
      dataDir: false,
      secrets: { API_KEY: 'the key' },
    });
    Amplify.configure(sandbox.clientConfig);
  }, 600_000);
  afterAll(() => sandbox?.stop());

  test.each(['describePython', 'describeGo'] as const)(
    'answer the custom query %s, with their environment, secrets, and resources of access',
    async (query) => {
      const { data, errors } = await generateClient<Schema>().queries[query]({ name: '<Ada>' });

      expect(errors).toBeUndefined();
      expect(JSON.parse(data ?? '')).toEqual({
        greeting: 'Hello &lt;Ada&gt;',
        field: query,
        apiKey: 'the key',
        bucket: expect.stringContaining('reports'),
        memory: 256,
        hasTime: true,
      });
    },
  );

  describe.each(['describe-python', 'describe-go'])('%s', (name) => {
    test('runs on its schedule', async () => {
      const scheduledTime = new Date('2026-11-22T12:00:00Z');

      const event = await sandbox.runSchedule(name, { scheduledTime });

      expect(event).toMatchObject({ 'detail-type': 'Scheduled Event', time: '2026-11-22T12:00:00Z' });
    });

    test('ends at its timeout', async () => {
      await expect(sandbox.invoke(name, { endless: true })).rejects.toThrow(
        'Task timed out after 2.00 seconds',
      );
    });
  });

  test('writes only the logs of its level', () => {
    const logs = sandbox.invocations
      .filter((invocation) => invocation.function === 'describe-python')
      .flatMap((invocation) => invocation.logs)
      .join('\n');

    expect(logs).toContain('"message": "called"');
    expect(logs).not.toContain('not shown');
  });
});
