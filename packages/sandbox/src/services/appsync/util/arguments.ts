import {
  isList,
  isMap,
  isNull,
  isNumber,
  isString,
  type MapValue,
  type TypeName,
  typeOf,
} from './value-types.js';

/** @throws {TypeError} The argument is not a string. */
export function requireString(functionName: string, value: unknown): string {
  if (!isString(value)) throw wrongType(functionName, 'String', value);
  return value;
}

/** @throws {TypeError} The argument is not a finite number. */
export function requireNumber(functionName: string, value: unknown): number {
  if (!isNumber(value)) throw wrongType(functionName, 'Number', value);
  if (!Number.isFinite(value)) {
    throw new TypeError(`${functionName}: the argument is ${value}. Pass a finite number.`);
  }
  return value;
}

/** @throws {TypeError} The argument is not a list. */
export function requireList(functionName: string, value: unknown): readonly unknown[] {
  if (!isList(value)) throw wrongType(functionName, 'List', value);
  return value;
}

/** @throws {TypeError} The argument is not a map. */
export function requireMap(functionName: string, value: unknown): MapValue {
  if (!isMap(value)) throw wrongType(functionName, 'Map', value);
  return value;
}

/** @throws {TypeError} The argument is neither null nor a string. */
export function optionalString(functionName: string, value: unknown): string | undefined {
  return isNull(value) ? undefined : requireString(functionName, value);
}

export function wrongType(functionName: string, expected: TypeName, value: unknown): TypeError {
  return new TypeError(
    `${functionName}: an argument has the type ${typeOf(value)}. Pass a value of the type ${expected}.`,
  );
}
