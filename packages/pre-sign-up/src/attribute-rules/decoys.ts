import { setTimeout as wait } from 'node:timers/promises';
import type { SchemaTexts } from '@amplify-recipes/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/**
 * Values that nobody wrote, in pairs: too long, too short, and of the kinds that attributes have.
 * The two of a pair have no letter and no digit in common, so that a message that both lead to
 * repeats nothing of either. The two of the first differ in all that can be counted as well.
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

/** Milliseconds for the answers to decoys, of a schema that asks others. */
const ANSWERS = 1000;

/**
 * What a schema of any library says to made-up attributes in place of the user's, and so to anybody.
 * What is missing or empty stays so.
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

/** The name of the attribute that an issue is about, or of what a schema calls one. */
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
 * What both said, but for texts with a mark that may come from the decoys: one that both have, such
 * as `@`, or a digit, which may count something that both have.
 */
function common(
  one: SchemaTexts | undefined,
  other: SchemaTexts | undefined,
  marks: readonly string[],
): SchemaTexts {
  const both = (first: Iterable<string> = [], second?: ReadonlySet<string>) => {
    const isOfNobody = (text: string) => {
      // Every sentence has a full stop.
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
