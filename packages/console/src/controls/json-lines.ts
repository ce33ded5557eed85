/** A piece of a line of JSON, with what it is. */
export type JsonPiece = {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'mark';
  readonly text: string;
};

const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([^"\dtfn-]+|.)/g;

/** Splits a line of formatted JSON into pieces that are coloured. */
export function jsonPieces(line: string): readonly JsonPiece[] {
  return [...line.matchAll(TOKEN)].flatMap((match): JsonPiece[] => {
    const [text, quoted, colon, number, word] = match;
    if (quoted !== undefined && colon !== undefined) {
      return [
        { kind: 'key', text: quoted },
        { kind: 'mark', text: colon },
      ];
    }
    if (quoted !== undefined) return [{ kind: 'string', text: quoted }];
    if (number !== undefined) return [{ kind: 'number', text: number }];
    if (word !== undefined) return [{ kind: 'word', text: word }];
    return [{ kind: 'mark', text }];
  });
}

/** JSON with two spaces, as an editor shows it. What JSON cannot say becomes its text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? String(value);
}
