import { ResolverError } from '../util/effects.js';

/** AppSync's maximum size of an evaluated template, in characters. */
export const MAX_TEXT_LENGTH = 5 * 1024 * 1024;
/** A step takes at most about 50 nanoseconds, so an evaluation ends within about half a second. */
const MAX_STEPS = 10_000_000;
/** Deeper data can only be a map or list that contains itself. */
const MAX_DEPTH = 200;

/**
 * The work that one evaluation may do. Templates run in the process that serves all other requests,
 * so nested loops and strings that double in size must end early.
 */
export class Budget {
  #steps = 0;
  #depth = 0;

  /** @throws {Error} when the evaluation has used all of its steps. */
  spend(steps = 1): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS) {
      throw new Error(
        'The evaluation takes too long. Reduce the nested loops or the size of the data.',
      );
    }
  }

  /** Pays for a text that the template creates or reads, and checks its size. */
  text(text: string): string {
    this.checkLength(text.length);
    this.spend(text.length >> 6);
    return text;
  }

  /** @throws {ResolverError} `MappingTemplate` for a text that is too large. */
  checkLength(length: number): void {
    if (length > MAX_TEXT_LENGTH) {
      throw new ResolverError({
        message: 'Transformation too large',
        errorType: 'MappingTemplate',
      });
    }
  }

  /** Runs `visit` one level deeper in nested data. */
  nested<Result>(visit: () => Result): Result {
    this.spend();
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      throw new Error('The data is nested too deeply. Does a map or list contain itself?');
    }
    const result = visit();
    this.#depth -= 1;
    return result;
  }
}
