import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { DockerImage, type DockerVolume } from 'aws-cdk-lib';
import { RecipeError } from '../recipe-error.js';

/** A command that builds a part of a function. */
export type BuildCommand = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
};

/**
 * Whether the functions are built for this machine, and not for Lambda. The sandbox of this project
 * sets it, because it runs the functions as processes of this machine.
 */
export function buildsForThisMachine(): boolean {
  return process.env.AMPLIFY_RECIPES_BUILD_FOR === 'this-machine';
}

/** Returns what a command prints, or undefined if it is not installed or fails. */
export function outputOf(file: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawn(file, args);
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Runs a command that builds a function.
 *
 * @param advice What to do when it fails, if more is known than its output says.
 * @throws {RecipeError} With the last lines of the command's output, when it fails.
 */
export function runBuild(
  functionName: string,
  command: BuildCommand,
  advice = 'Fix the problem that the last lines name.',
): void {
  // The CDK prints the same words when it bundles an asset.
  process.stderr.write(`Bundling asset ${functionName} with ${command.file}...\n`);
  const { status, error, stdout, stderr } = spawn(command.file, command.arguments, command);
  if (status === 0) return;
  const output = [error?.message, stdout, stderr].join('\n').trim().split('\n').slice(-30);
  throw new RecipeError('FunctionBuildError', {
    message: [
      `The function "${functionName}" cannot be built: ${command.file} failed in ${command.folder}.`,
      ...output,
    ].join('\n'),
    resolution: advice,
  });
}

function spawn(
  file: string,
  args: readonly string[],
  { folder, environment }: Partial<BuildCommand> = {},
): SpawnSyncReturns<string> {
  return spawnSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1024 * 1024,
    ...(folder !== undefined && { cwd: folder }),
  });
}

/** A container of an image, with the folders of this machine that it sees. */
export type Container = {
  readonly image: string;
  readonly volumes: readonly DockerVolume[];
};

/** Whether Docker, or what `CDK_DOCKER` names, is installed and running. */
export function hasDocker(): boolean {
  return outputOf(process.env.CDK_DOCKER ?? 'docker', ['info']) !== undefined;
}

/** Runs a command in a container. Its files belong to the developer. */
export function runInDocker(
  functionName: string,
  { image, volumes }: Container,
  command: BuildCommand,
): void {
  const { getuid, getgid } = process;
  try {
    DockerImage.fromRegistry(image).run({
      command: [command.file, ...command.arguments],
      workingDirectory: command.folder,
      environment: { HOME: '/tmp', ...command.environment },
      volumes: [...volumes],
      ...(getuid && getgid && { user: `${getuid()}:${getgid()}` }),
    });
  } catch (cause) {
    throw new RecipeError('FunctionBuildError', {
      message: `The function "${functionName}" cannot be built in Docker with ${image}: ${cause instanceof Error ? cause.message : cause}`,
      resolution: 'Fix the problem that Docker printed above.',
    });
  }
}

/**
 * Ends a build without a tool chain and without Docker. In the sandbox, the other functions of the
 * app run, and each call of this function fails.
 *
 * @throws {RecipeError} When the function is built for Lambda.
 */
export function refuseMissingToolChain(functionName: string, tools: string): void {
  const missing = new RecipeError('MissingToolChainError', {
    message: `The function "${functionName}" cannot be built: ${tools} is not installed, and Docker is not running.`,
    resolution: `Install ${tools}, or start Docker.`,
  });
  if (!buildsForThisMachine()) throw missing;
  process.stderr.write(`${missing.message} ${missing.resolution}\n`);
}
