import * as v from 'valibot';

/** A valibot schema of an object: `v.strictObject({ ... })`, with or without a pipe. */
export type OptionsSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/**
 * Writes options as environment variables, for {@link optionsFromEnv} to read: `groupName` travels
 * as `GROUP_NAME`.
 *
 * Strings travel as they are, everything else as JSON: numbers, booleans, arrays (an empty one is
 * `[]`) and nested objects. An option that is `undefined` does not travel. Secrets do not belong
 * here: an environment is readable in the console and in the template. Give them by Amplify's
 * `secret()`.
 *
 * @throws {OptionsError} When the options do not match the schema, or cannot travel.
 */
export function optionsToEnv<const Schema extends OptionsSchema>(
  schema: Schema,
  options: v.InferInput<Schema>,
): Record<string, string> {
  const result = v.safeParse(schema, options);
  if (!result.success) {
    throw new OptionsError(result.issues.map((issue) => describeIssue(issue, optionPath(issue))));
  }
  const names = environmentNames(schema);
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(options as Record<string, unknown>)) {
    const entry = schema.entries[key];
    const name = names[key];
    if (value === undefined || !entry || !name) continue;
    environment[name] = encode(entry, key, value);
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
    const name = names[key];
    const text = name === undefined ? undefined : environment[name];
    if (text === UNRESOLVED) {
      problems.push(
        `${name} has no value: the secret or parameter behind it could not be read. Set it, for a sandbox with "npx ampx sandbox secret set", and start the function again.`,
      );
    } else if (text !== undefined) {
      options[key] = decode(entry, text);
    }
  }
  if (problems.length === 0) {
    const result = v.safeParse(schema, options);
    if (result.success) return options as v.InferInput<Schema>;
    problems.push(
      ...result.issues.map((issue) => {
        const key = issue.path?.[0]?.key;
        const name = typeof key === 'string' ? names[key] : undefined;
        const inside = name && (issue.path?.length ?? 0) > 1 ? ` (at ${optionPath(issue)})` : '';
        return describeIssue(issue, name ? `environment variable ${name}${inside}` : '');
      }),
    );
  }
  throw new OptionsError(
    problems,
    "Correct the options where the function is defined, in its resource.ts, and deploy again; change no variable by hand in Lambda's console.",
  );
}

/** What is wrong with a recipe's options, and what to do about it. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], resolution = '') {
    super(['The options are not valid.', ...problems, resolution].filter(Boolean).join('\n'));
    this.problems = problems;
  }
}

/** What Amplify leaves in the variable of a secret that it could not read. */
const UNRESOLVED = '<value will be resolved during runtime>';

/** Names that Lambda, Node.js, Amplify and Powertools read. */
const RESERVED = /^(?:AWS|LAMBDA|NODE|AMPLIFY|POWERTOOLS|LD|_)_|^(?:PATH|HOME|USER|PWD|LANG|TZ)$/;

function environmentNames(schema: OptionsSchema): Record<string, string> {
  const names: Record<string, string> = {};
  for (const key of Object.keys(schema.entries)) {
    const name = environmentName(key);
    if (!/^[A-Z][A-Z0-9_]+$/.test(name) || RESERVED.test(name)) {
      throw new TypeError(
        `The option "${key}" cannot travel as the environment variable ${name}: the name is reserved or not one that Lambda takes. Rename the option.`,
      );
    }
    if (Object.values(names).includes(name)) {
      throw new TypeError(`Two options would travel as ${name}. Rename "${key}".`);
    }
    names[key] = name;
  }
  return names;
}

/** `groupName` to `GROUP_NAME`, `apiURL` to `API_URL`. */
export function environmentName(option: string): string {
  return option
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

function encode(entry: v.GenericSchema, key: string, value: unknown): string {
  if (typeof value === 'string' && (isText(entry) || !isJson(value))) return value;
  const text = JSON.stringify(value);
  if (!isJsonValue(value)) {
    throw new OptionsError([
      `${key}: an option is made of strings, finite numbers, booleans, arrays and plain objects.`,
    ]);
  }
  return text;
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
  if (Array.isArray(value)) return value.every(isJsonValue);
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    return (
      (prototype === Object.prototype || prototype === null) &&
      Object.values(value).every(isJsonValue)
    );
  }
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Number.isFinite(value) && !Object.is(value, -0))
  );
}

/** Whether the only thing that a schema takes is a string: then the text needs no quotes. */
function isText(schema: v.GenericSchema): boolean {
  const { type, wrapped, options, literal } = schema as v.GenericSchema & {
    readonly wrapped?: v.GenericSchema;
    readonly options?: readonly unknown[];
    readonly literal?: unknown;
  };
  if (wrapped) return isText(wrapped);
  if (type === 'union') return (options as readonly v.GenericSchema[]).every(isText);
  if (type === 'picklist') return (options ?? []).every((option) => typeof option === 'string');
  return type === 'string' || (type === 'literal' && typeof literal === 'string');
}

function optionPath(issue: v.BaseIssue<unknown>): string {
  return v.getDotPath(issue) ?? '';
}

/** Valibot's own messages repeat the value they were given. What is left is what was expected. */
function describeIssue(issue: v.BaseIssue<unknown>, where: string): string {
  const expected = issue.received === 'undefined' ? 'is missing' : 'is not valid';
  const message = issue.message.startsWith('Invalid ')
    ? issue.expected
      ? `Expected ${issue.expected}`
      : ''
    : issue.message;
  return `${where ? `${where} ${expected}. ` : ''}${message}`.trim();
}
