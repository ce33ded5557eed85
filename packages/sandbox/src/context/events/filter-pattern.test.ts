import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILTER_OPERATORS, parseFilterPattern } from './filter-pattern.js';

/**
 * The results are those of event-ruler 1.8.1, which AWS runs, unless a test name says otherwise.
 */
describe('a pattern matches', () => {
  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [{ a: ['x'] }, [{ a: 'x' }, { a: 'x', b: 1 }, { a: ['y', 'x'] }], [{ a: 'X' }, {}, 'x', null]],
    [{ a: [1, null, true] }, [{ a: 1 }, { a: null }, { a: true }], [{ a: '1' }, { a: 0 }, {}]],
    [{ a: { b: ['x'] } }, [{ a: { b: 'x' } }], [{ a: 'x' }, { b: 'x' }, { a: { b: {} } }]],
    [{ a: ['x'], b: ['y'] }, [{ a: 'x', b: 'y' }], [{ a: 'x' }, { b: 'y' }]],
    [{ a: [{ prefix: 'ab' }] }, [{ a: 'abc' }], [{ a: 'cab' }, { a: 1 }, {}]],
    [{ a: [{ suffix: 'bc' }] }, [{ a: 'abc' }], [{ a: 'bca' }, {}]],
    [{ a: [{ 'equals-ignore-case': 'aB' }] }, [{ a: 'Ab' }], [{ a: 'abc' }, {}]],
    [{ a: [{ 'anything-but': 'x' }] }, [{ a: 'y' }, { a: 1 }], [{ a: 'x' }, {}]],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, [{ a: 'z' }], [{ a: 'x' }, { a: 'y' }, {}]],
    [{ a: [{ 'anything-but': { prefix: 'x' } }] }, [{ a: 'y' }], [{ a: 'xy' }, {}]],
    [{ a: [{ numeric: ['=', 1] }] }, [{ a: 1 }, { a: 1.0 }], [{ a: '1' }, { a: 2 }, {}]],
    [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, [{ a: 5 }, { a: 0.1 }], [{ a: 0 }, { a: 6 }]],
    [{ a: [{ exists: true }] }, [{ a: null }, { a: 'x' }], [{}, { a: { b: 1 } }]],
    [{ a: [{ exists: false }] }, [{}, null], [{ a: 'x' }, { a: null }]],
    [{ a: [{ prefix: 'x' }, 'y'] }, [{ a: 'xx' }, { a: 'y' }], [{ a: 'z' }]],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, [{ a: 'x' }, { b: 'y' }], [{ a: 'y' }, {}]],
    [{ c: [1], $or: [{ a: ['x'] }, { b: ['y'] }] }, [{ a: 'x', c: 1 }], [{ a: 'x' }, { c: 1 }]],
    [{ toString: [{ exists: true }] }, [{ toString: 1 }], [{}]],
  ])('%j', expectVerdicts);

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [
      { a: { b: ['x'], c: ['y'] } },
      [{ a: [{ b: 'x', c: 'y' }] }, { a: [{}, { b: ['q', 'x'], c: ['y', 'q'] }] }],
      [
        {
          a: [
            { b: 'x', c: 'z' },
            { b: 'z', c: 'y' },
          ],
        },
        { a: [[{ b: 'x' }, { c: 'y' }]] },
      ],
    ],
    [
      { a: { b: { c: ['x'] }, d: ['y'] } },
      [{ a: [{ b: [{ c: 'q' }, { c: 'x' }], d: 'y' }] }],
      [
        {
          a: [
            { b: [{ c: 'x' }], d: 'z' },
            { b: [{ c: 'z' }], d: 'y' },
          ],
        },
      ],
    ],
    [
      { a: { b: ['x'] }, c: { d: ['y'] } },
      [{ a: [{ b: 'x' }, { b: 'z' }], c: [{ d: 'z' }, { d: 'y' }] }],
      [{ a: [{ b: 'x' }], c: [] }],
    ],
    [{ a: ['x'] }, [{ a: [['x']] }, { a: [{ b: 1 }, 'x'] }], [{ a: { b: 'x' } }, { a: [] }]],
  ])('elements of arrays that are the same: %j', expectVerdicts);

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [
      { a: [{ exists: true }] },
      [{ a: [null] }, { a: '' }, { a: [[0]] }],
      [{ a: [] }, { a: {} }, { a: [{}] }, { a: [[]] }],
    ],
    [
      { a: [{ exists: false }] },
      [{ a: [] }, { a: {} }, { a: [{}] }, { a: [[]] }, { a: { b: 1 } }],
      [{ a: [null] }],
    ],
    [
      { a: { b: [{ exists: false }] } },
      [{ a: [] }, { a: { c: 2 } }, {}],
      [{ a: [{ b: 1 }, { c: 2 }] }],
    ],
    // Fields are decided in the order of their names, so that `a.b` chooses the element.
    [
      { a: { b: [1], c: [{ exists: false }] } },
      [{ a: [{ b: 1 }, { c: 2 }] }, { a: [{ b: 1, c: 2 }, { b: 1 }] }],
      [{ a: [{ b: 1, c: 2 }, { b: 2 }] }],
    ],
    [
      { a: { b: [{ exists: false }], c: [2] } },
      [{ a: [{ c: 2 }] }],
      [{ a: [{ b: 1 }, { c: 2 }] }, { a: [{ b: 1, c: 2 }, { c: 2 }] }],
    ],
    [{ a: [{ exists: false }, 'x'] }, [{}, { a: 'x' }], [{ a: 1 }]],
  ])('fields that exist and that do not: %j', expectVerdicts);

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [{ 'a.b': ['x'] }, [{ 'a.b': 'x' }, { a: { b: 'x' } }], [{ a: 'x' }, { b: 'x' }]],
    [{ a: { b: ['x'] } }, [{ 'a.b': 'x' }, { a: { b: 'x' } }], [{ 'a.c': 'x' }]],
    [{ 'a.b': { c: ['x'] } }, [{ a: { 'b.c': 'x' } }, { 'a.b.c': 'x' }], [{ a: { c: 'x' } }]],
    [{ a: { b: ['x'] }, 'a.b': ['y'] }, [{ a: { b: 'y' } }], [{ a: { b: 'x' } }]],
  ])('names with dots: %j', expectVerdicts);

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [{ a: [{ prefix: '' }] }, [{ a: '' }, { a: 'x' }], [{ a: 1 }]],
    [{ a: [{ suffix: '' }] }, [{ a: '' }, { a: 'x' }], [{ a: null }]],
    [{ a: [{ prefix: { 'equals-ignore-case': 'aB' } }] }, [{ a: 'ABc' }], [{ a: 'cab' }]],
    [{ a: [{ suffix: { 'equals-ignore-case': 'aB' } }] }, [{ a: 'cAb' }], [{ a: 'abc' }]],
    [
      { a: [{ 'equals-ignore-case': 'straße' }] },
      [{ a: 'STRASSE' }, { a: 'STRAßE' }],
      [{ a: 'strasse' }],
    ],
    [{ a: [{ 'equals-ignore-case': 'σ' }] }, [{ a: 'Σ' }], [{ a: 'ς' }]],
    [{ a: [{ wildcard: 'a*c' }] }, [{ a: 'abc' }, { a: 'ac' }], [{ a: 'acd' }, { a: 1 }]],
    [{ a: [{ wildcard: '*' }] }, [{ a: '' }, { a: 'x' }], [{ a: 1 }, { a: null }]],
    [{ a: [{ wildcard: 'a\\*c' }] }, [{ a: 'a*c' }], [{ a: 'abc' }]],
    [{ a: [{ wildcard: 'a\\\\*' }] }, [{ a: 'a\\c' }], [{ a: 'a*' }]],
    [{ a: [{ wildcard: 'a?c' }] }, [{ a: 'a?c' }], [{ a: 'abc' }]],
    [{ a: [{ wildcard: 'ab*ba' }] }, [{ a: 'abba' }], [{ a: 'aba' }]],
    [{ a: [{ wildcard: '' }] }, [{ a: '' }], [{ a: 'x' }]],
    [
      { a: [{ cidr: '10.0.0.0/24' }] },
      [{ a: '10.0.0.255' }],
      [{ a: '10.0.1.0' }, { a: '10.0.0' }, { a: '2001:db8::' }, { a: 1 }],
    ],
    [{ a: [{ cidr: '10.0.0.77/24' }] }, [{ a: '10.0.0.76' }], [{ a: '10.0.1.77' }]],
    [
      { a: [{ cidr: '2001:db8::/32' }] },
      [{ a: '2001:DB8:0::5' }],
      [{ a: '2001:db9::' }, { a: '10.0.0.0' }],
    ],
    [{ a: ['10.0.0.1'] }, [{ a: '10.0.0.01' }], [{ a: '10.0.0.10' }]],
    [{ a: ['2001:db8::1'] }, [{ a: '2001:DB8:0::1' }], [{ a: '2001:db8::2' }]],
  ])('texts: %j', expectVerdicts);

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [
      { a: [{ 'anything-but': 1 }] },
      [{ a: 2 }, { a: '1' }, { a: null }, { a: true }, { a: [1, 2] }],
      [{ a: 1 }, { a: [1] }, {}, { a: [] }, { a: {} }],
    ],
    [{ a: [{ 'anything-but': { prefix: ['x', 'y'] } }] }, [{ a: 'z' }, { a: 1 }], [{ a: 'ya' }]],
    [{ a: [{ 'anything-but': { suffix: ['x', 'y'] } }] }, [{ a: 'yz' }], [{ a: 'ay' }]],
    [{ a: [{ 'anything-but': { suffix: 'x' } }] }, [{ a: 'xy' }], [{ a: 'yx' }]],
    [
      { a: [{ 'anything-but': { 'equals-ignore-case': ['x', 'Y'] } }] },
      [{ a: 'z' }, { a: null }],
      [{ a: 'X' }, { a: 'y' }],
    ],
    [
      { a: [{ 'anything-but': { wildcard: ['x*', '*y'] } }] },
      [{ a: 'Xe' }, { a: 1 }],
      [{ a: 'xe' }, { a: 'zy' }],
    ],
    [
      { a: [{ 'anything-but': { wildcard: '*/lib/*' } }] },
      [{ a: '/usr/bin/x' }],
      [{ a: '/usr/lib/x' }],
    ],
  ])('anything but: %j', expectVerdicts);

  test.each<[pattern: string, yes: readonly string[], no: readonly string[]]>([
    ['{"a":[300]}', ['{"a":300}', '{"a":3.0e2}', '{"a":300.0}'], ['{"a":"300"}', '{"a":301}']],
    ['{"a":[3.0e2]}', ['{"a":300}'], ['{"a":"3.0e2"}']],
    ['{"a":[123456789012345]}', ['{"a":1.23456789012345e14}'], ['{"a":123456789012346}']],
    ['{"a":[-0.0]}', ['{"a":0}'], ['{"a":"0"}']],
    ['{"a":[{"numeric":["=",3.015e2]}]}', ['{"a":301.5}'], ['{"a":301.500001}']],
    ['{"a":["x"],"a":["y"]}', ['{"a":"y"}'], ['{"a":"x"}']],
  ])('numbers by their value: %s', (pattern, yes, no) => {
    expectVerdicts(JSON.parse(pattern), yes.map(parse), no.map(parse));
  });

  test('numbers from -5e9 to 5e9 alone, as EventBridge documents it', () => {
    const atLeast = { a: [{ numeric: ['>=', 5e9] }] };
    expectVerdicts(atLeast, [{ a: 5e9 }], [{ a: 5e9 + 1 }]);
    expectVerdicts({ a: [{ numeric: ['<', 0] }] }, [{ a: -5e9 }], [{ a: -5e9 - 1 }]);
  });

  test.each<[pattern: object, yes: readonly unknown[], no: readonly unknown[]]>([
    [
      {
        $or: [{ a: ['1'] }, { b: ['2'] }],
        d: { $or: [{ a: ['3'] }, { b: ['4'] }] },
      },
      [
        { a: '1', d: { b: '4' } },
        { b: '2', d: { a: '3' } },
      ],
      [{ a: '1' }, { d: { b: '4' } }],
    ],
    [
      { $or: [{ $or: [{ a: [1] }, { b: [2] }] }, { c: [3] }] },
      [{ a: 1 }, { b: 2 }, { c: 3 }],
      [{ a: 2 }],
    ],
    // Of a name that occurs twice, the last value counts.
    [
      { a: ['x'], $or: [{ a: ['y'] }, { b: ['z'] }] },
      [{ a: 'y' }, { a: 'x', b: 'z' }],
      [{ a: 'x' }],
    ],
    [
      { a: { $or: [{ b: [1] }, { c: [1] }], d: [1] } },
      [{ a: [{ c: 1, d: 1 }] }],
      [{ a: [{ c: 1 }, { d: 1 }] }],
    ],
  ])('one of several: %j', expectVerdicts);
});

