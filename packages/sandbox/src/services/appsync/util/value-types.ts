/** A map of a resolver: each own name is a plain key, `__proto__` and `constructor` too. */
export type MapValue = { readonly [name: string]: unknown };

export type TypeName = 'Null' | 'Boolean' | 'Number' | 'String' | 'List' | 'Map' | 'Object';

/** `undefined` counts as null. */
export function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function isMap(value: unknown): value is MapValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a value, in the words of `$util.typeOf`. */
export function typeOf(value: unknown): TypeName {
  if (isNull(value)) return 'Null';
  if (isBoolean(value)) return 'Boolean';
  if (isNumber(value)) return 'Number';
  if (isString(value)) return 'String';
  if (isList(value)) return 'List';
  return isMap(value) ? 'Map' : 'Object';
}

export function isNullOrEmpty(value: unknown): boolean {
  if (isNull(value)) return true;
  if (isString(value) || isList(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

export function isNullOrBlank(value: unknown): boolean {
  return isNull(value) || (isString(value) && value.trim() === '');
}

/** Equality of Java's lists and maps: by value. The order of a map's names does not count. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (isNull(left)) return isNull(right);
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index]))
    );
  }
  if (!isMap(left)) return left === right;
  return (
    isMap(right) &&
    Object.keys(left).length === Object.keys(right).length &&
    Object.entries(left).every(
      ([name, value]) => Object.hasOwn(right, name) && isEqual(value, right[name]),
    )
  );
}
