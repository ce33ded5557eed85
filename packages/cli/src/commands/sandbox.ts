import { once } from 'node:events';
import { pageFolder } from '@amplify-recipes/console/page-folder';
import { type FunctionEnvironment, type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import colors from 'picocolors';
import { UsageError } from '../terminal/failure.js';
import { createFunctionLogs, type FunctionLogOptions } from '../terminal/function-logs.js';
import { INTERRUPTED_EXIT_CODE, interruption } from '../terminal/interruption.js';
import { describeDeployment, seconds } from '../terminal/report.js';
import { printEvents } from '../terminal/sandbox-events.js';
import { createTerminal } from '../terminal/terminal.js';
import { exec } from './exec.js';

export type SandboxCommandOptions = FunctionLogOptions & {
  readonly port: number;
  readonly region: string;
  readonly outputsOutDir: string;
  readonly dataDir: string;
  readonly functionEnv?: readonly FunctionVariable[];
  /** Names of secrets. Each value is in the environment variable of the same name. */
  readonly secret?: readonly string[];
  readonly fresh?: boolean;
  readonly once?: boolean;
  /** A command line to run when the backend is ready. */
  readonly exec?: string;
};

/** An environment variable of a function. `{sandbox}` in its value stands for the sandbox's URL. */
export type FunctionVariable = {
  readonly function: string;
  readonly variable: string;
  readonly value: string;
};

/** The environment variable in which the command of `--exec` finds the sandbox. */
const URL_VARIABLE = 'AMPLIFY_RECIPES_SANDBOX_URL';

/** Runs a sandbox until an interruption, or until the command of `--exec` ends. */
export async function runSandbox(options: SandboxCommandOptions): Promise<void> {
  const startedAt = performance.now();
  const secrets = secretsFrom(process.env, options.secret ?? []);
  const terminal = createTerminal();
  const logs = createFunctionLogs(options, terminal.print);
  const signal = interruption();
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await startSandbox({
      port: options.port,
      region: options.region,
      dataDir: options.dataDir,
      outputsDir: options.outputsOutDir,
      functionEnvironment: ({ url }) => functionEnvironment(options.functionEnv ?? [], url),
      secrets,
      consoleDir: pageFolder,
      fresh: options.fresh ?? false,
      watch: !options.once,
      signal,
      onEvent: printEvents(terminal, logs, () => sandbox),
    });
    terminal.print(`\n${describeDeployment(sandbox.report)}\n`);
    terminal.done(
      `Ready in ${seconds(performance.now() - startedAt)} at ${colors.bold(sandbox.url)}`,
    );
    // On a line of its own, so that a terminal makes a link of the whole address.
    terminal.print(`  Console  ${sandbox.console.url}`);
    if (options.exec === undefined) {
      terminal.print(colors.dim(nextSteps(sandbox.url, options)));
      await once(signal, 'abort');
    } else {
      const environment = { [URL_VARIABLE]: sandbox.url };
      process.exitCode = await exec(options.exec, { environment, signal });
    }
  } catch (error) {
    terminal.end();
    if (!signal.aborted) throw error;
    process.exitCode = INTERRUPTED_EXIT_CODE;
  } finally {
    if (signal.aborted)
      terminal.print('\nStopping the sandbox. Its state is kept; --fresh removes it.');
    await sandbox?.stop();
    await logs.end();
  }
}

function nextSteps(url: string, { outputsOutDir, once }: SandboxCommandOptions): string {
  const folder = outputsOutDir === '.' ? 'this folder' : outputsOutDir;
  return [
    `  amplify_outputs.json is in ${folder}. Your front end connects with one line:`,
    "    import { localConfig } from '@amplify-recipes/sandbox/client';",
    '    Amplify.configure(localConfig(outputs));',
    `  The outbox is at ${url}/_sandbox/outbox.`,
    ...(once ? [] : ['  A change to a backend file is live as soon as you save it.']),
    '  Ctrl+C stops the sandbox. Its state is kept.',
  ].join('\n');
}

/** @throws {UsageError} When the variable of a secret is not set or empty. */
function secretsFrom(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => {
      const value = environment[name];
      if (value) return [name, value];
      throw new UsageError(
        `--secret ${name} takes its value from the environment variable ${name}, which is not set or empty. Set it, or store the secret with amplify-recipes sandbox secret set ${name}.`,
      );
    }),
  );
}

export function functionEnvironment(
  variables: readonly FunctionVariable[],
  url: string,
): FunctionEnvironment {
  const environment = new Map<string, Record<string, string>>();
  for (const { function: name, variable, value } of variables) {
    const others = environment.get(name);
    environment.set(name, { ...others, [variable]: value.replaceAll('{sandbox}', url) });
  }
  return Object.fromEntries(environment);
}
