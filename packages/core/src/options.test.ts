import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  environmentName,
  numberWithin,
  OptionsError,
  type OptionsSchema,
  optionsFromEnv,
  optionsToEnv,
  parseOptions,
  withoutProblem,
} from './options.js';

const Group = v.strictObject({
  groupName: v.pipe(v.string(), v.regex(/^\S+$/, 'A group name has no spaces.')),
  retries: v.optional(v.pipe(v.number(), v.maxValue(5))),
});

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  return [];
}

describe('numberWithin', () => {
  const Options = v.strictObject({ seconds: numberWithin(0.5, 3.5) });

  it.each([0.5, 2, 3.5])('takes %d', (seconds) => {
    expect(parseOptions(Options, { seconds })).toEqual({ seconds });
  });

  it.each([0.49, 3.51, -1, Infinity, -Infinity])(
    'rejects %d with a message that has both limits',
    (seconds) => {
      expect(problemsOf(() => parseOptions(Options, { seconds }))).toEqual([
        'seconds is not valid. Give a number from 0.5 to 3.5.',
      ]);
    },
  );

  it.each([Number.NaN, '1', null])('rejects %j, which is not a number', (seconds) => {
    expect(problemsOf(() => parseOptions(Options, { seconds: seconds as number }))).toHaveLength(1);
  });
});

describe('optionsToEnv', () => {
  it('writes each option under its name in upper snake case and leaves out undefined options', () => {
    const Options = v.strictObject({
      groupName: v.string(),
      triggerSources: v.array(v.string()),
      digits: v.number(),
      verbose: v.boolean(),
      templates: v.record(v.string(), v.object({ subject: v.string() })),
      maximumYears: v.optional(v.number()),
    });

    expect(
      optionsToEnv(Options, {
        groupName: 'EVERYONE',
        triggerSources: [],
        digits: 8,
        verbose: false,
        templates: { en: { subject: 'Hello' } },
        maximumYears: undefined,
      }),
    ).toEqual({
      GROUP_NAME: 'EVERYONE',
      TRIGGER_SOURCES: '[]',
      DIGITS: '8',
      VERBOSE: 'false',
      TEMPLATES: '{"en":{"subject":"Hello"}}',
    });
  });

  it('writes a string as it is if the schema accepts only strings, even if it looks like JSON', () => {
    const Options = v.strictObject({ groupName: v.string(), code: v.optional(v.picklist(['1'])) });
    expect(optionsToEnv(Options, { groupName: '2026', code: '1' })).toEqual({
      GROUP_NAME: '2026',
      CODE: '1',
    });
  });

  it('quotes a string that looks like JSON if the schema also accepts other types', () => {
    const Options = v.strictObject({ limit: v.union([v.string(), v.number()]) });
    expect(optionsToEnv(Options, { limit: '5' })).toEqual({ LIMIT: '"5"' });
    expect(optionsToEnv(Options, { limit: 5 })).toEqual({ LIMIT: '5' });
    expect(optionsToEnv(Options, { limit: 'five' })).toEqual({ LIMIT: 'five' });
  });

  it('rejects options that do not match', () => {
    expect(problemsOf(() => optionsToEnv(Group, { groupName: 'has space' }))).toEqual([
      'groupName is not valid. A group name has no spaces.',
    ]);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['minus zero', -0],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a function', () => 1],
    ['undefined inside an array', [undefined]],
    ['a bigint', 1n],
  ])('rejects %s, which JSON would change silently', (_, value) => {
    const Options = v.strictObject({ value: v.any() });
    expect(problemsOf(() => optionsToEnv(Options, { value }))).toEqual([
      'value cannot be stored in an environment variable. Expected strings, finite numbers, booleans, arrays and plain objects.',
    ]);
  });
});

