import type { SandboxErrorCode } from '@amplify-recipes/sandbox';
import colors from 'picocolors';

/** A failure of the demo itself that whoever runs it can mend. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly resolution: string;

  constructor(message: string, resolution: string) {
    super(message);
    this.resolution = resolution;
  }
}

/** What the demo has to add to what the sandbox says, whose words are for any app. */
const RESOLUTIONS: Partial<Record<SandboxErrorCode, string>> = {
  DATA_DIRECTORY_IN_USE: 'Another demo is running: go on there, or stop it with Ctrl+C.',
};

/** The last words: what is wrong and what to do. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return `The demo failed: ${error}`;
  const { code, resolution } = error as Partial<{ code: SandboxErrorCode; resolution: string }>;
  if (!resolution) return `The demo failed, which is a fault of its own.\n${error.stack}`;
  return [
    `${error.message}${code ? colors.dim(` [${code}]`) : ''}`,
    (code && RESOLUTIONS[code]) ?? resolution,
  ].join('\n  ');
}
