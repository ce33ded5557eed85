import { relative } from 'node:path';
import type { Sandbox, SandboxEvent } from '@amplify-recipes/sandbox';
import colors from 'picocolors';
import { describeFailure } from './failure.js';
import type { FunctionLogs } from './function-logs.js';
import { describeDenial, describeFailedInvocation, describeMessage, seconds } from './report.js';
import type { Terminal } from './terminal.js';

/**
 * Creates a function that prints the events of a sandbox.
 *
 * @param sandbox The sandbox once it is ready: deployments after that are changes.
 */
export function printEvents(
  terminal: Terminal,
  logs: FunctionLogs,
  sandbox: () => Pick<Sandbox, 'url'> | undefined,
): (event: SandboxEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'synth-started':
        return terminal.progress('Synthesising amplify/backend.ts');
      case 'synth-finished':
        return terminal.done(
          event.cached
            ? 'amplify/backend.ts is unchanged, so its last synthesis is used'
            : `Synthesised amplify/backend.ts in ${seconds(event.durationMs)}`,
        );
      case 'synth-output':
        return terminal.print(event.line);
      case 'log':
        return logs.take(event);
      case 'invocation': {
        const failure = describeFailedInvocation(event.invocation, sandbox()?.url ?? '');
        return failure === undefined ? undefined : terminal.print(failure);
      }
      case 'denied':
        return terminal.print(describeDenial(event));
      case 'message':
        return terminal.print(describeMessage(event.message));
      case 'changed':
        return terminal.print(`\n${relative(process.cwd(), event.file)} changed`);
      case 'deployed':
        if (!sandbox()) return;
        for (const warning of event.report.warnings) {
          terminal.print(`${colors.yellow('⚠')} ${warning}`);
        }
        return terminal.done('The change is live');
      case 'deploy-failed':
        terminal.end();
        return terminal.print(
          `${describeFailure(event.error)}\nThe backend keeps running as it was before the change.`,
        );
      case 'internal-error':
        return terminal.print(describeFailure(event.error));
    }
  };
}
