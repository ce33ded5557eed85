export type TextRule = (text: string) => boolean;

/**
 * Parses a text in which `*` matches any characters, `\*` an asterisk and `\\` a backslash.
 *
 * @throws {Error} In the words of EventBridge.
 */
export function parseWildcard(pattern: string): TextRule {
  const pieces: string[] = [];
  let piece = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === '*') {
      // EventBridge counts the quote before the text.
      if (next === '*') throw new Error(`Consecutive wildcard characters at pos ${at + 1}`);
      pieces.push(piece);
      piece = '';
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\')
        throw new Error(`Invalid escape character at pos ${at + 1}`);
      piece += next;
      at++;
    } else {
      piece += character;
    }
  }
  pieces.push(piece);
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    // The earliest match of each piece leaves the most for the others, so no other match is tried.
    let at = first.length;
    for (const inner of rest) {
      const found = text.indexOf(inner, at);
      if (found < 0) return false;
      at = found + inner.length;
    }
    return at <= end;
  };
}

/**
 * Compares texts character by character, each as it is, in lower case or in upper case. So `ß`
 * equals `SS`, as in EventBridge, and not `ss`.
 */
export function ignoringCase(pattern: string): {
  readonly equals: TextRule;
  readonly prefix: TextRule;
  readonly suffix: TextRule;
} {
  const characters = [...pattern].map((character) => [
    ...new Set([character, character.toLowerCase(), character.toUpperCase()]),
  ]);
  const forwards = (text: string) =>
    places(characters, 0, (form, at) => (text.startsWith(form, at) ? at + form.length : undefined));
  const backwards = (text: string) =>
    places([...characters].reverse(), text.length, (form, at) =>
      text.endsWith(form, at) ? at - form.length : undefined,
    );
  return {
    equals: (text) => forwards(text).has(text.length),
    prefix: (text) => forwards(text).size > 0,
    suffix: (text) => backwards(text).size > 0,
  };
}

/** The possible positions in a text after all characters of a pattern, each in one of its forms. */
function places(
  characters: readonly (readonly string[])[],
  start: number,
  step: (form: string, at: number) => number | undefined,
): ReadonlySet<number> {
  let found = new Set([start]);
  for (const forms of characters) {
    const next = new Set<number>();
    for (const at of found) {
      for (const form of forms) {
        const to = step(form, at);
        if (to !== undefined) next.add(to);
      }
    }
    found = next;
  }
  return found;
}
