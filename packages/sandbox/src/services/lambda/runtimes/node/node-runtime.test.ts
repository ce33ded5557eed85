import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answeringFunctions } from '../../../../../testing/lambda/answering-functions.js';
import { failingFunctions } from '../../../../../testing/lambda/failing-functions.js';
import type { ExpectedOutcome, NodeFunction } from '../../../../../testing/lambda/node-function.js';
import { startTestLambda, type TestLambda } from '../../../../../testing/lambda/test-lambda.js';
import type { Invocation } from '../../../../context/events/function-invoker.js';
import type { RuntimeCommand } from '../runtime-command.js';

const functions = [...answeringFunctions, ...failingFunctions];

describe.each([
  { runtime: 'nodejs22.x', major: 3, expected: (each: NodeFunction) => each.in22 },
  { runtime: 'nodejs24.x', major: 4, expected: (each: NodeFunction) => each.in24 ?? each.in22 },
])('$runtime', ({ runtime, major, expected }) => {
  const reference = findReference(major);
  describe('our runtime', () => runAll());
  // The reference is not installed without a compiler. Its results are in the table.
  describe.skipIf(!reference)(
    `AWS's own runtime interface client ${major}${reference ? '' : ' (not found: set AWS_LAMBDA_RIC)'}`,
    () => runAll(reference),
  );

  function runAll(command?: (handler: string) => RuntimeCommand) {
    let lambda: TestLambda;
    beforeAll(async () => {
      lambda = startTestLambda(
        command ? { findRuntimeCommand: async ({ handler }) => command(handler) } : {},
      );
      await lambda.deploy(
        Object.fromEntries(
          functions.map(({ name, files, handler, properties }) => [
            name,
            {
              code: files,
              properties: {
                Runtime: runtime,
                Timeout: 5,
                ...(handler && { Handler: handler }),
                ...properties,
              },
            },
          ]),
        ),
      );
    });
    afterAll(() => lambda[Symbol.asyncDispose]());

    test.concurrent.each(functions)('$name', { timeout: 15_000 }, async (each) => {
      const invocation = await lambda.functions.invoke(each.name, { text: 'ü' });

      expect(outcomeOf(invocation, lambda.codeStore)).toEqual(expected(each));
      if (each.logs) expect(logsOf(invocation)).toEqual(each.logs);
    });
  }
});

function outcomeOf({ id, outcome }: Invocation, codeStore: string): ExpectedOutcome {
  const nameFolder = (text: string) =>
    text
      .split(codeStore)
      .map((part, index) => (index === 0 ? part : part.replace(/^\/\w+/, 'FOLDER')))
      .join('');
  if (outcome.status === 'success') return outcome;
  const { errorMessage, errorType, trace = [] } = outcome.error;
  const [message = ''] = nameFolder(errorMessage).replace(id, 'ID').split('\nRequire stack');
  const [first] = trace;
  if (outcome.status === 'crash') {
    expect(errorType).toBe('Runtime.ExitError');
    return { status: 'crash', message };
  }
  expect(outcome.status).toBe('error');
  return {
    status: 'error',
    type: errorType,
    message,
    ...(first !== undefined && { first: nameFolder(first) }),
  };
}

function logsOf({ id, logs }: Invocation): readonly string[] {
  return logs
    .filter((entry) => !/^(START|END|REPORT|Executing) |"platform\./.test(entry))
    .map((entry) =>
      entry.replaceAll(id, 'ID').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME'),
    );
}

/**
 * Looks for `aws-lambda-ric`, which is not a dependency because its installation needs a compiler.
 * `AWS_LAMBDA_RIC` names its folders, separated by colons, one for each major version.
 */
function findReference(major: number): ((handler: string) => RuntimeCommand) | undefined {
  const require = createRequire(import.meta.url);
  for (const folder of process.env.AWS_LAMBDA_RIC?.split(':') ?? []) {
    const manifest = join(folder, 'package.json');
    // The folder of the client for Python has none.
    if (!existsSync(manifest)) continue;
    const { version, bin } = require(manifest) as {
      version: string;
      bin: { 'aws-lambda-ric': string };
    };
    if (!version.startsWith(`${major}.`)) continue;
    return (handler) => ({
      file: process.execPath,
      arguments: ['--enable-source-maps', join(folder, bin['aws-lambda-ric']), handler],
      runtimeRoot: dirname(manifest),
      framesLogs: true,
    });
  }
  return undefined;
}
