import { existsSync, rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { esModule } from '../../../../testing/lambda/node-function.js';
import { startTestLambda } from '../../../../testing/lambda/test-lambda.js';

const EphemeralStorage = { Size: 1 };

/** Runs a write in a function with 1 MB for temporary files, of which 0.75 MB are used. */
const writes = (write: string) =>
  esModule(`import fs, { createWriteStream, writeFileSync } from 'node:fs';
    import fsp, { open } from 'node:fs/promises';
    import { tmpdir } from 'node:os';
    import { pipeline } from 'node:stream/promises';
    import { promisify } from 'node:util';
    const place = tmpdir() + '/file';
    const half = Buffer.alloc(512 * 1024);
    const fd = fs.openSync(tmpdir() + '/open', 'w');
    writeFileSync(tmpdir() + '/first', Buffer.alloc(768 * 1024));
    export const handler = async (event) => {
      try {
        ${write}
        return 'written';
      } catch (error) {
        console.log('the log is not bounded');
        return [error.code, error.syscall, /1 MB for temporary files/.test(error.message)];
      }
    };`);

describe('the temporary files of a function in Node.js', () => {
  test.each([
    ['writeFileSync', `writeFileSync(place, half);`],
    ['writeFile', `await promisify(fs.writeFile)(place, half);`],
    ['writeFile of a promise', `await fsp.writeFile(place, half.toString('latin1'));`],
    ['appendFile', `await fsp.appendFile(tmpdir() + '/first', half);`],
    ['copyFileSync', `fs.copyFileSync(tmpdir() + '/first', place);`],
    ['writeSync', `fs.writeSync(fd, half);`],
    ['write', `await promisify(fs.write)(fd, half, 0, half.length, null);`],
    ['writevSync', `fs.writevSync(fd, [half, half]);`],
    ['a stream', `await pipeline([half.subarray(1), half], createWriteStream(place));`],
    ['a file handle', `await (await open(place, 'w')).writeFile(half);`],
  ])('do not grow beyond its ephemeral storage with %s', async (_, write) => {
    await using lambda = startTestLambda();
    await lambda.deploy({ fn: { code: writes(write), properties: { EphemeralStorage } } });

    const { outcome, logs } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: ['ENOSPC', 'write', true] });
    expect(logs.join('\n')).toContain('the log is not bounded');
  });

  test('can be replaced and removed, and leave room for others', async () => {
    await using lambda = startTestLambda();
    const write = `for (let time = 0; time < 3; time++) {
      writeFileSync(tmpdir() + '/first', Buffer.alloc(900 * 1024));
      fs.rmSync(tmpdir() + '/first');
      fs.writeSync(fs.openSync(place, 'w'), half);
      fs.rmSync(place);
    }`;
    await lambda.deploy({ fn: { code: writes(write), properties: { EphemeralStorage } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: 'written' });
  });

  test('count in /tmp, too', async () => {
    const file = `/tmp/sandbox-test-${process.pid}`;
    onTestFinished(() => rmSync(file, { force: true }));
    await using lambda = startTestLambda();
    const write = `writeFileSync('${file}', Buffer.alloc(128 * 1024)); writeFileSync(place, half);`;
    await lambda.deploy({ fn: { code: writes(write), properties: { EphemeralStorage } } });

    const { outcome } = await lambda.functions.invoke('fn', {});

    expect(outcome).toMatchObject({ status: 'success', response: ['ENOSPC', 'write', true] });
    expect(existsSync(file)).toBe(true);
  });
});

test('a function whose programs write more than its ephemeral storage is ended', async () => {
  await using lambda = startTestLambda();
  const code = esModule(`import { spawnSync } from 'node:child_process';
    export const handler = async ({ megabytes }) => {
      spawnSync('sh', ['-c', 'head -c ' + megabytes * 1048576 + ' /dev/zero > $TMPDIR/file; sleep ' + (megabytes > 1 ? 30 : 0)]);
      return 'written';
    };`);
  await lambda.deploy({ fn: { code, properties: { EphemeralStorage, Timeout: 20 } } });

  const { id, outcome } = await lambda.functions.invoke('fn', { megabytes: 3 });
  const { outcome: next } = await lambda.functions.invoke('fn', { megabytes: 0.5 });

  expect(outcome).toEqual({
    status: 'crash',
    error: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${id} Error: ENOSPC: no space left on device: the temporary files have 3 MB, and the function has 1 MB for them (ephemeralStorageSizeMB)`,
    },
  });
  expect(next).toEqual({ status: 'success', response: 'written' });
});

test('a function of a provided runtime is ended, too', async () => {
  await using lambda = startTestLambda();
  const bootstrap = `#!${process.execPath}
    const { writeFileSync } = require('node:fs');
    const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
    fetch(api + 'next').then(() => {
      writeFileSync(require('node:os').tmpdir() + '/file', Buffer.alloc(2 * 1024 * 1024));
      setTimeout(() => {}, 30_000);
    });`;
  await lambda.deploy({
    fn: {
      code: { bootstrap },
      properties: { EphemeralStorage, Timeout: 20, Runtime: 'provided.al2023' },
    },
  });

  const { outcome } = await lambda.functions.invoke('fn', {});

  expect(outcome).toMatchObject({
    status: 'crash',
    error: { errorMessage: expect.stringContaining('the temporary files have 2 MB') },
  });
});
