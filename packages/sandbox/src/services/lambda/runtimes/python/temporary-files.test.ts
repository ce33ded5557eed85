import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pythonFunction, pythonInstalled } from '../../../../../testing/lambda/python-function.js';
import { startTestLambda } from '../../../../../testing/lambda/test-lambda.js';

describe.skipIf(!pythonInstalled)(`the temporary files of a function in Python`, () => {
  test.each([
    ['open', `open(place, 'wb').write(half)`],
    ['text', `open(place, 'w', encoding='utf-8').write(half.decode() + 'ü')`],
    ['pathlib', `pathlib.Path(place).write_bytes(half)`],
    ['tempfile', `tempfile.NamedTemporaryFile().write(half)`],
    ['an unbuffered file', `open(place, 'xb', 0).write(half)`],
    ['a file that is read, too', `open(first, 'r+b').write(half + half + half)`],
    ['open in /tmp', `open('/tmp/sandbox-test-${process.pid}', 'wb').write(half)`],
  ])('bounds temporary files of %s', async (_, write) => {
    onTestFinished(() => rmSync(`/tmp/sandbox-test-${process.pid}`, { force: true }));
    await using own = startTestLambda();
    const source = `
import errno, pathlib, tempfile
place, first = tempfile.gettempdir() + '/file', tempfile.gettempdir() + '/first'
half = bytes(512 * 1024)
with open(first, 'wb') as file:
  file.write(bytes(768 * 1024))
def handler(event, context):
  try:
    ${write}
  except OSError as error:
    return [errno.errorcode[error.errno], str(error)]
`;
    await own.deploy({ fn: pythonFunction(source, { EphemeralStorage: { Size: 1 } }) });

    const { outcome } = await own.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: ['ENOSPC', expect.stringContaining('the function has 1 MB for temporary files')],
    });
  });

  test('can replace and remove temporary files', async () => {
    await using own = startTestLambda();
    const source = `
import os, tempfile
def handler(event, context):
  place = tempfile.gettempdir() + '/file'
  for time in range(4):
    with open(place, 'w+') as file:
      file.write('x' * 900_000)
      file.seek(0)
      assert len(file.read()) == 900_000 and file.mode == 'w+'
  os.remove(place)
  with tempfile.TemporaryFile('w+b') as file:
    file.write(bytes(900_000))
  try:
    open(place, 'wt', 0)
  except ValueError as error:
    return str(error)
`;
    await own.deploy({ fn: pythonFunction(source, { EphemeralStorage: { Size: 1 } }) });

    const { outcome } = await own.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: "can't have unbuffered text I/O" });
  });
});
