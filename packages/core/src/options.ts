import * as v from 'valibot';
import { loggable } from './loggable.js';

/** A valibot schema of an object: `v.strictObject({ ... })`, with or without a pipe. */
export type OptionsSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/**
 * Validates a recipe's options, and fills in its defaults.
 *
 * @throws {OptionsError} When they do not match the schema, or one is a secret that could not be
 * read. It names each wrong option and what was expected, and never a value.
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
 * Writes options as environment variables, for {@link optionsFromEnv} to read: `groupName` travels
 * as `GROUP_NAME`.
 *
 * Strings travel as they are, everything else as JSON: numbers, booleans, arrays (an empty one is
 * `[]`) and nested objects. An option that is `undefined` does not travel. Secrets do not belong
 * here: an environment can be read in the template and in Lambda's console. They are given by
 * Amplify's `secret()`.
 *
 * @throws {OptionsError} When the options do not match the schema, or one cannot travel.
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
        `${key} cannot travel to the function. Expected strings, finite numbers, booleans, arrays and plain objects.`,
      ]);
    }
    environment[name] = encode(entry, value);
  }
  return environment;
}

/**
 * Reads options from the environment variables that {@link optionsToEnv} wrote, and validates them
 * against the schema. Call it once, at cold start: a wrong environment stops the function before
 * its first event.
 *
 * @throws {OptionsError} When a variable is missing or does not match. It names the variable, what
 * was expected and what to do, and never the value.
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
    // The path inside a variable is made of keys that stand in its value: it is not repeated.
    const option = String(issue.path?.[0]?.key);
    problems.push(describe(schema, issue, names[option], option in options));
  }
  throw new OptionsError(
    problems,
    "Correct the options where the function is defined, and deploy again: a change in Lambda's console is lost with the next deployment.",
  );
}

/**
 * A valibot action that takes a value unless something is found to be wrong with it: that is then
 * the message. `v.check` knows one message, or looks for what is wrong twice.
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
 * A valibot schema of a number within limits: where it is out of them, the message has both.
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

/** What is wrong with a recipe's options. Its message names no value. */
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
 * What Amplify leaves in the variable of a secret that it could not read. As a key, it would be one
 * that everybody knows.
 */
const UNRESOLVED = '<value will be resolved during runtime>';

function notRead(name: string): string {
  return `${name} is missing: the secret or parameter behind it could not be read. Set its value, for a sandbox with "npx ampx sandbox secret set".`;
}

/** Names that Lambda, Node.js, Amplify and Powertools read. */
const RESERVED =
  /^(?:AWS|LAMBDA|NODE|AMPLIFY|POWERTOOLS|LD|SSL|X_AMZN)_|^(?:PATH|HOME|USER|SHELL|PWD|LANG|TZ|LOG_LEVEL)$/;

/**
 * The environment variable that an option travels as: `groupName` as `GROUP_NAME`, `apiURL` as
 * `API_URL`.
 *
 * @throws {TypeError} When Lambda does not take that name, or reads it itself.
 */
export function environmentName(option: string): string {
  const name = option
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
  if (!/^[A-Z][A-Z0-9_]+$/.test(name) || RESERVED.test(name)) {
    throw new TypeError(
      `The option "${option}" cannot travel as ${name}, a name that Lambda does not take or reads itself. Give the option another name.`,
    );
  }
  return name;
}

function environmentNames(schema: OptionsSchema): Record<string, string> {
  const names: Record<string, string> = {};
  for (const key of Object.keys(schema.entries)) {
    const name = environmentName(key);
    if (Object.values(names).includes(name)) {
      throw new TypeError(`Two options would travel as ${name}. Give "${key}" another name.`);
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

/** Whether all that a schema takes is a string: then the text is the value, whatever it looks like. */
function isText(schema: v.GenericSchema): boolean {
  if ('wrapped' in schema) return isText(schema.wrapped as v.GenericSchema);
  if ('options' in schema) {
    return (schema.options as unknown[]).every((option) =>
      schema.type === 'picklist' ? typeof option === 'string' : isText(option as v.GenericSchema),
    );
  }
  return schema.type === 'string' || ('literal' in schema && typeof schema.literal === 'string');
}

/** Valibot's own messages end in the value that they were given. The rest is what was expected. */
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
    return `${where} is not an option, or holds a key that is none.`;
  }
  const hint = isOwn ? expected && `Expected ${expected}.` : message;
  return [`${where} is not valid.`, hint].filter(Boolean).join(' ');
}
