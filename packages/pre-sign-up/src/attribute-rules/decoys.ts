import { setTimeout as wait } from 'node:timers/promises';
import type { SchemaTexts } from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/**
 * Made-up values in pairs: too long, too short, and of the usual kinds of attributes. The two
 * values of a pair have no letter and no digit in common, so a message for both repeats no part of
 * them. The values of the first pair also differ in everything that can be counted.
 */
const DECOYS: readonly (readonly [string, string])[] = [
  ['q'.repeat(2101), `${'z'.repeat(2203)} Zz-9.`],
  ['q', ''],
  ['777777777', '88888888888'],
  ['-77', '-8888'],
  ['1111-11-11', '0909-09-09'],
  ['2222-12-12', '9090-09-09'],
  ['q@qq.qq', 'zzz@zzz.zzz'],
  ['+17171717171', '+498989898989'],
  ['ftp://q.qq/', 'ws://zzz.zzz/'],
];

const DIGITS = '0123456789';

/** Milliseconds to wait for the results of the decoys, as a schema may call other services. */
const ANSWERS = 1000;

/**
 * Returns the texts of a schema for made-up attributes in place of the user's. These texts do not
 * depend on the user. Missing and empty attributes stay as they are.
 */
export async function textsSaidToAnybody(
  schema: StandardSchemaV1,
  attributes: Readonly<Record<string, unknown>>,
): Promise<SchemaTexts> {
  const answers = DECOYS.map(async (pair, index): Promise<SchemaTexts> => {
    const [one, other] = await Promise.all(
      pair.map((decoy) => textsSaidTo(schema, withDecoy(attributes, decoy))),
    );
    return common(one, other, [...marksOf(pair), ...(index === 0 ? '' : DIGITS)]);
  });
  const none: SchemaTexts[] = [];
  return together(await Promise.race([Promise.all(answers), wait(ANSWERS, none, { ref: false })]));
}

export function together(texts: readonly SchemaTexts[]): SchemaTexts {
  return {
    messages: new Set(texts.flatMap(({ messages }) => [...messages])),
    names: new Set(texts.flatMap(({ names }) => [...names])),
  };
}

/** The first key in the path of an issue, which normally is the name of an attribute. */
export function nameIn({ path }: StandardSchemaV1.Issue): string | undefined {
  const segment = path?.[0];
  const name = typeof segment === 'object' ? segment.key : segment;
  return typeof name === 'string' ? name : undefined;
}

async function textsSaidTo(schema: StandardSchemaV1, attributes: object): Promise<SchemaTexts> {
  try {
    const { issues = [] } = await schema['~standard'].validate(attributes);
    return {
      messages: new Set(issues.map(({ message }) => message)),
      names: new Set(issues.map(nameIn).filter((name) => name !== undefined)),
    };
  } catch {
    return together([]);
  }
}

function withDecoy(
  attributes: Readonly<Record<string, unknown>>,
  decoy: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, inPlaceOf(value, decoy)]),
  );
}

function inPlaceOf(value: unknown, decoy: string): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' && value.trim() === '') return value;
  if (typeof value === 'object') return Array.isArray(value) ? [] : {};
  return decoy;
}

/**
 * The texts for both values, without texts that may depend on them: those with a mark of both
 * values, such as `@`, or with a digit, which may count something in both values.
 */
function common(
  one: SchemaTexts | undefined,
  other: SchemaTexts | undefined,
  marks: readonly string[],
): SchemaTexts {
  const both = (first: Iterable<string> = [], second?: ReadonlySet<string>) => {
    const isOfNobody = (text: string) => {
      // Full stops at the end do not come from a value.
      const inside = text.trim().replace(/[.!?]+$/, '');
      return second?.has(text) && !marks.some((mark) => inside.includes(mark));
    };
    return new Set([...first].filter(isOfNobody));
  };
  return {
    messages: both(one?.messages, other?.messages),
    names: both(one?.names, other?.names),
  };
}

function marksOf([one, other]: readonly [string, string]): readonly string[] {
  return [...new Set(one)].filter((character) => other.includes(character));
}
