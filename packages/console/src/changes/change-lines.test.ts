import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChangeLine, changedPaths, changeLines, isSame } from './change-lines.ts';

const event = (response: object) => ({
  triggerSource: 'CustomMessage_SignUp',
  request: { userAttributes: { email: 'ada@example.com' } },
  response,
});

const before = event({ smsMessage: null, emailMessage: null, emailSubject: null });
const after = event({ smsMessage: null, emailMessage: 'Hello', emailSubject: 'Your code' });

test('marks what a handler changed, in its place, and folds what it did not', () => {
  expect(changeLines(before, after).map(({ text, mark }) => `${mark} ${text}`)).toEqual([
    'same {',
    'same   "triggerSource": "CustomMessage_SignUp",',
    'same   "request": {…},',
    'same   "response": {',
    'same     "smsMessage": null,',
    'changed     "emailMessage": "Hello",',
    'changed     "emailSubject": "Your code"',
    'same   }',
    'same }',
  ]);
});

test('folds members without a change that follow each other', () => {
  const lines = changeLines({ a: 1, b: 2, c: [3], d: 4 }, { a: 1, b: 2, c: [3], d: 5 });
  expect(lines.map(({ text }) => text)).toEqual(['{', '  …', '  "d": 5', '}']);
  expect(unfold(lines).map(({ text }) => text)).toEqual([
    '{',
    '  "a": 1,',
    '  "b": 2,',
    '  "c": [',
    '    3',
    '  ],',
    '  "d": 5',
    '}',
  ]);
});

test('says what a changed value was', () => {
  const [changed] = changeLines(before, after).filter(({ mark }) => mark === 'changed');
  expect(changed?.before).toBe('null');
});

test('marks what is new and what is gone', () => {
  expect(
    changeLines({ a: 1, b: { c: 2 } }, { a: 1, d: [3] }).map(({ text, mark }) => `${mark} ${text}`),
  ).toEqual([
    'same {',
    'same   "a": 1,',
    'removed   "b": {',
    'removed     "c": 2',
    'removed   },',
    'added   "d": [',
    'added     3',
    'added   ]',
    'same }',
  ]);
});

test('names the paths that changed', () => {
  expect(changedPaths(before, after)).toEqual(['response.emailMessage', 'response.emailSubject']);
  expect(changedPaths(after, after)).toEqual([]);
  expect(changedPaths([1], [2])).toEqual(['']);
});

test('does not count the order of keys', () => {
  expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(isSame({ a: undefined }, {})).toBe(false);
});

const json = fc.jsonValue();

test('unfolds to the JSON of the value, for all that is not removed', () => {
  fc.assert(
    fc.property(json, json, (was, is) => {
      const text = unfold(changeLines(was, is))
        .filter(({ mark }) => mark !== 'removed')
        .map((line) => line.text.trim())
        .join('\n')
        // A removed last member leaves the comma of the one before it.
        .replace(/,\n([}\]])/g, '\n$1');
      expect(isSame(JSON.parse(text), is)).toBe(true);
    }),
  );
});

function unfold(lines: readonly ChangeLine[]): readonly ChangeLine[] {
  return lines.flatMap((line) => (line.folded === undefined ? [line] : unfold(line.folded)));
}
