import type { StandardSchemaV1 } from '@standard-schema/spec';
import { loggable } from './loggable.js';
import { whenReady } from './promise-like.js';
import { RecordError } from './record-error.js';

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
  return whenReady(schema['~standard'].validate(value), (result) => outputOf(part, result));
}

function outputOf(part: string, result: StandardSchemaV1.Result<unknown>): unknown {
  if (result.issues) {
    const places = new Set(result.issues.map(placeOf));
    throw new RecordError(`${part} is not what the schema expects: ${[...places].join(', ')}.`);
  }
  if (!('value' in result)) {
    throw loggable(new TypeError('The schema answered neither with a value nor with issues.'));
  }
  return result.value;
}

function placeOf({ path = [] }: StandardSchemaV1.Issue): string {
  const names = path.map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') return '[]';
    // A key may be data: an address, where a map goes by addresses.
    return typeof key === 'string' && /^[A-Za-z_]\w{0,39}$/.test(key) ? key : '?';
  });
  return names.join('.') || 'the whole';
}
