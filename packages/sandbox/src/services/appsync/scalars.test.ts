import { describe, expect, it } from 'vitest';
import { awsScalars, SerialisedJson } from './scalars.js';

const scalarOf = (name: string) => {
  const found = awsScalars.find((scalar) => scalar.name === name);
  if (!found) throw new Error(`no scalar ${name}`);
  return found;
};

const VALID: Readonly<Record<string, readonly unknown[]>> = {
  AWSDate: ['1970-01-01', '1970-01-01Z', '1970-01-01-07:00', '1970-01-01+05:30', '2024-02-29'],
  AWSTime: ['12:30', '12:30:24Z', '12:30:24-07:00', '12:30:24.500+05:30', '23:59:59.999999999'],
  AWSDateTime: ['1970-01-01T12:30:00.000Z', '1970-01-01T12:30Z', '2024-02-29T23:59:59+18:00'],
  AWSTimestamp: [0, -1, 1_700_000_000],
  AWSEmail: ['a@example.com', 'first.last+tag@sub.example.co', "o'hara@example.com", 'a@localhost'],
  AWSURL: ['https://www.amazon.com/dp/B000NZW3KC/', 'mailto:ada@example.com', 'http://a/b?c=//'],
  AWSPhone: ['+17895551234', '+1 789 555 1234', '(206) 555-0100', '+44 20 7946 0958'],
  AWSIPAddress: ['127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '::ffff:1.2.3.4'],
};

const INVALID: Readonly<Record<string, readonly unknown[]>> = {
  AWSDate: ['1970-1-1', '2012-02-30', '2023-02-29', '1970-01-01T00:00Z', '1970-01-01+19:00', '', 1],
  AWSTime: ['24:00', '12:60', '12', '12:30:24.', '12:30 Z', 1230],
  AWSDateTime: ['1970-01-01T12:30:00', '1970-01-01 12:30:00Z', '2023-02-29T00:00Z', null, {}],
  AWSTimestamp: ['soon', 1.5, true, null, Number.MAX_VALUE, '1e3'],
  AWSEmail: [
    'a',
    'a@',
    '@b.example',
    'a@b@c.example',
    'a b@c.example',
    'a@-b.example',
    'a..b@c.example',
  ],
  AWSURL: ['www.amazon.com', '//host/path', 'http://host//two', '', 5],
  AWSPhone: ['12', 'phone', '', '+99999999999999999'],
  AWSIPAddress: ['256.0.0.1', '10.0.0.0/33', '::1/129', '1.2.3', 'fe80::1::2', '1.2.3.4/8/9'],
};

describe('the scalars of AppSync', () => {
  it.each(rowsOf(VALID))('%s accepts %j', (name, value) => {
    expect(scalarOf(name).parseValue(value)).toEqual(value);
    expect(scalarOf(name).serialize(value)).toEqual(value);
  });

  it.each(rowsOf(INVALID))('%s rejects %j', (name, value) => {
    expect(() => scalarOf(name).parseValue(value)).toThrow(/^Unable to parse `/);
    expect(() => scalarOf(name).serialize(value)).toThrow(/^Unable to serialize `/);
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ['[1]', [1]],
    ['"text"', 'text'],
    ['true', true],
    ['null', null],
  ])('AWSJSON gives resolvers the value of %s, and clients its text', (text, value) => {
    expect(scalarOf('AWSJSON').parseValue(text)).toEqual(value);
    expect(scalarOf('AWSJSON').serialize(value)).toBe(text);
  });

  it.each([['{'], [''], ['text'], [{ a: 1 }], [1]])('AWSJSON rejects the input %j', (input) => {
    expect(() => scalarOf('AWSJSON').parseValue(input)).toThrow('as a valid JSON Object');
  });

  it('does not serialise the result of a mutation a second time for its subscribers', () => {
    expect(scalarOf('AWSJSON').serialize(new SerialisedJson('{"a":1}'))).toBe('{"a":1}');
  });
});

function rowsOf(table: typeof VALID): readonly (readonly [string, unknown])[] {
  return Object.entries(table).flatMap(([name, values]) =>
    values.map((value) => [name, value] as const),
  );
}
