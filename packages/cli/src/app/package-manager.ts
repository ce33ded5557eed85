import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/**
 * Packages of the app that are older than those with which the recipes were tested, by a version
 * that may be incompatible. The app decides about them, so they stay as they are.
 */
export async function olderPackages(
  app: AmplifyApp,
  recipes: readonly Recipe[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const recipe of recipes) {
    for (const name of recipe.dependencies) {
      const range = app.packages[name];
      const version = await versionBeside(recipe, name);
      if (range === undefined || version === undefined || isMissing(app, name, version)) continue;
      if (semver.validRange(range) === null || semver.intersects(range, `>=${version}`)) continue;
      found.add(`The app has ${name} ${range}, and ${recipe.name} is tested with ^${version}.`);
    }
  }
  return [...found];
}

/** Own packages must be as new as the recipes. Versions of other packages are the app's choice. */
function isMissing(app: AmplifyApp, name: string, version: string | undefined): boolean {
  const range = app.packages[name];
  if (range === undefined) return true;
  if (!name.startsWith('@amplify-recipes/') || version === undefined) return false;
  const oldest = semver.validRange(range) === null ? null : semver.minVersion(range);
  return oldest !== null && semver.lt(oldest, version);
}

/** The nearest lock file or `packageManager` decides, also above the app in a monorepo. */
async function agentOf(root: string): Promise<Agent> {
  const detected = await detect({ cwd: root });
  const agent = detected?.agent ?? getUserAgent() ?? 'npm';
  return agent === 'yarn' && (await isModernYarn(root)) ? 'yarn@berry' : agent;
}

/** Yarn 2 and later do not need `packageManager`. They have other files, and refuse flags of yarn 1. */
async function isModernYarn(root: string): Promise<boolean> {
  for (let folder = root; ; folder = dirname(folder)) {
    const lock = await readFile(join(folder, 'yarn.lock'), 'utf8').catch(() => undefined);
    if (lock !== undefined) {
      return /^__metadata:/m.test(lock) || existsSync(join(folder, '.yarnrc.yml'));
    }
    if (folder === dirname(folder)) return false;
  }
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
  if (command) return [command];
  throw new UsageError(
    `This command cannot add packages with ${agent}. Add them yourself, and use --no-install: ${names.join(' ')}`,
  );
}

/**
 * Runs the commands in the app's folder. Their output goes to the terminal.
 *
 * @throws {UsageError} When a command fails or is interrupted.
 */
export async function install(
  { root, hasManifest }: AmplifyApp,
  commands: readonly InstallCommand[],
): Promise<void> {
  if (commands.length > 0 && !hasManifest) {
    throw new UsageError(
      `There is no package.json in ${root} or a folder above it. Create one with "npm init -y", or use --no-install. ${UNCHANGED}`,
    );
  }
  for (const [index, command] of commands.entries()) {
    if ((await runIn(root, command)) === 0) continue;
    const done = commands.slice(0, index).map((each) => `"${lineOf(each)}"`);
    const remains = done.length > 0 ? ` ${done.join()} was done before, and stays.` : '';
    throw new UsageError(
      `"${lineOf(command)}" failed. ${UNCHANGED}${remains} Fix its problem and run the command again, or install the packages yourself and use --no-install.`,
    );
  }
}

const UNCHANGED = 'No file was copied.';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command. An interruption ends it first, so that this process can say what remains. */
async function runIn(cwd: string, { command, args }: InstallCommand): Promise<number | undefined> {
  const running = x(command, [...args], { nodeOptions: { cwd, stdio: 'inherit' } });
  // A terminal sends its interruption to the package manager as well.
  const pass = (signal: NodeJS.Signals) => signal !== 'SIGINT' && running.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    return (await running).exitCode;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${command} cannot be started: ${reason}`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

export const lineOf = ({ command, args }: InstallCommand) => [command, ...args].join(' ');
