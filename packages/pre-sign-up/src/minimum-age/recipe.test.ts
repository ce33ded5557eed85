import {
  captureOutput,
  invoke,
  type Overrides,
  preSignUpEvent,
} from '@amplify-recipes/core/testing';
import { answerOf } from '@amplify-recipes/recipe-tests';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MinimumAgeOptions, minimumAge } from './recipe.js';

const DAY = 86_400_000;
const thirteen: MinimumAgeOptions = { years: 13 };
const at = (time: string) => () => Date.parse(time);
const noon = (date: string) => at(`${date}T12:00:00Z`);

/** An event with any date that a client or a broken identity provider may send. */
function eventOf(birthdate: unknown, overrides: Overrides<PreSignUpTriggerEvent> = {}) {
  const event = preSignUpEvent(overrides);
  Object.assign(event.request.userAttributes, { birthdate });
  return event;
}

/** The code of the refusal, or `let in`. */
async function answer(
  options: MinimumAgeOptions,
  birthdate: unknown,
  now = noon('2026-06-15'),
  overrides?: Overrides<PreSignUpTriggerEvent>,
): Promise<string> {
  const event = eventOf(birthdate, overrides);
  const { result, error, text, code } = await answerOf(minimumAge(options, now), event);
  if (typeof birthdate === 'string' && birthdate.trim() !== '') {
    expect(text).not.toContain(birthdate);
    expect(String(error)).not.toContain(birthdate);
  }
  if (code) return code;
  expect(error).toBeUndefined();
  expect(result).toBe(event);
  return 'let in';
}

