import type { StandardSchemaV1 } from '@standard-schema/spec';

/** What a schema says whatever the user wrote: nothing in it can be a part of a value. */
export type SchemaTexts = {
  readonly messages: ReadonlySet<string>;
  /** Of properties, as the path of an issue has them. */
  readonly names: ReadonlySet<string>;
};

/** Parts of a schema that are looked at: a limit for one that leads to objects of other kinds. */
const PARTS = 10_000;

const READ = new WeakMap<StandardSchemaV1, SchemaTexts>();

/**
 * The messages and names that are written in a schema, as the objects of valibot and zod hold them.
 * It reads a schema once: before the first event, nothing that a user wrote can be in it.
 *
 * @example
 * textsWrittenIn(v.object({ name: v.string('Write a name.') })).messages.has('Write a name.');
 */
export function textsWrittenIn(schema: StandardSchemaV1): SchemaTexts {
  const known = READ.get(schema) ?? readTexts(schema);
  READ.set(schema, known);
  return known;
}

function readTexts(schema: StandardSchemaV1): SchemaTexts {
  const messages = new Set<string>();
  const names = new Set<string>();
  const parts = new Set<object>([schema]);
  for (const part of parts) {
    if (ArrayBuffer.isView(part)) continue;
    for (const key of Object.getOwnPropertyNames(part)) {
      if (!Array.isArray(part)) names.add(key);
      const value = propertyOf(part, key);
      const message = key === 'message' || key === 'error' ? messageBy(value) : undefined;
      if (message !== undefined) messages.add(message);
      if (typeof value === 'object' && value !== null && parts.size < PARTS) parts.add(value);
    }
  }
  return { messages, names };
}

function propertyOf(part: object, key: string): unknown {
  try {
    return Reflect.get(part, key);
  } catch {
    return undefined;
  }
}

/** A text, or what a function says that is told nothing: zod makes one of each text. */
function messageBy(given: unknown): string | undefined {
  try {
    const said: unknown = typeof given === 'function' ? given() : given;
    return typeof said === 'string' ? said : undefined;
  } catch {
    return undefined;
  }
}
