import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RecordError, validateRecord } from './index.js';
import { isStandardSchema } from './standard-schema.js';

const schema = v.object({
  email: v.pipe(v.string(), v.email()),
  lines: v.optional(v.array(v.object({ count: v.number() })), []),
  byAddress: v.optional(v.record(v.string(), v.number()), {}),
});

describe('validateRecord', () => {
  it('returns the output of the schema, without a promise', () => {
    expect(validateRecord(schema, 'The data', { email: 'ada@example.com' })).toEqual({
      email: 'ada@example.com',
      lines: [],
      byAddress: {},
    });
  });

  it('waits for a schema that is asynchronous', async () => {
    const slow = v.pipeAsync(
      v.string(),
      v.checkAsync(async (text) => text === 'right'),
    );
    expect(await validateRecord(slow, 'The data', 'right')).toBe('right');
    await expect(validateRecord(slow, 'The data', 'wrong')).rejects.toThrow(
      'The data is not what the schema expects: the whole.',
    );
  });

  it.each<[string, unknown, string]>([
    ['a wrong value', { email: 'ada.example' }, 'email'],
    ['a wrong value deep inside', { email: 'a@b.cd', lines: [{ count: 'x' }] }, 'lines.[].count'],
    ['two of a kind', { email: 1, lines: [{ count: 'x' }, {}] }, 'email, lines.[].count'],
    ['a key that is data', { email: 'a@b.cd', byAddress: { 'ada@b.cd': 'x' } }, 'byAddress.?'],
    ['a key that is a name', { email: 'a@b.cd', byAddress: { Lovelace1815: 'x' } }, 'byAddress.?'],
    [
      'a key that objects have',
      JSON.parse('{"email":1,"byAddress":{"valueOf":"x"}}'),
      'email, byAddress.?',
    ],
    ['another thing', 'ada@example.com', 'the whole'],
  ])('names the place of %s and never the value', (_, value, places) => {
    expect(() => validateRecord(schema, 'The data', value)).toThrow(RecordError);
    expect(() => validateRecord(schema, 'The data', value)).toThrow(
      new RecordError(`The data is not what the schema expects: ${places}.`),
    );
  });

  it('does not name a place that a schema builds from a value', () => {
    const byName = v.pipe(
      v.object({ name: v.string() }),
      v.transform(({ name }) => ({ [name]: name })),
      v.record(v.string(), v.pipe(v.string(), v.value('x'))),
    );
    expect(() => validateRecord(byName, 'The data', { name: 'Lovelace' })).toThrow(
      new RecordError('The data is not what the schema expects: ?.'),
    );
  });

  it('rejects a result that has neither a value nor issues', () => {
    const broken = { '~standard': { version: 1, vendor: 'test', validate: () => ({}) } };
    expect(() => validateRecord(broken as unknown as StandardSchemaV1, 'The data', 1)).toThrow(
      TypeError,
    );
  });
});

it.each([
  ['a schema of valibot', v.string(), true],
  ['a function', () => true, false],
  ['nothing', undefined, false],
  ['an incomplete schema', { '~standard': {} }, false],
])('recognizes whether %s is a Standard Schema', (_, value, expected) => {
  expect(isStandardSchema(value)).toBe(expected);
});