describe('optionsFromEnv', () => {
  it('reads the options that optionsToEnv wrote, for any options', () => {
    const keys = ['groupName', 'groupNames', 'limit', 'verbose', 'nested', 'either'] as const;
    const Options = v.partial(
      v.strictObject({
        groupName: v.string(),
        groupNames: v.array(v.string()),
        limit: v.number(),
        verbose: v.boolean(),
        nested: v.record(v.string(), v.any()),
        either: v.union([v.string(), v.number(), v.null(), v.array(v.string())]),
      }),
    );
    // Lambda's variables hold any text; JavaScript's lone surrogates are not text.
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.json(),
      fc.constantFrom('null', ' 1 '),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => n !== 0);
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
    const options = fc.record(
      {
        groupName: text,
        groupNames: fc.array(text),
        limit: number,
        verbose: fc.boolean(),
        nested: fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          json,
        ),
        either: fc.oneof(text, number, fc.constant(null), fc.array(text)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(options, (given) => {
        const plain = { ...given, nested: given.nested && { ...given.nested } };
        const environment = optionsToEnv(Options, plain);
        expect(optionsFromEnv(Options, environment)).toEqual(given);
        expect(Object.keys(environment)).toHaveLength(
          keys.filter((key) => given[key] !== undefined).length,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('reads process.env by default', () => {
    process.env.GROUP_NAME = 'EVERYONE';
    try {
      expect(optionsFromEnv(Group)).toEqual({ groupName: 'EVERYONE' });
    } finally {
      delete process.env.GROUP_NAME;
    }
  });

  it('does not fill in defaults: the factory does, which parses the options again', () => {
    const Options = v.strictObject({ digits: v.optional(v.number(), 8) });
    expect(optionsFromEnv(Options, {})).toEqual({});
    expect(parseOptions(Options, optionsFromEnv(Options, {}))).toEqual({ digits: 8 });
  });

  it.each<[string, OptionsSchema, Record<string, string>, string]>([
    ['a missing variable', Group, {}, 'GROUP_NAME is missing. Expected string.'],
    [
      'a variable of the wrong type',
      Group,
      { GROUP_NAME: 'A', RETRIES: 'many' },
      'RETRIES is not valid. Expected number.',
    ],
    [
      'a number out of bounds',
      Group,
      { GROUP_NAME: 'A', RETRIES: '6' },
      'RETRIES is not valid. Expected <=5.',
    ],
    [
      'a value with a message of the recipe',
      Group,
      { GROUP_NAME: 'a b' },
      'GROUP_NAME is not valid. A group name has no spaces.',
    ],
    [
      'a nested value',
      v.strictObject({ templates: v.record(v.string(), v.object({ subject: v.string() })) }),
      { TEMPLATES: '{"en":{"subject":1}}' },
      'TEMPLATES is not valid. Expected string.',
    ],
    [
      'a value with a missing nested property',
      v.strictObject({ templates: v.record(v.string(), v.object({ subject: v.string() })) }),
      { TEMPLATES: '{"en":{}}' },
      'TEMPLATES is not valid. Expected "subject".',
    ],
    [
      'options that are not valid together',
      v.pipe(
        v.strictObject({ allow: v.optional(v.string()), deny: v.optional(v.string()) }),
        v.check(({ allow, deny }) => Boolean(allow ?? deny), 'Give allow or deny.'),
      ),
      {},
      'Give allow or deny.',
    ],
    [
      'a secret that Amplify could not read',
      v.strictObject({ secretKey: v.string() }),
      { SECRET_KEY: '<value will be resolved during runtime>' },
      'SECRET_KEY is missing: Amplify could not read its secret or parameter. Set the value. For a sandbox, run "npx ampx sandbox secret set".',
    ],
  ])('fails closed on %s and names the variable', (_, schema, environment, problem) => {
    expect(problemsOf(() => optionsFromEnv(schema, environment))).toEqual([problem]);
    expect(() => optionsFromEnv(schema, environment)).toThrow(
      'Fix the options where the function is defined, and deploy again',
    );
  });

  it.each<[string, v.GenericSchema]>([
    ['a string', v.pipe(v.string(), v.maxLength(1))],
    ['a pattern', v.pipe(v.string(), v.regex(/^x$/))],
    ['a picklist', v.picklist(['a', 'b'])],
    ['a literal', v.literal('a')],
    ['a number', v.number()],
    ['an array', v.array(v.string())],
    ['an object', v.strictObject({ a: v.string() })],
    ['a union', v.union([v.number(), v.boolean()])],
  ])('never repeats a value that does not match %s', (_, entry) => {
    const schema = v.strictObject({ apiKey: entry });
    for (const value of ['hunter2-hunter2', '{"hunter2":"hunter2"}', '["hunter2", 1]']) {
      const run = () => optionsFromEnv(schema, { API_KEY: value });
      expect(run).toThrow(/^The options are not valid\.\nAPI_KEY/);
      expect(run).not.toThrow(/hunter2/);
    }
  });
});

describe('parseOptions', () => {
  it('rejects a secret that Amplify could not read, in code that reads the environment itself', () => {
    const Options = v.strictObject({ key: v.pipe(v.string(), v.minLength(32)) });
    const options = { key: '<value will be resolved during runtime>' };
    expect(problemsOf(() => parseOptions(Options, options))).toEqual([
      'key is missing: Amplify could not read its secret or parameter. Set the value. For a sandbox, run "npx ampx sandbox secret set".',
    ]);
    expect(problemsOf(() => parseOptions(Options, undefined as never))).toHaveLength(1);
  });

  it('names an option that does not exist', () => {
    const options = { groupName: 'A', groupNam: 'B' };
    expect(problemsOf(() => parseOptions(Group, options))).toEqual([
      'groupNam is not an option, or contains an unknown key.',
    ]);
  });

  it('names every problem at once', () => {
    const options = { groupName: 'a b', retries: 9 };
    expect(problemsOf(() => parseOptions(Group, options))).toHaveLength(2);
  });
});

describe('withoutProblem', () => {
  const Range = v.pipe(
    v.strictObject({ from: v.number(), to: v.number(), unit: v.optional(v.string(), 'px') }),
    withoutProblem(({ from, to }) => (from > to ? `Give ${to} before ${from}.` : undefined)),
  );

  it('accepts a value without a problem', () => {
    expect(parseOptions(Range, { from: 1, to: 1 })).toEqual({ from: 1, to: 1, unit: 'px' });
  });

  it('reports the returned message', () => {
    expect(problemsOf(() => parseOptions(Range, { from: 2, to: 1 }))).toEqual(['Give 1 before 2.']);
  });

  it('does not check a value of another type', () => {
    const options = JSON.parse('{"from":2}');
    expect(problemsOf(() => parseOptions(Range, options))).toEqual([
      'to is missing. Expected number.',
    ]);
  });
});

describe('environmentName', () => {
  it.each([
    ['groupName', 'GROUP_NAME'],
    ['allow', 'ALLOW'],
    ['apiURL', 'API_URL'],
    ['oauth2Key', 'OAUTH2_KEY'],
    ['HTMLBody', 'HTML_BODY'],
    ['secondsBetweenSends', 'SECONDS_BETWEEN_SENDS'],
  ])('%s travels as %s', (option, name) => {
    expect(environmentName(option)).toBe(name);
  });

  it.each(['path', 'tz', 'nodeOptions', 'awsRegion', 'lambdaTaskRoot', 'a', '1a', 'grüße'])(
    'rejects the option "%s", whose variable Lambda does not allow or reserves',
    (option) => {
      expect(() => environmentName(option)).toThrow('Give the option another name.');
    },
  );

  it('rejects two options that would use one variable', () => {
    const Options = v.strictObject({ apiURL: v.string(), apiUrl: v.string() });
    expect(() => optionsToEnv(Options, { apiURL: 'a', apiUrl: 'b' })).toThrow(
      'Two options would use the environment variable API_URL.',
    );
  });
});
