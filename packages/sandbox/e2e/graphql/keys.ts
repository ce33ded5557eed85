import { beforeAll, describe, expect, test } from 'vitest';
import { app, dataOf, run } from './app.js';

const STATION = { station: 'north' } as const;
const READINGS = [
  { ...STATION, at: '2024-01-01T00:00:00Z', channel: 1, value: 5, unit: 'C', day: 'mon' },
  { ...STATION, at: '2024-01-01T00:00:00Z', channel: 2, value: 3, unit: 'F', day: 'mon' },
  { ...STATION, at: '2024-01-02T00:00:00Z', channel: 1, value: 9, unit: 'C', day: 'tue' },
  { ...STATION, at: '2024-02-01T00:00:00Z', channel: 1, value: 1, unit: 'C', day: 'thu' },
  { station: 'south', at: '2024-01-01T00:00:00Z', channel: 1, value: 7, unit: 'C', day: 'mon' },
];

type Reading = { readonly value?: number | null };
const values = ({ data, errors }: { data: readonly Reading[]; errors?: unknown }) => {
  if (errors) throw new Error(JSON.stringify(errors));
  return data.map(({ value }) => value);
};

function keys(): void {
  const models = () => app().client.models;
  beforeAll(async () => {
    for (const reading of READINGS) {
      const { errors } = await models().Reading.create(reading);
      if (errors) throw new Error(JSON.stringify(errors));
    }
  });

  test('get finds an item by all parts of its key', async () => {
    const key = { station: 'north', at: '2024-01-01T00:00:00Z', channel: 2 };
    expect((await models().Reading.get(key)).data).toMatchObject({ value: 3 });
  });
  test('get of a key that does not exist is null', async () => {
    const key = { station: 'north', at: '2024-01-01T00:00:00Z', channel: 9 };
    expect(await models().Reading.get(key)).toEqual({ data: null });
  });
  test('get without a part of the key is a validation error', async () => {
    const { errors } = await run('{ getReading(station: "north", channel: 1) { value } }');
    expect(errors?.[0]?.message).toBe(
      "Validation error of type MissingFieldArgument: Missing field argument at @ 'getReading'",
    );
  });
  test('a second item with the same key is refused', async () => {
    const { data, errors } = await models().Reading.create(READINGS[0] as (typeof READINGS)[0]);
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({ errorType: 'DynamoDB:ConditionalCheckFailedException' }),
    ]);
  });
  test('an update changes the item of its key only', async () => {
    const key = { station: 'south', at: '2024-01-01T00:00:00Z', channel: 1 };
    const { data } = await models().Reading.update({ ...key, value: 8 });
    expect(data).toMatchObject({ ...key, value: 8, unit: 'C' });
    await models().Reading.update({ ...key, value: 7 });
  });
  test('an update of an item that does not exist is refused', async () => {
    const { errors } = await models().Country.update({ code: 'XX', name: 'none' });
    expect(errors).toEqual([
      expect.objectContaining({ errorType: 'DynamoDB:ConditionalCheckFailedException' }),
    ]);
  });
  test('a deletion of an item that does not exist deletes nothing', async () => {
    expect(await models().Country.delete({ code: 'XX' })).toEqual({ data: null });
  });
  test('a key of the developer takes the place of the id', async () => {
    await models().Country.create({ code: 'CH', name: 'Switzerland' });
    expect((await models().Country.get({ code: 'CH' })).data).toMatchObject({
      name: 'Switzerland',
      createdAt: expect.stringMatching(/Z$/),
    });
    expect((await models().Country.delete({ code: 'CH' })).data).toMatchObject({ code: 'CH' });
    expect((await models().Country.get({ code: 'CH' })).data).toBeNull();
  });
  test('updatedAt changes with an update, and createdAt does not', async () => {
    const { data: made } = await models().Country.create({ code: 'AT' });
    const { data: changed } = await models().Country.update({ code: 'AT', name: 'Austria' });
    expect(changed?.createdAt).toBe(made?.createdAt);
    expect(Date.parse(changed?.updatedAt ?? '')).toBeGreaterThanOrEqual(
      Date.parse(made?.updatedAt ?? 'x'),
    );
  });

  type List = NonNullable<Parameters<ReturnType<typeof models>['Reading']['list']>[0]>;
  const at = (month: number, day = 1) => `2024-0${month}-0${day}T00:00:00Z`;
  test.each<[string, List, readonly number[]]>([
    ['the first part', { station: 'north' }, [5, 3, 9, 1]],
    ['the first part, descending', { station: 'north', sortDirection: 'DESC' }, [1, 9, 3, 5]],
    ['another first part', { station: 'south' }, [7]],
    ['eq', { station: 'north', atChannel: { eq: { at: at(1), channel: 2 } } }, [3]],
    ['beginsWith', { station: 'north', atChannel: { beginsWith: { at: at(1) } } }, [5, 3]],
    [
      'between',
      {
        station: 'north',
        atChannel: {
          between: [
            { at: at(1), channel: 2 },
            { at: at(1, 2), channel: 1 },
          ],
        },
      },
      [3, 9],
    ],
    ['gt', { station: 'north', atChannel: { gt: { at: at(1, 2), channel: 1 } } }, [1]],
    ['ge', { station: 'north', atChannel: { ge: { at: at(1, 2), channel: 1 } } }, [9, 1]],
    ['lt', { station: 'north', atChannel: { lt: { at: at(1), channel: 2 } } }, [5]],
    ['le', { station: 'north', atChannel: { le: { at: at(1), channel: 2 } } }, [5, 3]],
    ['a filter', { station: 'north', filter: { channel: { eq: 1 }, value: { gt: 1 } } }, [5, 9]],
  ])('a list by a key of three parts: %s', async (_, options, expected) => {
    expect(values(await models().Reading.list(options))).toEqual(expected);
  });

  test('a list without a key has all items', async () => {
    expect(values(await models().Reading.list()).sort()).toEqual([1, 3, 5, 7, 9]);
  });
  test('a sort direction without a key is an error', async () => {
    const { errors } = await run('{ listReadings(sortDirection: DESC) { items { value } } }');
    expect(errors).toHaveLength(1);
  });

  type Unit = Parameters<ReturnType<typeof models>['Reading']['readingsByUnit']>;
  test.each<[string, Unit[0], Unit[1], readonly number[]]>([
    ['the partition', { unit: 'F' }, {}, [3]],
    ['eq', { unit: 'C', at: { eq: at(1, 2) } }, {}, [9]],
    ['beginsWith', { unit: 'C', at: { beginsWith: '2024-02' } }, {}, [1]],
    ['between', { unit: 'C', at: { between: [at(1, 2), at(2)] } }, {}, [9, 1]],
    ['lt', { unit: 'C', at: { lt: at(1, 2) } }, { filter: { station: { eq: 'south' } } }, [7]],
    ['ge, descending', { unit: 'C', at: { ge: at(1, 2) } }, { sortDirection: 'DESC' }, [1, 9]],
    ['a partition without items', { unit: 'K' }, {}, []],
  ])('an index with a name of its own: %s', async (_, key, options, expected) => {
    expect(values(await models().Reading.readingsByUnit(key, options))).toEqual(expected);
  });

  type Day = Parameters<ReturnType<typeof models>['Reading']['readingsByDay']>;
  test.each<[string, Day[0], readonly number[]]>([
    ['the partition', { day: 'mon' }, [5, 3, 7]],
    ['eq', { day: 'mon', stationChannel: { eq: { station: 'north', channel: 2 } } }, [3]],
    ['beginsWith', { day: 'mon', stationChannel: { beginsWith: { station: 'north' } } }, [5, 3]],
    ['gt', { day: 'mon', stationChannel: { gt: { station: 'north', channel: 2 } } }, [7]],
  ])('an index with two sort keys: %s', async (_, key, expected) => {
    expect(values(await models().Reading.readingsByDay(key))).toEqual(expected);
  });

  test('an index with a number as its sort key sorts by the number', async () => {
    const { data } = await models().Reading.listReadingByStationAndValue(STATION);
    expect(data.map(({ value }) => value)).toEqual([1, 3, 5, 9]);
  });
  test('an index with a number as its sort key has a range', async () => {
    const { data } = await models().Reading.listReadingByStationAndValue({
      ...STATION,
      value: { between: [2, 6] },
    });
    expect(data.map(({ value }) => value)).toEqual([3, 5]);
  });
  test('an index by an enum', async () => {
    const { data, errors } = await app().client.models.Fruit.listFruitByKind({ kind: 'BERRY' });
    expect(errors).toBeUndefined();
    expect(data.map(({ id }) => id).sort()).toEqual(['b', 'e']);
  });
  test('an update moves an item within an index', async () => {
    const key = { station: 'west', at: at(3), channel: 1 };
    await models().Reading.create({ ...key, unit: 'X', value: 2 });
    await models().Reading.update({ ...key, unit: 'Y' });
    expect(values(await models().Reading.readingsByUnit({ unit: 'X' }))).toEqual([]);
    expect(values(await models().Reading.readingsByUnit({ unit: 'Y' }))).toEqual([2]);
    await models().Reading.delete(key);
  });
  test('an update of one part of a composite sort key needs the others', async () => {
    const { errors } = await models().Reading.update({
      station: 'south',
      at: at(1),
      channel: 1,
      day: 'sun',
    });
    expect(errors).toBeUndefined();
    expect(values(await models().Reading.readingsByDay({ day: 'sun' }))).toEqual([7]);
    await models().Reading.update({ station: 'south', at: at(1), channel: 1, day: 'mon' });
  });
}

