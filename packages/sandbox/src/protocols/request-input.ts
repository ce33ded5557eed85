import { type JsonObject, parseJsonInput } from './json.js';
import type { ServiceRequest } from './request.js';

/**
 * The input of a request, to see what it needs; nothing of one that the service is going to refuse
 * as it is.
 */
export function inputOf({ body }: ServiceRequest): JsonObject {
  try {
    return parseJsonInput(body);
  } catch {
    return {};
  }
}

export function textIn(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

export function textsIn(input: JsonObject, member: string): readonly string[] {
  const value = input[member];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** The parts of a path as operations read them: what is not encoded as it should be, as it is. */
export function pathPartsOf({ path }: ServiceRequest): readonly string[] {
  return path.split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}
