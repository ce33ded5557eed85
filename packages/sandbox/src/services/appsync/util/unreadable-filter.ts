import type { ResolverEffects } from './effects.js';

/** A filter that has no translation. */
export class UnreadableFilterError extends Error {}

/** AppSync returns null for a filter that it cannot read. The log says why. */
export function nullIfUnreadable<Result>(
  effects: ResolverEffects,
  functionName: string,
  translate: () => Result,
): Result | null {
  try {
    return translate();
  } catch (error) {
    if (!(error instanceof UnreadableFilterError)) throw error;
    effects.log('error', `${functionName}: ${error.message} The result is null.`);
    return null;
  }
}
