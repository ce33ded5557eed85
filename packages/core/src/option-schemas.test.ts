import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Callback, Concurrency, parseOptions, StandardSchema, TimeZone } from './index.js';

const Options = v.strictObject({
  callback: v.optional(Callback),
  schema: v.optional(StandardSchema),
  concurrency: Concurrency,
  timeZone: TimeZone,
});

describe('the schemas of options that recipes share', () => {
  it('have their defaults', () => {
    expect(parseOptions(Options, {})).toEqual({ concurrency: 100, timeZone: 'UTC' });
  });

  it.each<[string, object]>([
    ['a function', { callback: () => {} }],
    ['a schema of valibot', { schema: v.string() }],
    ['a concurrency', { concurrency: 10_000 }],
    ['a time zone', { timeZone: 'America/Argentina/Buenos_Aires' }],
    ['a time zone in other letters', { timeZone: 'europe/berlin' }],
  ])('take %s', (_, options) => {
    expect(parseOptions(Options, options)).toMatchObject(options);
  });

  it.each<[string, object, string]>([
    ['a string as a function', { callback: 'x' }, 'callback is not valid. Give a function.'],
    ['a JSON schema', { schema: { type: 'string' } }, 'Give a schema that speaks Standard Schema'],
    ['no concurrency', { concurrency: 0 }, 'Give a number from 1 to 10000.'],
    ['too much of it', { concurrency: 10_001 }, 'Give a number from 1 to 10000.'],
    ['half of it', { concurrency: 1.5 }, 'Give a whole number.'],
    ['an unknown time zone', { timeZone: 'Europe/Atlantis' }, 'Write the IANA name'],
    ['an offset, which has no summer time', { timeZone: '+01:00' }, 'Write the IANA name'],
    ['an empty name', { timeZone: '' }, 'Write the IANA name'],
  ])('refuse %s', (_, options, problem) => {
    expect(() => parseOptions(Options, options)).toThrow(problem);
  });
});
