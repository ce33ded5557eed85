import { relative } from 'node:path';
import {
  type FunctionEnvironment,
  type Sandbox,
  type SandboxEvent,
  startSandbox,
} from '@amplify-recipes/sandbox';
import colors from 'picocolors';
import { describeFailure } from './failure.js';
import { createFunctionLogs, type FunctionLogOptions } from './function-logs.js';
import { describeDeployment, describeMessage, seconds } from './report.js';
import { createTerminal } from './terminal.js';

export type SandboxCommandOptions = FunctionLogOptions & {
  readonly port: number;
  readonly outputsOutDir: string;
  readonly dataDir: string;
  readonly functionEnv?: readonly FunctionVariable[];
  readonly fresh?: boolean;
  readonly once?: boolean;
};

/** An environment variable of a function. `{sandbox}` in its value stands for the sandbox's URL. */
export type FunctionVariable = {
  readonly function: string;
  readonly variable: string;
  readonly value: string;
};

/** Runs a sandbox until it is interrupted. */
export async function runSandbox(options: SandboxCommandOptions): Promise<void> {
  const startedAt = performance.now();
  const terminal = createTerminal();
  const logs = createFunctionLogs(options, terminal.print);
  let ready = false;

  const onEvent = (event: SandboxEvent) => {
    switch (event.type) {
      case 'synth-started':
        return terminal.progress('Synthesising amplify/backend.ts');
      case 'synth-finished':
        return terminal.done(
          event.cached
            ? 'amplify/backend.ts is unchanged, so its last synthesis holds'
            : `Synthesised amplify/backend.ts in ${seconds(event.durationMs)}`,
        );
      case 'synth-output':
        return terminal.print(event.line);
      case 'log':
        return logs.take(event);
      case 'message':
        return terminal.print(describeMessage(event.message));
      case 'changed':
        return terminal.print(`\n${relative(process.cwd(), event.file)} changed`);
      case 'deployed':
        if (ready) {
          for (const warning of event.report.warnings) {
            terminal.print(`${colors.yellow('⚠')} ${warning}`);
          }
          terminal.done('The change is live');
        }
        return;
      case 'deploy-failed':
        terminal.end();
        return terminal.print(
          `${describeFailure(event.error)}\nThe backend runs on as it was before the change.`,
        );
      case 'internal-error':
        return terminal.print(describeFailure(event.error));
    }
  };

  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox({
      port: options.port,
      dataDir: options.dataDir,
      outputsDir: options.outputsOutDir,
      functionEnvironment: ({ url }) => functionEnvironment(options.functionEnv ?? [], url),
      fresh: options.fresh ?? false,
      watch: !options.once,
      onEvent,
    });
  } catch (error) {
    terminal.end();
    await logs.end();
    throw error;
  }
  ready = true;
  terminal.print(`\n${describeDeployment(sandbox.report)}\n`);
  terminal.done(
    `Ready in ${seconds(performance.now() - startedAt)} at ${colors.bold(sandbox.url)}`,
  );
  terminal.print(
    colors.dim(
      [
        `  amplify_outputs.json is in ${options.outputsOutDir === '.' ? 'this folder' : options.outputsOutDir}.`,
        `  The outbox is at ${sandbox.url}/_sandbox/outbox.`,
        options.once ? '' : '  A saved file of the backend is taken over by itself.',
        '  Ctrl+C stops the sandbox; its state stays.',
      ]
        .filter(Boolean)
        .join('\n'),
    ),
  );
  await interrupted();
  terminal.print('\nStopping the sandbox. Its state stays; --fresh begins anew.');
  await sandbox.stop();
  await logs.end();
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

/** Resolves at the first interruption. A second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}
