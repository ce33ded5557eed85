const own = new WeakSet<object>();

/**
 * Marks an error whose message the recipes may log. The message must be your own text, without
 * values of a user, a record or another service. The recipes do not log the messages of other
 * errors.
 *
 * @example
 * throw loggable(new Error('The table has no index by date.'));
 */
export function loggable<Given extends Error>(error: Given): Given {
  own.add(error);
  return error;
}

export function isLoggable(error: object): boolean {
  return own.has(error);
}
