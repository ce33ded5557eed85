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
import { describe, expect, it } from 'vitest';
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

/** A schema as a library would make it, with an answer of its own. */
const schemaOf = (validate: StandardSchemaV1.Props['validate']): StandardSchemaV1 => ({
  '~standard': { version: 1, vendor: 'test', validate },
});
const saying = (...messages: string[]) =>
  schemaOf(() => ({ issues: messages.map((message) => ({ message, path: ['name'] })) }));

/** An event with whatever a client, or a broken identity provider, sends. */
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
      ['what the schema takes', { name: 'Ada' }, LET_IN],
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

  it('takes a schema that is a function', async () => {
    const schema = Object.assign(() => undefined, saying('Too short.'));
    expect(await answer({ schema }, { name: 'Ada' })).toBe('ATTRIBUTES_INVALID: Too short');
  });

  describe('says nothing of what the user wrote, when the message', () => {
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

    it('of any schema repeats any value', async () => {
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
  ])('makes a sentence of issues with %s', async (_, issues, expected) => {
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

  describe('lets nobody in', () => {
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
      ['answers with issues that are none', schemaOf(() => JSON.parse('{"issues":[null]}'))],
      ['does not answer', schemaOf(hang)],
    ])('when the schema %s', async (_, schema) => {
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

    it('without attributes, where the schema asks for some', async () => {
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

  it('gives the schema a copy, and takes over nothing of what it makes of it', async () => {
    const schema = schemaOf((value) => {
      Object.assign(value as object, { name: 'Eve', admin: 'true' });
      return { value: { name: 'Eve' } };
    });
    expect(await answer({ schema }, { name: 'Ada' })).toBe(LET_IN);
  });

  it('gives the schema the attributes alone', async () => {
    const seen: unknown[] = [];
    const schema = schemaOf((value) => {
      seen.push(value);
      return { value };
    });
    const request = { clientMetadata: { name: 'Eve' }, validationData: { name: 'Eve' } };
    expect(await answer({ schema }, { name: 'Ada' }, { request })).toBe(LET_IN);
    expect(seen).toEqual([{ email: 'ada@example.com', name: 'Ada' }]);
  });

  it('asks whoever comes through an identity provider', async () => {
    const source = { triggerSource: 'PreSignUp_ExternalProvider' } as const;
    expect(await answer({ schema: withValibot }, { name: 'Ada' }, source)).toBe(LET_IN);
    expect(await answer({ schema: withValibot }, {}, source)).toContain('ATTRIBUTES_INVALID');
  });

  it('lets an administrator create whom he likes, unless it is told to ask', async () => {
    const triggerSource = 'PreSignUp_AdminCreateUser';
    expect(await answer({ schema: withValibot }, {}, { triggerSource })).toBe(LET_IN);
    expect(
      await answer({ schema: withValibot, triggerSources: [triggerSource] }, {}, { triggerSource }),
    ).toContain('ATTRIBUTES_INVALID');
  });

  it('returns an event of a trigger source that it does not know as it came', async () => {
    const event = JSON.parse(
      JSON.stringify({ ...preSignUpEvent(), triggerSource: 'PreSignUp_New' }),
    );
    expect(await invoke(attributeRules({ schema: withValibot }), event)).toBe(event);
  });

  it('answers the same event three times in the same way', async () => {
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
    ['nobody to ask', { schema: withZod, triggerSources: [] }, 'Name at least one.'],
    ['an unknown option', { schema: withZod, strict: true }, 'strict is not an option'],
  ])('refuses %s before the first event', (_, options, problem) => {
    expect(() => attributeRules(options as AttributeRulesOptions)).toThrow(problem);
  });
});
