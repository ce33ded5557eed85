import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { esModule } from '../../../../testing/lambda/node-function.js';
import { startTestLambda } from '../../../../testing/lambda/test-lambda.js';

describe('the process of a function', () => {
  const prints = esModule(`export const handler = async () => process.env;`);

  test('has the environment of Lambda, and nothing of the developer', async () => {
    const canaries = {
      CANARY: 'canary-in-a-variable',
      AWS_PROFILE: 'canary-profile',
      AWS_ACCESS_KEY_ID: 'canary-key',
      AWS_ENDPOINT_URL_SSM: 'http://canary.example',
      HOME: '/home/canary',
      NODE_OPTIONS: '--no-warnings',
      HTTPS_PROXY: 'http://canary.example',
    };
    for (const [name, value] of Object.entries(canaries)) vi.stubEnv(name, value);
    await using lambda = startTestLambda();
    try {
      await lambda.deploy({
        fn: {
          code: prints,
          properties: { Environment: { Variables: { GROUP_NAME: 'EVERYONE' } } },
        },
      });

      const { outcome } = await lambda.functions.invoke('fn', {});

      const environment = outcome.status === 'success' ? (outcome.response as object) : {};
      expect(Object.keys(environment).sort()).toEqual([
        'AWS_ACCESS_KEY_ID',
        'AWS_CONFIG_FILE',
        'AWS_DEFAULT_REGION',
        'AWS_EC2_METADATA_DISABLED',
        'AWS_ENDPOINT_URL',
        'AWS_EXECUTION_ENV',
        'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
        'AWS_LAMBDA_FUNCTION_NAME',
        'AWS_LAMBDA_FUNCTION_VERSION',
        'AWS_LAMBDA_INITIALIZATION_TYPE',
        'AWS_LAMBDA_LOG_FORMAT',
        'AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_STREAM_NAME',
        'AWS_LAMBDA_RUNTIME_API',
        'AWS_REGION',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'AWS_SHARED_CREDENTIALS_FILE',
        'AWS_XRAY_CONTEXT_MISSING',
        'GROUP_NAME',
        'HOME',
        'LAMBDA_RUNTIME_DIR',
        'LAMBDA_TASK_ROOT',
        'LANG',
        'LD_LIBRARY_PATH',
        'NODE_PATH',
        'PATH',
        'PYTHONPATH',
        'TMPDIR',
        'TZ',
        '_HANDLER',
        '_X_AMZN_TRACE_ID',
      ]);
      expect(JSON.stringify(environment)).not.toContain('canary');
      expect(environment).toMatchObject({
        AWS_ACCESS_KEY_ID: 'key of arn:aws:iam::123456789012:role/app',
        AWS_SECRET_ACCESS_KEY: 'secret of app-fn',
        AWS_SESSION_TOKEN: 'session token',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        AWS_REGION: 'eu-west-1',
        GROUP_NAME: 'EVERYONE',
        LAMBDA_TASK_ROOT: expect.stringMatching(/[a-f\d]{64}$/),
        TZ: ':UTC',
        _HANDLER: 'index.handler',
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('uses the variables of the template, except those that Lambda reserves', async () => {
    await using lambda = startTestLambda();
    await lambda.deploy({
      fn: {
        code: esModule(
          `export const handler = async () => [process.env.TZ, process.env.AWS_REGION, process.env.AWS_ENDPOINT_URL, process.execArgv.some((option) => option.includes('space-size')), typeof globalThis.gc];`,
        ),
        properties: {
          Environment: {
            Variables: {
              TZ: 'Europe/Berlin',
              AWS_REGION: 'mars-north-1',
              AWS_ENDPOINT_URL: 'http://elsewhere.example',
              NODE_OPTIONS: '--expose-gc --max-old-space-size=200',
            },
          },
        },
      },
    });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: ['Europe/Berlin', 'eu-west-1', 'http://127.0.0.1:1', false, 'function'],
    });
  });

  test('has its own folder for temporary files, which is removed with it', async () => {
    await using lambda = startTestLambda({ maxEnvironments: 1 });
    const code = esModule(
      `import { tmpdir } from 'node:os'; import { writeFileSync } from 'node:fs'; export const handler = async () => { writeFileSync(tmpdir() + '/file', 'x'); return tmpdir(); };`,
    );
    await lambda.deploy({ one: { code }, two: { code } });

    const { outcome: one } = await lambda.functions.invoke('one', {});
    const { outcome: two } = await lambda.functions.invoke('two', {});

    expect(one).not.toEqual(two);
    expect(one.status === 'success' && existsSync(String(one.response))).toBe(false);
  });

  test('shows errors with the lines of their source', async () => {
    await using lambda = startTestLambda();
    const map = {
      version: 3,
      sources: ['../src/handler.ts'],
      names: [],
      // The only line of the bundle came from line 42 of the source.
      mappings: 'AAyCA',
    };
    const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
    await lambda.deploy({
      fn: {
        code: esModule(
          `export const handler = async () => { throw new Error('mapped'); };\n//# sourceMappingURL=data:application/json;base64,${encoded}`,
        ),
      },
    });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome.status === 'error' && outcome.error.trace?.[1]).toMatch(/src\/handler\.ts:42:/);
  });
});
