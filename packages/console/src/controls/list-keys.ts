/** The keys that walk a list. */
const PAGE = 10;

/**
 * Where a key leads in a list.
 *
 * @param at The index of the current row, or -1.
 * @returns The next index, or undefined if the key does not walk or there are no rows.
 */
export function nextIndex(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  const wanted = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? 0 : at - 1,
    j: at + 1,
    k: at < 0 ? 0 : at - 1,
    Home: 0,
    End: count - 1,
    PageDown: at + PAGE,
    PageUp: at - PAGE,
  }[key];
  return wanted === undefined ? undefined : Math.min(count - 1, Math.max(0, wanted));
}
