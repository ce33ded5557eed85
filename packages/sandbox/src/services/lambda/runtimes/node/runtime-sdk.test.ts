import { describe, expect, test } from 'vitest';
import { commonJs, esModule } from '../../../../../testing/lambda/node-function.js';
import { startTestLambda } from '../../../../../testing/lambda/test-lambda.js';

describe.each(['nodejs22.x', 'nodejs24.x'])('%s', (Runtime) => {
  test.each([
    {
      kind: 'a module',
      code: esModule(
        `import { SSMClient } from '@aws-sdk/client-ssm'; export const handler = async () => SSMClient.name;`,
      ),
    },
    {
      kind: 'CommonJS',
      code: commonJs(
        `exports.handler = async () => require('@aws-sdk/client-ssm').SSMClient.name;`,
      ),
    },
    {
      kind: 'a function that brings its own',
      code: {
        'node_modules/@aws-sdk/client-ssm/index.js': `exports.SSMClient = class Own {};`,
        ...commonJs(`exports.handler = async () => require('@aws-sdk/client-ssm').SSMClient.name;`),
      },
      expected: 'Own',
    },
  ])('gives the AWS SDK of the runtime to $kind', async ({ code, expected = 'SSMClient' }) => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code, properties: { Runtime, Timeout: 10 } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: expected });
  });

  test('gives nothing else that is installed beside the sandbox', async () => {
    await using lambda = startTestLambda();
    const code = esModule(`import 'jose'; export const handler = async () => 'found';`);
    await lambda.deploy({ fn: { code, properties: { Runtime } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({
      status: 'error',
      error: { errorMessage: expect.stringMatching(/^Cannot find package 'jose'/) },
    });
  });
});