describe('a pattern is refused', () => {
  test.each<[name: string, pattern: string, message: string]>([
    ['that is not JSON', '{', 'failed to parse JSON.'],
    ['that is not an object', '["x"]', 'Filter is not an object'],
    ['without fields', '{}', 'Empty objects are not allowed'],
    ['with a field without fields', '{"a":{}}', 'Empty objects are not allowed'],
    ['with a bare value', '{"a":"x"}', '"a" must be an object or an array'],
    ['with an empty list', '{"a":[]}', 'Empty arrays are not allowed'],
    [
      'with a list within a list',
      '{"a":[["x"]]}',
      'Match value must be String, number, true, false, or null',
    ],
    ['with an unknown comparison', '{"a":[{"like":"x"}]}', 'Unrecognized match type like'],
    [
      'with two comparisons in one',
      '{"a":[{"prefix":"x","suffix":"y"}]}',
      'Only one key allowed in match expression',
    ],
    ['with no comparison', '{"a":[{}]}', 'Match expression name not found'],
    [
      'with a prefix that is no text',
      '{"a":[{"prefix":1}]}',
      'prefix match pattern must be a string',
    ],
    [
      'with a prefix of another comparison',
      '{"a":[{"prefix":{"suffix":"x"}}]}',
      'Unsupported prefix pattern: suffix',
    ],
    ['with a suffix of nothing', '{"a":[{"suffix":{}}]}', 'Suffix expression name not found'],
    [
      'with a wildcard that is no text',
      '{"a":[{"wildcard":3}]}',
      'wildcard match pattern must be a string',
    ],
    [
      'with two wildcards in a row',
      '{"a":[{"wildcard":"a**c"}]}',
      'Consecutive wildcard characters at pos 2',
    ],
    [
      'with an escape of a letter',
      '{"a":[{"wildcard":"a\\\\c"}]}',
      'Invalid escape character at pos 2',
    ],
    [
      'with an escape of nothing',
      '{"a":[{"wildcard":"a\\\\"}]}',
      'Invalid escape character at pos 2',
    ],
    [
      'with an address and no block',
      '{"a":[{"cidr":"10.0.0.0"}]}',
      "Malformed CIDR, one '/' required",
    ],
    [
      'with a block of words',
      '{"a":[{"cidr":"10.0.0.0/x"}]}',
      'Malformed CIDR, mask bits must be an integer',
    ],
    [
      'with a block below zero',
      '{"a":[{"cidr":"10.0.0.0/-1"}]}',
      'Malformed CIDR, mask bits must not be negative',
    ],
    [
      'with a block of one address',
      '{"a":[{"cidr":"10.0.0.0/32"}]}',
      'IPv4 mask bits must be < 32',
    ],
    [
      'with a block of one long address',
      '{"a":[{"cidr":"::/128"}]}',
      'IPv6 mask bits must be < 128',
    ],
    [
      'with a block of a short address',
      '{"a":[{"cidr":"10.0.0/24"}]}',
      'Nonstandard IP address: 10.0.0',
    ],
    ['with a block that is no text', '{"a":[{"cidr":3}]}', 'prefix match pattern must be a string'],
    [
      'with a numeric that is no list',
      '{"a":[{"numeric":"=1"}]}',
      'Value of numeric must be an array.',
    ],
    ['with an empty numeric', '{"a":[{"numeric":[]}]}', 'Invalid member in numeric match: ]'],
    [
      'with a numeric without a sign',
      '{"a":[{"numeric":[3]}]}',
      'Invalid member in numeric match: 3',
    ],
    [
      'with an unknown sign',
      '{"a":[{"numeric":["~",1]}]}',
      'Unrecognized numeric range operator: ~',
    ],
    ['with a number as text', '{"a":[{"numeric":["=","1"]}]}', 'Value of equals must be numeric'],
    ['with half a range', '{"a":[{"numeric":[">",1,"<"]}]}', 'Value of < must be numeric'],
    [
      'with a range backwards',
      '{"a":[{"numeric":["<",5,">",3]}]}',
      'Too many elements in numeric expression',
    ],
    [
      'with a range of two bottoms',
      '{"a":[{"numeric":[">",1,">",2]}]}',
      'Bad numeric range operator: >',
    ],
    [
      'with a range without its sign',
      '{"a":[{"numeric":[">",1,2]}]}',
      'Bad value in numeric range: 2',
    ],
    [
      'with a range of three',
      '{"a":[{"numeric":[">",1,"<",2,3]}]}',
      'Too many terms in numeric range expression',
    ],
    [
      'with an impossible range',
      '{"a":[{"numeric":[">",5,"<",3]}]}',
      'Bottom must be less than top',
    ],
    ['with an empty range', '{"a":[{"numeric":[">",5,"<=",5]}]}', 'Bottom must be less than top'],
    [
      'with a range of one number',
      '{"a":[{"numeric":[">=",5,"<=",5]}]}',
      'Bottom must be less than top',
    ],
    [
      'with a number too large',
      '{"a":[{"numeric":[">",5000000001]}]}',
      'Value must be between -5.0E9 and 5.0E9, inclusive',
    ],
    [
      'with exists of a word',
      '{"a":[{"exists":"yes"}]}',
      'exists match pattern must be either true or false.',
    ],
    ['with anything but nothing', '{"a":[{"anything-but":[]}]}', 'mixed type is not supported'],
    [
      'with anything but null',
      '{"a":[{"anything-but":null}]}',
      'Value of anything-but must be an array or single string/number value.',
    ],
    [
      'with anything but texts and numbers',
      '{"a":[{"anything-but":["x",1]}]}',
      'mixed type is not supported',
    ],
    [
      'with anything but a boolean',
      '{"a":[{"anything-but":[true]}]}',
      'Inside anything but list, start|null|boolean is not supported.',
    ],
    [
      'with anything but a number',
      '{"a":[{"anything-but":{"numeric":["=",1]}}]}',
      'Unsupported anything-but pattern: numeric',
    ],
    [
      'with anything but an empty prefix',
      '{"a":[{"anything-but":{"prefix":""}}]}',
      'Null prefix/suffix not allowed',
    ],
    [
      'with anything but no prefixes',
      '{"a":[{"anything-but":{"prefix":[]}}]}',
      'Empty arrays are not allowed',
    ],
    [
      'with anything but two comparisons',
      '{"a":[{"anything-but":{"prefix":"a","suffix":"b"}}]}',
      'Only one key allowed in match expression',
    ],
    ['with $or of an object', '{"$or":{"a":["x"]}}', 'It must be an Array followed with $or.'],
    [
      'with $or of one',
      '{"$or":[{"a":["x"]}]}',
      'There must have at least 2 Objects in $or relationship.',
    ],
    [
      'with $or of a number',
      '{"$or":[{"a":["x"]},3]}',
      'Only JSON object is allowed in array of $or relationship.',
    ],
    ['with $or of an empty object', '{"$or":[{"a":["x"]},{}]}', 'Empty objects are not allowed'],
    [
      'with $or of a comparison',
      '{"$or":[{"prefix":["x"]},{"b":["y"]}]}',
      'prefix is Ruler reserved fieldName which cannot be used inside $or.',
    ],
  ])('%s', (_, pattern, message) => {
    expect(() => parseFilterPattern(pattern)).toThrow(message);
  });

  test('that is nested more than 1000 deep', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}["x"]${'}'.repeat(depth)}`;
    expect(parseFilterPattern(nested(1000))(JSON.parse(nested(1000)))).toBe(true);
    expect(() => parseFilterPattern(nested(1001))).toThrow('nesting depth');
    expect(() => parseFilterPattern(nested(100_000))).toThrow('nesting depth');
  });

  test('with more than 1000 combinations of $or', () => {
    const orOf = (count: number, name: string) => ({
      $or: Array.from({ length: count }, (_, index) => ({ [`${name}${index}`]: [1] })),
    });
    const pattern = (count: number) => JSON.stringify({ ...orOf(10, 'a'), b: orOf(count, 'b') });
    expect(parseFilterPattern(pattern(100))({ a9: 1, b: { b99: 1 } })).toBe(true);
    expect(() => parseFilterPattern(pattern(101))).toThrow('more than 1000 combinations');
  });
});

test.each([
  { cidr: '10.0.0.0/8' },
  { wildcard: 'a*' },
  { 'anything-but': { prefix: 'a' } },
  { 'anything-but': { suffix: 'a' } },
  { 'anything-but': { 'equals-ignore-case': 'a' } },
  { 'anything-but': { wildcard: 'a*' } },
])('Lambda does not support %j, but EventBridge and SNS do', (rule) => {
  const pattern = JSON.stringify({ a: [rule] });
  expect(() => parseFilterPattern(pattern, FILTER_OPERATORS.lambda)).toThrow(
    /Unrecognized match type|Unsupported anything-but pattern/,
  );
  parseFilterPattern(pattern);
  parseFilterPattern(pattern, FILTER_OPERATORS.sns);
});

test('for SNS, an empty value neither exists nor is absent', () => {
  const sns = (exists: boolean) =>
    parseFilterPattern(JSON.stringify({ a: [{ exists }] }), FILTER_OPERATORS.sns);
  for (const a of [null, '']) {
    expect(sns(true)({ a })).toBe(false);
    expect(sns(false)({ a })).toBe(false);
  }
  expect(sns(true)({ a: 0 })).toBe(true);
  expect(sns(false)({})).toBe(true);
});

/** A reference implementation that tries every choice of fields, one after the other. */
describe('as a matcher that tries everything', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'a.b');
  const leaf = fc.constantFrom<unknown>('x', 'y', 1, null, true);
  const { event } = fc.letrec((tie) => ({
    event: fc.dictionary(name, tie('value'), { maxKeys: 3 }),
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      tie('event'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }));
  const rules = fc.array(fc.oneof(leaf, fc.record({ exists: fc.boolean() })), {
    minLength: 1,
    maxLength: 2,
  });
  const { pattern } = fc.letrec((tie) => ({
    pattern: fc.dictionary(name, fc.oneof({ maxDepth: 2 }, rules, tie('pattern')), {
      minKeys: 1,
      maxKeys: 3,
    }),
  }));

  test('a pattern matches the same events', () => {
    let matches = 0;
    fc.assert(
      fc.property(pattern, fc.array(event, { minLength: 10, maxLength: 10 }), (wanted, events) => {
        const parsed = parseFilterPattern(JSON.stringify(wanted));
        for (const each of events) {
          const expected = triesEverything(wanted, each);
          if (expected) matches++;
          expect([each, parsed(each)]).toEqual([each, expected]);
        }
      }),
      { numRuns: 2000 },
    );
    expect(matches).toBeGreaterThan(1000);
  });

  const word = fc.string({
    unit: fc.constantFrom('a', 'b', 'B', '*', '\\', 'é', '😀'),
    maxLength: 6,
  });
  const matchesText = (rule: object, text: string) =>
    parseFilterPattern(JSON.stringify({ a: [rule] }))({ a: text });

  test('a wildcard matches like a regular expression', () => {
    const pieces = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pieces, word, fc.boolean(), (parts, other, isMeant) => {
        const kept = parts.filter((part, index) => part !== '' || index % (parts.length - 1) === 0);
        const escaped = kept.map((part) => part.replace(/[\\*]/g, '\\$&'));
        const text = isMeant ? kept.join(other) : other;
        const expression = new RegExp(
          `^${kept.map((part) => part.replace(/[\\*]/g, '\\$&')).join('.*')}$`,
          'su',
        );
        fc.pre(!escaped.join('*').includes('**') || kept.length === 1);
        expect(matchesText({ wildcard: escaped.join('*') }, text)).toBe(expression.test(text));
      }),
    );
  });

  test('ignoring case compares lower case, for letters with one form each', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        const [a, b] = [one.toLowerCase(), other.toLowerCase()];
        const ignoring = (text: string) => ({ 'equals-ignore-case': text });
        expect(matchesText(ignoring(one), other)).toBe(a === b);
        expect(matchesText({ prefix: ignoring(one) }, other)).toBe(b.startsWith(a));
        expect(matchesText({ suffix: ignoring(one) }, other)).toBe(b.endsWith(a));
        expect(matchesText({ prefix: ignoring(one) }, one.toUpperCase() + other)).toBe(true);
        expect(matchesText({ suffix: ignoring(one) }, other + one.toUpperCase())).toBe(true);
      }),
    );
  });

  test('a block contains the same addresses as in Node.js', () => {
    const block = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 31 }), fc.constant('ipv4' as const)),
      fc.tuple(
        fc.ipV6().filter((text) => !text.includes('.')),
        fc.integer({ min: 1, max: 127 }),
        fc.constant('ipv6' as const),
      ),
    );
    const addresses = fc.array(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6().filter((text) => !text.includes('.')),
      ),
    );
    fc.assert(
      fc.property(block, addresses, ([address, bits, family], others) => {
        const list = new BlockList();
        list.addSubnet(address, bits, family);
        for (const other of [address, ...others]) {
          const is = other.includes(':') ? 'ipv6' : 'ipv4';
          expect(matchesText({ cidr: `${address}/${bits}` }, other)).toBe(
            is === family && list.check(other, is),
          );
        }
      }),
    );
  });
});

describe('takes no longer than a moment for', () => {
  const within = (milliseconds: number, attempt: () => void) => {
    const start = process.cpuUsage();
    attempt();
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(milliseconds);
  };
  const many = 20_000;

  test('a wildcard with many possible matches', () => {
    const wildcard = `${'a*'.repeat(1000)}b`;
    const matches = parseFilterPattern(JSON.stringify({ a: [{ wildcard }] }));
    within(1000, () => expect(matches({ a: 'a'.repeat(many) })).toBe(false));
  });

  test('many elements of one array, and of two', () => {
    const matches = parseFilterPattern(
      JSON.stringify({ a: { b: [1], c: [2] }, d: { e: [1], f: [2] } }),
    );
    const [ones, twos] = [Array(many).fill({ b: 1, e: 1 }), Array(many).fill({ c: 2, f: 2 })];
    const all = [...ones, ...twos];
    within(5000, () => expect(matches({ a: all, d: all })).toBe(false));
    within(5000, () => expect(matches({ a: [...all, { b: 1, c: 2 }], d: all })).toBe(false));
  });

  test('an event that is nested deep', () => {
    const matches = parseFilterPattern('{"a":[1]}');
    const event = JSON.parse(`{"a":${'['.repeat(5000)}1${']'.repeat(5000)}}`);
    within(5000, () => expect(matches(event)).toBe(true));
  });
});

function expectVerdicts(pattern: object, yes: readonly unknown[], no: readonly unknown[]) {
  const matches = parseFilterPattern(JSON.stringify(pattern));
  for (const value of yes) expect([value, matches(value)]).toEqual([value, true]);
  for (const value of no) expect([value, matches(value)]).toEqual([value, false]);
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

type Elements = Readonly<Record<string, number>>;
type Found = { readonly value: unknown; readonly elements: Elements };

function triesEverything(pattern: object, event: object): boolean {
  const wanted = new Map(leavesOf(pattern));
  const found = fieldsIn(event, '', {}, '');
  const decide = (names: readonly string[], chosen: Elements): boolean => {
    const [name, ...rest] = names;
    if (name === undefined) return true;
    const agreeing = found
      .filter(([each]) => each === name)
      .map(([, field]) => field)
      .filter(({ elements }) =>
        Object.entries(elements).every(([array, index]) => (chosen[array] ?? index) === index),
      );
    return (wanted.get(name) ?? []).some((rule) => {
      const exists = typeof rule === 'object' && rule !== null ? Object.values(rule)[0] : undefined;
      if (exists === false) return agreeing.length === 0 && decide(rest, chosen);
      return agreeing.some(
        ({ value, elements }) =>
          (exists === true || value === rule) && decide(rest, { ...chosen, ...elements }),
      );
    });
  };
  return decide([...wanted.keys()].sort(), {});
}

function leavesOf(pattern: object, path: readonly string[] = []): [string, readonly unknown[]][] {
  return Object.entries(pattern).flatMap(([name, member]) =>
    Array.isArray(member)
      ? [[[...path, name].join('.'), member] as [string, readonly unknown[]]]
      : leavesOf(member, [...path, name]),
  );
}

/** @param place Where the value is in the pattern, which names an array. */
function fieldsIn(
  value: unknown,
  name: string,
  elements: Elements,
  place: string,
): [string, Found][] {
  if (Array.isArray(value)) {
    return value.flatMap((element, index) => {
      const isLeaf = typeof element !== 'object' || element === null;
      const within = isLeaf ? elements : { ...elements, [place]: index };
      return fieldsIn(element, name, within, `${place}/${index}`);
    });
  }
  if (typeof value !== 'object' || value === null) return [[name, { value, elements }]];
  return Object.entries(value).flatMap(([member, child]) =>
    fieldsIn(child, place === '' ? member : `${name}.${member}`, elements, `${place}/${member}`),
  );
}
