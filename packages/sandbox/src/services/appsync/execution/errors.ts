import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { type ErrorParts, ResolverError } from '../util/effects.js';

type Path = readonly (string | number)[];

/** An error in the response, in the shape of AppSync. */
export type ResponseError = {
  readonly path: Path | null;
  readonly data?: unknown;
  readonly errorType?: string | null;
  readonly errorInfo?: unknown;
  readonly locations: readonly Location[] | null;
  readonly message: string;
};

type Location = { readonly line: number; readonly column: number; readonly sourceName: null };

/** An error of a field that a resolver raised or appended. */
export function fieldError(
  { message, errorType, data = null, errorInfo = null }: ErrorParts,
  path: Path | null,
  error: Pick<GraphQLError, 'locations'>,
): ResponseError {
  const locations = locationsOf(error);
  return { path, data, errorType: errorType ?? null, errorInfo, locations, message };
}

/** An error of an operation that no resolver has raised. */
export function operationError(error: GraphQLError): ResponseError {
  return { path: null, locations: locationsOf(error), message: error.message };
}

/** Formats an error of the execution. */
export function executionError(error: GraphQLError, schema: GraphQLSchema): ResponseError {
  const { originalError, path = null } = error;
  if (originalError instanceof ResolverError) return fieldError(originalError, path, error);
  return { path, locations: locationsOf(error), message: executionMessage(error, schema) };
}

/**
 * Formats the result of an operation that could not begin, because a variable has a wrong value.
 */
export function variableErrors({ errors = [] }: ExecutionResult): readonly ResponseError[] {
  return errors.map((error) => ({
    path: null,
    locations: locationsOf(error),
    message: variableMessage(error.message),
  }));
}

/** graphql-java's words for the values of a result that its type does not allow. */
function executionMessage(error: GraphQLError, schema: GraphQLSchema): string {
  const { message, path = [] } = error;
  const place = placeOf(path);
  const [, parent = '', field = ''] =
    /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(message) ?? [];
  if (parent !== '') {
    return `Cannot return null for non-nullable type: '${typeName(schema, parent, field)}' within parent '${parent}' (${place})`;
  }
  const [, enumName, value] =
    /^Enum "(\w+)" cannot represent (?:non-string )?value: "?(.*?)"?(?:\. Did you mean.*)?$/s.exec(
      message,
    ) ?? [];
  if (enumName !== undefined) {
    return `Can't serialize value (${place}) : Invalid input '${value}' for enum '${enumName}'.`;
  }
  if (/^Unable to serialize|cannot represent/.test(message)) {
    return `Can't serialize value (${place}) : ${message}`;
  }
  if (/^Expected Iterable/.test(message)) {
    return `Can't resolve value (${place}) : type mismatch error, expected type LIST`;
  }
  if (/^Abstract type/.test(message)) return `Can't resolve value (${place}) : ${message}`;
  return message;
}

function typeName(schema: GraphQLSchema, parent: string, field: string): string {
  const type = schema.getType(parent);
  if (!isObjectType(type) && !isInterfaceType(type)) return field;
  const found = type.getFields()[field];
  return found ? getNamedType(found.type).name : field;
}

/** `/listTodos/items[0]/content` */
function placeOf(path: Path): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('');
}

function variableMessage(message: string): string {
  const [, required] =
    /^Variable "\$(\w+)" of required type "[^"]+" was not provided/.exec(message) ?? [];
  if (required !== undefined) {
    const type = /of required type "([^"]+)"/.exec(message)?.[1];
    return `Variable '${required}' has coerced Null value for NonNull type '${type}'`;
  }
  const [, nonNull, nullPlace = nonNull, nullType] =
    /^Variable "\$(\w+)" (?:of non-null type|got invalid value null(?: at "([^"]+)")?; Expected non-nullable type) "([^"]+)"/.exec(
      message,
    ) ?? [];
  if (nullPlace !== undefined) {
    const name = nullPlace.slice(nullPlace.lastIndexOf('.') + 1);
    return `Variable '${name}' has coerced Null value for NonNull type '${nullType}'`;
  }
  const [, variable, place = '', reason = ''] =
    /^Variable "\$(\w+)" got invalid value [\s\S]*?(?: at "([^"]+)")?; ([\s\S]*)$/.exec(message) ??
    [];
  if (variable === undefined) return message;
  const [, missing, missingType] =
    /^Field "([^"]+)" of required type "([^"]+)" was not provided/.exec(reason) ?? [];
  if (missing !== undefined) {
    return `Variable '${missing}' has coerced Null value for NonNull type '${missingType}'`;
  }
  const [, unknown, input] = /^Field "([^"]+)" is not defined by type "([^"]+)"/.exec(reason) ?? [];
  if (unknown !== undefined) {
    return `The variables input contains a field name '${unknown}' that is not defined for input object type '${input}' `;
  }
  return `Variable '${place === '' ? variable : place}' has an invalid value. ${reason.replace(/^Expected type "[^"]+"\. (?=Unable)/, '')}`.trim();
}

function locationsOf({ locations }: Pick<GraphQLError, 'locations'>): readonly Location[] | null {
  return locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null;
}
