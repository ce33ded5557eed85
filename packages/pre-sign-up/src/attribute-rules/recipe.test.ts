import {
  captureOutput,
  invoke,
  lambdaContext,
  type Overrides,
  preSignUpEvent,
} from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { type AttributeRulesOptions, attributeRules } from './recipe.js';

const LET_IN = 'let in';

const nameMissing = 'Please tell us your name.';
const withValibot = v.object({
  name: v.optional(
    v.pipe(
      v.string(nameMissing),
      v.nonEmpty(nameMissing),
      v.maxLength(20, 'Please shorten your name.'),
    ),
    '',
  ),
  locale: v.optional(v.picklist(['en', 'de'], 'We speak English and German.')),
});
const withZod = z.object({
  name: z.string(nameMissing).min(1, nameMissing).max(20, 'Please shorten your name.'),
  locale: z.enum(['en', 'de'], 'We speak English and German.').optional(),
});

/** A schema of another library, with the given result. */
const schemaOf = (validate: StandardSchemaV1.Props['validate']): StandardSchemaV1 => ({
  '~standard': { version: 1, vendor: 'test', validate },
});
const saying = (...messages: string[]) =>
  schemaOf(() => ({ issues: messages.map((message) => ({ message, path: ['name'] })) }));

/** An event with any values that a client or a broken identity provider may send. */
function eventOf(attributes: object, overrides: Overrides<PreSignUpTriggerEvent> = {}) {
  const event = preSignUpEvent(overrides);
  Object.assign(event.request.userAttributes, attributes);
  return event;
}

/** The message of the refusal, or `let in`. */
async function answer(
  options: AttributeRulesOptions,
  attributes: object,
  overrides?: Overrides<PreSignUpTriggerEvent>,
): Promise<string> {
  const event = eventOf(attributes, overrides);
  const { result, error } = await answerOf(attributeRules(options), event);
  if (error instanceof Error) return error.message;
  expect(error).toBeUndefined();
  expect(result).toBe(event);
  return LET_IN;
}

