import { invalidParameter } from '../errors.js';

const LARGEST_PAGE = 60;

/**
 * One page of a list, sorted by key.
 *
 * A page starts after the last item of the page before. Items that are added or deleted between two
 * pages therefore never cause another item to be skipped or repeated: a program that deletes all
 * users page by page misses none.
 *
 * @param limit Zero or undefined gives the largest page.
 * @param token `next` of the page before.
 * @param keyOf The key of an item: unique, and the list is sorted by it.
 * @throws {AwsError} `InvalidParameterException` when the token is not one that this function made.
 */
export function page<T>(
  list: readonly T[],
  limit: number | undefined,
  token: string | undefined,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const after = token === undefined ? undefined : readToken(token);
  const ordered = list
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = ordered.slice(0, limit || LARGEST_PAGE);
  const last = items.at(-1);
  return {
    items: items.map(({ item }) => item),
    next:
      last && items.length < ordered.length
        ? Buffer.from(`after:${last.key}`).toString('base64url')
        : undefined,
  };
}

/** A number as a key. Compared as text, such keys sort like the numbers. */
export function numberKey(value: number): string {
  return String(value).padStart(16, '0');
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:')) throw invalidParameter('Invalid pagination token.');
  return text.slice('after:'.length);
}
