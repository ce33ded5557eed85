/**
 * Nesting limit of JSON. AWS parses requests with up to 1,000 levels. Recursive functions such as
 * `JSON.stringify` fail at about 4,000.
 */
const MAXIMUM_DEPTH = 1000;

/** Parses JSON in UTF-8. Undefined if it is not valid or nested deeper than 1,000 levels. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return parseJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** @throws {SyntaxError} When it is not JSON or nested deeper than 1,000 levels. */
export function parseJsonText(text: string): unknown {
  if (isTooDeep(text)) {
    throw new SyntaxError(`The JSON is nested deeper than ${MAXIMUM_DEPTH} levels.`);
  }
  return JSON.parse(text);
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Counts the brackets outside of strings. Parsing what an attacker nests would take far longer. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === LIST || code === OBJECT) depth += 1;
    else if (code === LIST_END || code === OBJECT_END) depth -= 1;
    if (depth > MAXIMUM_DEPTH) return true;
  }
  return false;
}

/** The place of the quote that ends the string, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

export function isJsonObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
