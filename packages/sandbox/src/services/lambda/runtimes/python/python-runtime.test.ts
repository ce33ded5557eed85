import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  startTestLambda,
  type TestFunction,
  type TestLambda,
} from '../../../../../testing/lambda/test-lambda.js';

const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
});
/** Whether boto3 is installed, and the name of an installed package that Lambda does not have. */
const LIST_INSTALLED = `
import importlib.util, json
names = [name for name in ('requests', 'pip', 'setuptools') if importlib.util.find_spec(name)]
print(json.dumps({'boto3': bool(importlib.util.find_spec('boto3')), 'other': (names + ['pip'])[0]}))
`;
const installed = python.status === 0;

const fn = (source: string, properties: TestFunction['properties'] = {}): TestFunction => ({
  code: { 'index.py': source },
  properties: { Runtime: 'python3.13', Timeout: 10, ...properties },
});

describe.skipIf(!installed)(`Python${installed ? '' : ' (not found: install python3)'}`, () => {
  let lambda: TestLambda;
  beforeAll(async () => {
    lambda = startTestLambda();
    await lambda.deploy({
      hello: fn(`def handler(event, context):\n  return 'Hello ' + event['name']\n`),
      module: {
        code: {
          'package/__init__.py': '',
          'package/greetings.py': `def run(event, context):\n  return 'from a package'\n`,
        },
        properties: { Runtime: 'python3.13', Handler: 'package/greetings.run' },
      },
      context: fn(`
import os
def handler(event, context):
  return [context.function_name, context.memory_limit_in_mb, len(context.aws_request_id), context.invoked_function_arn, context.get_remaining_time_in_millis() > 8000, context.client_context, os.environ['_X_AMZN_TRACE_ID'][:7], os.getcwd() == os.environ['LAMBDA_TASK_ROOT']]
`),
      numbers: fn(`
from decimal import Decimal
def handler(event, context):
  return {'whole': Decimal('3'), 'part': Decimal('0.5'), 'text': 'ü'}
`),
      raises: fn(`def handler(event, context):\n  raise ValueError('no')\n`),
      unserialisable: fn(`def handler(event, context):\n  return {1, 2}\n`),
      missing: fn(`other = 1\n`),
      importing: fn(`import not_installed\n`),
      aws: fn(`
import socket, urllib.request
def handler(event, context):
  try:
    urllib.request.urlopen(event['url'], timeout=5)
  except OSError as error:
    return str(error)
`),
      unbundled: fn(`
import importlib, json, os, sys, sysconfig
def handler(event, context):
  found = {}
  for name in ['json', 'decimal', 'boto3', 'pip', 'in_app', event.get('installed', 'pip')]:
    try:
      importlib.import_module(name)
      found[name] = True
    except ImportError:
      found[name] = False
  return found
`),
      broken: fn(`def handler(:\n`),
      raising: fn(`raise RuntimeError('loading')\n`),
      exits: fn(`import sys\ndef handler(event, context):\n  sys.exit(3)\n`),
      hangs: fn(`def handler(event, context):\n  while True: pass\n`, { Timeout: 1 }),
      logs: fn(`
import logging, sys
def handler(event, context):
  print('printed')
  print('to stderr', file=sys.stderr)
  logging.getLogger().setLevel('INFO')
  logging.info('one\\nentry')
  logging.debug('not shown')
`),
      json: fn(
        `
import logging
def handler(event, context):
  logging.info('counted %d', 3, extra={'own': 'field'})
  logging.debug('not shown')
`,
        { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' } },
      ),
    });
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  test.concurrent.each([
    { name: 'hello', response: 'Hello Ada' },
    { name: 'module', response: 'from a package' },
    {
      name: 'context',
      response: [
        'app-context',
        '128',
        36,
        'arn:aws:lambda:eu-west-1:123456789012:function:app-context',
        true,
        null,
        'Root=1-',
        true,
      ],
    },
    { name: 'numbers', response: { whole: 3, part: 0.5, text: 'ü' } },
  ])('runs $name', async ({ name, response }) => {
    const { outcome } = await lambda.functions.invoke(name, { name: 'Ada' });

    expect(outcome).toEqual({ status: 'success', response });
  });

  test.concurrent.each([
    { name: 'raises', errorType: 'ValueError', errorMessage: 'no' },
    {
      name: 'unserialisable',
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    },
    {
      name: 'missing',
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'handler' missing on module 'index'",
    },
    {
      name: 'importing',
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'index': No module named 'not_installed'",
    },
    {
      name: 'broken',
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/^Syntax error in module 'index': /),
    },
    { name: 'raising', errorType: 'RuntimeError', errorMessage: 'loading' },
  ])('returns an error for $name', async ({ name, errorType, errorMessage }) => {
    const { outcome, logs } = await lambda.functions.invoke(name, {});

    expect(outcome).toMatchObject({ status: 'error', error: { errorType, errorMessage } });
    expect(logs.join('\n')).toContain(`[ERROR] ${errorType}: `);
  });

  test('finds the packages of Lambda, and no others of this machine', async () => {
    const listed = spawnSync('python3', ['-c', LIST_INSTALLED], { encoding: 'utf8' });
    const { boto3, other } = JSON.parse(listed.stdout);

    const { outcome } = await lambda.functions.invoke('unbundled', { installed: other });

    expect(outcome).toEqual({
      status: 'success',
      response: { json: true, decimal: true, boto3, in_app: false, pip: false, [other]: false },
    });
  });

  test.each([
    'abc.appsync-api.eu-west-1.amazonaws.com',
    's3.CN-NORTH-1.amazonaws.com.cn.',
    'ec2.eu-west-1.api.aws',
  ])('reaches no host of AWS: %s', async (host) => {
    const { outcome } = await lambda.functions.invoke('aws', { url: `https://${host}/` });

    expect(outcome).toEqual({
      status: 'success',
      response: expect.stringContaining(
        `The sandbox does not support ${host}, which the function app-aws asks for. Nothing was sent to AWS.`,
      ),
    });
  });

  test('shows where an error was raised', async () => {
    const { outcome } = await lambda.functions.invoke('raises', {});

    expect(outcome.status === 'error' && outcome.error.trace).toEqual([
      expect.stringMatching(
        /^ {2}File ".*\/code\/\w+\/index\.py", line 2, in handler\n {4}raise ValueError\('no'\)\n$/,
      ),
    ]);
  });

  test('ends with the function', async () => {
    const exits = await lambda.functions.invoke('exits', {});
    const hangs = await lambda.functions.invoke('hangs', {});

    expect(exits.outcome).toMatchObject({
      status: 'crash',
      error: { errorMessage: expect.stringMatching(/exit status 3$/) },
    });
    expect(hangs.outcome.status).toBe('timeout');
  });

  test('logs in text', async () => {
    const { id, logs } = await lambda.functions.invoke('logs', {});

    const own = logs.filter((entry) => !/^(START|END|REPORT) /.test(entry)).sort();
    expect(own).toEqual([
      expect.stringMatching(new RegExp(`^\\[INFO\\]\\t[\\d-]+T[\\d:.]+Z\\t${id}\\tone\\nentry$`)),
      'printed',
      'to stderr',
    ]);
  });

  test('logs in JSON', async () => {
    const { id, logs } = await lambda.functions.invoke('json', {});

    const own = logs.map((entry) => JSON.parse(entry)).filter(({ logger }) => logger);
    expect(own).toEqual([
      {
        timestamp: expect.stringMatching(/Z$/),
        level: 'INFO',
        message: 'counted 3',
        logger: 'root',
        requestId: id,
        own: 'field',
      },
    ]);
  });

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
    'exists': [os.path.exists('/opt/data/a.txt'), os.path.exists('/opt/data/none.txt')],
    'listed': os.listdir('/opt/data'), 'copied': open(os.environ['TMPDIR'] + '/copy.txt').read(),
  }
`;
    await own.deploy({ fn: fn(source, { Layers: [first.physicalId, second.physicalId] }) }, [
      first,
      second,
    ]);

    const { outcome } = await own.functions.invoke('fn', {});

    expect(outcome).toEqual({
      status: 'success',
      response: {
        tool: 'of the second layer',
        other: 'for Python 3.13',
        read: ['a', 'a', 'a'],
        exists: [true, false],
        listed: ['a.txt'],
        copied: 'a',
      },
    });
  });

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
    await own.deploy({ fn: fn(source, { EphemeralStorage: { Size: 1 } }) });

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
    await own.deploy({ fn: fn(source, { EphemeralStorage: { Size: 1 } }) });

    const { outcome } = await own.functions.invoke('fn', {});

    expect(outcome).toEqual({ status: 'success', response: "can't have unbuffered text I/O" });
  });

  test('finds the packages of this machine only in place of a missing layer', async () => {
    const { stdout } = spawnSync('python3', ['-c', LIST_INSTALLED], { encoding: 'utf8' });
    const { other } = JSON.parse(stdout);
    await using own = startTestLambda({ appDir: import.meta.dirname });
    const source = `
def handler(event, context):
  return __import__('${other}').__name__
`;
    await own.deploy({
      far: fn(source, { Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:far:1'] }),
      none: fn(source),
    });

    const { outcome: far } = await own.functions.invoke('far', {});
    const { outcome: none } = await own.functions.invoke('none', {});

    expect(far).toEqual({ status: 'success', response: other });
    expect(none).toMatchObject({ status: 'error', error: { errorType: 'ModuleNotFoundError' } });
  });

  test('writes no files beside the code of a function', async () => {
    await lambda.functions.invoke('module', {});

    expect(lambda.filesOf('module')).toEqual(['package/__init__.py', 'package/greetings.py']);
  });
});
