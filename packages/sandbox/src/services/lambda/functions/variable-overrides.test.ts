import { describe, expect, test } from 'vitest';
import { esModule } from '../../../../testing/lambda/node-function.js';
import { resourceOf, startTestLambda } from '../../../../testing/lambda/test-lambda.js';
import type { FunctionEnvironment } from './variable-overrides.js';

const code = esModule(
  'export const handler = async () => [process.env.GREETING, process.env.NAME];',
);
const properties = { Environment: { Variables: { GREETING: 'Hello', NAME: 'Ada' } } };

async function deploy(environment: FunctionEnvironment, others = {}) {
  const lambda = startTestLambda({ functionEnvironment: () => environment });
  await lambda.deploy({ greet: { code, properties }, other: { code, properties }, ...others });
  return lambda;
}

describe('the environment of a function', () => {
  test("is the template's, with the overrides", async () => {
    await using lambda = await deploy({ greet: { NAME: 'Grace' } });
    const answers = await Promise.all(
      ['greet', 'other'].map((name) => lambda.functions.invoke(name, {})),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      { status: 'success', response: ['Hello', 'Grace'] },
      { status: 'success', response: ['Hello', 'Ada'] },
    ]);
  });

  test('cannot be set for a function that does not exist, and the error names the functions of the backend', async () => {
    await expect(deploy({ gret: { NAME: 'Grace' } })).rejects.toMatchObject({
      code: 'FUNCTION_NOT_FOUND',
      message: expect.stringContaining('gret'),
      resolution: 'Name one of these: greet, other.',
    });
    await using lambda = startTestLambda({ functionEnvironment: () => ({ toString: {} }) });
    await expect(lambda.deploy({})).rejects.toMatchObject({
      resolution: 'The backend has no functions: leave it out.',
    });
  });

  test('cannot be set for a function that only CloudFormation calls', async () => {
    await using lambda = startTestLambda({ functionEnvironment: () => ({ provider: {} }) });
    const resource = resourceOf('Custom::Thing', 'thing', {
      ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:app-provider',
    });
    await expect(
      lambda.deploy({ provider: { code }, greet: { code } }, [resource]),
    ).rejects.toMatchObject({ resolution: 'Name one of these: greet.' });
  });

  test.each(['AWS_REGION', 'LAMBDA_TASK_ROOT', '_HANDLER', '1ST', 'A-B', 'X', ''])(
    'cannot have the variable "%s"',
    async (variable) => {
      await expect(deploy({ greet: { [variable]: 'a' } })).rejects.toMatchObject({
        code: 'FUNCTION_ENVIRONMENT_INVALID',
      });
    },
  );
});
