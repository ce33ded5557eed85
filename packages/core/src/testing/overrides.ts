/**
 * Changes to an event, at any depth. `undefined` removes a property. An array is replaced as a
 * whole.
 */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]?: Overrides<T[Key]> | undefined }
    : T;

type Tree = { [key: string]: unknown };

/**
 * Returns a new copy of an event of AWS with the overrides applied.
 *
 * The events are those that AWS really sends, which differ from `@types/aws-lambda`: Cognito sends
 * `null` for missing values and leaves out properties that the types require. This is the only
 * place that needs a cast for it.
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
