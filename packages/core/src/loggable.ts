const own = new WeakSet<object>();

/**
 * Marks an error whose message may stand in the log as it is: it was written by who throws it, and
 * holds no value of a user's, of a record's or of another service's. The messages of all other
 * errors stay out of what the recipes log.
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
