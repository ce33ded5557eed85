import type { StandardSchemaV1 } from '@standard-schema/spec';
import { loggable } from './loggable.js';
import { whenReady } from './promise-like.js';
import { RecordError } from './record-error.js';
import { textsWrittenIn } from './schema-texts.js';

/**
 * Whether a value is a Standard Schema, such as the schemas of valibot and zod.
 *
 * @see https://standardschema.dev
 */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  const schema: Partial<StandardSchemaV1> = Object(value);
  return typeof schema['~standard']?.validate === 'function';
}

/**
 * Validates a part of a record with a schema and returns the schema's output. It returns a promise
 * only if the schema is asynchronous.
 *
 * @param part Name of the part in the error message, such as `The data`.
 * @throws {RecordError} When the schema rejects the part. The message lists the places that are not
 *   valid. It leaves out the schema's own messages, which often repeat values.
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

/** Keys can be data, such as in a map by e-mail address. Only keys of the schema are shown. */
function placeOf({ path = [] }: StandardSchemaV1.Issue, names: ReadonlySet<string>): string {
  const keys = path.map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'number') return '[]';
    const isName = typeof key === 'string' && /^[A-Za-z_]\w{0,39}$/.test(key) && names.has(key);
    return isName ? key : '?';
  });
  return keys.join('.') || 'the whole';
}
