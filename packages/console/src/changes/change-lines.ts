/** A line of JSON that says what became of it. */
export type ChangeLine = {
  readonly text: string;
  readonly mark: 'same' | 'added' | 'changed' | 'removed';
  /** For a changed line: the value that it had, as JSON. */
  readonly before?: string;
  /** For a folded line: what it hides. */
  readonly folded?: readonly ChangeLine[];
};

/**
 * The lines of a value, with those marked in place that differ from what it was before. Objects
 * without a change are folded.
 */
export function changeLines(before: unknown, after: unknown): readonly ChangeLine[] {
  return linesOf({ before, after, indent: '', key: undefined, isLast: true, isRoot: true });
}

/** The paths of the values that differ: `response.emailSubject`. */
export function changedPaths(before: unknown, after: unknown): readonly string[] {
  if (isSame(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [''];
  return keysOf(before, after).flatMap((key) =>
    changedPaths(before[key], after[key]).map((path) => (path === '' ? key : `${key}.${path}`)),
  );
}

/** Whether two values are the same JSON. The order of keys does not count. */
export function isSame(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && before.every((item, at) => isSame(item, after[at]));
  }
  if (!isObject(before) || !isObject(after)) return false;
  return keysOf(before, after).every(
    (key) => key in before && key in after && isSame(before[key], after[key]),
  );
}

type Place = {
  readonly before: unknown;
  readonly after: unknown;
  readonly indent: string;
  readonly key: string | undefined;
  readonly isLast: boolean;
  readonly isRoot?: boolean;
};

const INDENT = '  ';

function linesOf(place: Place): readonly ChangeLine[] {
  const { before, after, indent, isRoot } = place;
  if (isSame(before, after)) {
    const lines = plainLines(place, after, 'same');
    return lines.length > 1 && !isRoot ? [foldedLine(place, lines)] : lines;
  }
  if (before === undefined) return plainLines(place, after, 'added');
  if (after === undefined) return plainLines(place, before, 'removed');
  if (isObject(before) && isObject(after)) {
    const keys = keysOf(before, after);
    return [
      line(place, '{', 'same', { opens: true }),
      ...foldRuns(
        keys.map((key, at) =>
          linesOf({
            before: before[key],
            after: after[key],
            indent: indent + INDENT,
            key,
            isLast: at === keys.length - 1,
          }),
        ),
        indent + INDENT,
      ),
      line({ ...place, key: undefined }, '}', 'same'),
    ];
  }
  const [first, ...rest] = plainLines(place, after, 'changed');
  return first === undefined ? [] : [{ ...first, before: JSON.stringify(before) }, ...rest];
}

/** The fewest members in a row without a change that are folded into one line. */
const FOLDED_RUN = 3;

/** Folds members without a change that follow each other. */
function foldRuns(
  members: readonly (readonly ChangeLine[])[],
  indent: string,
): readonly ChangeLine[] {
  const lines: ChangeLine[] = [];
  let run: (readonly ChangeLine[])[] = [];
  function endRun() {
    const folded = run.flat();
    if (run.length < FOLDED_RUN) lines.push(...folded);
    else lines.push({ text: `${indent}…`, mark: 'same', folded });
    run = [];
  }
  for (const member of members) {
    if (member.length === 1 && member[0]?.mark === 'same') {
      run.push(member);
      continue;
    }
    endRun();
    lines.push(...member);
  }
  endRun();
  return lines;
}

function plainLines(place: Place, value: unknown, mark: ChangeLine['mark']): readonly ChangeLine[] {
  const text = JSON.stringify(value, null, 2) ?? String(value);
  const lines = text.split('\n');
  return lines.map((part, at) =>
    at === 0
      ? line(place, part, mark, { opens: lines.length > 1 })
      : line(
          { ...place, key: undefined, isLast: place.isLast || at < lines.length - 1 },
          part,
          mark,
          { opens: at < lines.length - 1 },
        ),
  );
}

function foldedLine(place: Place, folded: readonly ChangeLine[]): ChangeLine {
  const text = Array.isArray(place.after) ? '[…]' : '{…}';
  return { ...line(place, text, 'same'), folded };
}

function line(
  { indent, key, isLast }: Place,
  text: string,
  mark: ChangeLine['mark'],
  { opens = false } = {},
): ChangeLine {
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  return { text: `${indent}${name}${text}${isLast || opens ? '' : ','}`, mark };
}

function keysOf(before: object, after: object): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
