import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonFunction, pythonInstalled } from '../../../../../testing/lambda/python-function.js';
import { startTestLambda, type TestLambda } from '../../../../../testing/lambda/test-lambda.js';

const returning = (value: string, before = '') =>
  `${before}\ndef handler(event, context):\n  return ${value}\n`;

/** What AWS's own client, awslambdaric 4.2.2, answers. */
const CASES: readonly (readonly [name: string, code: string, outcome: object])[] = [
  [
    'decimals with all of their digits',
    returning(
      "{'price': Decimal('1.10'), 'long': Decimal('12345678901234567890.123'), 'whole': Decimal(3), 'none': Decimal('NaN')}",
      'from decimal import Decimal',
    ),
    // With NaN the response is no JSON, and stays a text.
    {
      status: 'success',
      response: '{"price": 1.10, "long": 12345678901234567890.123, "whole": 3, "none": NaN}',
    },
  ],
  [
    'named tuples as objects',
    returning(
      "[Point(1, [Point(2, 'a')]), (3, 4)]",
      "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')",
    ),
    { status: 'success', response: [{ x: 1, y: [{ x: 2, y: 'a' }] }, [3, 4]] },
  ],
  [
    'keys as texts',
    returning("{2: 'a', None: 'b', True: 'c'}"),
    { status: 'success', response: { 2: 'a', null: 'b', true: 'c' } },
  ],
  [
    'an error for a circular value',
    'value = []\nvalue.append(value)\ndef handler(event, context):\n  return value\n',
    {
      status: 'error',
      error: {
        errorType: 'Runtime.MarshalError',
        errorMessage: 'Unable to marshal response: Circular reference detected',
      },
    },
  ],
  [
    'an error without a message',
    'def handler(event, context):\n  raise ValueError()\n',
    { status: 'error', error: { errorType: 'ValueError', errorMessage: '' } },
  ],
  [
    'an error for an asynchronous handler',
    'async def handler(event, context):\n  return 1\n',
    {
      status: 'error',
      error: {
        errorType: 'Runtime.MarshalError',
        errorMessage:
          'Unable to marshal response: Object of type coroutine is not JSON serializable',
      },
    },
  ],
  [
    'a crash for an exit without an error',
    'import os\ndef handler(event, context):\n  os._exit(0)\n',
    { status: 'crash', error: { errorType: 'Runtime.ExitError' } },
  ],
];

const reference = process.env.AWS_LAMBDA_RIC?.split(':').find((folder) =>
  existsSync(join(folder, 'awslambdaric')),
);

describe.skipIf(!pythonInstalled).each([
  { runtime: 'our runtime', folder: undefined, isSkipped: false },
  {
    runtime: `AWS's own awslambdaric${reference ? '' : ' (not found: set AWS_LAMBDA_RIC)'}`,
    folder: reference,
    isSkipped: reference === undefined,
  },
])('Python, with $runtime', ({ folder, isSkipped }) => {
  let lambda: TestLambda;
  beforeAll(async () => {
    lambda = startTestLambda(
      folder === undefined
        ? {}
        : { findRuntimeCommand: async ({ handler }) => awsCommand(folder, handler) },
    );
    const functions = CASES.map(([, code], index) => [`case-${index}`, pythonFunction(code)]);
    await lambda.deploy(Object.fromEntries(functions));
  });
  afterAll(() => lambda[Symbol.asyncDispose]());

  test.skipIf(isSkipped).each(CASES.map(([name, , outcome], index) => ({ name, outcome, index })))(
    'returns $name',
    async ({ outcome, index }) => {
      const invocation = await lambda.functions.invoke(`case-${index}`, {});
      expect(invocation.outcome).toMatchObject(outcome);
    },
  );
});

/** The folder has the packages `awslambdaric` and `simplejson` for the installed Python. */
function awsCommand(folder: string, handler: string) {
  const start = [
    'import os, sys',
    `sys.path[:0] = [os.environ['LAMBDA_TASK_ROOT'], ${JSON.stringify(folder)}]`,
    'import awslambdaric.__main__',
    `awslambdaric.__main__.main(['', ${JSON.stringify(handler)}])`,
  ].join('; ');
  return {
    file: 'python3',
    arguments: ['-s', '-B', '-c', start],
    runtimeRoot: folder,
    framesLogs: true,
  };
}
