type Pair = {
  readonly start: number;
  end: number;
  /** Whether it belongs to a function, to `IN` or to `NOT`. */
  readonly isBound: boolean;
  /** Whether words such as `AND` are directly within it. */
  hasOperators: boolean;
  readonly outer: Pair | undefined;
};

const TOKEN = /[()]|[^\s()]+/g;
const OPERATOR = /^(?:AND|OR|NOT|BETWEEN)$/i;

/**
 * Removes the parentheses of a condition that do not change its meaning: those around one comparison
 * and those around the whole. dynalite's parser takes ten times as long for each level of them.
 *
 * Double parentheses stay, because DynamoDB rejects them.
 */
export function withoutNeedlessParentheses(expression: string): string {
  if (!expression.includes('(')) return expression;
  const pairs = pairsOf(expression);
  const removed = new Set<number>();
  for (const pair of pairs) {
    if (pair.isBound || isDouble(expression, pair, pairs)) continue;
    if (pair.hasOperators && !isWhole(expression, pair)) continue;
    removed.add(pair.start).add(pair.end);
  }
  if (removed.size === 0) return expression;
  return [...expression].map((char, index) => (removed.has(index) ? ' ' : char)).join('');
}

/** None if they are not balanced. */
function pairsOf(expression: string): readonly Pair[] {
  const pairs: Pair[] = [];
  let open: Pair | undefined;
  let previous = '';
  for (const { 0: token, index } of expression.matchAll(TOKEN)) {
    if (token === '(') {
      const isBound = previous !== '' && previous !== '(' && !/^(?:AND|OR)$/i.test(previous);
      open = { start: index, end: -1, isBound, hasOperators: false, outer: open };
      pairs.push(open);
    } else if (token === ')') {
      if (!open) return [];
      open.end = index;
      open = open.outer;
    } else if (open && OPERATOR.test(token)) {
      open.hasOperators = true;
    }
    previous = token;
  }
  return open ? [] : pairs;
}

/** Whether another pair stands directly around it or within it. */
function isDouble(expression: string, pair: Pair, pairs: readonly Pair[]): boolean {
  const around = ({ start, end }: Pair, inner: Pair) =>
    expression.slice(start + 1, inner.start).trim() === '' &&
    expression.slice(inner.end + 1, end).trim() === '';
  return pairs.some(
    (other) =>
      (other === pair.outer && around(other, pair)) ||
      (other.outer === pair && around(pair, other)),
  );
}

function isWhole(expression: string, { start, end }: Pair): boolean {
  return expression.slice(0, start).trim() === '' && expression.slice(end + 1).trim() === '';
}
