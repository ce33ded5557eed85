import { sameText } from '../../iam/credentials.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import { cookieName } from './token.js';

/** How the caller of the console's API proved that the developer started it. */
export type Authentication = 'bearer' | 'cookie' | 'no token' | 'another origin';

/**
 * Authenticates a request to the API: by the token itself, which a program sends, or by the cookie
 * of the console's page.
 *
 * A browser sends the cookie with the requests of any local port, so it counts only in requests of
 * the console's own pages. An object of a bucket has no origin, because it is sandboxed.
 */
export function authenticate(head: ServiceRequestHead, token: string): Authentication {
  const bearer = /^Bearer (.+)$/.exec(head.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return sameText(bearer, token) ? 'bearer' : 'no token';
  if (!hasCookie(head, token)) return 'no token';
  return isOfOwnPage(head) ? 'cookie' : 'another origin';
}

/**
 * Authenticates a WebSocket. A browser names the origin of the page that opens it, and cannot send
 * an `Authorization` header, so the token may be in the query.
 */
export function authenticateSocket(head: ServiceRequestHead, token: string): boolean {
  const { query, headers } = head;
  if (sameText(query.get('token') ?? '', token)) return true;
  return hasCookie(head, token) && headers.origin === `http://${headers.host}`;
}

/** Whether the cookie of the request has the token. */
export function hasCookie({ headers }: ServiceRequestHead, token: string): boolean {
  const name = cookieName(token);
  return (headers.cookie ?? '').split(';').some((pair) => {
    const [key = '', value = ''] = pair.trim().split('=', 2);
    return key === name && sameText(value, token);
  });
}

/**
 * Whether a page of the console sent the request, as the browser says. Safari before 16.4 sends no
 * `Sec-Fetch-Site`. A page can hide its Referer, but cannot send the Referer of another page.
 */
function isOfOwnPage({ method, headers }: ServiceRequestHead): boolean {
  const { origin, referer, host } = headers;
  const site = headers['sec-fetch-site'];
  const reads = method === 'GET' || method === 'HEAD';
  // `none`: the developer typed the address.
  if (site !== undefined && site !== 'same-origin' && !(site === 'none' && reads)) return false;
  if (origin !== undefined) return origin === `http://${host}`;
  return site !== undefined || (reads && referer?.startsWith(`http://${host}/`) === true);
}
