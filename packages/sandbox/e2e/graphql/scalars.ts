import { describe, expect, test } from 'vitest';
import { dataOf, run } from './app.js';

const CREATE = `mutation Create($input: CreateSampleInput!) {
  createSample(input: $input) {
    text whole fraction flag reference date time dateTime timestamp email json phone url ip mood size
    spot { name lat reachedAt inner { depth words } } spots { name } texts fullTexts wholes dates
    emails needed count open ratio
  }
}`;
const create = (input: Readonly<Record<string, unknown>>) => run(CREATE, { input });

/** The value of every type comes back as it was sent. */
export function scalars(): void {
  const SPOT = { name: 'here', lat: 1.25, reachedAt: '2024-01-02T03:04:05Z' };
  const INNER = { depth: 3, words: ['a', 'b'] };

  test.each<[string, string, unknown]>([
    ['String', 'text', 'plain'],
    ['String of other alphabets', 'text', 'Zürich 東京 🍎'],
    ['empty String', 'text', ''],
    ['String with quotes and lines', 'text', 'a "b"\n\\c $util #set($x) $!y'],
    ['String that looks like JSON', 'text', '{"a":1}'],
    ['Int', 'whole', 42],
    ['Int zero', 'whole', 0],
    ['smallest Int', 'whole', -2147483648],
    ['largest Int', 'whole', 2147483647],
    ['Float', 'fraction', 1.25],
    ['Float without a fraction', 'fraction', 3],
    ['negative Float', 'fraction', -0.001],
    ['large Float', 'fraction', 1e100],
    ['Boolean true', 'flag', true],
    ['Boolean false', 'flag', false],
    ['ID', 'reference', 'a-1'],
    ['AWSDate', 'date', '2024-02-29'],
    ['AWSDate with Z', 'date', '2024-02-29Z'],
    ['AWSDate with an offset', 'date', '2024-02-29+01:00'],
    ['AWSTime', 'time', '10:20:30.123'],
    ['AWSTime with Z', 'time', '10:20:30Z'],
    ['AWSTime with an offset', 'time', '23:59:59-07:00'],
    ['AWSDateTime', 'dateTime', '2024-01-02T03:04:05.678Z'],
    ['AWSDateTime with an offset', 'dateTime', '2024-01-02T03:04:05+05:30'],
    ['AWSTimestamp', 'timestamp', 1_700_000_000],
    ['AWSTimestamp before 1970', 'timestamp', -1],
    ['AWSEmail', 'email', 'a.b+c@mail.example.com'],
    ['AWSJSON object', 'json', '{"a":[1,null,{"b":true}]}'],
    ['AWSJSON list', 'json', '[1,2]'],
    ['AWSJSON text', 'json', '"text"'],
    ['AWSJSON number', 'json', '5'],
    ['AWSPhone', 'phone', '+12025550123'],
    ['AWSURL', 'url', 'https://example.com/a?b=c#d'],
    ['AWSIPAddress of version 4', 'ip', '192.0.2.1'],
    ['AWSIPAddress of version 6', 'ip', '2001:db8::1'],
    ['AWSIPAddress with a mask', 'ip', '10.0.0.0/8'],
    ['enum', 'mood', 'WILD'],
    ['enum of a field', 'size', 'LARGE'],
    ['custom type', 'spot', { ...SPOT, inner: INNER }],
    [
      'custom type without its optional members',
      'spot',
      { name: 'x', lat: null, reachedAt: null, inner: null },
    ],
    ['list of a custom type', 'spots', [{ name: 'a' }, null, { name: 'b' }]],
    ['list of String', 'texts', ['a', null, '']],
    ['list of String!', 'fullTexts', ['a', 'b']],
    ['empty list', 'texts', []],
    ['list of Int', 'wholes', [1, 2, 3]],
    ['list of AWSDate', 'dates', ['2024-01-01', '2024-01-02']],
    ['list of AWSEmail', 'emails', ['a@example.com']],
    ['null', 'text', null],
    ['null list', 'texts', null],
    ['null custom type', 'spot', null],
  ])('a valid %s is stored: %s', async (_, field, value) => {
    const data = dataOf(await create({ [field]: value }));
    expect(data.createSample).toMatchObject({ [field]: value });
  });
}

