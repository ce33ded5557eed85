/** The rules that make values safe while they are copied. */
export type Redaction = {
  /** Removes the parts of a text that must not be logged. The text has at most 8,000 characters. */
  readonly text: (text: string) => string;
  /** Whether a value is hidden because of its name. An item of a list has the name of the list. */
  readonly hides: (name: string, value: unknown) => boolean;
};

export const REDACTED = '[REDACTED]';

/** These limits bound a line of the log for any input. */
const DEEPEST = 16;
const MOST_VALUES = 1000;
const LONGEST_TEXT = 8000;
const LONGEST_KEY = 1000;
const MOST_TEXT = 20_000;

/** Characters to drop before a cut: a value that is cut in half would not be recognized. */
const AT_A_CUT = 200;

/** Keys that hold a name, and keys that hold its value: `{ Name: 'email', Value: '...' }`. */
const HOLDS_NAME = /^(?:name|key|field|header|attribute|parameter|property|label|path|option)$/i;
const HOLDS_VALUE = /value|^(?:val|contents?|data|text|raw|input|received|s|n)$/i;

const MORE = '[more]';

/** Replaces functions, which may have a `toJSON` or be a proxy, with an empty one. */
const FUNCTION = () => undefined;

/**
 * Copies a value to plain data for `JSON.stringify`. It does not throw, even for getters and
 * proxies that throw and for circular references. The copy is bounded in depth, length and time.
 */
export function plainCopy(value: unknown, redaction: Redaction): unknown {
  let valuesLeft = MOST_VALUES;
  let textLeft = MOST_TEXT;
  return copy(value, '', []);

  function copy(value: unknown, name: string, ancestors: readonly object[]): unknown {
    valuesLeft -= 1;
    if (typeof value === 'string') return textOf(value, LONGEST_TEXT);
    if (typeof value === 'bigint' || typeof value === 'symbol') {
      return textOf(String(value), LONGEST_TEXT);
    }
    if (typeof value === 'function') return FUNCTION;
    if (typeof value !== 'object' || value === null) return value;
    try {
      return copyObject(value, name, ancestors);
    } catch {
      // The line is logged even if a getter, a proxy or a toJSON throws.
      return '[unreadable]';
    }
  }

  function copyObject(value: object, name: string, ancestors: readonly object[]): unknown {
    if (ancestors.includes(value)) return '[circular]';
    if (ancestors.length >= DEEPEST) return '[too deep]';
    const inside = [...ancestors, value];
    if (value instanceof String) return textOf(value.valueOf(), LONGEST_TEXT);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) return copyItems(value, name, inside);
    if (value instanceof Map) return copyEntries(value, inside);
    if (value instanceof Error) return copyEntries(errorEntries(value), inside);
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return copy(value.toJSON(), name, inside);
    }
    return copyEntries(entriesOf(value, Object.keys(value)), inside);
  }

  function copyItems(items: Iterable<unknown>, name: string, inside: readonly object[]): unknown[] {
    const copied: unknown[] = [];
    let before: unknown;
    for (const item of items) {
      if (valuesLeft <= 0) {
        copied.push(MORE);
        break;
      }
      // In lists such as `rawHeaders`, each name is followed by its value.
      const isHidden =
        redaction.hides(name, item) ||
        (typeof before === 'string' && before.length <= 60 && redaction.hides(before, item));
      copied.push(isHidden ? hidden() : copy(item, name, inside));
      before = item;
    }
    return copied;
  }

  function copyEntries(
    entries: Iterable<readonly [unknown, unknown]>,
    inside: readonly object[],
  ): Record<string, unknown> {
    const read: (readonly [string, unknown])[] = [];
    for (const [key, value] of entries) {
      if (read.length >= valuesLeft) {
        read.push(['...', MORE]);
        break;
      }
      read.push([typeof key === 'object' ? '[object]' : String(key), value]);
    }
    const names = read.flatMap(([key, value]) =>
      HOLDS_NAME.test(key) && typeof value === 'string' && value.length <= 60 ? value : [],
    );
    return Object.fromEntries(
      read.map(([key, value]) => {
        const isHidden =
          redaction.hides(key, value) ||
          (HOLDS_VALUE.test(key) && names.some((name) => redaction.hides(name, value)));
        return [textOf(key, LONGEST_KEY), isHidden ? hidden() : copy(value, key, inside)];
      }),
    );
  }

  function hidden(): string {
    valuesLeft -= 1;
    return REDACTED;
  }

  function textOf(text: string, longest: number): string {
    if (textLeft <= 0 && text !== '') return `[${text.length} characters]`;
    const most = Math.min(longest, Math.max(textLeft, 2 * AT_A_CUT));
    textLeft -= Math.min(text.length, most);
    if (text.length <= most) return redaction.text(text);
    const safe = redaction.text(text.slice(0, most)).slice(0, -AT_A_CUT);
    return `${safe}[${text.length - most + AT_A_CUT} more characters]`;
  }
}

function* entriesOf(value: object, keys: readonly string[]): Generator<[string, unknown]> {
  for (const key of keys) yield [key, (value as Record<string, unknown>)[key]];
}

/** Properties in which HTTP clients and the SDK attach whole requests, with headers and bodies. */
const ATTACHED = /^(?:\$?response|request|config|options)$/;

function* errorEntries(error: Error): Generator<[string, unknown]> {
  const { name, message, stack, cause } = error;
  const errors = error instanceof AggregateError ? error.errors : undefined;
  yield* Object.entries({ name, message, stack, cause, errors });
  const keys = Object.keys(error).filter((key) => !ATTACHED.test(key));
  yield* entriesOf(error, keys);
}
