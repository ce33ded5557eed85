import { createHash, randomBytes } from 'node:crypto';
import type { Engine } from '../engine.js';
import { notAuthorized } from '../errors.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import type { Challenge, CustomSignIn, SignUpStage } from './flow.js';

/** What the store keeps of a sign-in between two requests. */
export type SessionState = {
  /** As the client gave it. */
  readonly username: string;
  /** Whom the session is for. `undefined` for a name that nobody has. */
  readonly sub: string | undefined;
  readonly challenge: Challenge | SignUpStage;
  readonly custom?: CustomSignIn | undefined;
};

/** @returns What the client gets, and gives back with its answer. Only a digest of it is kept. */
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
 * Reads a session. It is good for one answer, from the client that it was given to.
 *
 * @throws {AwsError} `NotAuthorizedException`
 */
export function findSession(engine: Engine, client: UserPoolClient, token: string): SessionState {
  const { state, clientId } = readSession(engine, token);
  if (clientId !== client.id) throw invalidSession();
  return state;
}

/**
 * Reads a session for an operation that names no client: it goes on with the session's own.
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

/** From now on there is no answer to it. */
export function useSession(engine: Engine, token: string): void {
  engine.store.sessions.use(sessionDigest(token));
}

export function invalidSession(why = '') {
  return notAuthorized(`Invalid session for the user${why}.`);
}

function sessionDigest(session: string): string {
  return createHash('sha256').update(session).digest('hex');
}
