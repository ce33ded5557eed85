import * as v from 'valibot';
import { loggable } from './loggable.js';

/** A valibot schema of an object: `v.strictObject({ ... })`, with or without a pipe. */
export type OptionsSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/**
 * Validates a recipe's options and fills in the defaults.
 *
 * @throws {OptionsError} When the options do not match the schema, or Amplify could not read a
 *   secret. The message names each wrong option and what was expected, and never a value.
 */
export function parseOptions<const Schema extends OptionsSchema>(
  schema: Schema,
  options: v.InferInput<Schema>,
): v.InferOutput<Schema> {
  const unresolved = Object.entries(Object(options)).filter(([, value]) => value === UNRESOLVED);
  if (unresolved.length > 0) throw new OptionsError(unresolved.map(([key]) => notRead(key)));
  const result = v.safeParse(schema, options);
  if (result.success) return result.output;
  throw new OptionsError(
    result.issues.map((issue) =>
      describe(schema, issue, issue.path?.map(({ key }) => String(key)).join('.')),
    ),
  );
}

/**
 * Converts options to environment variables for {@link optionsFromEnv}. `groupName` becomes
 * `GROUP_NAME`.
 *
 * Strings are written as they are, and all other values as JSON: numbers, booleans, arrays (an
 * empty one is `[]`) and nested objects. An option that is `undefined` is left out. Do not pass
 * secrets: the template and Lambda's console show the environment. Use Amplify's `secret()`
 * instead.
 *
 * @throws {OptionsError} When the options do not match the schema, or a value cannot be written as
 *   JSON without a change.
 */
export function optionsToEnv<const Schema extends OptionsSchema>(
  schema: Schema,
  options: v.InferInput<Schema>,
): Record<string, string> {
  parseOptions(schema, options);
  const names = environmentNames(schema);
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(options as Record<string, unknown>)) {
    const entry = schema.entries[key];
    const name = names[key];
    if (value === undefined || !entry || !name) continue;
    if (!isJsonValue(value)) {
      throw new OptionsError([
        `${key} cannot be stored in an environment variable. Expected strings, finite numbers, booleans, arrays and plain objects.`,
      ]);
    }
    environment[name] = encode(entry, value);
  }
  return environment;
}

/**
 * Reads options from the environment variables of {@link optionsToEnv} and validates them against
 * the schema. Call it once, at cold start, so that a wrong environment stops the function before
 * its first event.
 *
 * @throws {OptionsError} When a variable is missing or does not match the schema. The message names
 *   the variable, what was expected and what to do, and never the value.
 * @example
 * export const handler = addToGroup(optionsFromEnv(AddToGroupOptions));
 */
export function optionsFromEnv<const Schema extends OptionsSchema>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): v.InferInput<Schema> {
  const names = environmentNames(schema);
  const options: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(schema.entries)) {
    const text = environment[names[key] ?? ''];
    if (text === UNRESOLVED) {
      problems.push(notRead(String(names[key])));
    } else if (text !== undefined) {
      options[key] = decode(entry, text);
    }
  }
  const result = problems.length === 0 ? v.safeParse(schema, options) : undefined;
  if (result?.success) return options as v.InferInput<Schema>;
  for (const issue of result?.issues ?? []) {
    // The path inside a variable contains keys of its value, so it is not repeated.
    const option = String(issue.path?.[0]?.key);
    problems.push(describe(schema, issue, names[option], option in options));
  }
  throw new OptionsError(
    problems,
    "Fix the options where the function is defined, and deploy again. The next deployment overwrites changes in Lambda's console.",
  );
}

/**
 * A valibot action that rejects a value if the given function returns a message. `v.check` has only
 * one message, or must find the problem a second time to build it.
 *
 * @example
 * v.pipe(v.strictObject({ from: v.number(), to: v.number() }), withoutProblem(
 *   ({ from, to }) => (from > to ? 'Give from and to in this order.' : undefined),
 * ));
 */
