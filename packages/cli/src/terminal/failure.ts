import { SandboxError } from '@amplify-recipes/sandbox';
import colors from 'picocolors';

/** An error of the command's own use: a wrong option, an unusable file. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The last words of a command that failed: what is wrong and what to do, on standard error. */
export function fail(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${describeFailure(error)}\n`);
}

export function describeFailure(error: unknown): string {
  if (error instanceof SandboxError) {
    return `${colors.red(`✖ ${error.message}`)}\n${error.resolution}`;
  }
  if (error instanceof UsageError) return colors.red(`✖ ${error.message}`);
  // A prompt that was left with Ctrl+C.
  if (error instanceof Error && error.name === 'ExitPromptError') return 'Nothing was changed.';
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${colors.red('✖ The sandbox failed, which is a fault of its own. Please report it:')}\n${text}`;
}
