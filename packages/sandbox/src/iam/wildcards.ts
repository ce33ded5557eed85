/** A part of a pattern: a character or a wildcard. */
export type Piece = string | Wildcard;

type Wildcard = {
  readonly isMany: boolean;
  /** Whether it may match a colon, which separates the segments of an ARN. */
  readonly crossesColons: boolean;
};

/** A colon of the pattern itself. One in the value of a variable is an ordinary character. */
const SEPARATOR: unique symbol = Symbol('separator');

export type Pattern = readonly (Piece | typeof SEPARATOR)[];

const MANY: Wildcard = { isMany: true, crossesColons: true };
const ONE: Wildcard = { isMany: false, crossesColons: true };
const MANY_IN_SEGMENT: Wildcard = { isMany: true, crossesColons: false };
const ONE_IN_SEGMENT: Wildcard = { isMany: false, crossesColons: false };
/** Number of colons before the last segment of an ARN. That segment may contain colons. */
const SEPARATORS = 5;

/** Parses a pattern: `*` matches any text, `?` one character. */
export function patternOf(text: string): Pattern {
  return Array.from(text, (character) => {
    if (character === '*') return MANY;
    if (character === '?') return ONE;
    return character === ':' ? SEPARATOR : character;
  });
}

/** A pattern of a text without wildcards and separators. */
export function literalOf(text: string): Pattern {
  return Array.from(text);
}

/**
 * A pattern for the resources of a statement. A `*` inside one of the first segments of an ARN
 * matches only within that segment. A `*` at the end of a segment matches beyond it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourcePattern(pattern: Pattern): Pattern {
  const isArn = ['a', 'r', 'n', SEPARATOR].every((piece, index) => pattern[index] === piece);
  if (!isArn) return pattern;
  let separators = 0;
  return pattern.map((piece, index) => {
    if (piece === SEPARATOR) separators += 1;
    if (typeof piece !== 'object' || separators >= SEPARATORS) return piece;
    if (!piece.isMany) return ONE_IN_SEGMENT;
    const next = pattern[index + 1];
    return next === undefined || next === SEPARATOR ? MANY : MANY_IN_SEGMENT;
  });
}

/**
 * The six segments of an ARN's pattern. Undefined if it has fewer. The last segment keeps its
 * colons.
 */
export function arnSegments(pattern: Pattern): readonly Pattern[] | undefined {
  const ends: number[] = [];
  for (const [index, piece] of pattern.entries()) {
    if (piece === SEPARATOR && ends.length < SEPARATORS) ends.push(index);
  }
  if (ends.length < SEPARATORS) return undefined;
  return [...ends, pattern.length].map((end, index) =>
    pattern.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end),
  );
}

/**
 * Whether a pattern matches a whole text. The time is proportional to the length of the pattern
 * times the length of the text, with any wildcards, because nothing is tried twice.
 */
export function fits(pattern: Pattern, text: string): boolean {
  const end = pattern.length;
  // The numbers of pattern pieces that the text so far can match.
  let reached = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  reached[0] = 1;
  for (const character of text) {
    let isAlive = false;
    next.fill(0);
    // Indexes are faster than iterators, and this loop takes most of the time of a decision.
    for (let index = 0; index < end; index += 1) {
      if (reached[index] === 0) continue;
      const piece = pattern[index];
      const isMany = typeof piece === 'object' && piece.isMany;
      // A `*` may match nothing.
      if (isMany) reached[index + 1] = 1;
      if (!standsFor(piece, character)) continue;
      next[isMany ? index : index + 1] = 1;
      isAlive = true;
    }
    if (!isAlive) return false;
    [reached, next] = [next, reached];
  }
  return isRestEmpty(pattern, reached.lastIndexOf(1));
}

/** Whether the rest of a pattern may match nothing. */
function isRestEmpty(pattern: Pattern, from: number): boolean {
  return pattern.slice(from).every((piece) => typeof piece === 'object' && piece.isMany);
}

function standsFor(piece: Pattern[number] | undefined, character: string): boolean {
  if (piece === SEPARATOR) return character === ':';
  if (typeof piece === 'object') return piece.crossesColons || character !== ':';
  return piece === character;
}
