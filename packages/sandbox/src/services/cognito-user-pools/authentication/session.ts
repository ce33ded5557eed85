import { createHash, randomBytes } from 'node:crypto';
import type { Engine } from '../engine.js';
import { notAuthorized } from '../errors.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import type { Challenge, CustomSignIn, SignUpStage } from './flow.js';

/** The state of a sign-in that the store keeps between two requests. */
export type SessionState = {
  /** The name that the client sent. */
  readonly username: string;
  /** The user of the session. `undefined` for a name that belongs to no user. */
  readonly sub: string | undefined;
  readonly challenge: Challenge | SignUpStage;
  readonly custom?: CustomSignIn | undefined;
};

/** @returns The token that the client sends back with its answer. Only its digest is stored. */
export function saveSession(
  engine: Engine,
  { pool, client }: { readonly pool: UserPool; readonly client: UserPoolClient },
  state: SessionState,
): string {
  const session = randomBytes(192).toString('base64');
  engine.store.sessions.save({
    digest: sessionDigest(session),
    poolId: pool.id,
    clientId: client.id,
    state: JSON.stringify(state),
    expiresAt: engine.context.now() + client.authSessionSeconds * 1000,
  });
  return session;
}

/**
 * Reads a session. It is valid for one answer, from the client that received it.
 *
 * @throws {AwsError} `NotAuthorizedException`
 */
export function findSession(engine: Engine, client: UserPoolClient, token: string): SessionState {
  const { state, clientId } = readSession(engine, token);
  if (clientId !== client.id) throw invalidSession();
  return state;
}

/**
 * Reads a session for an operation that names no client. The session's own client is used.
 *
 * @throws {AwsError} `NotAuthorizedException`
 */
export function readSession(
  engine: Engine,
  token: string,
): { readonly state: SessionState; readonly clientId: string } {
  const session = engine.store.sessions.find(sessionDigest(token));
  if (session === 'used') throw invalidSession(', session can only be used once');
  if (!session) throw invalidSession();
  if (session.expiresAt <= engine.context.now()) throw invalidSession(', session is expired');
  return { state: JSON.parse(session.state) as SessionState, clientId: session.clientId };
}

/** Ends a session: from now on, no answer to it is accepted. */
export function useSession(engine: Engine, token: string): void {
  engine.store.sessions.use(sessionDigest(token));
}

export function invalidSession(why = '') {
  return notAuthorized(`Invalid session for the user${why}.`);
}

function sessionDigest(session: string): string {
  return createHash('sha256').update(session).digest('hex');
}
