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
  const value: unknown = JSON.parse(text);
  if (isTooDeep(value)) {
    throw new SyntaxError(`The JSON is nested deeper than ${MAXIMUM_DEPTH} levels.`);
  }
  return value;
}

/** Checks a value level by level. Recursion would itself fail at the depth that it checks for. */
function isTooDeep(value: unknown): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAXIMUM_DEPTH) return true;
    level = level.flatMap((each) => Object.values(each).filter(isNested));
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isJsonObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
