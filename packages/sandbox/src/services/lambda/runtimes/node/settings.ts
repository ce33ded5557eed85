/** What the sandbox tells its runtimes, and what Lambda's own runtimes need not know. */
export type Settings = {
  /** The folders of the layers. A later layer takes precedence over an earlier one. */
  readonly layers: readonly string[];
  /** The folder of the app, if its packages replace layers that are not on this machine. */
  readonly packagesOf?: string;
  readonly storage?: TemporaryStorage;
  /** The folder in which Node.js keeps compiled code, if the function has not set its own. */
  readonly compileCache?: string;
};

/** The place for temporary files. */
export type TemporaryStorage = {
  /** The folder that only this process has, which is its `TMPDIR`. */
  readonly folder: string;
  readonly limitMB: number;
};

/** Takes the settings out of the environment, so that the function does not see them. */
export function takeSettings(environment: NodeJS.ProcessEnv): Settings {
  const settings: Settings = { layers: [], ...JSON.parse(environment._SANDBOX_SETTINGS ?? '{}') };
  delete environment._SANDBOX_SETTINGS;
  if (settings.compileCache !== undefined) delete environment.NODE_COMPILE_CACHE;
  return settings;
}
