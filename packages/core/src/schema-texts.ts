import type { StandardSchemaV1 } from '@standard-schema/spec';

/** The texts of a schema that do not depend on a value, so they cannot contain user data. */
export type SchemaTexts = {
  readonly messages: ReadonlySet<string>;
  /** Names of properties, as in the path of an issue. */
  readonly names: ReadonlySet<string>;
};

/** The number of objects to search, as a schema may refer to any other object. */
const PARTS = 10_000;

const READ = new WeakMap<StandardSchemaV1, SchemaTexts>();

/**
 * Returns the messages and names that are written in a schema of valibot or zod. It reads a schema
 * only once: before the first event, the schema cannot contain user data.
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

/** Returns a message. zod turns each message into a function, which is called without arguments. */
function messageBy(given: unknown): string | undefined {
  try {
    const said: unknown = typeof given === 'function' ? given() : given;
    return typeof said === 'string' ? said : undefined;
  } catch {
    return undefined;
  }
}