type Page = {
  readonly nextToken: string | null;
  readonly items: readonly { readonly code: string }[];
};

function pages(): void {
  const CODES = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((letter) => `P${letter}`);
  const list = (variables: object) =>
    run(
      'query L($limit: Int, $nextToken: String, $filter: ModelCountryFilterInput) { listCountries(limit: $limit, nextToken: $nextToken, filter: $filter) { items { code } nextToken } }',
      { filter: { code: { beginsWith: 'P' } }, ...variables },
    );
  const page = async (variables: object) => dataOf(await list(variables)).listCountries as Page;
  beforeAll(async () => {
    for (const code of CODES) await app().client.models.Country.create({ code });
  });

  test.each([1, 2, 3, 7, 100])('pages of %i items together have each item once', async (limit) => {
    const found: string[] = [];
    let nextToken: string | null | undefined;
    let count = 0;
    do {
      const { data, ...rest } = await app().client.models.Country.list({
        limit,
        nextToken: nextToken ?? null,
      });
      found.push(...data.map(({ code }) => code));
      nextToken = rest.nextToken;
      count += 1;
      expect(data.length).toBeLessThanOrEqual(limit);
    } while (nextToken && count < 20);
    expect(found.filter((code) => code.startsWith('P')).sort()).toEqual(CODES);
  });
  test('pages of an index continue in its order', async () => {
    const { models } = app().client;
    const first = await models.Reading.readingsByUnit({ unit: 'C' }, { limit: 2 });
    const second = await models.Reading.readingsByUnit(
      { unit: 'C' },
      { limit: 2, nextToken: first.nextToken ?? null },
    );
    const all = await models.Reading.readingsByUnit({ unit: 'C' });
    expect([...values(first), ...values(second)]).toEqual(values(all));
  });
  test('the last page has no token', async () => {
    expect((await page({ limit: 100 })).nextToken).toBeNull();
  });
  test('a token does not show the key at which it continues', async () => {
    const { nextToken } = await page({ limit: 1 });
    const text = Buffer.from(nextToken ?? '', 'base64').toString('latin1');
    // The key is JSON with these names. Shorter texts stand in random bytes by chance.
    expect(text).not.toMatch(/code|Country/);
  });
  const spoiled = (token: string) => {
    const bytes = Buffer.from(token, 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes.toString('base64');
  };
  test.each<[string, () => Promise<string>]>([
    [
      'of another list',
      async () => {
        const { nextToken } = await app().client.models.Fruit.list({ limit: 1 });
        return nextToken ?? '';
      },
    ],
    ['with a changed bit', async () => spoiled((await page({ limit: 1 })).nextToken ?? '')],
    ['that was cut', async () => ((await page({ limit: 1 })).nextToken ?? '').slice(0, 40)],
    ['that is the key as JSON', async () => Buffer.from('{"code":{"S":"PA"}}').toString('base64')],
    ['that is plain text', async () => 'next'],
    ['that is empty', async () => ' '],
  ])('a token %s is refused', async (_, token) => {
    const { data, errors } = await list({ limit: 2, nextToken: await token() });
    expect(data).toEqual({ listCountries: null });
    expect(errors).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/Invalid pagination token/) }),
    ]);
  });
  test.each([0, -1])('a limit of %i is an error', async (limit) => {
    const { errors } = await list({ limit });
    expect(errors).toHaveLength(1);
  });
  test('a limit as text is an error', async () => {
    const { errors } = await list({ limit: 'two' });
    expect(errors?.[0]?.message).toMatch(/'limit' has an invalid value/);
  });
}

export function keyTests(): void {
  describe('a key:', keys);
  describe('a page:', pages);
}
