import { expect, test } from 'vitest';
import { startTestLambda } from './testing/test-lambda.js';

test('runs a function and gives what it returns', async () => {
  await using lambda = startTestLambda();
  await lambda.deploy({
    greet: { code: { 'index.mjs': `export const handler = async ({ name }) => 'Hello ' + name;` } },
  });

  const invocation = await lambda.functions.invoke('greet', { name: 'Ada' });

  expect(invocation.outcome).toEqual({ status: 'success', response: 'Hello Ada' });
});
