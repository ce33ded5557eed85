import { Command, InvalidArgumentError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { chooseCommand } from './commands/menu.js';
import { type FunctionVariable, runSandbox } from './commands/sandbox.js';
import { listSecrets, removeSecret, setSecret } from './commands/secret.js';
import { isInteractive } from './terminal/prompts.js';

/** Outside the range from which systems assign ports themselves. */
const DEFAULT_PORT = 4700;

/** Runs a command. Without arguments, it asks for one if somebody can answer. */
export async function run(args: readonly string[]): Promise<void> {
  const chosen = args.length === 0 && isInteractive() ? await chooseCommand() : args;
  await createProgram().parseAsync([...chosen], { from: 'user' });
}

export function createProgram(): Command {
  const program = new Command('amplify-recipes')
    .description(packageJson.description)
    .version(packageJson.version)
    .showHelpAfterError('(add --help for the options)');

  addRecipeCommands(program);
  addSandboxCommands(program);
  return program;
}

/** The modules of these commands are loaded when they run, so that the sandbox starts without them. */
function addRecipeCommands(program: Command): void {
  program
    .command('list')
    .description('List the recipes, and show which of them the app has')
    .action(async () => (await import('./commands/list.js')).listRecipes());
  program
    .command('add')
    .argument('[recipe...]', 'names of recipes')
    .description('Copy recipes into amplify/, and install what they import')
    .option('--overwrite', 'replace files that exist with other contents')
    .option('--wire', 'also connect them in amplify/auth/resource.ts and amplify/backend.ts')
    .option('--dry-run', 'show what would happen, and write nothing')
    .option('--diff', 'show the differences of all files, and write nothing')
    .option('--no-install', 'show the command that installs the packages, and do not run it')
    .action(async (names, options) =>
      (await import('./commands/add.js')).addRecipes(names, options),
    );
  program
    .command('diff')
    .argument('[recipe...]', 'names of copied recipes; all of them if there is no name')
    .description('Show your changes in copies, and those of this version')
    .action(async (names) => (await import('./commands/diff.js')).diffRecipes(names));
  program
    .command('update')
    .argument('[recipe...]', 'names of copied recipes; all of them if there is no name')
    .description('Merge this version into the copies, and keep your changes')
    .option('--dry-run', 'show what would happen, and write nothing')
    .option('--no-install', 'show the command that installs the packages, and do not run it')
    .action(async (names, options) =>
      (await import('./commands/update.js')).updateRecipes(names, options),
    );
}

function addSandboxCommands(program: Command): void {
  const sandbox = program
    .command('sandbox')
    .description('Run the backend of amplify/backend.ts on this machine, without an AWS account')
    .option('--port <number>', 'port on 127.0.0.1; 0 uses any free port', port, DEFAULT_PORT)
    .option(
      '--region <name>',
      'AWS region of the backend, which requests are signed for',
      'us-east-1',
    )
    .option('--outputs-out-dir <folder>', 'folder for amplify_outputs.json', '.')
    .option('--data-dir <folder>', 'folder for the state', '.amplify/local')
    .option(
      '--function-env <function:NAME=value...>',
      'set an environment variable of a function; {sandbox} in the value is the sandbox URL',
      functionVariable,
    )
    .option(
      '--secret <name...>',
      'take the value of a secret from the environment variable of the same name',
    )
    .option(
      '--exec <command>',
      'run a command when the backend is ready, and exit with its exit code; the command finds the sandbox URL in AMPLIFY_RECIPES_SANDBOX_URL',
    )
    .option('--fresh', 'start with an empty state; secrets are kept')
    .option('--once', 'do not watch the backend files for changes')
    .option('--stream-function-logs', 'print the logs of functions')
    .option(
      '--logs-filter <pattern...>',
      'print only the logs of functions whose name matches one of these regular expressions',
    )
    .option('--logs-out-file <file>', 'append the logs to a file instead of printing them')
    .action(runSandbox);

  const secret = sandbox
    .command('secret')
    .description('Manage the values of secret() for the local backend; they stay on this machine');
  secret
    .command('set <name>')
    .description('ask for the value, or read it from standard input')
    .action((name: string) => setSecret(name, secretsFolder()));
  secret
    .command('list')
    .description('list the names of the secrets that have a value')
    .action(() => listSecrets(secretsFolder()));
  secret
    .command('remove <name>')
    .description('remove the value')
    .action((name: string) => removeSecret(name, secretsFolder()));
  const secretsFolder = () => String(sandbox.opts().dataDir);
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
