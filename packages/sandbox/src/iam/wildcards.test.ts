import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fits, patternOf, resourcePattern } from './wildcards.js';

/** A second implementation for comparison: matches from the end, character by character. */
function standsFor(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern.startsWith('*')) {
    return standsFor(rest, text) || (text !== '' && standsFor(pattern, text.slice(1)));
  }
  const first = pattern.charAt(0);
  return (
    text !== '' && (first === '?' || first === text.charAt(0)) && standsFor(rest, text.slice(1))
  );
}

test('a pattern matches the right texts, and no others', () => {
  const pattern = fc.stringMatching(/^[ab/:*?]{0,8}$/);
  const text = fc.stringMatching(/^[ab/:]{0,8}$/);
  fc.assert(
    fc.property(pattern, text, (each, given) => {
      expect(fits(patternOf(each), given)).toBe(standsFor(each, given));
    }),
    { numRuns: 2000 },
  );
});

test('a text matches itself, with any characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const pattern = text.replaceAll('*', '?');
      expect(fits(patternOf(pattern), text)).toBe(true);
    }),
  );
});

describe.each<[attack: string, pattern: string, text: string, matches: boolean]>([
  ['500 slashes', `${'*/'.repeat(500)}x`, '/'.repeat(1024), false],
  ['a star before each letter', `${'*a'.repeat(500)}b`, 'a'.repeat(1024), false],
  ['stars alone', '*'.repeat(2000), 'a'.repeat(1024), true],
  ['stars and question marks', '*?'.repeat(500), 'a'.repeat(1024), true],
  ['a long text', '*a*a*a*a*a*a*a*b', 'a'.repeat(100_000), false],
])('of %s', (_, pattern, text, matches) => {
  test('matches in time', () => {
    const startedAt = process.cpuUsage();
    expect(fits(patternOf(pattern), text)).toBe(matches);
    expect(process.cpuUsage(startedAt).user / 1000).toBeLessThan(2000);
  });
});

describe('a star in the ARN of a resource', () => {
  test.each<[name: string, pattern: string, resource: string, matches: boolean]>([
    ['at the end of a segment goes on', 'arn:aws:sqs:*', 'arn:aws:sqs:eu-west-1:1:news', true],
    ['in front of a colon goes on', 'arn:aws:sqs:*:news', 'arn:aws:sqs:eu-west-1:1:news', true],
    [
      'within a segment stays in it',
      'arn:aws:sqs:eu*1:news',
      'arn:aws:sqs:eu-west-1:1:news',
      false,
    ],
    [
      'within its own segment matches',
      'arn:aws:sqs:eu*1:1:news',
      'arn:aws:sqs:eu-west-1:1:news',
      true,
    ],
    ['passes slashes', 'arn:aws:s3:::files/*/c', 'arn:aws:s3:::files/a/b/c', true],
    ['passes colons in a key', 'arn:aws:s3:::files/*c', 'arn:aws:s3:::files/a:b:c', true],
    ['alone stands for everything', '*', 'arn:aws:s3:::files/a', true],
  ])('%s', (_, pattern, resource, matches) => {
    expect(fits(resourcePattern(patternOf(pattern)), resource)).toBe(matches);
  });

  test('a question mark matches no colon before the last segment', () => {
    const matches = (pattern: string, resource: string) =>
      fits(resourcePattern(patternOf(pattern)), resource);
    expect(matches('arn:aws:s3?::files', 'arn:aws:s3:::files')).toBe(false);
    expect(matches('arn:aws:s3:::files/a?b', 'arn:aws:s3:::files/a:b')).toBe(true);
  });
});
