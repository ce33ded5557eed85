import type { JsonObject } from '../../../protocols/json.js';
import { isJsonObject } from '../../../protocols/json-value.js';
import { mappingError } from './data-source.js';

/** A structure in a resolver's request, with its place for errors: `$[condition]`. */
export type RequestPart = { readonly place: string; readonly members: JsonObject };

/** @throws {DataSourceError} `MappingTemplate` when the request is not an object. */
export function requestPart(request: unknown): RequestPart {
  return partOf('$', request);
}

/** The operation that a request names. The others are checked by {@link checkElements}. */
export function operationOf(request: RequestPart, defaultOperation?: string): string {
  return textIn(request, 'operation') ?? defaultOperation ?? requiredText(request, 'operation');
}

/** @throws {DataSourceError} `MappingTemplate` for a member that AppSync does not know. */
export function checkElements({ place, members }: RequestPart, known: readonly string[]): void {
  const unknown = Object.keys(members).find((name) => !known.includes(name));
  if (unknown !== undefined) throw mappingError(`Unsupported element '${place}[${unknown}]'.`);
}

export function partIn(part: RequestPart, name: string): RequestPart | undefined {
  const value = part.members[name] ?? undefined;
  return value === undefined ? undefined : partOf(`${part.place}[${name}]`, value);
}

export function requiredPart(part: RequestPart, name: string): RequestPart {
  return partIn(part, name) ?? missing(part, name);
}

export function textIn(part: RequestPart, name: string): string | undefined {
  const value = part.members[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrong(part, name, 'a string');
}

export function requiredText(part: RequestPart, name: string): string {
  return textIn(part, name) ?? missing(part, name);
}

export function flagIn(part: RequestPart, name: string): boolean | undefined {
  const value = part.members[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrong(part, name, 'true or false');
}

export function integerIn(part: RequestPart, name: string): number | undefined {
  const value = part.members[name] ?? undefined;
  if (value === undefined) return undefined;
  // DynamoDB has integers of 32 bits.
  if (typeof value === 'number' && (value | 0) === value) return value;
  throw wrong(part, name, 'an integer');
}

export function listIn(part: RequestPart, name: string): readonly unknown[] | undefined {
  const value = part.members[name] ?? undefined;
  if (value === undefined || Array.isArray(value)) return value;
  throw wrong(part, name, 'a list');
}

export function requiredList(part: RequestPart, name: string): readonly unknown[] {
  return listIn(part, name) ?? missing(part, name);
}

export function requiredParts(part: RequestPart, name: string): readonly RequestPart[] {
  return requiredList(part, name).map((value, index) =>
    partOf(`${part.place}[${name}][${index}]`, value),
  );
}

export function partOf(place: string, value: unknown): RequestPart {
  if (isJsonObject(value)) return { place, members: value };
  throw mappingError(`Value for field '${place}' must be an object.`);
}

function missing(part: RequestPart, name: string): never {
  throw mappingError(`Value for field '${part.place}[${name}]' not found.`);
}

function wrong(part: RequestPart, name: string, expected: string) {
  return mappingError(`Value for field '${part.place}[${name}]' must be ${expected}.`);
}
