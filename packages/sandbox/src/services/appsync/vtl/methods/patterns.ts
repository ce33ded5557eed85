import { RE2JS, RE2JSException } from 're2js';
import { type Budget, MAX_TEXT_LENGTH } from '../budget.js';

/** A step of the matcher takes up to some microseconds, which are about 100 steps of a template. */
const STEPS_PER_CHARACTER = 100;
const MAX_PATTERN_LENGTH = 1000;
const MAX_CACHED_PATTERNS = 100;

type Match = { readonly text: string; readonly pattern: string; readonly budget: Budget };

const cache = new Map<string, RE2JS>();

/** `$text.matches(regex)`: whether the whole text matches. */
export function matchesPattern(match: Match): boolean {
  return compile(match).matches(match.text);
}

/** `$text.split(regex, limit)`, which drops empty texts at the end if the limit is 0. */
export function splitByPattern(match: Match, limit: number): string[] {
  return compile(match).split(match.text, limit);
}

/** `$text.replaceAll(regex, replacement)` with `$1` for groups. */
export function replacePattern(match: Match, replacement: string, which: 'all' | 'first'): string {
  const { text, budget } = match;
  const matcher = compile(match).matcher(text);
  // At most one replacement for each character and the end, and each `$1` adds at most the text.
  const longest = (text.length + 1) * (replacement.length + 1) * 2;
  if (longest > 16 * MAX_TEXT_LENGTH) budget.checkLength(longest);
  const result =
    which === 'all' ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement);
  return budget.text(result);
}

/** @throws {Error} for a pattern that is no linear-time regular expression. */
function compile({ text, pattern, budget }: Match): RE2JS {
  budget.spend((text.length + pattern.length) * STEPS_PER_CHARACTER);
  const cached = cache.get(pattern);
  if (cached) return cached;
  if (pattern.length > MAX_PATTERN_LENGTH) throw new Error('The regular expression is too long.');
  try {
    const compiled = RE2JS.compile(pattern);
    const [oldest] = cache.keys();
    if (oldest !== undefined && cache.size >= MAX_CACHED_PATTERNS) cache.delete(oldest);
    cache.set(pattern, compiled);
    return compiled;
  } catch (error) {
    const reason = error instanceof RE2JSException ? error.message : String(error);
    throw new Error(
      `The sandbox cannot use the regular expression '${pattern}': ${reason}. It supports no lookahead, lookbehind and back references.`,
      { cause: error },
    );
  }
}
