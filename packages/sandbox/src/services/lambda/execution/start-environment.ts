import { join } from 'node:path';
import { openCode } from '../functions/code-package.js';
import type { DeployedFunction } from '../functions/deployed-functions.js';
import { findRuntimeCommand } from '../runtimes/runtime-command.js';
import { ExecutionEnvironment } from './execution-environment.js';
import type { RoleCredentials } from './process-environment.js';
import { type Reaper, startReaper } from './process-group.js';

export type EnvironmentOptions = {
  /** The gateway's URL. The AWS SDK in a function sends all its requests there. */
  endpoint(): string;
  credentialsFor(roleArn: string, functionName: string): RoleCredentials;
  /**
   * The folder for the files of functions and for unpacked code. The caller removes it after
   * `stop`.
   */
  readonly scratchDir: string;
  /**
   * The folder of the app. Its packages replace layers that are not on this machine. Default:
   * nothing replaces them.
   */
  readonly appDir?: string;
  /** Starts another runtime than that of the sandbox, such as AWS's for a comparison. */
  readonly findRuntimeCommand?: typeof findRuntimeCommand;
};

/** Starts execution environments, whose processes end with that of the sandbox. */
export function createEnvironmentStarter(
  options: EnvironmentOptions,
  { region, now }: { readonly region: string; now(): number },
) {
  let reaper: Reaper | undefined;
  return {
    /** @param onLog Called with each entry that the function prints while it initialises. */
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
        packagesOf: fn.missingLayers.length > 0 ? options.appDir : undefined,
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
