import { describe, expect, test } from 'vitest';
import {
  installedPythonPackages,
  pythonFunction,
  pythonInstalled,
} from '../../../../../testing/lambda/python-function.js';
import { startTestLambda } from '../../../../../testing/lambda/test-lambda.js';

describe.skipIf(!pythonInstalled)(`a function in Python with layers`, () => {
  test('finds packages and files in layers, which it sees in /opt', async () => {
    await using own = startTestLambda();
    const first = await own.layer('first', {
      'python/tool.py': `name = 'of the first layer'`,
      'data/a.txt': 'a',
    });
    const second = await own.layer('second', {
      'python/tool.py': `name = 'of the second layer'`,
      'python/lib/python3.13/site-packages/other.py': `name = 'for Python 3.13'`,
    });
    const source = `
import os, pathlib, shutil, tool, other
def handler(event, context):
  shutil.copy('/opt/data/a.txt', os.environ['TMPDIR'] + '/copy.txt')
  shutil.rmtree(os.environ['TMPDIR'] + '/none', ignore_errors=True)
  return {
    'tool': tool.name, 'other': other.name,
    'read': [open('/opt/data/a.txt').read(), open(file='/opt/data/a.txt').read(), pathlib.Path('/opt/data/a.txt').read_text()],
    'exists': [os.path.exists('/opt/data/a.txt'), os.path.exists('/opt/data/none.txt'), os.path.exists('/opt/../package.json')],
    'listed': os.listdir('/opt/data'), 'copied': open(os.environ['TMPDIR'] + '/copy.txt').read(),
  }
`;
    await own.deploy(
      { fn: pythonFunction(source, { Layers: [first.physicalId, second.physicalId] }) },
      [first, second],
    );

    const { outcome } = await own.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: {
        tool: 'of the second layer',
        other: 'for Python 3.13',
        read: ['a', 'a', 'a'],
        exists: [true, false, false],
        listed: ['a.txt'],
        copied: 'a',
      },
    });
  });

  test('finds the packages of this machine only in place of a missing layer', async () => {
    const { other } = installedPythonPackages();
    await using own = startTestLambda({ appDir: import.meta.dirname });
    const source = `
def handler(event, context):
  return __import__('${other}').__name__
`;
    await own.deploy({
      far: pythonFunction(source, {
        Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:far:1'],
      }),
      none: pythonFunction(source),
    });

    const { outcome: far } = await own.functions.invoke('far', {});
    const { outcome: none } = await own.functions.invoke('none', {});

    expect(far).toEqual({ status: 'success', response: other });
    expect(none).toMatchObject({ status: 'error', error: { errorType: 'ModuleNotFoundError' } });
  });
});
