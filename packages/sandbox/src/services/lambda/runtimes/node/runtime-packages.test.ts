import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commonJs, esModule } from '../../../../../testing/lambda/node-function.js';
import { startTestLambda, writeFiles } from '../../../../../testing/lambda/test-lambda.js';

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

  test.each([
    ['CommonJS', commonJs(`require('@aws-sdk/client-none'); exports.handler = async () => {};`)],
    ['a module', esModule(`import '@aws-sdk/client-none'; export const handler = async () => {};`)],
  ])('throws the error for a missing client of the SDK at %s', async (_, code) => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code, properties: { Runtime } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({
      status: 'error',
      error: {
        errorMessage: expect.stringMatching(/Cannot find (module|package) '@aws-sdk\/client-none'/),
      },
    });
  });

  test.each([
    ['CommonJS', commonJs(`require('in-app'); exports.handler = async () => {};`)],
    ['a module', esModule(`import 'in-app'; export const handler = async () => {};`)],
  ])('gives %s nothing from the folders above the code', async (_, code) => {
    await using lambda = startTestLambda();
    for (const folder of ['', 'assembly-1', 'scratch']) {
      await writeFiles(join(lambda.folder, folder), {
        'node_modules/in-app/package.json': '{ "main": "index.js" }',
        'node_modules/in-app/index.js': '',
      });
    }
    await lambda.deploy({ fn: { code, properties: { Runtime } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({
      status: 'error',
      error: { errorMessage: expect.stringMatching(/Cannot find (module|package) 'in-app'/) },
    });
  });

  test('runs CommonJS of an app whose package.json has the type module', async () => {
    await using lambda = startTestLambda();
    const manifest = { 'package.json': '{ "type": "module" }' };
    await writeFiles(lambda.folder, manifest);
    await writeFiles(join(lambda.folder, 'assembly-1'), manifest);
    await lambda.deploy({
      fn: {
        code: {
          ...commonJs(`exports.handler = async () => require('./lib/name').name;`),
          'lib/name.js': `module.exports = { name: 'CommonJS' };`,
        },
        properties: { Runtime },
      },
      inline: {
        properties: {
          Runtime,
          Code: { ZipFile: `exports.handler = async () => typeof module;` },
        },
      },
    });

    const { outcome } = await lambda.functions.invoke('fn', {});
    const { outcome: inline } = await lambda.functions.invoke('inline', {});

    expect(outcome).toEqual({ status: 'success', response: 'CommonJS' });
    expect(inline).toEqual({ status: 'success', response: 'object' });
  });

  test.each([
    {
      kind: 'does not detect a module by its syntax',
      code: { 'index.js': `export const handler = async () => 'module';` },
      outcome: {
        status: 'error',
        error: {
          errorType: 'Runtime.UserCodeSyntaxError',
          errorMessage: "SyntaxError: Unexpected token 'export'",
        },
      },
    },
    {
      kind: 'detects a module by its syntax if NODE_OPTIONS enable it',
      options: '--experimental-detect-module --experimental-require-module',
      code: { 'index.js': `export const handler = async () => 'module';` },
      outcome: { status: 'success', response: 'module' },
    },
    {
      kind: 'requires no ES module',
      code: {
        ...commonJs(`exports.handler = async () => require('./lib.mjs').name;`),
        'lib.mjs': `export const name = 'lib';`,
      },
      outcome: { status: 'error', error: { errorType: 'Error' } },
    },
    {
      kind: 'requires an ES module where NODE_OPTIONS say so',
      options: '--experimental-require-module',
      code: {
        ...commonJs(`exports.handler = async () => require('./lib.mjs').name;`),
        'lib.mjs': `export const name = 'lib';`,
      },
      outcome: { status: 'success', response: 'lib' },
    },
  ])('$kind, like Lambda', async ({ code, options, outcome: expected }) => {
    await using lambda = startTestLambda();
    const Variables: Record<string, string> = options ? { NODE_OPTIONS: options } : {};
    await lambda.deploy({ fn: { code, properties: { Runtime, Environment: { Variables } } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject(expected);
  });

  test('gives no other package that is installed beside the sandbox', async () => {
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
