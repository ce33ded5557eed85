import { invalidParameter } from './errors.js';

const LARGEST_PAGE = 60;

/**
 * One page of a list.
 *
 * @param limit Zero, as none, gives the largest page.
 * @param token `next` of the page before.
 * @throws {AwsError} `InvalidParameterException` for a token that is none.
 */
export function page<T>(
  list: readonly T[],
  limit: number | undefined,
  token: string | undefined,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const start = token === undefined ? 0 : readToken(token);
  const end = start + (limit || LARGEST_PAGE);
  return {
    items: list.slice(start, end),
    next: end < list.length ? Buffer.from(`from:${end}`).toString('base64url') : undefined,
  };
}

function readToken(token: string): number {
  const [, start] = /^from:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (start === undefined) throw invalidParameter('Invalid pagination token.');
  return Number(start);
}
