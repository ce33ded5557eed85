import { Command, InvalidArgumentError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { type FunctionVariable, runSandbox } from './commands/sandbox.js';
import { listSecrets, removeSecret, setSecret } from './commands/secret.js';

/** Within the range that no system hands out by itself. */
const DEFAULT_PORT = 4700;

export function createProgram(): Command {
  const program = new Command('amplify-recipes')
    .description('Run the backend of an AWS Amplify Gen 2 app on your own machine.')
    .version(packageJson.version)
    .showHelpAfterError('(add --help for the options)');

  const sandbox = program
    .command('sandbox')
    .description('Run amplify/backend.ts here, from what would be deployed, without an AWS account')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes a free one', port, DEFAULT_PORT)
    .option('--outputs-out-dir <folder>', 'folder in which amplify_outputs.json is written', '.')
    .option('--data-dir <folder>', 'folder of the state', '.amplify/local')
    .option(
      '--function-env <function:NAME=value...>',
      'a variable over those of a function; {sandbox} in the value is the URL of the sandbox',
      functionVariable,
    )
    .option(
      '--secret <name...>',
      'a secret whose value is in the environment variable of the same name',
    )
    .option(
      '--exec <command>',
      'run a command when the backend is ready, and end with its exit code; AMPLIFY_RECIPES_SANDBOX_URL is the address',
    )
    .option('--fresh', 'begin with an empty state; secrets are kept')
    .option('--once', 'do not watch the files of the backend for changes')
    .option('--stream-function-logs', 'print what functions log')
    .option(
      '--logs-filter <pattern...>',
      'only of functions whose name matches one of these regular expressions',
    )
    .option('--logs-out-file <file>', 'append the logs to a file instead of printing them')
    .action(runSandbox);

  const secret = sandbox
    .command('secret')
    .description('Values of secret() for the local backend; they stay on this machine');
  secret
    .command('set <name>')
    .description('ask for the value, or read it from standard input')
    .action((name: string) => setSecret(name, secretsFolder()));
  secret
    .command('list')
    .description('names of the secrets that have a value')
    .action(() => listSecrets(secretsFolder()));
  secret
    .command('remove <name>')
    .description('remove the value')
    .action((name: string) => removeSecret(name, secretsFolder()));
  const secretsFolder = () => String(sandbox.opts().dataDir);

  return program;
}

function functionVariable(text: string, before: FunctionVariable[] = []): FunctionVariable[] {
  const [, name, variable, value] = /^([^:=]+):([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || variable === undefined || value === undefined) {
    throw new InvalidArgumentError('Write it as function:NAME=value.');
  }
  return [...before, { function: name, variable, value }];
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  }
  return number;
}
