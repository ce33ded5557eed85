import { isDeepStrictEqual } from 'node:util';
import { parse } from '@babel/parser';

/**
 * Whether two texts of a file differ only in their format: spaces, quotes, semicolons, commas and
 * parentheses that change nothing. A formatter makes such differences.
 */
export function isSameCode(path: string, one: string, other: string): boolean {
  if (path.endsWith('.md')) return words(one) === words(other);
  if (!/\.tsx?$/.test(path)) return false;
  const [first, second] = [syntaxOf(path, one), syntaxOf(path, other)];
  return first !== undefined && isDeepStrictEqual(first, second);
}

const words = (text: string) => text.trim().replace(/\s+/g, ' ');

/** The syntax tree without places and with its comments. `undefined` if there is a syntax error. */
function syntaxOf(path: string, text: string): unknown {
  try {
    const { program, comments } = parse(text, {
      sourceType: 'module',
      plugins: path.endsWith('.tsx') ? ['typescript', 'jsx'] : ['typescript'],
    });
    const remarks = (comments ?? []).map(({ value }) => words(value.replace(/^\s*\*/gm, '')));
    return [withoutPlaces(program), remarks];
  } catch {
    return undefined;
  }
}

/** What a node says of its place and its spelling, and the comments, which are compared apart. */
const OF_FORMAT = new Set([
  'start',
  'end',
  'loc',
  'range',
  'extra',
  'leadingComments',
  'innerComments',
  'trailingComments',
]);

function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return node;
  const parts = Object.entries(node).filter(
    ([name, value]) => !OF_FORMAT.has(name) && value !== undefined,
  );
  return Object.fromEntries(parts.map(([name, value]) => [name, withoutPlaces(value)]));
}
