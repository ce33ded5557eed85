import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces, jsonText } from './json-lines.ts';

test('tells keys, strings, numbers and words apart', () => {
  expect(jsonPieces('  "a": "b: \\"c\\"",').map(({ kind }) => kind)).toEqual([
    'mark',
    'key',
    'mark',
    'mark',
    'string',
    'mark',
  ]);
  expect(jsonPieces('"n": -1.5e3,')[3]).toEqual({ kind: 'number', text: '-1.5e3' });
  expect(jsonPieces('null')).toEqual([{ kind: 'word', text: 'null' }]);
});

test('loses no character of any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const line of jsonText(value).split('\n')) {
        expect(
          jsonPieces(line)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
      }
    }),
  );
});
