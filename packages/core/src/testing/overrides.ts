/**
 * What a test wants different in an event, as deep as it needs. `undefined` takes a property away,
 * an array is replaced as a whole.
 */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]?: Overrides<T[Key]> | undefined }
    : T;

type Tree = { [key: string]: unknown };

/**
 * A fresh copy of what AWS sends, with the overrides in it.
 *
 * The payloads are what AWS really sends, where `@types/aws-lambda` knows less: Cognito writes
 * `null` for what is not there yet, and leaves out what the types require. Hence the cast, here and
 * nowhere else.
 */
export function withOverrides<Event>(
  payload: object,
  overrides: NoInfer<Overrides<Event>> | undefined,
): Event {
  return merge(payload, overrides ?? {}) as Event;
}

function merge(base: unknown, override: unknown): unknown {
  if (!isTree(override)) return structuredClone(override);
  const merged: Tree = isTree(base) ? structuredClone(base) : {};
  for (const [key, value] of Object.entries(override)) {
    if (value === undefined) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
