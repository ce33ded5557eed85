import type { JsonObject } from '../../../protocols/json.js';
import type { ServiceRequest } from '../../../protocols/request.js';
import { requireCaller } from '../../../protocols/require-caller.js';
import type { Engine } from '../engine.js';
import { readInput, type Shape } from './shapes.js';

/** An operation of the API. It takes the request's raw input and returns the response's output. */
export type Operation = (
  engine: Engine,
  input: JsonObject,
  request: ServiceRequest,
) => Promise<unknown>;

type Run<T> = (engine: Engine, input: T, request: ServiceRequest) => Promise<unknown> | unknown;

/** An operation that anybody may call. Its input shows what the caller may do. */
export function publicOperation<T>(shape: Shape<T>, run: Run<T>): Operation {
  return async (engine, input, request) => run(engine, readInput(shape, input), request);
}

/** An operation that only a caller with AWS credentials may call. */
export function adminOperation<T>(shape: Shape<T>, run: Run<T>): Operation {
  const operation = publicOperation(shape, run);
  return async (engine, input, request) => {
    requireCaller(request, { message: 'Missing Authentication Token' });
    return operation(engine, input, request);
  };
}
