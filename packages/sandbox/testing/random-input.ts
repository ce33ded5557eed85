/** Returns random numbers from 0 to 1. The same seed gives the same numbers. */
export type Random = () => number;

/** The generator mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** JSON with this depth, of nested lists or objects. */
export const nestedList = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
export const nestedObject = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** JSON texts that no member expects. `JSON.stringify` would not write all of them. */
const JUNK: readonly string[] = [
  'null',
  'true',
  'false',
  '0',
  '-1',
  '1.5',
  '1e400',
  '-0',
  '99999999999999999999999999',
  '""',
  '" "',
  '"x"',
  '"0x10"',
  '"NaN"',
  '"\\u0000"',
  '"\\ud800"',
  '"💥"',
  '"%zz"',
  '"../../etc"',
  '"constructor"',
  '"__proto__"',
  '"toString"',
  JSON.stringify('a'.repeat(5000)),
  JSON.stringify(nestedList(5000)),
  JSON.stringify(nestedObject(5000)),
  '[]',
  '[null]',
  '[[]]',
  '["x","x"]',
  '[{}]',
  '{}',
  '{"constructor":1}',
  '{"__proto__":{"a":1}}',
  '{"toString":"x","length":-1}',
  nestedList(500),
  nestedObject(500),
];

/**
 * A schema of the AWS SDK. A number is a simple type. Adding 64 makes it a list of that type,
 * adding 128 a map. A list that begins with 0 to 4 is a named schema. A function returns a schema
 * that is defined later.
 */
type Schema = unknown;

/** Plausible texts for members, by name, so that a request gets beyond the checks of its names. */
export type Hints = Readonly<Record<string, readonly unknown[]>>;

/**
 * An input for an operation as JSON text. Most of its values have the right type, and some do not.
 */
export function randomInput(schema: Schema, random: Random, hints: Hints): string {
  return written(schema, random, hints, '', 0);
}

function written(
  schema: Schema,
  random: Random,
  hints: Hints,
  name: string,
  depth: number,
): string {
  if (depth > 0 && random() < 0.08) return pick(random, JUNK);
  const hint = Object.hasOwn(hints, name) ? hints[name] : undefined;
  if (hint && random() < 0.9) return JSON.stringify(pick(random, hint));
  const resolved: Schema = typeof schema === 'function' ? schema() : schema;
  if (depth > 6) return 'null';
  if (typeof resolved === 'number') return simple(resolved, random, hints, name, depth);
  if (!Array.isArray(resolved)) return '"x"';
  const [kind, , , , first, second] = resolved as readonly Schema[];
  switch (kind) {
    case 0:
      return simple(first, random, hints, name, depth);
    case 1:
      return listOf(() => written(first, random, hints, name, depth + 1), random);
    case 2:
      return mapOf(() => written(second, random, hints, name, depth + 1), random);
    case 4: {
      const names = first as readonly string[];
      const index = Math.floor(random() * names.length);
      const member = (second as readonly Schema[])[index];
      const key = names[index] ?? '';
      return `{${JSON.stringify(key)}:${written(member, random, hints, key, depth + 1)}}`;
    }
    default: {
      const names = (first ?? []) as readonly string[];
      const members = names.flatMap((key, index) => {
        if (random() < 0.35) return [];
        const member = (second as readonly Schema[])[index];
        return [`${JSON.stringify(key)}:${written(member, random, hints, key, depth + 1)}`];
      });
      if (random() < 0.05) members.push(`"constructor":${pick(random, JUNK)}`);
      return `{${members.join(',')}}`;
    }
  }
}

function listOf(item: () => string, random: Random): string {
  return `[${Array.from({ length: Math.floor(random() * 3) }, item).join(',')}]`;
}

function mapOf(value: () => string, random: Random): string {
  const keys = ['a', 'pk', 'constructor', '__proto__', 'todos', 'email', ''];
  const entries = Array.from(
    { length: Math.floor(random() * 3) },
    () => `${JSON.stringify(pick(random, keys))}:${value()}`,
  );
  return `{${entries.join(',')}}`;
}

const LIST_OF = 64;
const MAP_OF = 128;

function simple(schema: Schema, random: Random, hints: Hints, name: string, depth: number): string {
  const type = Number(schema);
  if (type & MAP_OF) {
    return mapOf(() => simple(type & ~MAP_OF, random, hints, name, depth + 1), random);
  }
  if (type & LIST_OF) {
    return listOf(() => simple(type & ~LIST_OF, random, hints, name, depth + 1), random);
  }
  switch (type) {
    case 1:
      return pick(random, ['0', '1', '5', '100']);
    case 2:
      return pick(random, ['true', 'false']);
    case 4:
    case 5:
    case 6:
    case 7:
      return pick(random, ['0', '1777636800', '"2026-05-01T12:00:00Z"']);
    case 21:
    case 42:
      return JSON.stringify(Buffer.from('abc').toString('base64'));
    default:
      return pick(random, ['"a"', '"abc-123"', '"x"', '"eu-west-1"', '"[]"', '"{}"']);
  }
}
