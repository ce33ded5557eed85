import { beforeAll, describe, expect, test } from 'vitest';
import type { Schema } from '../graphql-app/amplify/data/resource.js';
import { app, dataOf, run } from './app.js';

type Fruit = Schema['Fruit']['createType'];
type Filter = NonNullable<NonNullable<Parameters<typeof listType>[0]>['filter']>;
const listType = (
  ...args: Parameters<ReturnType<typeof app>['client']['models']['Fruit']['list']>
) => app().client.models.Fruit.list(...args);

const FRUITS: readonly Fruit[] = [
  {
    id: 'a',
    name: 'apple',
    count: 3,
    weight: 1.5,
    ripe: true,
    label: 'A1',
    tags: ['red', 'sweet'],
    kind: 'STONE',
    pickedOn: '2024-01-05',
  },
  {
    id: 'b',
    name: 'banana',
    count: 7,
    weight: 2.25,
    ripe: false,
    label: 'B2',
    tags: ['yellow'],
    kind: 'BERRY',
    pickedOn: '2024-03-05',
  },
  {
    id: 'c',
    name: 'cherry',
    count: 7,
    weight: 0.1,
    ripe: true,
    label: 'C3',
    tags: [],
    kind: 'STONE',
    pickedOn: '2024-02-01',
  },
  { id: 'd', name: 'damson' },
  { id: 'e', name: 'elderberry', count: null, ripe: null, weight: -4, label: 'A10', kind: 'BERRY' },
];

async function ids(filter: Filter): Promise<string> {
  const { data, errors } = await app().client.models.Fruit.list({ filter });
  if (errors) throw new Error(JSON.stringify(errors));
  return data
    .map(({ id }) => id)
    .sort()
    .join('');
}

