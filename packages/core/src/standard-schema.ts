import type { StandardSchemaV1 } from '@standard-schema/spec';
import { loggable } from './loggable.js';
import { whenReady } from './promise-like.js';
import { RecordError } from './record-error.js';
import { textsWrittenIn } from './schema-texts.js';

/**
 * Whether a value speaks Standard Schema, as the schemas of valibot and zod do.
 *
 * @see https://standardschema.dev
 */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  const schema: Partial<StandardSchemaV1> = Object(value);
  return typeof schema['~standard']?.validate === 'function';
}

/**
 * What a schema makes of a part of a record. A promise only where the schema is asynchronous.
 *
 * @param part What it is, for the error: `The data`.
 * @throws {RecordError} When the schema does not take it. It names the places that are wrong: the
 *   schema's own messages often repeat what stands there.
 */
export function validateRecord<Schema extends StandardSchemaV1>(
  schema: Schema,
  part: string,
  value: unknown,
): StandardSchemaV1.InferOutput<Schema> | PromiseLike<StandardSchemaV1.InferOutput<Schema>> {
  return whenReady(schema['~standard'].validate(value), (result) => outputOf(schema, part, result));
}

function outputOf(
  schema: StandardSchemaV1,
  part: string,
  result: StandardSchemaV1.Result<unknown>,
): unknown {
  if (result.issues) {
    const { names } = textsWrittenIn(schema);
    const places = new Set(result.issues.map((issue) => placeOf(issue, names)));
    throw new RecordError(`${part} is not what the schema expects: ${[...places].join(', ')}.`);
  }
  if (!('value' in result)) {
    throw loggable(new TypeError('The schema answered neither with a value nor with issues.'));
  }
  return result.value;
}

/** A key may be data, where a map goes by addresses or names: only the schema's own are told. */
function placeOf({ path = [] }: StandardSchemaV1.Issue, names: ReadonlySet<string>): string {
  const keys = path.map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') return '[]';
    const isName = typeof key === 'string' && /^[A-Za-z_]\w{0,39}$/.test(key) && names.has(key);
    return isName ? key : '?';
  });
  return keys.join('.') || 'the whole';
}
