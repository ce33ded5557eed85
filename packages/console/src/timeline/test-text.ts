import type { TimelineDetails } from '../api/contract.ts';

/** An entry as a test of Vitest, or as a fixture if it is not a function's. */
export function testText({ entry, input, output, error }: TimelineDetails): string {
  if (entry.function === undefined) {
    return `${fixture(nameOf(entry.name), { input, output })}\n`;
  }
  const title = `${entry.function} ${error === undefined ? 'returns' : 'throws'} as in the sandbox`;
  return [
    "import { expect, test } from 'vitest';",
    "import { handler } from './handler.js';",
    '',
    fixture('event', input ?? {}),
    '',
    `test(${quoted(title)}, async () => {`,
    error === undefined
      ? `  expect(await handler(event)).toEqual(${indented(output ?? null)});`
      : `  await expect(async () => handler(event)).rejects.toThrow(${quoted(error.message)});`,
    '});',
    '',
  ].join('\n');
}

function fixture(name: string, value: unknown): string {
  return `const ${name} = ${code(value)};`;
}

function indented(value: unknown): string {
  return code(value).replaceAll('\n', '\n  ');
}

/** JSON is code of JavaScript, so an event cannot add a statement. */
function code(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'undefined';
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** `SignUp` is `signUp`. */
function nameOf(operation: string): string {
  const words = operation.match(/[A-Za-z0-9]+/g) ?? ['entry'];
  const [first = 'entry', ...rest] = words;
  const name = [first[0]?.toLowerCase(), first.slice(1), ...rest].join('');
  return /^[a-z]/.test(name) ? name : `entry${name}`;
}
