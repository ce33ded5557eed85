import { isAwsHost } from '../protocols/aws-host.js';
import type { ServiceRequestHead, ServiceResponse } from '../protocols/request.js';

const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The refusal of a request that did not come from programs or pages of this machine. Undefined if
 * the request is allowed.
 *
 * A web page anywhere can make a browser send requests to 127.0.0.1. Two checks stop it. `Host`
 * must be this machine, which excludes a domain rebound to 127.0.0.1 (DNS rebinding). The `Origin`
 * of a page must be this machine, too.
 *
 * @param redirectedFrom The function that opened the connection to a host of AWS. No page can open
 *   such a connection.
 */
export function refusalOf(
  { headers }: ServiceRequestHead,
  redirectedFrom?: string,
): ServiceResponse | undefined {
  const isRedirected = redirectedFrom !== undefined && isAwsHost(headers.host);
  if (!isRedirected && !isLocal(`http://${headers.host ?? ''}`)) {
    return refusal(
      'The sandbox answers only to 127.0.0.1 and localhost; the Host header names another host.',
    );
  }
  if (headers.origin !== undefined && !isLocal(headers.origin)) {
    return refusal(
      'The sandbox answers only pages of this machine; the Origin header names another origin.',
    );
  }
  // A script of the sandbox in a page at localhost comes from another site than 127.0.0.1. A page
  // can hide its Referer, but cannot send the Referer of another page.
  const isOfLocalPage = headers.origin !== undefined || isLocal(headers.referer ?? '');
  if (!isOfLocalPage && headers['sec-fetch-site'] === 'cross-site') {
    return refusal(
      'The sandbox answers only pages of this machine; this request comes from a page of another site.',
    );
  }
  return undefined;
}

/** Headers that let a page of this machine read a response. */
export function corsHeaders({ headers }: ServiceRequestHead): Record<string, string> {
  const { origin } = headers;
  if (!origin || !isLocal(origin)) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': '*',
    ...(headers['access-control-request-method'] && {
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '7200',
    }),
    ...(headers['access-control-request-private-network'] && {
      'access-control-allow-private-network': 'true',
    }),
  };
}

function isLocal(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, username } = new URL(origin);
  return /^https?:$/.test(protocol) && username === '' && LOCAL_NAMES.has(hostname);
}

function refusal(message: string): ServiceResponse {
  return {
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException:' },
    body: JSON.stringify({ __type: 'AccessDeniedException', message }),
  };
}
