import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from './document.js';

test('parses what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseDocument(` \n${text}\t`)).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['{"a": 1,}', { a: 1 }],
  ['[1, 2, ]', [1, 2]],
  ['', null],
  [' \n\t', null],
  ['-0.5e+2', -50],
  ['"\\u00e9\\n\\/"', 'é\n/'],
])('parses %s', (text, value) => {
  expect(parseDocument(text)).toEqual(value);
});

describe('rejects in the words of AppSync', () => {
  test.each([
    ['{"a": 1} x', 'Trailing characters at the end of the JSON string are not allowed.'],
    [
      '{"a": 1, "b": {"a": 1, "a": 2}}',
      "Duplicate field 'a' detected on Object. Duplicate JSON keys are not allowed.",
    ],
    [
      '{"__proto__": 1, "__proto__": 2}',
      "Duplicate field '__proto__' detected on Object. Duplicate JSON keys are not allowed.",
    ],
    [
      '{\n  "a": 1\n  "b": 2}',
      `Unable to parse the JSON document: 'Unexpected character ('"' (code 34)): was expecting comma to separate Object entries\n at [Source: (String)"{\\n  \\"a\\": 1\\n  \\"b\\": 2}"; line: 3, column: 3]'`,
    ],
    [
      '{"a": $util.toJson(1)}',
      "Unable to parse the JSON document: 'Unrecognized token '$util': was expecting ('true', 'false' or 'null')",
    ],
    [
      '{a: 1}',
      "'Unexpected character ('a' (code 97)): was expecting double-quote to start field name",
    ],
    [
      '{"a" 1}',
      "'Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    ],
    [
      '[1 2]',
      "'Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
    ],
    ['[,]', "'Unexpected character (',' (code 44)): expected a valid value"],
    ['{"a": 01}', "'Unexpected character ('0' (code 48)): expected a valid value"],
    ['{"a": 1', "'Unexpected end-of-input: was expecting comma to separate Object entries"],
    ['"a', "'Unexpected end-of-input: was expecting closing quote for a string value"],
    ['"a\nb"', "'Illegal unquoted character ((CTRL-CHAR, code 10))"],
    ['"\\x"', "'Unrecognized character escape in"],
    ["'a'", "'Unexpected character (''' (code 39)): expected a valid value"],
    ['NaN', "'Unrecognized token 'NaN'"],
    ['['.repeat(5000), "'The document is nested too deeply"],
  ])('%.40s', (text, message) => {
    expect(() => parseDocument(text)).toThrow(
      expect.objectContaining({
        errorType: 'MappingTemplate',
        message: expect.stringContaining(message),
      }),
    );
  });
});

test('keys with the names of prototype members are data', () => {
  const value = parseDocument('{"__proto__": {"a": 1}, "constructor": 2}');
  expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
  expect(value).not.toHaveProperty('a');
});
