/** A value as DynamoDB sends it: `{ S: 'text' }`, `{ N: '1' }`. */
export type AttributeValue = { readonly [type: string]: unknown };
export type Item = Readonly<Record<string, AttributeValue>>;

/** The values of an item without their types, for reading. */
export function plainItem(item: Item): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

/** One value without its type. Numbers that JavaScript cannot hold stay texts. */
export function plain(value: AttributeValue): unknown {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'N':
      return isExact(String(content)) ? Number(content) : String(content);
    case 'NULL':
      return null;
    case 'L':
      return Array.isArray(content) ? content.map(plain) : content;
    case 'M':
      return plainItem(content as Item);
    default:
      return content;
  }
}

/** Whether an item is the same after it was plain JSON. Sets, binary and long numbers are not. */
export function isPlain(item: Item): boolean {
  return Object.values(item).every(isPlainValue);
}

function isPlainValue(value: AttributeValue): boolean {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  if (type === 'N') return isExact(String(content));
  if (type === 'L') return Array.isArray(content) && content.every(isPlainValue);
  if (type === 'M') return isPlain(content as Item);
  return type === 'S' || type === 'BOOL' || type === 'NULL';
}

function isExact(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return false;
  return /^-?\d+$/.test(number) ? Number.isSafeInteger(value) : String(value) === number;
}

/** Adds the types to plain JSON. */
export function typedItem(plainValues: Readonly<Record<string, unknown>>): Item {
  return Object.fromEntries(
    Object.entries(plainValues).map(([name, value]) => [name, typed(value)]),
  );
}

export function typed(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      break;
  }
  if (Array.isArray(value)) return { L: value.map(typed) };
  if (value === null || value === undefined) return { NULL: true };
  return { M: typedItem({ ...value }) };
}

/**
 * Reads the value of a condition as it is written: a number, `true`, `null`, or a text, with quotes
 * if it would be something else.
 */
export function writtenValue(text: string, type?: string): AttributeValue {
  if (type !== undefined) return { [type]: text };
  const trimmed = text.trim();
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(trimmed)) return { N: trimmed };
  if (trimmed === 'true' || trimmed === 'false') return { BOOL: trimmed === 'true' };
  if (trimmed === 'null') return { NULL: true };
  const quoted = /^"([\s\S]*)"$/.exec(trimmed)?.[1];
  return { S: quoted ?? text };
}
