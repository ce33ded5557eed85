import { expect, test } from 'vitest';
import { isSameCode } from './same-code.js';

test.each<[what: string, isSame: boolean, path: string, one: string, other: string]>([
  ['quotes', true, 'a.ts', "f('x')", 'f("x")'],
  ['semicolons', true, 'a.ts', 'f();\ng();', 'f()\ng()'],
  ['trailing commas and line breaks', true, 'a.ts', 'f(1, 2)', 'f(\n  1,\n  2,\n)'],
  ['parentheses of a parameter', true, 'a.ts', '(a) => a', 'a => a'],
  [
    'the indentation of a comment',
    true,
    'a.ts',
    '/**\n * a\n * b\n */\nf()',
    '/** a\n   * b */ f()',
  ],
  ['the place of a comment', true, 'a.ts', '// a\nf()', 'f() // a'],
  ['spelled numbers', true, 'a.ts', '5_000', '5000'],
  ['JSX', true, 'a.tsx', '<a b="c" />', "<a b='c'/>"],
  ['line breaks of a text', true, 'a.md', '# A\n\nb c', '# A\n\nb\nc\n'],
  ['a name', false, 'a.ts', 'f(a)', 'f(b)'],
  ['a string', false, 'a.ts', "f('a b')", "f('a  b')"],
  ['a type', false, 'a.ts', 'let a: string', 'let a: number'],
  ['a comment', false, 'a.ts', '// a\nf()', '// b\nf()'],
  ['a regular expression', false, 'a.ts', '/a b/u', '/a b/v'],
  ['a template', false, 'a.ts', '`a\n`', '`a\n\n`'],
  ['parentheses that mean something', false, 'a.ts', '(a + b) * c', 'a + b * c'],
  ['the order', false, 'a.ts', 'f(); g()', 'g(); f()'],
  ['a directive', false, 'a.ts', "'use client'; f()", 'f()'],
  ['code with a syntax error', false, 'a.ts', 'f(', 'f('],
  ['a file of another language', false, 'a.py', 'if a:\n  b', 'if a:\n    b'],
])('texts that differ in %s: %s', (_, isSame, path, one, other) => {
  expect(isSameCode(path, one, other)).toBe(isSame);
});
