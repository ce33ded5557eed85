import { describe, expect, test } from 'vitest';
import { type FunctionVariable, functionEnvironment } from './commands/sandbox.js';
import { createProgram } from './program.js';

function variablesOf(...settings: string[]): readonly FunctionVariable[] {
  const sandbox = createProgram().commands.find((command) => command.name() === 'sandbox');
  if (!sandbox) throw new Error('The command sandbox does not exist.');
  sandbox.exitOverride().configureOutput({ writeErr: () => {} });
  sandbox.parseOptions(settings.flatMap((setting) => ['--function-env', setting]));
  return sandbox.opts().functionEnv;
}

describe('--function-env', () => {
  test('sets variables of functions, and replaces {sandbox} with the URL of the sandbox', () => {
    const variables = variablesOf(
      'verify:VERIFY_URL={sandbox}/siteverify?again={sandbox}',
      'verify:LEVEL=a=b:c',
      'greet:EMPTY=',
    );
    expect(functionEnvironment(variables, 'http://127.0.0.1:4700')).toEqual({
      verify: {
        VERIFY_URL: 'http://127.0.0.1:4700/siteverify?again=http://127.0.0.1:4700',
        LEVEL: 'a=b:c',
      },
      greet: { EMPTY: '' },
    });
  });

  test.each(['VERIFY_URL=a', 'verify:VERIFY_URL', ':A=b', 'verify:=b', ''])(
    'rejects "%s"',
    (setting) => {
      expect(() => variablesOf(setting)).toThrow('Write it as function:NAME=value.');
    },
  );
});
