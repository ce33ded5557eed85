import { AwsError } from '../../../protocols/aws-error.js';
import { adminOperation, publicOperation } from '../api/operation.js';
import {
  AccessTokenRequest,
  AdminInitiateAuthRequest,
  AdminRespondToAuthChallengeRequest,
  AdminUserRequest,
  GetTokensFromRefreshTokenRequest,
  InitiateAuthRequest,
  RespondToAuthChallengeRequest,
  RevokeTokenRequest,
} from '../api/requests.js';
import type { Parameters, SignInRequest } from '../authentication/flow.js';
import { required } from '../authentication/flow.js';
import { checkClientSecret, checkSecretHash } from '../authentication/secret-hash.js';
import { continueSignIn, startSignIn } from '../authentication/sign-in.js';
import type { Engine } from '../engine.js';
import { invalidParameter, resourceNotFound } from '../errors.js';
import { requireTokenHolder } from '../tokens/access-token.js';
import { refreshTokens, revokeToken } from '../tokens/refresh.js';
import { requireUser } from '../users/usernames.js';

export const InitiateAuth = publicOperation(InitiateAuthRequest, (engine, input) =>
  initiateAuth(
    engine,
    { ...engine.client(input.ClientId), byAdmin: false, clientMetadata: input.ClientMetadata },
    input.AuthFlow,
    input.AuthParameters ?? {},
    input.Session,
  ),
);

export const AdminInitiateAuth = adminOperation(AdminInitiateAuthRequest, (engine, input) =>
  initiateAuth(
    engine,
    {
      ...clientOfPool(engine, input.UserPoolId, input.ClientId),
      byAdmin: true,
      clientMetadata: input.ClientMetadata,
    },
    input.AuthFlow,
    input.AuthParameters ?? {},
    input.Session,
  ),
);

export const RespondToAuthChallenge = publicOperation(
  RespondToAuthChallengeRequest,
  (engine, input) =>
    continueSignIn(
      engine,
      { ...engine.client(input.ClientId), byAdmin: false, clientMetadata: input.ClientMetadata },
      input.ChallengeName,
      input.Session,
      input.ChallengeResponses ?? {},
    ),
);

export const AdminRespondToAuthChallenge = adminOperation(
  AdminRespondToAuthChallengeRequest,
  (engine, input) =>
    continueSignIn(
      engine,
      {
        ...clientOfPool(engine, input.UserPoolId, input.ClientId),
        byAdmin: true,
        clientMetadata: input.ClientMetadata,
      },
      input.ChallengeName,
      input.Session,
      input.ChallengeResponses ?? {},
    ),
);

export const GetTokensFromRefreshToken = publicOperation(
  GetTokensFromRefreshTokenRequest,
  async (engine, input) => {
    const { pool, client } = engine.client(input.ClientId);
    checkClientSecret(client, input.ClientSecret);
    return {
      AuthenticationResult: await refreshTokens(
        engine,
        pool,
        client,
        input.RefreshToken,
        input.ClientMetadata,
      ),
    };
  },
);

export const RevokeToken = publicOperation(RevokeTokenRequest, (engine, input) => {
  const { client } = engine.client(input.ClientId);
  checkClientSecret(client, input.ClientSecret);
  if (!client.enableTokenRevocation) {
    throw new AwsError(
      'UnsupportedOperationException',
      'Token revocation is not enabled for this client',
    );
  }
  if (input.Token.split('.').length === 3) {
    throw new AwsError('UnsupportedTokenTypeException', 'Only a refresh token can be revoked');
  }
  revokeToken(engine, client, input.Token);
});

export const GlobalSignOut = publicOperation(AccessTokenRequest, async (engine, input) => {
  const { user } = await requireTokenHolder(engine, input.AccessToken);
  engine.store.refreshTokens.revokeUser(user.sub);
});

export const AdminUserGlobalSignOut = adminOperation(AdminUserRequest, (engine, input) => {
  const user = requireUser(engine, engine.pool(input.UserPoolId), input.Username);
  engine.store.refreshTokens.revokeUser(user.sub);
});

async function initiateAuth(
  engine: Engine,
  request: SignInRequest,
  flow: string,
  parameters: Parameters,
  session: string | undefined,
) {
  if (flow !== 'REFRESH_TOKEN' && flow !== 'REFRESH_TOKEN_AUTH') {
    return startSignIn(engine, request, flow, parameters, session);
  }
  const { pool, client } = request;
  if (!client.explicitAuthFlows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('REFRESH_TOKEN_AUTH flow not enabled for this client');
  }
  if (client.refreshTokenRotation) {
    throw invalidParameter('Refresh token rotation is enabled: use GetTokensFromRefreshToken.');
  }
  const token = required(parameters, 'REFRESH_TOKEN');
  return {
    AuthenticationResult: await refreshTokens(engine, pool, client, token, undefined, (user) =>
      checkSecretHash(client, user.username, parameters.SECRET_HASH),
    ),
    ChallengeParameters: {},
  };
}

export function clientOfPool(engine: Engine, poolId: string, clientId: string) {
  const pool = engine.pool(poolId);
  const { client } = engine.client(clientId);
  if (client.poolId !== pool.id) {
    throw resourceNotFound(`User pool client ${clientId} does not exist.`);
  }
  return { pool, client };
}