describe('attribute-rules', () => {
  describe.each([
    ['valibot', withValibot],
    ['zod', withZod],
  ])('with a schema of %s', (_, schema) => {
    it.each<[string, object, string]>([
      ['valid attributes', { name: 'Ada' }, LET_IN],
      ['attributes that it does not name', { name: 'Ada', family_name: 'Lovelace' }, LET_IN],
      ['no name', {}, 'ATTRIBUTES_INVALID: Please tell us your name'],
      ['an empty name', { name: '' }, 'ATTRIBUTES_INVALID: Please tell us your name'],
      ['null', { name: null }, 'ATTRIBUTES_INVALID: Please tell us your name'],
      ['a list', { name: ['Ada'] }, 'ATTRIBUTES_INVALID: Please tell us your name'],
      ['a long name', { name: 'Ada'.repeat(9) }, 'ATTRIBUTES_INVALID: Please shorten your name'],
      [
        'two faults',
        { name: 'Ada'.repeat(9), locale: 'tlh' },
        'ATTRIBUTES_INVALID: Please shorten your name. We speak English and German',
      ],
    ])('answers to %s: %j', async (_fault, attributes, expected) => {
      expect(await answer({ schema }, attributes)).toBe(expected);
    });
  });

  it('waits for a schema that is asynchronous', async () => {
    const schema = v.objectAsync({
      name: v.pipeAsync(
        v.string(),
        v.checkAsync(async (name) => name !== 'root', 'This name is taken.'),
      ),
    });
    expect(await answer({ schema }, { name: 'Ada' })).toBe(LET_IN);
    expect(await answer({ schema }, { name: 'root' })).toBe(
      'ATTRIBUTES_INVALID: This name is taken',
    );
  });

  it('accepts a schema that is a function', async () => {
    const schema = Object.assign(() => undefined, saying('Too short.'));
    expect(await answer({ schema }, { name: 'Ada' })).toBe('ATTRIBUTES_INVALID: Too short');
  });

  describe('does not repeat a value if the message', () => {
    it.each<[string, StandardSchemaV1, object]>([
      [
        'of valibot ends in it',
        v.object({ name: v.pipe(v.string(), v.email()) }),
        { name: 'Ada Lovelace' },
      ],
      ['has it inside', saying('Hello Ada Lovelace, try again.'), { name: 'Ada Lovelace' }],
      ['has it in capitals', saying('NOT ADA LOVELACE'), { name: 'Ada Lovelace' }],
      ['has it in capitals of two letters', saying('NOT STRASSE'), { name: 'Straße' }],
      ['has it without its spaces', saying('Not Lovelace!'), { name: '  Lovelace\n' }],
      ['has it with other spaces', saying('Not Ada\tLovelace.'), { name: 'Ada  Lovelace' }],
      ['has it in other letters', saying('Not Lovelace.'), { name: 'Ｌｏｖｅｌａｃｅ' }],
      ['has it in a word', saying('NotLoveAgain.'), { name: 'Love' }],
      [
        'has it, and the schema changed it meanwhile',
        schemaOf((value) => {
          Object.assign(value as object, { name: 'Eve' });
          return { issues: [{ message: 'Not Lovelace.', path: ['name'] }] };
        }),
        { name: 'Lovelace' },
      ],
      ['has another attribute', saying('It is in London.'), { name: 'Ada', city: 'London' }],
      ['has a short one as a word', saying('Not "Ada".'), { name: 'Ada' }],
      ['has a short one between spaces', saying('Not Ada today.'), { name: 'Ada' }],
      ['has an address made of it', saying('Is it ada.l@example.org?'), { name: 'ada.l' }],
      ['has a phone number made of it', saying('Is it +14155550123?'), { name: '415 555 0123' }],
      ['is empty', saying(''), { name: 'Ada' }],
      ['is white space', saying(' \n'), { name: 'Ada' }],
    ])('%s', async (_, schema, attributes) => {
      const { error, text } = await captureOutput(() =>
        invoke(attributeRules({ schema }), eventOf(attributes)),
      );
      expect(String(error)).toBe('TriggerError: ATTRIBUTES_INVALID: name is not valid');
      expect(text).not.toMatch(/lovelace|london|"ada"/i);
    });

    it('comes from any schema and the value is any text', async () => {
      const value = fc.string({ unit: 'grapheme', minLength: 4 }).filter((text) => {
        const written = text.trim().toLowerCase();
        return written.length > 3 && !'attributes_invalid: name is not valid'.includes(written);
      });
      const message = fc
        .constantFrom('', 'Not ', 'Received "', 'Received:')
        .chain((start) =>
          fc.constantFrom('', '"', '.', ' is too short').map((end) => [start, end] as const),
        );
      await captureOutput(() =>
        fc.assert(
          fc.asyncProperty(value, message, async (name, [start, end]) => {
            const handler = attributeRules({ schema: saying(`${start}${name}${end}`) });
            await expect(invoke(handler, eventOf({ name }))).rejects.toThrow(
              /^ATTRIBUTES_INVALID: name is not valid$/,
            );
          }),
          { numRuns: 500 },
        ),
      ).then(({ error }) => {
        if (error) throw error;
      });
    });
  });

  describe('does not show a text built from a value if the schema', () => {
    const secret = 'ada;WINTER-4711-ada';
    const saysOf = (make: (value: string) => string, path: string = 'name') =>
      schemaOf((value) => ({
        issues: [{ message: make(Object(value).name), path: [path] }],
      }));
    const ofPath = (path: (value: string) => (PropertyKey | { key: PropertyKey })[]) =>
      schemaOf((value) => ({ issues: [{ message: '', path: path(Object(value).name) }] }));

    it.each<[string, StandardSchemaV1]>([
      [
        'splits the value',
        v.object({
          name: v.pipe(
            v.string(),
            v.transform((text) => text.split(';')[1]),
            v.picklist(['SUMMER']),
          ),
        }),
      ],
      [
        'reads a number in it',
        v.object({
          name: v.pipe(
            v.string(),
            v.transform((text) => Number(text.replace(/\D/g, ''))),
            v.minValue(9_000_000),
          ),
        }),
      ],
      [
        'reads a number in it, of zod',
        z.object({
          name: z
            .string()
            .transform((text) => Number(text.replace(/\D/g, '')))
            .refine(() => false, { error: ({ input }) => `received ${input}` }),
        }),
      ],
      [
        'writes messages by a function',
        v.object({
          name: v.pipe(
            v.string(),
            v.maxLength(5, ({ input }) => `Not ${input.slice(4, 10)}`),
          ),
        }),
      ],
      [
        'adds issues of its own',
        z.object({
          name: z.string().superRefine((text, context) => {
            context.addIssue({ code: 'custom', message: `Not ${text.split('-')[1]}` });
          }),
        }),
      ],
      ['says how long it is', v.object({ name: v.pipe(v.string(), v.maxLength(5)) })],
      ['says its first letter', saysOf((text) => `${text[0]} is too early.`)],
      ['says its last letter', saysOf((text) => `It ends in ${text.at(-1)}.`)],
      ['says a mark in it', saysOf((text) => `${/[^\w]/.exec(text)?.[0]} is not allowed.`)],
      ['says it backwards', saysOf((text) => [...text].reverse().join(''))],
      ['says it in hexadecimal', saysOf((text) => Buffer.from(text).toString('hex'))],
      ['says it in Base64', saysOf((text) => Buffer.from(text).toString('base64'))],
      ['says it as a part of a URL', saysOf((text) => `/${encodeURIComponent(text)}`)],
      [
        'says a letter of each word',
        saysOf((text) =>
          text
            .split(/\W/)
            .map(([a]) => a)
            .join('. '),
        ),
      ],
      ['says what is true of it', saysOf((text) => (text.includes('WINTER') ? 'In winter' : 'x'))],
    ])('%s', async (_, schema) => {
      const { error, text } = await captureOutput(() =>
        invoke(attributeRules({ schema }), eventOf({ name: secret })),
      );
      expect(String(error)).toBe('TriggerError: ATTRIBUTES_INVALID: name is not valid');
      expect(text).not.toMatch(/winter|4711/i);
    });

    it.each<[string, StandardSchemaV1]>([
      ['uses it as the path', ofPath((name) => [name])],
      ['uses a part of it as the path', ofPath((name) => [name.slice(0, 12)])],
      ['uses it as the key of a path', ofPath((name) => [{ key: name }])],
      ['uses it in the name of an attribute', ofPath((name) => [`custom:${name}`])],
      ['uses its length as the path', ofPath((name) => [`a${name.length}`])],
      [
        'reads keys in it',
        v.pipe(
          v.object({ name: v.string() }),
          v.transform(({ name }) => ({ [name]: name })),
          v.record(v.string(), v.pipe(v.string(), v.value('x'))),
        ),
      ],
      [
        'reads keys in it, of zod',
        z
          .object({ name: z.string() })
          .transform(({ name }) => ({ [name]: 1 }))
          .pipe(z.strictObject({})),
      ],
    ])('%s', async (_, schema) => {
      for (const name of ['Lovelace1815', 'Lovelace1815-Byron', 'a.b:Lovelace_1815', 'message']) {
        expect(await answer({ schema }, { name })).toBe(
          'ATTRIBUTES_INVALID: An attribute is not valid',
        );
      }
    });

    it('is of any kind and the value is any text', async () => {
      const value = fc.string({ unit: 'grapheme-ascii', minLength: 6 }).filter((text) => {
        const written = text.trim().toLowerCase();
        return written.length > 5 && !/^(.)\1*$/.test(text);
      });
      const made = fc.constantFrom<(text: string) => string>(
        (text) => text,
        (text) => text.slice(1, 4),
        (text) => text.slice(-4),
        (text) => text.toUpperCase(),
        (text) => [...text].reverse().join(''),
        (text) => String(text.length),
        (text) => String(text.split(/[^a-z]/i)[0]?.length),
        (text) => JSON.stringify(text),
        (text) => Buffer.from(text).toString('base64'),
        (text) => [...text].map((character) => character.codePointAt(0)).join(' '),
      );
      const sentenceOf = fc.constantFrom<(text: string) => StandardSchemaV1.Issue>(
        (text) => ({ message: `Received "${text}"`, path: ['name'] }),
        (text) => ({ message: text, path: ['name'] }),
        (text) => ({ message: '', path: [text] }),
        (text) => ({ message: `${text} is not valid.`, path: [{ key: text }] }),
      );
      const { error } = await captureOutput(() =>
        fc.assert(
          fc.asyncProperty(value, made, sentenceOf, async (name, make, say) => {
            const schema = schemaOf((given) => ({ issues: [say(make(Object(given).name))] }));
            await expect(invoke(attributeRules({ schema }), eventOf({ name }))).rejects.toThrow(
              /^ATTRIBUTES_INVALID: (?:name|An attribute) is not valid$/,
            );
          }),
          { numRuns: 500 },
        ),
      );
      if (error) throw error;
    });
  });

  describe('shows the message of the developer', () => {
    const opaque = (isValid: (value: string) => boolean, message = 'Write it so.') =>
      schemaOf((value) =>
        isValid(Object(value).name) ? { value } : { issues: [{ message, path: ['name'] }] },
      );
    it.each<[string, StandardSchemaV1, string]>([
      [
        'for one value alone, in valibot',
        v.object({ name: v.pipe(v.string(), v.notValue('root', 'Write it so.')) }),
        'root',
      ],
      [
        'for one value alone, in zod',
        z.object({ name: z.string().refine((text) => text !== 'root', 'Write it so.') }),
        'root',
      ],
      [
        'by a function, in valibot',
        v.object({
          name: v.pipe(
            v.string(),
            v.notValue('root', () => 'Write it so.'),
          ),
        }),
        'root',
      ],
      [
        'by a function, in zod',
        z.object({
          name: z.string().refine((text) => text !== 'root', { error: () => 'Write it so.' }),
        }),
        'root',
      ],
      [
        'deep inside',
        v.object({
          name: v.union(
            [v.pipe(v.string(), v.notValue('root', 'Write it so.'), v.brand('a'))],
            'Write it so.',
          ),
        }),
        'root',
      ],
      [
        'of a whole',
        v.pipe(
          v.object({ name: v.string(), email: v.string() }),
          v.forward(
            v.partialCheck(
              [['name'], ['email']],
              ({ name, email }) => name === email,
              'Write it so.',
            ),
            ['name'],
          ),
        ),
        'root',
      ],
      ['of what is too long', opaque((text) => text.length <= 20), 'x'.repeat(21)],
      ['of what is too short', opaque((text) => text.length >= 2), 'x'],
      ['of a small number', opaque((text) => Number(text) >= 18), '17'],
      ['of a large number', opaque((text) => !(Number(text) > 130)), '131'],
      [
        'of an early date',
        opaque((text) => !(new Date(text) < new Date('1900-01-01'))),
        '1815-12-10',
      ],
      [
        'of a late date',
        opaque((text) => !(new Date(text) > new Date('2100-01-01'))),
        '2815-12-10',
      ],
      ['of an address', opaque((text) => !/@(?!example\.com$)/.test(text)), 'ada@example.org'],
      ['of a phone number', opaque((text) => !/^\+(?!44)\d{11}/.test(text)), '+14155550123'],
      ['of a URL', opaque((text) => !/^(?!https:)\w+:/.test(text)), 'file:///etc'],
      ['of a mark at its end', opaque((text) => /^[a-z]+\.$/.test(text), 'Write it so!'), '4711'],
    ])('%s', async (_, schema, name) => {
      expect(await answer({ schema }, { name })).toMatch(/^ATTRIBUTES_INVALID: Write it so!?$/);
    });

    it('for missing and empty attributes', async () => {
      const schema = opaque((text) => Boolean(text));
      expect(await answer({ schema }, {})).toBe('ATTRIBUTES_INVALID: Write it so');
      expect(await answer({ schema }, { name: '' })).toBe('ATTRIBUTES_INVALID: Write it so');
    });

    it('and calls a schema whose messages it can read only once', async () => {
      const check = vi.fn(() => false);
      const ofName = v.object({ name: v.pipe(v.string(), v.check(check, 'Write it so.')) });
      const ofAll = v.pipe(v.object({ name: v.string() }), v.check(check, 'Write it so.'));
      for (const schema of [ofName, ofAll]) {
        expect(await answer({ schema }, { name: 'Ada' })).toBe('ATTRIBUTES_INVALID: Write it so');
      }
      expect(check).toHaveBeenCalledTimes(2);
    });

    it('but not if the schema is too slow for made-up values', async () => {
      let calls = 0;
      const schema = schemaOf(async () => {
        calls += 1;
        if (calls > 1) await new Promise(() => {});
        return { issues: [{ message: 'Write it so.', path: ['name'] }] };
      });
      expect(await answer({ schema }, { name: 'Ada' })).toBe(
        'ATTRIBUTES_INVALID: name is not valid',
      );
    });

    it('but not if the schema throws for made-up values', async () => {
      const schema = schemaOf((value) => {
        if (Object(value).name !== 'Ada') throw new Error('No.');
        return { issues: [{ message: 'Write it so.', path: ['name'] }] };
      });
      expect(await answer({ schema }, { name: 'Ada' })).toBe(
        'ATTRIBUTES_INVALID: name is not valid',
      );
    });

    it('and does not read messages that are added later', async () => {
      const schema = Object.assign(
        schemaOf((value) => {
          const { name } = Object(value);
          Object.assign(schema, { message: `Not ${name.slice(0, 3)}`, [name]: {} });
          return { issues: [{ message: `Not ${name.slice(0, 3)}`, path: [name] }] };
        }),
      );
      expect(await answer({ schema }, { name: 'Lovelace' })).toBe(
        'ATTRIBUTES_INVALID: An attribute is not valid',
      );
    });

    it('and reads schemas that are circular, throw or are large', async () => {
      const schema = Object.assign(
        schemaOf(() => ({ issues: [{ message: 'Write it so.', path: ['name'] }] })),
        {
          error: () => {
            throw new Error('No.');
          },
          bytes: new Uint8Array(10_000_000),
          many: Array.from({ length: 50_000 }, () => ({})),
        },
      );
      Object.assign(schema, { itself: schema });
      const get = () => {
        throw new Error('No.');
      };
      Object.defineProperty(schema, 'broken', { get, enumerable: true });
      expect(await answer({ schema }, { name: 'Ada' })).toBe('ATTRIBUTES_INVALID: Write it so');
    });
  });

  it.each([
    ['! 𝐀 ', 'Not ! 𝐀 '],
    ['𝐀', 'Not 𝐀.'],
    ['!A', 'Not "!A"'],
    ['A!', 'Not A!'],
    ['𝐀𝐀', 'Received:𝐀𝐀 is too short'],
    ['é', 'Not e\u0301'],
    ['ß', 'Not SS'],
    ['x y', 'Not X   Y'],
  ])('does not repeat %j in the message %j', async (name, message) => {
    expect(await answer({ schema: saying(message) }, { name })).toBe(
      'ATTRIBUTES_INVALID: name is not valid',
    );
  });

  it.each(['.', '-', '!', "'"])('keeps a message with the punctuation mark %s', async (name) => {
    expect(await answer({ schema: saying("Don't write your e-mail, please!") }, { name })).toBe(
      "ATTRIBUTES_INVALID: Don't write your e-mail, please!",
    );
  });

  it.each<[string, StandardSchemaV1.Issue[], string]>([
    ['no issue at all', [], 'The attributes are not valid'],
    ['no path', [{ message: '' }], 'An attribute is not valid'],
    ['a path of objects', [{ message: '', path: [{ key: 'custom:a' }] }], 'custom:a is not valid'],
    ['a symbol', [{ message: '', path: [Symbol('name')] }], 'An attribute is not valid'],
    ['a name of many words', [{ message: '', path: ['Ada is'] }], 'An attribute is not valid'],
    ['the same twice', [{ message: 'Shorten it' }, { message: 'Shorten it' }], 'Shorten it'],
    [
      'no full stops',
      [{ message: 'One' }, { message: 'Two!' }, { message: 'Three' }],
      'One. Two! Three',
    ],
    ['line breaks', [{ message: 'One\r\ntwo' }], 'One two'],
    [
      'a full stop inside',
      [{ message: 'Write example.com' }, { message: 'Two' }],
      'Write example.com. Two',
    ],
  ])('builds a sentence from issues with %s', async (_, issues, expected) => {
    expect(await answer({ schema: schemaOf(() => ({ issues })) }, {})).toBe(
      `ATTRIBUTES_INVALID: ${expected}`,
    );
  });

  it('keeps a message in which a short value is only a part of a word', async () => {
    for (const name of ['an', 'can']) {
      expect(await answer({ schema: saying('You cannot do better.') }, { name })).toBe(
        'ATTRIBUTES_INVALID: You cannot do better',
      );
    }
  });

  describe('refuses every sign-up', () => {
    const hang = () => new Promise<never>(() => undefined);
    it.each<[string, StandardSchemaV1]>([
      [
        'throws',
        schemaOf(() => {
          throw new Error('No rule for ada@example.com');
        }),
      ],
      ['rejects', schemaOf(() => Promise.reject(new Error('No rule for ada@example.com')))],
      ['answers with nothing', schemaOf(() => JSON.parse('null'))],
      ['answers with neither a value nor issues', schemaOf(() => JSON.parse('{}'))],
      ['answers with a flag', schemaOf(() => JSON.parse('true'))],
      ['answers with invalid issues', schemaOf(() => JSON.parse('{"issues":[null]}'))],
      ['does not answer', schemaOf(hang)],
    ])('if the schema %s', async (_, schema) => {
      const context = lambdaContext({ getRemainingTimeInMillis: () => 50 });
      const { error, lines, text } = await captureOutput(() =>
        invoke(attributeRules({ schema }), eventOf({ name: 'Ada' }), context),
      );
      expect(error).toMatchObject({ code: 'UNEXPECTED_ERROR' });
      expect(lines).toEqual([
        expect.objectContaining({ level: 'ERROR', message: 'attribute-rules failed' }),
      ]);
      expect(text).not.toContain('ada@example.com');
    });

    it('without attributes if the schema requires some', async () => {
      const event = JSON.parse('{"triggerSource":"PreSignUp_SignUp","request":{},"response":{}}');
      const { error } = await captureOutput(() =>
        invoke(attributeRules({ schema: withValibot }), event),
      );
      expect(error).toMatchObject({ code: 'ATTRIBUTES_INVALID' });
    });
  });

  it('logs what is wrong with a schema that answers with nothing', async () => {
    const { lines } = await captureOutput(() =>
      invoke(attributeRules({ schema: schemaOf(() => JSON.parse('{}')) }), eventOf({})),
    );
    expect(lines).toEqual([
      expect.objectContaining({
        error: expect.objectContaining({
          message: 'The schema answered neither with a value nor with issues.',
        }),
      }),
    ]);
  });

  it('passes a copy to the schema and ignores its output', async () => {
    const schema = schemaOf((value) => {
      Object.assign(value as object, { name: 'Eve', admin: 'true' });
      return { value: { name: 'Eve' } };
    });
    expect(await answer({ schema }, { name: 'Ada' })).toBe(LET_IN);
  });

  it('passes only the attributes to the schema', async () => {
    const seen: unknown[] = [];
    const schema = schemaOf((value) => {
      seen.push(value);
      return { value };
    });
    const request = { clientMetadata: { name: 'Eve' }, validationData: { name: 'Eve' } };
    expect(await answer({ schema }, { name: 'Ada' }, { request })).toBe(LET_IN);
    expect(seen).toEqual([{ email: 'ada@example.com', name: 'Ada' }]);
  });

  it('checks users of an identity provider', async () => {
    const source = { triggerSource: 'PreSignUp_ExternalProvider' } as const;
    expect(await answer({ schema: withValibot }, { name: 'Ada' }, source)).toBe(LET_IN);
    expect(await answer({ schema: withValibot }, {}, source)).toContain('ATTRIBUTES_INVALID');
  });

  it('lets an administrator create any user, unless the options say otherwise', async () => {
    const triggerSource = 'PreSignUp_AdminCreateUser';
    expect(await answer({ schema: withValibot }, {}, { triggerSource })).toBe(LET_IN);
    expect(
      await answer({ schema: withValibot, triggerSources: [triggerSource] }, {}, { triggerSource }),
    ).toContain('ATTRIBUTES_INVALID');
  });

  it('returns an event of an unknown trigger source unchanged', async () => {
    const event = JSON.parse(
      JSON.stringify({ ...preSignUpEvent(), triggerSource: 'PreSignUp_New' }),
    );
    expect(await invoke(attributeRules({ schema: withValibot }), event)).toBe(event);
  });

  it('gives the same answer to the same event three times', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await answer({ schema: withZod }, {}));
    expect(new Set(answers)).toEqual(new Set(['ATTRIBUTES_INVALID: Please tell us your name']));
  });

  it.each<[string, unknown, string]>([
    ['no schema', {}, 'schema is missing.'],
    ['null for a schema', { schema: null }, 'Give a schema that speaks Standard Schema'],
    ['a JSON schema', { schema: { type: 'object' } }, 'Give a schema that speaks Standard Schema'],
    ['a function', { schema: () => true }, 'Give a schema that speaks Standard Schema'],
    ['half a schema', { schema: { '~standard': { version: 1 } } }, 'schema is not valid'],
    ['no trigger source', { schema: withZod, triggerSources: [] }, 'Name at least one.'],
    ['an unknown option', { schema: withZod, strict: true }, 'strict is not an option'],
  ])('rejects %s before the first event', (_, options, problem) => {
    expect(() => attributeRules(options as AttributeRulesOptions)).toThrow(problem);
  });
});
