import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { commonJs, esModule } from '../../../../testing/lambda/node-function.js';
import { startTestLambda, writeFiles } from '../../../../testing/lambda/test-lambda.js';

const FAR = 'arn:aws:lambda:eu-west-1:1:layer:far:1';

describe('a function with layers', () => {
  test('requires their packages, and a missing layer is named', async () => {
    await using lambda = startTestLambda();
    const layer = await lambda.layer('tools', {
      'nodejs/node_modules/tool/index.js': `module.exports = 'from the layer';`,
      'nodejs/node22/node_modules/tool22/index.js': `module.exports = 'for Node.js 22';`,
    });
    await lambda.deploy(
      {
        fn: {
          code: {
            'index.js': `exports.handler = async () => [require('tool'), require('tool22')];`,
          },
          properties: { Layers: [layer.physicalId, 'arn:aws:lambda:eu-west-1:1:layer:far:1'] },
        },
      },
      [layer],
    );

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: ['from the layer', 'for Node.js 22'] });
    expect(lambda.service.warnings?.()).toEqual([
      "fn uses the layer arn:aws:lambda:eu-west-1:1:layer:far:1, which is not on this machine. Here the function gets the layer's packages from the app: install them there.",
    ]);
  });

  test('imports their packages, the last layer first, and after its own', async () => {
    await using lambda = startTestLambda();
    const packageOf = (name: string, exported: string) => ({
      [`nodejs/node_modules/${name}/package.json`]: '{ "type": "module", "exports": "./main.js" }',
      [`nodejs/node_modules/${name}/main.js`]: exported,
    });
    const first = await lambda.layer('first', {
      ...packageOf('tool', `export default 'of the first layer';`),
      ...packageOf('own', `export default 'of the first layer';`),
      ...packageOf('other', `export { default } from 'tool';`),
    });
    const second = await lambda.layer('second', {
      ...packageOf('tool', `export default 'of the second layer';`),
      'nodejs/node22/node_modules/tool22/package.json': '{ "main": "main.js" }',
      'nodejs/node22/node_modules/tool22/main.js': `module.exports = 'for Node.js 22';`,
    });
    await lambda.deploy(
      {
        fn: {
          code: {
            ...esModule(`import tool from 'tool'; import own from 'own'; import other from 'other';
              import tool22 from 'tool22'; export const handler = async () => [tool, own, other, tool22];`),
            'node_modules/own/package.json': '{ "main": "main.js" }',
            'node_modules/own/main.js': `module.exports = 'of the function';`,
          },
          properties: { Layers: [first.physicalId, second.physicalId] },
        },
      },
      [first, second],
    );

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: ['of the second layer', 'of the function', 'of the first layer', 'for Node.js 22'],
    });
  });

  test('imports their packages in Node.js before 22.15, too', async () => {
    await using lambda = startTestLambda();
    const layer = await lambda.layer('tools', {
      'nodejs/node_modules/tool/index.js': `module.exports = 'of the layer';`,
    });
    const code = esModule(`import tool from 'tool'; import { SSMClient } from '@aws-sdk/client-ssm';
      import module from 'node:module';
      export const handler = async () => [tool, SSMClient.name, typeof module.registerHooks];`);
    // Such a version has no `registerHooks`.
    const older = encodeURIComponent(
      'import module from "node:module"; module.registerHooks = undefined;',
    );
    const Variables = { NODE_OPTIONS: `--import=data:text/javascript,${older}` };
    await lambda.deploy(
      { fn: { code, properties: { Layers: [layer.physicalId], Environment: { Variables } } } },
      [layer],
    );

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: ['of the layer', 'SSMClient', 'undefined'],
    });
  });

  test('runs their programs, which find their libraries', async () => {
    await using lambda = startTestLambda();
    const layer = await lambda.layer('tools', {
      'bin/tool-of-layer': '#!/bin/sh\necho "$LD_LIBRARY_PATH"\n',
      'lib/libtool.so': '',
    });
    await lambda.deploy(
      {
        fn: {
          code: esModule(`import { execFileSync } from 'node:child_process'; import { existsSync } from 'node:fs';
            export const handler = async () =>
              execFileSync('tool-of-layer', { encoding: 'utf8' }).trim().split(':').some((folder) => existsSync(folder + '/libtool.so'));`),
          properties: { Layers: [layer.physicalId] },
        },
      },
      [layer],
    );

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: true });
  });

  test('sees their files in /opt', async () => {
    await using lambda = startTestLambda();
    const one = await lambda.layer('one', { 'data/a.txt': 'a of one', 'data/b.txt': 'b of one' });
    const two = await lambda.layer('two', {
      'data/b.txt': 'b of two',
      'nodejs/shared/greet.js': `exports.greet = () => 'hello from ' + require('node:path').basename(__filename);`,
      'nodejs/shared/name.mjs': `export const name = 'a module';`,
    });
    await lambda.deploy(
      {
        fn: {
          code: esModule(`import fs, { existsSync, readFileSync } from 'node:fs';
            import { readFile, stat } from 'node:fs/promises';
            import { createRequire } from 'node:module';
            import { name } from '/opt/nodejs/shared/name.mjs';
            export const handler = async () => ({
              a: readFileSync('/opt/data/a.txt', 'utf8'),
              b: await readFile(new URL('file:///opt/data/b.txt'), 'utf8'),
              streamed: (await fs.createReadStream('/opt/data/b.txt').toArray()).join(''),
              size: (await stat('/opt/data/a.txt')).size,
              exists: [existsSync('/opt/data/a.txt'), existsSync('/opt/data/none.txt')],
              listed: fs.readdirSync('/opt/nodejs/shared').sort(),
              outside: existsSync('/opt/../package.json'),
              greeting: createRequire(import.meta.url)('/opt/nodejs/shared/greet').greet(),
              name,
            });`),
          properties: { Layers: [one.physicalId, two.physicalId] },
        },
      },
      [one, two],
    );

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: {
        a: 'a of one',
        b: 'b of two',
        streamed: 'b of two',
        size: 8,
        exists: [true, false],
        listed: ['greet.js', 'name.mjs'],
        // A file beside the folders of the layers.
        outside: false,
        greeting: 'hello from greet.js',
        name: 'a module',
      },
    });
  });

  test.each([
    [
      'requires',
      commonJs(`const tool = require('in-app'); exports.handler = async () => tool;`),
      'nodejs22.x',
    ],
    [
      'imports',
      esModule(`import tool from 'in-app'; export const handler = async () => tool;`),
      'nodejs22.x',
    ],
    [
      'imports in Node.js 24',
      esModule(`import tool from 'in-app'; export const handler = async () => tool;`),
      'nodejs24.x',
    ],
  ])('%s packages of the app only in place of a missing layer', async (_, code, Runtime) => {
    const appDir = mkdtempSync(join(tmpdir(), 'app-'));
    onTestFinished(() => rmSync(appDir, { recursive: true }));
    await using lambda = startTestLambda({ appDir });

    await writeFiles(appDir, {
      'node_modules/in-app/package.json': '{ "main": "main.js" }',
      'node_modules/in-app/main.js': `module.exports = require('dependency');`,
      'node_modules/dependency/index.js': `module.exports = 'of the app';`,
    });
    await lambda.deploy({
      far: { code, properties: { Runtime, Layers: [FAR] } },
      none: { code, properties: { Runtime } },
    });

    const { outcome: far } = await lambda.functions.invoke('far', {});
    const { outcome: none } = await lambda.functions.invoke('none', {});

    expect(far).toEqual({ status: 'success', response: 'of the app' });
    expect(none).toMatchObject({
      status: 'error',
      error: { errorMessage: expect.stringMatching(/Cannot find (module|package) 'in-app'/) },
    });
  });
});
