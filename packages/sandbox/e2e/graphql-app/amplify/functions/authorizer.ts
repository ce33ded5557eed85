import type { AppSyncAuthorizerHandler } from 'aws-lambda';

/** A token is the text `allow` or `deny`, or a decision as JSON. */
export const handler: AppSyncAuthorizerHandler<Record<string, unknown>> = async (event) => {
  const { authorizationToken, requestContext } = event;
  if (authorizationToken === 'throw') throw new Error('no decision');
  if (authorizationToken.startsWith('{')) return JSON.parse(authorizationToken);
  return {
    isAuthorized: authorizationToken.startsWith('allow'),
    resolverContext: { token: authorizationToken, api: requestContext.apiId },
    ttlOverride: authorizationToken.includes('uncached') ? 0 : 300,
  };
};
