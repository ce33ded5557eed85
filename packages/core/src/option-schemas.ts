import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { numberWithin } from './options.js';
import { isStandardSchema } from './standard-schema.js';

/**
 * A valibot schema of a function, for options of factories. An environment cannot hold functions.
 */
export const Callback = v.custom<(...given: never[]) => unknown>(
  (value) => typeof value === 'function',
  'Give a function.',
);

/** A valibot schema of a schema, of any library that supports Standard Schema. */
export const StandardSchema = v.custom<StandardSchemaV1>(
  isStandardSchema,
  'Give a schema that speaks Standard Schema, such as one of valibot or zod.',
);

/** A valibot schema of the number of records to handle at the same time. Default 100. */
export const Concurrency = v.optional(
  v.pipe(numberWithin(1, 10_000), v.integer('Give a whole number.')),
  100,
);

/** A valibot schema of the IANA name of a time zone: `Europe/Berlin`. Default `UTC`. */
export const TimeZone = v.optional(
  v.pipe(
    v.string(),
    v.check(isTimeZone, 'Write the IANA name of a time zone, such as Europe/Berlin.'),
  ),
  'UTC',
);

function isTimeZone(name: string): boolean {
  // The first format of a process takes 10 ms of a cold start.
  if (name === 'UTC') return true;
  // Node.js also accepts offsets. They are rejected because they do not follow summer time.
  if (!/[a-z]/i.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
