import { type Agent, detect, getUserAgent, resolveCommand } from 'package-manager-detector';
import semver from 'semver';
import { x } from 'tinyexec';
import type { Recipe } from '../recipes/catalogue.js';
import { specifierOf, versionBeside } from '../recipes/dependency-versions.js';
import { UsageError } from '../terminal/failure.js';
import type { AmplifyApp } from './amplify-app.js';

/** A command line of a package manager. */
export type InstallCommand = { readonly command: string; readonly args: readonly string[] };

/** The commands that add the packages which copies of recipes import and the app does not have. */
export async function installCommands(
  app: AmplifyApp,
  recipes: readonly Recipe[],
): Promise<InstallCommand[]> {
  const agent = await agentOf(app.root);
  const development = new Map<string, string>();
  const production = new Map<string, string>();
  for (const recipe of recipes) {
    for (const [kind, names] of [
      [production, recipe.dependencies],
      [development, recipe.devDependencies],
    ] as const) {
      for (const name of names) {
        const version = await versionBeside(recipe, name);
        if (isMissing(app, name, version)) kind.set(name, specifierOf(name, version));
      }
    }
  }
  for (const name of production.keys()) development.delete(name);
  return [
    ...commandFor(agent, [...production.values()].sort(), false),
    ...commandFor(agent, [...development.values()].sort(), true),
  ];
}

/** Own packages must be as new as the recipes. Versions of other packages are the app's choice. */
function isMissing(app: AmplifyApp, name: string, version: string | undefined): boolean {
  const range = app.packages[name];
  if (range === undefined) return true;
  if (!name.startsWith('@amplify-recipes/') || version === undefined) return false;
  const oldest = semver.validRange(range) === null ? null : semver.minVersion(range);
  return oldest !== null && semver.lt(oldest, version);
}

async function agentOf(root: string): Promise<Agent> {
  const detected = await detect({ cwd: root });
  return detected?.agent ?? getUserAgent() ?? 'npm';
}

/** Workspaces refuse to add a package to their root without these flags. */
const AT_ROOT: Partial<Record<Agent, readonly string[]>> = {
  pnpm: ['--ignore-workspace-root-check'],
  yarn: ['--ignore-workspace-root-check'],
};

function commandFor(
  agent: Agent,
  packages: readonly string[],
  forDevelopment: boolean,
): InstallCommand[] {
  if (packages.length === 0) return [];
  const names = agent === 'deno' ? packages.map((name) => `npm:${name}`) : packages;
  const flag = agent === 'bun' || agent === 'deno' ? '--dev' : '-D';
  const args = [...(AT_ROOT[agent] ?? []), ...(forDevelopment ? [flag] : []), ...names];
  const command = resolveCommand(agent, 'add', args);
  return command ? [command] : [];
}

/**
 * Runs the commands in the app's folder. Their output goes to the terminal.
 *
 * @throws {UsageError} When a command fails.
 */
export async function install({ root }: AmplifyApp, commands: readonly InstallCommand[]) {
  for (const { command, args } of commands) {
    const { exitCode } = await x(command, [...args], {
      nodeOptions: { cwd: root, stdio: 'inherit' },
    }).then(
      (result) => result,
      (error) => {
        throw new UsageError(`${command} cannot be started: ${error.message}`);
      },
    );
    if (exitCode !== 0) {
      throw new UsageError(
        `"${lineOf({ command, args })}" failed. No file was copied. Fix its problem and run the command again, or install the packages yourself and use --no-install.`,
      );
    }
  }
}

export const lineOf = ({ command, args }: InstallCommand) => [command, ...args].join(' ');
