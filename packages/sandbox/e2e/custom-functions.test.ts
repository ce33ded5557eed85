import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../dist/index.js';
import type { Schema } from './custom-functions-app/amplify/data/resource.js';
import { startFunction } from './function-start.js';

const APP = join(import.meta.dirname, 'custom-functions-app');

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
      cwd: APP,
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

  test('a function in Python uses the API with its own role', async () => {
    const ask = (query: string) => sandbox.invoke('describe-python', { query });

    expect(await ask('{ describeGo(name: "Ada") }')).toMatchObject({
      data: { describeGo: expect.stringContaining('Hello Ada') },
    });
    expect(await ask('{ nothing }')).toMatchObject({
      errors: [{ message: expect.stringContaining('FieldUndefined') }],
    });
  });

  describe.each(['describe-python', 'describe-go'])('%s', (name) => {
    test('runs on its schedule', async () => {
      const scheduledTime = new Date('2026-11-22T12:00:00Z');

      const event = await sandbox.runSchedule(name, { scheduledTime });

      expect(event).toMatchObject({
        'detail-type': 'Scheduled Event',
        time: '2026-11-22T12:00:00Z',
      });
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

  describe.each(['describe-python', 'describe-go'])('the start of %s', (name) => {
    const secret = (key: string) => ({ path: `/main/${key}`, sharedPath: `/shared/${key}` });
    const answer = (values: Readonly<Record<string, string>>) => (names: readonly string[]) => ({
      status: 200,
      body: {
        Parameters: names.flatMap((Name) =>
          Name in values ? [{ Name, Value: values[Name] }] : [],
        ),
        InvalidParameters: names.filter((each) => !(each in values)),
      },
    });

    const start = async (...args: [object, Parameters<typeof startFunction>[3]]) => {
      const scratch = mkdtempSync(join(tmpdir(), 'function-start-'));
      try {
        return await startFunction(join(APP, '.amplify', 'bundles', name), scratch, ...args);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    };

    test('prefers the secret of the branch to that of all branches', async () => {
      const values = {
        '/main/A': 'own',
        '/shared/A': 'not used',
        '/shared/B': 'of all\n"branches"',
      };

      const { environment, requests } = await start(
        { A: secret('A'), B: secret('B') },
        answer(values),
      );

      expect(environment).toMatchObject({ A: 'own', B: 'of all\n"branches"' });
      expect(requests).toEqual([['/main/A', '/main/B'], ['/shared/B']]);
    });

    test('reads more parameters than one request may have', async () => {
      const keys = Array.from({ length: 12 }, (_, index) => `KEY_${10 + index}`);
      const values = Object.fromEntries(keys.map((key) => [`/main/${key}`, `${key} value`]));
      const config = Object.fromEntries(keys.map((key) => [key, secret(key)]));

      const { environment, requests } = await start(config, answer(values));

      expect(environment).toMatchObject({ KEY_10: 'KEY_10 value', KEY_21: 'KEY_21 value' });
      expect(requests.map(({ length }) => length)).toEqual([10, 2]);
    });

    test('asks for nothing without secrets', async () => {
      const { environment, requests } = await start({}, answer({}));

      expect(environment).toHaveProperty('AMPLIFY_SSM_ENV_CONFIG', '{}');
      expect(requests).toEqual([]);
    });

    test('asks again when SSM has a fault', async () => {
      const fault = { status: 500, body: { __type: 'InternalServerError' } };
      const found = answer({ '/main/A': 'own' });

      const { environment } = await start({ A: secret('A') }, (names, attempt) =>
        attempt === 1 ? fault : found(names),
      );

      expect(environment).toHaveProperty('A', 'own');
    });

    test.each([
      {
        cause: 'a secret has no value',
        reply: answer({ '/main/B': 'the other secret' }),
        message: 'The environment variable A has no value: there is no SSM parameter /main/A.',
      },
      {
        cause: 'the role may not read it',
        reply: () => ({
          status: 400,
          body: { __type: 'AccessDeniedException', message: 'not authorized' },
        }),
        message: 'AccessDeniedException',
      },
    ])('fails when $cause, and shows no secret', async ({ reply, message }) => {
      const { environment, errorOutput, reportedError } = await start(
        { A: secret('A'), B: secret('B') },
        reply,
      );

      expect(environment).toBeUndefined();
      expect(errorOutput.toLowerCase()).toContain(message.toLowerCase());
      expect(errorOutput).not.toContain('the other secret');
      // Lambda's own Python runtime reports what a module raises.
      expect(reportedError).toBe(name === 'describe-go' ? errorOutput.trim() : undefined);
    });
  });
});