export function withoutProblem<Value>(
  problemOf: (value: NoInfer<Value>) => string | undefined,
): v.RawCheckAction<Value> {
  return v.rawCheck<Value>(({ dataset, addIssue }) => {
    const message = dataset.typed ? problemOf(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  });
}

/**
 * A valibot schema of a number within limits. The error message contains both limits.
 *
 * @example
 * v.optional(v.pipe(numberWithin(1, 10), v.integer('Give a whole number.')), 3);
 */
export function numberWithin(least: number, most: number) {
  return v.pipe(
    v.number(),
    withoutProblem((value) =>
      value >= least && value <= most ? undefined : `Give a number from ${least} to ${most}.`,
    ),
  );
}

/** Options of a recipe that are not valid. The message contains no values. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], resolution?: string) {
    super(['The options are not valid.', ...problems, resolution].filter(Boolean).join('\n'));
    this.problems = problems;
    loggable(this);
  }
}

/**
 * The placeholder that Amplify leaves in the variable of a secret that it could not read. It is
 * publicly known, so it must not be used as a key.
 */
const UNRESOLVED = '<value will be resolved during runtime>';

function notRead(name: string): string {
  return `${name} is missing: Amplify could not read its secret or parameter. Set the value. For a sandbox, run "npx ampx sandbox secret set".`;
}

/** Names that Lambda, Node.js, Amplify and Powertools read. */
const RESERVED =
  /^(?:AWS|LAMBDA|NODE|AMPLIFY|POWERTOOLS|LD|SSL|X_AMZN)_|^(?:PATH|HOME|USER|SHELL|PWD|LANG|TZ|LOG_LEVEL)$/;

/**
 * Returns the name of the environment variable for an option: `GROUP_NAME` for `groupName`,
 * `API_URL` for `apiURL`.
 *
 * @throws {TypeError} When Lambda does not allow the name or reserves it.
 */
export function environmentName(option: string): string {
  const name = option
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
  if (!/^[A-Z][A-Z0-9_]+$/.test(name) || RESERVED.test(name)) {
    throw new TypeError(
      `The option "${option}" cannot use the environment variable ${name}: Lambda does not allow this name or reserves it. Give the option another name.`,
    );
  }
  return name;
}

function environmentNames(schema: OptionsSchema): Record<string, string> {
  const names: Record<string, string> = {};
  for (const key of Object.keys(schema.entries)) {
    const name = environmentName(key);
    if (Object.values(names).includes(name)) {
      throw new TypeError(
        `Two options would use the environment variable ${name}. Give "${key}" another name.`,
      );
    }
    names[key] = name;
  }
  return names;
}

function encode(entry: v.GenericSchema, value: unknown): string {
  const travelsAsItIs = typeof value === 'string' && (isText(entry) || !isJson(value));
  return travelsAsItIs ? value : JSON.stringify(value);
}

function decode(entry: v.GenericSchema, text: string): unknown {
  return isText(entry) || !isJson(text) ? text : JSON.parse(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isJsonValue(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null) return true;
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return plain && Object.values(value).every(isJsonValue);
}

/**
 * Whether a schema accepts only strings. Then the text is the value, even if it looks like JSON.
 */
function isText(schema: v.GenericSchema): boolean {
  if ('wrapped' in schema) return isText(schema.wrapped as v.GenericSchema);
  if ('options' in schema) {
    return (schema.options as unknown[]).every((option) =>
      schema.type === 'picklist' ? typeof option === 'string' : isText(option as v.GenericSchema),
    );
  }
  return schema.type === 'string' || ('literal' in schema && typeof schema.literal === 'string');
}

/** Describes an issue without its value. Valibot's own messages end with the received value. */
function describe(
  schema: OptionsSchema,
  issue: v.BaseIssue<unknown>,
  where: string | undefined,
  isGiven = issue.input !== undefined,
): string {
  const { expected, message, path, received, type } = issue;
  const isOwn = message.startsWith('Invalid ') && message.endsWith(`eceived ${received}`);
  if (!where) return isOwn ? `Expected ${expected ?? 'other options'}.` : message;
  if (!isGiven) {
    const entry = path?.length === 1 ? schema.entries[String(path[0]?.key)] : undefined;
    return `${where} is missing.${entry ? ` Expected ${entry.expects}.` : ''}`;
  }
  if (type === 'strict_object' && expected === 'never') {
    return `${where} is not an option, or contains an unknown key.`;
  }
  const hint = isOwn ? expected && `Expected ${expected}.` : message;
  return [`${where} is not valid.`, hint].filter(Boolean).join(' ');
}
