import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { isJsonObject } from '../../../protocols/json-value.js';

/** The public keys of OpenID Connect issuers. */
export type IssuerKeys = {
  /**
   * The keys of an issuer, by its discovery document. They are kept, and read again when a token
   * names an unknown key.
   *
   * @throws {Error} when the issuer does not answer, or answers for another issuer.
   */
  of(issuer: string): Promise<JWTVerifyGetKey>;
};

const TIMEOUT_MS = 5000;
const MAXIMUM_BYTES = 1024 * 1024;

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
export function createIssuerKeys(): IssuerKeys {
  const known = new Map<string, Promise<JWTVerifyGetKey>>();
  return {
    of(issuer) {
      const found = known.get(issuer);
      if (found) return found;
      const keys = discover(issuer);
      known.set(issuer, keys);
      // An issuer that does not answer now may answer the next request.
      keys.catch(() => known.delete(issuer));
      return keys;
    },
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const address = trustedUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const response = await fetchSmall(address.href);
  const document: unknown = await response.json();
  if (!isJsonObject(document) || document.issuer !== issuer) {
    throw new Error(`${address.href} is not the document of the issuer ${issuer}.`);
  }
  return createRemoteJWKSet(trustedUrl(String(document.jwks_uri)), {
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: (url) => fetchSmall(url),
  });
}

/** A key that came over plain HTTP could be anybody's, unless it came from this machine. */
function trustedUrl(text: string): URL {
  const url = new URL(text);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return url;
  throw new Error(`${text} must begin with https://. Only an issuer on this machine may use http.`);
}

/** Gets a document that follows no redirect, comes in time and is not too long. */
async function fetchSmall(url: string): Promise<Response> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  });
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}.`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAXIMUM_BYTES) throw new Error(`${url} is longer than ${MAXIMUM_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks));
}
