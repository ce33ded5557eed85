import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The rows of the table that follows a sentence of the README. */
function rowsAfter(sentence: string): string[][] {
  const [, after = ''] = readme.split(sentence);
  const lines = after.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('|'));
  return lines
    .slice(first + 2, end)
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^`|`$/g, '')));
}

/** Redacts the text of a row. A row with JSON is redacted as a value. */
function logged(text: string): string {
  return text.startsWith('{') ? JSON.stringify(redact(JSON.parse(text))) : String(redact(text));
}

const found = rowsAfter('### What `redact` finds');
const notFound = rowsAfter('It cannot know that a plain word is a name or a secret.');
const legible = rowsAfter('These stay legible on purpose:');

describe('the tables of the README', () => {
  it('have their rows', () => {
    expect(found.length).toBeGreaterThan(20);
    expect(notFound.length).toBeGreaterThan(5);
    expect(legible.length).toBeGreaterThan(3);
  });

  it.each(found)('%s show how %s is redacted: %s', (_empty, _kind, text = '', expected) => {
    expect(logged(text)).toBe(expected);
  });

  it.each([...notFound, ...legible])('%s show that %s stays: %s', (_empty, _kind, text = '') => {
    expect(logged(text)).toBe(text);
  });
});