/** `damson` has no attributes but its name. `elderberry` has nulls. */
export function filterTests(): void {
  beforeAll(async () => {
    for (const fruit of FRUITS) {
      const { errors } = await app().client.models.Fruit.create(fruit);
      if (errors) throw new Error(JSON.stringify(errors));
    }
  });

  describe.each<[string, readonly [string, Filter, string][]]>([
    [
      'a String',
      [
        ['eq', { name: { eq: 'apple' } }, 'a'],
        ['eq without a match', { name: { eq: 'Apple' } }, ''],
        ['ne', { name: { ne: 'apple' } }, 'bcde'],
        ['lt', { name: { lt: 'cherry' } }, 'ab'],
        ['le', { name: { le: 'cherry' } }, 'abc'],
        ['gt', { name: { gt: 'cherry' } }, 'de'],
        ['ge', { name: { ge: 'cherry' } }, 'cde'],
        ['between', { name: { between: ['b', 'd'] } }, 'bc'],
        ['contains', { name: { contains: 'an' } }, 'b'],
        ['notContains', { name: { notContains: 'e' } }, 'bd'],
        ['beginsWith', { name: { beginsWith: 'da' } }, 'd'],
        ['attributeExists', { name: { attributeExists: true } }, 'abcde'],
        ['attributeType', { name: { attributeType: 'string' } } as Filter, 'abcde'],
        ['size eq', { name: { size: { eq: 6 } } }, 'bcd'],
        ['size gt', { name: { size: { gt: 6 } } }, 'e'],
        ['size between', { name: { size: { between: [5, 6] } } }, 'abcd'],
        ['two operators', { name: { gt: 'b', lt: 'd' } }, 'bc'],
      ],
    ],
    [
      'an Int',
      [
        ['eq', { count: { eq: 7 } }, 'bc'],
        ['ne', { count: { ne: 7 } }, 'ade'],
        ['lt', { count: { lt: 7 } }, 'a'],
        ['le', { count: { le: 7 } }, 'abc'],
        ['gt', { count: { gt: 3 } }, 'bc'],
        ['ge', { count: { ge: 3 } }, 'abc'],
        ['between', { count: { between: [1, 5] } }, 'a'],
        ['attributeExists true', { count: { attributeExists: true } }, 'abce'],
        ['attributeExists false', { count: { attributeExists: false } }, 'd'],
        ['attributeType number', { count: { attributeType: 'number' } } as Filter, 'abc'],
        ['attributeType null', { count: { attributeType: '_null' } } as Filter, 'e'],
      ],
    ],
    [
      'a Float',
      [
        ['eq', { weight: { eq: 1.5 } }, 'a'],
        ['ne', { weight: { ne: 1.5 } }, 'bcde'],
        ['lt', { weight: { lt: 1.5 } }, 'ce'],
        ['le', { weight: { le: 1.5 } }, 'ace'],
        ['gt', { weight: { gt: 0.1 } }, 'ab'],
        ['ge', { weight: { ge: 0.1 } }, 'abc'],
        ['between', { weight: { between: [-5, 0.5] } }, 'ce'],
        ['attributeExists', { weight: { attributeExists: false } }, 'd'],
      ],
    ],
    [
      'a Boolean',
      [
        ['eq true', { ripe: { eq: true } }, 'ac'],
        ['eq false', { ripe: { eq: false } }, 'b'],
        ['ne', { ripe: { ne: true } }, 'bde'],
        ['attributeExists', { ripe: { attributeExists: true } }, 'abce'],
      ],
    ],
    [
      'an ID',
      [
        ['eq', { label: { eq: 'A1' } }, 'a'],
        ['ne', { label: { ne: 'A1' } }, 'bcde'],
        ['lt', { label: { lt: 'B' } }, 'ae'],
        ['ge', { label: { ge: 'B2' } }, 'bc'],
        ['between', { label: { between: ['A10', 'B2'] } }, 'be'],
        ['contains', { label: { contains: '1' } }, 'ae'],
        ['notContains', { label: { notContains: '1' } }, 'bcd'],
        ['beginsWith', { label: { beginsWith: 'A1' } }, 'ae'],
        ['attributeExists', { label: { attributeExists: false } }, 'd'],
        ['size', { label: { size: { eq: 3 } } }, 'e'],
      ],
    ],
    [
      'an enum',
      [
        ['eq', { kind: { eq: 'STONE' } }, 'ac'],
        ['ne', { kind: { ne: 'STONE' } }, 'bde'],
      ],
    ],
    [
      'a date',
      [
        ['beginsWith', { pickedOn: { beginsWith: '2024-0' } }, 'abc'],
        ['between', { pickedOn: { between: ['2024-01-01', '2024-02-28'] } }, 'ac'],
      ],
    ],
    [
      'a list',
      [
        ['contains', { tags: { contains: 'red' } }, 'a'],
        ['notContains', { tags: { notContains: 'red' } }, 'bcde'],
        ['size', { tags: { size: { eq: 0 } } }, 'c'],
      ],
    ],
    [
      'the key',
      [
        ['eq', { id: { eq: 'a' } }, 'a'],
        ['between', { id: { between: ['b', 'd'] } }, 'bcd'],
      ],
    ],
    [
      'several fields',
      [
        ['two fields', { count: { eq: 7 }, ripe: { eq: true } }, 'c'],
        ['and', { and: [{ count: { eq: 7 } }, { kind: { eq: 'BERRY' } }] }, 'b'],
        ['or', { or: [{ name: { eq: 'apple' } }, { weight: { lt: 0 } }] }, 'ae'],
        ['not', { not: { kind: { eq: 'STONE' } } }, 'bde'],
        [
          'or in and',
          { and: [{ ripe: { eq: true } }, { or: [{ id: { eq: 'a' } }, { id: { eq: 'b' } }] }] },
          'a',
        ],
        ['not of or', { not: { or: [{ id: { eq: 'a' } }, { id: { eq: 'b' } }] } }, 'cde'],
        [
          'a field beside or',
          { kind: { eq: 'BERRY' }, or: [{ id: { eq: 'b' } }, { id: { eq: 'c' } }] },
          'b',
        ],
      ],
    ],
  ])('a filter on %s:', (_, rows) => {
    test.each(rows)('%s', async (_name, filter, expected) => {
      expect(await ids(filter)).toBe(expected);
    });
  });

  test.each<[string, object, RegExp]>([
    [
      'an operator that does not exist',
      { name: { like: 'a' } },
      /field name 'like' that is not defined for input object type 'ModelStringInput'/,
    ],
    [
      'a field that does not exist',
      { colour: { eq: 'a' } },
      /field name 'colour' that is not defined for input object type 'ModelFruitFilterInput'/,
    ],
    ['a text for a number', { count: { eq: 'x' } }, /invalid value/],
    ['one bound of between', { count: { between: [1] } }, /./],
    [
      'an operator of numbers on an enum',
      { kind: { gt: 'STONE' } },
      /field name 'gt' that is not defined/,
    ],
  ])('a filter with %s is an error', async (_, filter, message) => {
    const { errors } = await run(
      'query L($filter: ModelFruitFilterInput) { listFruits(filter: $filter) { items { id } } }',
      { filter },
    );
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });

  const CONDITIONS: readonly [string, object, boolean][] = [
    ['eq that holds', { name: { eq: 'x' } }, true],
    ['eq that fails', { name: { eq: 'y' } }, false],
    ['lt on a number', { count: { lt: 2 } }, true],
    ['between that fails', { count: { between: [5, 6] } }, false],
    ['attributeExists that fails', { weight: { attributeExists: true } }, false],
    ['and', { and: [{ name: { eq: 'x' } }, { count: { eq: 1 } }] }, true],
    ['or', { or: [{ name: { eq: 'y' } }, { count: { eq: 1 } }] }, true],
    ['not that fails', { not: { name: { eq: 'x' } } }, false],
  ];
  const FAILED = expect.objectContaining({
    errorType: 'DynamoDB:ConditionalCheckFailedException',
    message: expect.stringContaining('The conditional request failed'),
  });

  test.each(CONDITIONS)('an update with the condition %s', async (_, condition, holds) => {
    const { createFruit } = dataOf(
      await run('mutation { createFruit(input: { name: "x", count: 1 }) { id } }'),
    ) as { createFruit: { id: string } };
    const { data, errors } = await run(
      'mutation U($input: UpdateFruitInput!, $condition: ModelFruitConditionInput) { updateFruit(input: $input, condition: $condition) { count name } }',
      { input: { id: createFruit.id, count: 2 }, condition },
    );
    expect(data).toEqual({ updateFruit: holds ? { count: 2, name: 'x' } : null });
    expect(errors).toEqual(holds ? undefined : [FAILED]);
    await run('mutation D($id: ID!) { deleteFruit(input: { id: $id }) { id } }', createFruit);
  });

  test.each(CONDITIONS)('a deletion with the condition %s', async (_, condition, holds) => {
    const { createFruit } = dataOf(
      await run('mutation { createFruit(input: { name: "x", count: 1 }) { id } }'),
    ) as { createFruit: { id: string } };
    const { errors } = await run(
      'mutation D($input: DeleteFruitInput!, $condition: ModelFruitConditionInput) { deleteFruit(input: $input, condition: $condition) { id } }',
      { input: createFruit, condition },
    );
    expect(errors).toEqual(holds ? undefined : [FAILED]);
    const { data } = await app().client.models.Fruit.get(createFruit);
    expect(data === null).toBe(holds);
    await app().client.models.Fruit.delete(createFruit);
  });

  test('of two updates that expect the same version, one wins', async () => {
    const { data: fruit } = await app().client.models.Fruit.create({ name: 'x', count: 1 });
    const update = (name: string) =>
      run(
        'mutation U($input: UpdateFruitInput!) { updateFruit(input: $input, condition: { count: { eq: 1 } }) { name } }',
        { input: { id: fruit?.id, name, count: 2 } },
      );
    const results = await Promise.all([update('y'), update('z')]);
    expect(results.filter(({ errors }) => errors)).toHaveLength(1);
    await app().client.models.Fruit.delete({ id: fruit?.id ?? '' });
  });
}
