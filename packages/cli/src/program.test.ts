import { afterEach, describe, expect, test, vi } from 'vitest';
import * as add from './commands/add.js';
import * as list from './commands/list.js';
import { type FunctionVariable, functionEnvironment } from './commands/sandbox.js';
import { createProgram, run } from './program.js';
import * as prompts from './terminal/prompts.js';

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

describe('without arguments', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each<[choice: string, isWired: boolean, options: object]>([
    ['add', true, { install: true, wire: true }],
    ['add', false, { install: true }],
  ])('asks in a terminal, and runs "%s" with wire: %s', async (choice, isWired, options) => {
    const addRecipes = vi.spyOn(add, 'addRecipes').mockResolvedValue();
    vi.spyOn(prompts, 'isInteractive').mockReturnValue(true);
    vi.spyOn(prompts, 'choose').mockResolvedValue(choice);
    vi.spyOn(prompts, 'confirm').mockResolvedValue(isWired);
    await run([]);
    expect(addRecipes).toHaveBeenCalledExactlyOnceWith([], options);
  });

  test('asks for nothing else if the choice needs nothing else', async () => {
    const listRecipes = vi.spyOn(list, 'listRecipes').mockResolvedValue();
    vi.spyOn(prompts, 'isInteractive').mockReturnValue(true);
    vi.spyOn(prompts, 'choose').mockResolvedValue('list');
    const confirm = vi.spyOn(prompts, 'confirm');
    await run([]);
    expect(listRecipes).toHaveBeenCalledOnce();
    expect(confirm).not.toHaveBeenCalled();
  });
});

test('arguments are passed to the command without a question', async () => {
  const addRecipes = vi.spyOn(add, 'addRecipes').mockResolvedValue();
  const choose = vi.spyOn(prompts, 'choose');
  await run(['add', 'captcha', 'minimum-age', '--dry-run', '--no-install']);
  expect(choose).not.toHaveBeenCalled();
  expect(addRecipes).toHaveBeenCalledExactlyOnceWith(['captcha', 'minimum-age'], {
    dryRun: true,
    install: false,
  });
});
