import type { ServiceRequestHead, ServiceResponse } from '../../../protocols/request.js';
import type { Engine } from '../engine.js';
import { issuer, type UserPool } from '../user-pool/user-pool.js';

const DOCUMENT = /^\/([\w-]+_[0-9A-Za-z]+)\/\.well-known\/(jwks\.json|openid-configuration)$/;

/** Whether a request asks for a pool's public documents. */
export function isDiscovery({ method, path }: ServiceRequestHead): boolean {
  return (method === 'GET' || method === 'HEAD') && DOCUMENT.test(path);
}

/** Returns the keys that verify a pool's tokens, or the document that says where they are. */
export function answerDiscovery(engine: Engine, request: ServiceRequestHead): ServiceResponse {
  const [, poolId, name] = DOCUMENT.exec(request.path) ?? [];
  const pool = engine.pools.find(({ id }) => id === poolId);
  if (!pool) return json(404, { message: `User pool ${poolId} does not exist.` });
  return name === 'jwks.json'
    ? json(200, { keys: [engine.keys(pool).jwk] })
    : json(200, configuration(pool));
}

function configuration(pool: UserPool) {
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer: issuer(pool),
    jwks_uri: `${issuer(pool)}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  };
}

function json(status: number, body: unknown): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=86400' },
    body: JSON.stringify(body),
  };
}
