import fc from 'fast-check';
import { expect, test } from 'vitest';
import { warningParts } from './warning-text.ts';

test('finds the command in a warning', () => {
  expect(warningParts('No value for KEY. Set it with: npx amplify-recipes secret set KEY')).toEqual(
    [
      { kind: 'words', text: 'No value for KEY. Set it with: ' },
      { kind: 'command', text: 'npx amplify-recipes secret set KEY' },
    ],
  );
  expect(warningParts('Run npm install aws-amplify.')).toEqual([
    { kind: 'words', text: 'Run ' },
    { kind: 'command', text: 'npm install aws-amplify' },
    { kind: 'words', text: '.' },
  ]);
});

test('loses nothing of a warning', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(
        warningParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
