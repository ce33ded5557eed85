import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  installedPythonPackages,
  pythonFunction,
  pythonInstalled,
} from '../../../../../testing/lambda/python-function.js';
import { startTestLambda, type TestLambda } from '../../../../../testing/lambda/test-lambda.js';

describe.skipIf(!pythonInstalled)(
  `Python${pythonInstalled ? '' : ' (not found: install python3)'}`,
  () => {
    let lambda: TestLambda;
    beforeAll(async () => {
      lambda = startTestLambda();
      await lambda.deploy({
        hello: pythonFunction(`def handler(event, context):\n  return 'Hello ' + event['name']\n`),
        module: {
          code: {
            'package/__init__.py': '',
            'package/greetings.py': `def run(event, context):\n  return 'from a package'\n`,
          },
          properties: { Runtime: 'python3.13', Handler: 'package/greetings.run' },
        },
        context: pythonFunction(`
import os
def handler(event, context):
  return [context.function_name, context.memory_limit_in_mb, len(context.aws_request_id), context.invoked_function_arn, context.get_remaining_time_in_millis() > 8000, context.client_context, os.environ['_X_AMZN_TRACE_ID'][:7], os.getcwd() == os.environ['LAMBDA_TASK_ROOT']]
`),
        numbers: pythonFunction(`
from decimal import Decimal
def handler(event, context):
  return {'whole': Decimal('3'), 'part': Decimal('0.5'), 'text': 'ü'}
`),
        raises: pythonFunction(`def handler(event, context):\n  raise ValueError('no')\n`),
        unserialisable: pythonFunction(`def handler(event, context):\n  return {1, 2}\n`),
        missing: pythonFunction(`other = 1\n`),
        importing: pythonFunction(`import not_installed\n`),
        aws: pythonFunction(`
import socket, urllib.request
def handler(event, context):
  try:
    urllib.request.urlopen(event['url'], timeout=5)
  except OSError as error:
    return str(error)
`),
        unbundled: pythonFunction(`
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
        broken: pythonFunction(`def handler(:\n`),
        raising: pythonFunction(`raise RuntimeError('loading')\n`),
        exits: pythonFunction(`import sys\ndef handler(event, context):\n  sys.exit(3)\n`),
        hangs: pythonFunction(`def handler(event, context):\n  while True: pass\n`, { Timeout: 1 }),
        logs: pythonFunction(`
import logging, sys
def handler(event, context):
  print('printed')
  print('to stderr', file=sys.stderr)
  logging.getLogger().setLevel('INFO')
  logging.info('one\\nentry')
  logging.debug('not shown')
`),
        json: pythonFunction(
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
      const { boto3, other } = installedPythonPackages();

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

    test('writes no files beside the code of a function', async () => {
      await lambda.functions.invoke('module', {});

      expect(lambda.filesOf('module')).toEqual(['package/__init__.py', 'package/greetings.py']);
    });
  },
);