/** A wrong value is an error of the request, and nothing is stored. */
export function invalidScalars(): void {
  const INVALID = (field: string) =>
    new RegExp(`^Variable '(\\w+[.@])*${field}(\\[\\d\\])?' has an invalid value`);

  test.each<[string, string, unknown, RegExp?]>([
    ['a fraction as Int', 'whole', 1.5],
    ['an Int of more than 32 bits', 'whole', 2147483648],
    ['text as Int', 'whole', 'one'],
    ['a Boolean as Int', 'whole', true],
    ['text as Float', 'fraction', 'a lot'],
    ['text as Boolean', 'flag', 'perhaps'],
    ['a list as String', 'text', ['a', 'b']],
    ['an object as String', 'text', { a: 1 }],
    ['a day that does not exist as AWSDate', 'date', '2023-02-29'],
    ['another order as AWSDate', 'date', '01/02/2024'],
    ['a date with a time as AWSDate', 'date', '2024-01-02T03:04:05Z'],
    ['hour 25 as AWSTime', 'time', '25:00:00'],
    ['text as AWSTime', 'time', 'noon'],
    ['no offset as AWSDateTime', 'dateTime', '2024-01-02T03:04:05'],
    ['a date as AWSDateTime', 'dateTime', '2024-01-02'],
    ['month 13 as AWSDateTime', 'dateTime', '2024-13-02T03:04:05Z'],
    ['a fraction as AWSTimestamp', 'timestamp', 1.5],
    ['text as AWSTimestamp', 'timestamp', 'now'],
    ['no domain as AWSEmail', 'email', 'ada'],
    ['a space in an AWSEmail', 'email', 'a da@example.com'],
    ['a half object as AWSJSON', 'json', '{"a":'],
    ['plain text as AWSJSON', 'json', 'plain'],
    ['letters as AWSPhone', 'phone', 'call me'],
    ['two digits as AWSPhone', 'phone', '12'],
    ['no scheme as AWSURL', 'url', 'example.com'],
    ['text as AWSURL', 'url', 'my page'],
    ['three numbers as AWSIPAddress', 'ip', '192.0.2'],
    ['a number above 255 as AWSIPAddress', 'ip', '192.0.2.256'],
    ['a mask above 32 as AWSIPAddress', 'ip', '10.0.0.0/33'],
    ['an unknown value of an enum', 'mood', 'ANGRY'],
    ['a value of an enum in lower case', 'mood', 'calm'],
    ['a wrong value in a list', 'wholes', [1, 'x']],
    ['a wrong date in a list', 'dates', ['2024-01-01', 'x']],
    ['text as a custom type', 'spot', 'here'],
    [
      'a custom type without a required member',
      'spot',
      { lat: 1 },
      /coerced Null value for NonNull type 'String!'/,
    ],
    [
      'a wrong value in a custom type',
      'spot',
      { name: 'a', lat: 'x' },
      /lat' has an invalid value/,
    ],
    [
      'a wrong value two levels deep',
      'spot',
      { name: 'a', inner: { depth: 'x' } },
      /depth' has an invalid value/,
    ],
    [
      'null in a list of required values',
      'fullTexts',
      ['a', null],
      /coerced Null value|invalid value/,
    ],
    [
      'an unknown member',
      'unknown',
      1,
      /^The variables input contains a field name 'unknown' that is not defined for input object type 'CreateSampleInput'/,
    ],
    [
      'an unknown member of a custom type',
      'spot',
      { name: 'a', unknown: 1 },
      /field name 'unknown' that is not defined for input object type 'SpotInput'/,
    ],
  ])('%s is refused', async (_, field, value, message = INVALID(field)) => {
    const { data, errors } = await create({ [field]: value });
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
    expect(data).toBeNull();
  });

  const STRICT = { needed: 'a', neededList: ['a'], neededSpot: { name: 'a' } };
  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    [
      'a text',
      { needed: undefined },
      /'(input\.)?needed' has coerced Null value for NonNull type 'String!'/,
    ],
    [
      'a text as null',
      { needed: null },
      /'(input\.)?needed' has coerced Null value for NonNull type 'String!'/,
    ],
    [
      'a list',
      { neededList: undefined },
      /'(input\.)?neededList' has coerced Null value for NonNull type '\[String!\]!'/,
    ],
    [
      'a member of a list',
      { neededList: [null] },
      /has coerced Null value for NonNull type 'String!'/,
    ],
    [
      'a custom type',
      { neededSpot: undefined },
      /'(input\.)?neededSpot' has coerced Null value for NonNull type 'SpotInput!'/,
    ],
  ])('a model without %s that it requires is refused', async (_, change, message) => {
    const { errors } = await run(
      'mutation C($input: CreateStrictInput!) { createStrict(input: $input) { id } }',
      { input: { ...STRICT, ...change } },
    );
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });

  test('a model with everything that it requires is accepted', async () => {
    const { data } = await run(
      'mutation C($input: CreateStrictInput!) { createStrict(input: $input) { neededList neededSpot { name } } }',
      { input: STRICT },
    );
    expect(data).toEqual({ createStrict: { neededList: ['a'], neededSpot: { name: 'a' } } });
  });
}

