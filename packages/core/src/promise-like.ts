/** Whether a value must be awaited. Awaiting any other value costs a turn of the event loop. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** Calls a function with a value: at once, or when its promise is fulfilled. */
export function whenReady<Value, Result>(
  value: Value | PromiseLike<Value>,
  next: (value: Value) => Result | PromiseLike<Result>,
): Result | PromiseLike<Result> {
  return isPromiseLike(value) ? (value as PromiseLike<Value>).then(next) : next(value as Value);
}
