import { join } from 'node:path';
import { openCode } from '../functions/code-package.js';
import type { DeployedFunction } from '../functions/deployed-functions.js';
import { findRuntimeCommand } from '../runtimes/runtime-command.js';
import { ExecutionEnvironment } from './execution-environment.js';
import type { RoleCredentials } from './process-environment.js';
import { type Reaper, startReaper } from './process-group.js';

export type EnvironmentOptions = {
  /** The gateway's URL, where the AWS SDK in a function finds every service. */
  endpoint(): string;
  credentialsFor(roleArn: string, functionName: string): RoleCredentials;
  /** Folder for what functions write and for unpacked code. The caller removes it after `stop`. */
  readonly scratchDir: string;
  /** Starts another runtime than the sandbox's own, such as AWS's to compare with. */
  readonly findRuntimeCommand?: typeof findRuntimeCommand;
};

/** Starts execution environments, and ends their processes with the sandbox's own. */
export function createEnvironmentStarter(
  options: EnvironmentOptions,
  { region, now }: { readonly region: string; now(): number },
) {
  let reaper: Reaper | undefined;
  return {
    /** @param onLog Takes what the function prints while it initialises. */
    async start(fn: DeployedFunction, onLog: (message: string) => void) {
      const { configuration } = fn;
      const store = join(options.scratchDir, 'code');
      const [taskRoot = '', ...layers] = await Promise.all(
        fn.code.map((code) =>
          openCode(code.source, code.fingerprint, configuration.runtime, store),
        ),
      );
      reaper ??= startReaper();
      return ExecutionEnvironment.start({
        configuration,
        taskRoot,
        layers,
        region,
        endpoint: options.endpoint(),
        credentials: options.credentialsFor(configuration.roleArn, configuration.name),
        scratchDir: join(options.scratchDir, 'environments'),
        reaper,
        findCommand: options.findRuntimeCommand ?? findRuntimeCommand,
        now: now(),
        onLog,
      });
    },
    stop() {
      reaper?.stop();
    },
  };
}
