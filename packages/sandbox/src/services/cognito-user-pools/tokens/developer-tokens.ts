import { randomUUID } from 'node:crypto';
import type { UserPoolTokenIssuer } from '../../../context/tokens/user-pool-tokens.js';
import type { Engine } from '../engine.js';
import { notAuthorized, resourceNotFound } from '../errors.js';
import { issuer } from '../user-pool/user-pool.js';
import { requireUser } from '../users/usernames.js';
import { issueTokens, signToken } from './issue.js';

const HOUR_S = 3600;

/** Issues tokens to the developer, who may act as every user and every group. */
export function tokenIssuer(engine: Engine): UserPoolTokenIssuer {
  return {
    async signInAs(userPoolId, clientId, username) {
      const { pool, client } = engine.client(clientId);
      if (pool.id !== userPoolId) {
        throw resourceNotFound(`User pool client ${clientId} does not exist.`);
      }
      const user = requireUser(engine, pool, username);
      if (!user.enabled) throw notAuthorized('User is disabled.');
      const { IdToken, AccessToken, RefreshToken } = await issueTokens(engine, {
        pool,
        client,
        user,
        source: 'TokenGeneration_Authentication',
        clientMetadata: undefined,
      });
      return {
        idToken: IdToken,
        accessToken: AccessToken,
        ...(RefreshToken !== undefined && { refreshToken: RefreshToken }),
      };
    },
    async tokenOfGroup(userPoolId, group) {
      const pool = engine.pool(userPoolId);
      const client = engine.clients.find(({ poolId }) => poolId === pool.id);
      if (!client) throw resourceNotFound(`User pool ${userPoolId} has no client.`);
      const now = Math.floor(engine.context.now() / 1000);
      return signToken(engine, pool, {
        sub: randomUUID(),
        iss: issuer(pool),
        token_use: 'access',
        client_id: client.id,
        username: `console-${group}`,
        'cognito:groups': [group],
        scope: 'aws.cognito.signin.user.admin',
        auth_time: now,
        iat: now,
        exp: now + HOUR_S,
        jti: randomUUID(),
      });
    },
  };
}
