import { SandboxError } from '@amplify-recipes/sandbox';
import colors from 'picocolors';

/** An error in how the command is used, such as a wrong option or a file it cannot write. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Prints an error and what to do about it on standard error, and sets the exit code 1. */
export function fail(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${describeFailure(error)}\n`);
}

export function describeFailure(error: unknown): string {
  if (error instanceof SandboxError) {
    return `${colors.red(`✖ ${error.message}`)}\n${error.resolution}`;
  }
  if (error instanceof UsageError) return colors.red(`✖ ${error.message}`);
  // The user ended a prompt with Ctrl+C.
  if (error instanceof Error && error.name === 'ExitPromptError') return 'Nothing was changed.';
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${colors.red('✖ The command failed with an internal error. Please report it:')}\n${text}`;
}
