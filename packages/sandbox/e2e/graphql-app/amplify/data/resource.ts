import { a, type ClientSchema, defineData } from '@aws-amplify/backend';
import { authorizer } from '../functions/resource.js';
import { LOCAL_SERVER } from './local-server.js';
import { operations } from './operations.js';
import { protectedModels } from './protected-models.js';
import { publicModels } from './public-models.js';

const schema = a.combine([publicModels, protectedModels, operations]);

export const data = defineData({
  schema,
  name: 'graphqlApp',
  authorizationModes: {
    defaultAuthorizationMode: 'userPool',
    apiKeyAuthorizationMode: { expiresInDays: 2 },
    lambdaAuthorizationMode: { function: authorizer, timeToLiveInSeconds: 300 },
    oidcAuthorizationMode: {
      oidcProviderName: 'local',
      oidcIssuerUrl: LOCAL_SERVER,
      clientId: 'graphql-app',
      tokenExpiryFromAuthInSeconds: 3600,
      tokenExpireFromIssueInSeconds: 3600,
    },
  },
});

export type Schema = ClientSchema<typeof schema>;