describe('minimum-age', () => {
  it.each([
    ['the day before the birthday', '2013-06-16', '2026-06-15', 'MINIMUM_AGE_NOT_REACHED'],
    ['the birthday', '2013-06-15', '2026-06-15', 'let in'],
    ['the day after it', '2013-06-14', '2026-06-15', 'let in'],
    ['a birthday in the next month', '2013-07-01', '2026-06-30', 'MINIMUM_AGE_NOT_REACHED'],
    ['a birthday on New Year', '2014-01-01', '2026-12-31', 'MINIMUM_AGE_NOT_REACHED'],
    ['that New Year', '2014-01-01', '2027-01-01', 'let in'],
    ['a birthday on the last day of the year', '2013-12-31', '2026-12-31', 'let in'],
    ['the day of birth', '2026-06-15', '2026-06-15', 'MINIMUM_AGE_NOT_REACHED'],
    ['29 February, on 28 February', '2012-02-29', '2025-02-28', 'MINIMUM_AGE_NOT_REACHED'],
    ['29 February, on 1 March', '2012-02-29', '2025-03-01', 'let in'],
    ['28 February, on 28 February', '2012-02-28', '2025-02-28', 'let in'],
    ['1 March, on 29 February', '2011-03-01', '2024-02-29', 'MINIMUM_AGE_NOT_REACHED'],
    ['29 February of 2000', '2000-02-29', '2026-06-15', 'let in'],
    ['the oldest age', '1896-06-15', '2026-06-15', 'let in'],
    ['a day before one is too old', '1895-06-16', '2026-06-15', 'let in'],
    ['an age that nobody reaches', '1895-06-15', '2026-06-15', 'BIRTHDATE_INVALID'],
  ])('with %s: born %s, on %s, answers %s', async (_, birthdate, today, expected) => {
    expect(await answer(thirteen, birthdate, noon(today))).toBe(expected);
  });

  it('accepts 29 February as a birthday in leap years', async () => {
    const sixteen = { years: 16 };
    expect(await answer(sixteen, '2012-02-29', noon('2028-02-28'))).toBe('MINIMUM_AGE_NOT_REACHED');
    expect(await answer(sixteen, '2012-02-29', noon('2028-02-29'))).toBe('let in');
  });

  it.each([
    ['UTC', '2026-06-14T23:59:59.999Z', 'MINIMUM_AGE_NOT_REACHED'],
    ['UTC', '2026-06-15T00:00:00Z', 'let in'],
    ['Europe/Berlin', '2026-06-14T21:59:59Z', 'MINIMUM_AGE_NOT_REACHED'],
    ['Europe/Berlin', '2026-06-14T22:00:00Z', 'let in'],
    ['Pacific/Kiritimati', '2026-06-14T10:00:00Z', 'let in'],
    ['Pacific/Pago_Pago', '2026-06-15T10:59:59Z', 'MINIMUM_AGE_NOT_REACHED'],
    ['Pacific/Pago_Pago', '2026-06-15T11:00:00Z', 'let in'],
  ])('begins the birthday at midnight in %s: at %s it answers %s', async (zone, now, answered) => {
    expect(await answer({ ...thirteen, timeZone: zone }, '2013-06-15', at(now))).toBe(answered);
  });

  describe('does not let in', () => {
    it.each<[string, unknown]>([
      ['the year 0001', '0001-01-01'],
      ['the year 0000', '0000-01-01'],
      ['a date in the future', '2026-06-16'],
      ['a far future', '9999-12-31'],
      ['30 February', '2012-02-30'],
      ['29 February of a common year', '2011-02-29'],
      ['29 February of 1900', '1900-02-29'],
      ['31 April', '2000-04-31'],
      ['month 13', '2000-13-01'],
      ['month 0', '2000-00-10'],
      ['day 0', '2000-01-00'],
      ['day 32', '2000-01-32'],
      ['one digit for month and day', '2012-2-3'],
      ['two digits for the year', '12-02-03'],
      ['five digits for the year', '02000-01-01'],
      ['a year with a sign', '+002000-01-01'],
      ['a year before Christ', '-000001-01-01'],
      ['a time', '2000-01-01T00:00:00Z'],
      ['slashes', '2000/01/01'],
      ['no separators', '20000101'],
      ['the American order', '01-31-2000'],
      ['an ordinal date', '2000-001'],
      ['a year alone', '2000'],
      ['a month', '2000-01'],
      ['a year of six digits', '+012000-01-01'],
      ['a week', '2000-W01-1'],
      ['a time stamp', '946684800000'],
      ['an exponent', '2e3-01-01'],
      ['letters', 'yesterday'],
      ['Arabic digits', '٢٠٠٠-٠١-٠١'],
      ['full-width digits', '２０００-０１-０１'],
      ['a dash that is no hyphen', '2000–01–01'],
      ['a space before', ' 2000-01-01'],
      ['a space after', '2000-01-01 '],
      ['a line break after', '2000-01-01\n'],
      ['a second line', '2000-01-01\n2025-01-01'],
      ['a null byte', '2000-01-01\0'],
      ['a zero-width space', '2000-01-01\u200b'],
      ['white space alone', ' '],
    ])('%s', async (_, birthdate) => {
      expect(await answer(thirteen, birthdate)).toBe('BIRTHDATE_INVALID');
    });

    it.each<[string, unknown]>([
      ['no date', undefined],
      ['an empty date', ''],
      ['null', null],
      ['a number', 20000101],
      ['a list of dates', ['2000-01-01']],
      ['an object', { toString: '2000-01-01' }],
      ['true', true],
    ])('%s', async (_, birthdate) => {
      expect(await answer(thirteen, birthdate)).toBe('BIRTHDATE_MISSING');
    });

    it('an event without attributes', async () => {
      const event = JSON.parse('{"triggerSource":"PreSignUp_SignUp","request":{},"response":{}}');
      const { error } = await captureOutput(() => invoke(minimumAge(thirteen), event));
      expect(error).toMatchObject({ code: 'BIRTHDATE_MISSING' });
    });

    it('anybody without a valid current time', async () => {
      expect(await answer(thirteen, '2000-01-01', () => Number.NaN)).toBe('UNEXPECTED_ERROR');
    });
  });

  it('agrees with the calendar of JavaScript for every age and day', async () => {
    const day = fc.integer({
      min: Date.UTC(1900, 0, 1) / DAY,
      max: Date.UTC(2100, 0, 1) / DAY,
    });
    const years = fc.integer({ min: 1, max: 120 });
    await captureOutput(() =>
      fc.assert(
        fc.asyncProperty(
          day,
          years,
          fc.integer({ min: -400, max: 400 }),
          async (from, age, off) => {
            const born = new Date(from * DAY);
            // It reads 29 February of a common year as 1 March.
            const birthday = Date.UTC(
              born.getUTCFullYear() + age,
              born.getUTCMonth(),
              born.getUTCDate(),
            );
            const now = birthday + off * DAY;
            fc.pre(now >= born.getTime());
            const isIn = await invoke(
              minimumAge({ years: age }, () => now),
              eventOf(born.toISOString().slice(0, 10)),
            ).then(
              () => true,
              (error) => {
                expect(error).toMatchObject({ code: 'MINIMUM_AGE_NOT_REACHED' });
                return false;
              },
            );
            expect(isIn).toBe(off >= 0);
          },
        ),
        { numRuns: 1000 },
      ),
    ).then(({ error }) => {
      if (error) throw error;
    });
  });

  it('accepts each day in one form only', async () => {
    const number = (max: number) =>
      fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const text = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1900, max: 2013 }), number(14), number(33))
        .map((parts) => parts.join('-')),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }).map((rest) => `2000-01-01${rest}`),
      fc.string({ unit: 'grapheme' }).map((rest) => `${rest}2000-01-01`),
      fc.stringMatching(/^[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}$/),
    );
    const handler = minimumAge(thirteen, noon('2026-06-15'));
    const days = new Set<string>();
    for (let day = Date.UTC(1895, 5, 16); day <= Date.UTC(2013, 5, 15); day += DAY) {
      days.add(new Date(day).toISOString().slice(0, 10));
    }
    await captureOutput(() =>
      fc.assert(
        fc.asyncProperty(text, async (birthdate) => {
          const isIn = await invoke(handler, eventOf(birthdate)).then(
            () => true,
            () => false,
          );
          expect(isIn).toBe(days.has(birthdate));
        }),
        { numRuns: 1000 },
      ),
    ).then(({ error }) => {
      if (error) throw error;
    });
  });

  it('sends the client a code and a sentence and logs only the code', async () => {
    const { error, lines } = await captureOutput(() =>
      invoke(minimumAge(thirteen, noon('2026-06-15')), eventOf('2020-01-01')),
    );
    expect(String(error)).toBe(
      'TriggerError: MINIMUM_AGE_NOT_REACHED: You must be at least 13 years old to sign up',
    );
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'minimum-age said no',
        reason: 'MINIMUM_AGE_NOT_REACHED',
      }),
    ]);
  });

  it('reads only the custom attribute that the options name', async () => {
    const options = { years: 18, attribute: 'custom:dateOfBirth' } as const;
    const request = (date: string) => ({
      request: { userAttributes: { [options.attribute]: date } },
    });
    expect(await answer(options, '2020-01-01', undefined, request('2000-01-01'))).toBe('let in');
    expect(await answer(options, '2000-01-01', undefined, request('2020-01-01'))).toBe(
      'MINIMUM_AGE_NOT_REACHED',
    );
    expect(await answer(options, '2000-01-01')).toBe('BIRTHDATE_MISSING');
  });

  it('counts in UTC by default', async () => {
    const ask = (time: string) => answer(thirteen, '2013-06-15', at(time));
    expect(await ask('2026-06-14T23:59:59.999Z')).toBe('MINIMUM_AGE_NOT_REACHED');
    expect(await ask('2026-06-15T00:00:00Z')).toBe('let in');
  });

  it.each<MinimumAgeOptions>([
    { years: 1 },
    { years: 150, maximumYears: 150 },
    { years: 18, maximumYears: 18 },
    { years: 18, attribute: `custom:${'a'.repeat(20)}` },
  ])('takes %j', (options) => {
    expect(() => minimumAge(options)).not.toThrow();
  });

  it('refuses users over the maximum age', async () => {
    const options = { years: 18, maximumYears: 99 };
    expect(await answer(options, '1926-06-16')).toBe('let in');
    expect(await answer(options, '1926-06-15')).toBe('BIRTHDATE_INVALID');
  });

  it('checks users of an identity provider', async () => {
    const source = { triggerSource: 'PreSignUp_ExternalProvider' } as const;
    expect(await answer(thirteen, '2000-01-01', undefined, source)).toBe('let in');
    expect(await answer(thirteen, undefined, undefined, source)).toBe('BIRTHDATE_MISSING');
  });

  it('lets an administrator create any user, unless the options say otherwise', async () => {
    const triggerSource = 'PreSignUp_AdminCreateUser';
    expect(await answer(thirteen, '2020-01-01', undefined, { triggerSource })).toBe('let in');
    expect(
      await answer({ ...thirteen, triggerSources: [triggerSource] }, '2020-01-01', undefined, {
        triggerSource,
      }),
    ).toBe('MINIMUM_AGE_NOT_REACHED');
  });

  it('returns an event of an unknown trigger source unchanged', async () => {
    const event = JSON.parse(
      JSON.stringify({ ...preSignUpEvent(), triggerSource: 'PreSignUp_New' }),
    );
    expect(await invoke(minimumAge(thirteen), event)).toBe(event);
  });

  it('gives the same answer to the same event three times', async () => {
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await answer(thirteen, '2020-01-01'));
    expect(new Set(answers)).toEqual(new Set(['MINIMUM_AGE_NOT_REACHED']));
  });

  it('reads only the attribute from the client', async () => {
    const clientMetadata = { years: '1', birthdate: '2000-01-01', timeZone: 'UTC' };
    const request = { clientMetadata, validationData: clientMetadata };
    expect(await answer(thirteen, '2020-01-01', undefined, { request })).toBe(
      'MINIMUM_AGE_NOT_REACHED',
    );
  });

  it.each<[string, unknown, string]>([
    ['no age', {}, 'years is missing.'],
    ['an age of 0', { years: 0 }, 'years is not valid. Give a number of years from 1 to 150.'],
    ['a negative age', { years: -1 }, 'years is not valid'],
    ['an age that nobody has', { years: 151 }, 'Give a number of years from 1 to 150.'],
    ['half a year', { years: 12.5 }, 'years is not valid'],
    ['not a number', { years: Number.NaN }, 'years is not valid'],
    ['a text', { years: '13' }, 'years is not valid'],
    ['ages that exclude everybody', { years: 18, maximumYears: 17 }, 'nobody could sign up'],
    ['an attribute that Cognito does not have', { years: 13, attribute: 'age' }, 'custom:name'],
    ['a part of one', { years: 13, attribute: 'my birthdate' }, 'attribute is not valid'],
    ['a space in one', { years: 13, attribute: 'custom:date of' }, 'attribute is not valid'],
    ['a long one', { years: 13, attribute: `custom:${'a'.repeat(21)}` }, 'attribute is not valid'],
    ['an empty attribute', { years: 13, attribute: '' }, 'attribute is not valid'],
    ['a list in its place', { years: 13, attribute: ['custom:name'] }, 'attribute is not valid'],
    [
      'an unknown time zone',
      { years: 13, timeZone: 'Europe/Atlantis' },
      'timeZone is not valid. Write the IANA name of a time zone, such as Europe/Berlin.',
    ],
    ['an offset', { years: 13, timeZone: '+02:00' }, 'timeZone is not valid'],
    ['an empty time zone', { years: 13, timeZone: '' }, 'timeZone is not valid'],
    ['no trigger source', { years: 13, triggerSources: [] }, 'Name at least one.'],
    ['an unknown option', { years: 13, age: 13 }, 'age is not an option'],
  ])('rejects %s before the first event', (_, options, problem) => {
    expect(() => minimumAge(options as MinimumAgeOptions)).toThrow(problem);
  });
});
