import { RE2JS } from 're2js';
import { requireString } from './arguments.js';

/**
 * `util.matches(pattern, text)`: whether a pattern matches the whole text, like `Pattern.matches`
 * of Java. It takes a time linear in the text, so that no pattern can stop the sandbox.
 *
 * @throws {Error} The pattern is invalid, or it needs backtracking.
 * @see https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 */
export function matches(pattern: unknown, text: unknown): boolean {
  const source = requireString('util.matches', pattern);
  const input = requireString('util.matches', text);
  return compile(source).matches(input);
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `util.matches: ${reason}. The sandbox does not support lookarounds, backreferences and possessive quantifiers. Write the pattern in the syntax of RE2: https://github.com/google/re2/wiki/Syntax`,
    );
  }
}