export function literals(): void {
  test.each([
    ['a text', 'text: "x"', { text: 'x' }],
    ['a number', 'whole: 5, fraction: 2', { whole: 5, fraction: 2 }],
    ['an enum', 'mood: CALM', { mood: 'CALM' }],
    [
      'a custom type',
      'spot: { name: "a", inner: { words: ["b"] } }',
      { spot: { name: 'a', inner: { words: ['b'] } } },
    ],
    ['a single value for a list', 'texts: "one"', { texts: ['one'] }],
    ['null', 'text: null', { text: null }],
    ['AWSJSON', 'json: "{\\"a\\":1}"', { json: '{"a":1}' }],
    ['a block of text', 'text: """a\n  b"""', { text: 'a\nb' }],
  ])('%s may be written into the operation itself', async (_, input, stored) => {
    const data = dataOf(
      await run(
        `mutation { createSample(input: { ${input} }) { text whole fraction mood texts json spot { name inner { words } } } }`,
      ),
    );
    expect(data.createSample).toMatchObject(stored);
  });

  test.each([
    ['a text for a number', 'whole: "x"'],
    ['an enum in quotes', 'mood: "CALM"'],
    ['a wrong date', 'date: "x"'],
    ['an unknown member', 'unknown: 1'],
    ['an unknown enum', 'mood: ANGRY'],
  ])('%s in the operation itself is a validation error', async (_, input) => {
    const { data, errors } = await run(`mutation { createSample(input: { ${input} }) { id } }`);
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^Validation error of type WrongType: /),
      }),
    ]);
  });
}

export function defaults(): void {
  const DEFAULTS = { needed: 'given', count: 3, open: true, ratio: 0.5 };
  test.each<[string, object, object]>([
    ['nothing', {}, DEFAULTS],
    ['another text', { needed: 'mine' }, { ...DEFAULTS, needed: 'mine' }],
    ['0', { count: 0 }, { ...DEFAULTS, count: 0 }],
    ['false', { open: false }, { ...DEFAULTS, open: false }],
  ])(
    'a field with a default value gets it from an input with %s, if it is not set',
    async (_, input, stored) => {
      const data = dataOf(await create({ ...input }));
      expect(data.createSample).toMatchObject(stored);
    },
  );
}

export function scalarTests(): void {
  describe('a scalar:', scalars);
  describe('an input:', invalidScalars);
  describe('a literal:', literals);
  describe('a default:', defaults);
}
