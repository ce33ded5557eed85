import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';
import { probe } from './functions/resource.js';

const backend = defineBackend({ auth, probe });

backend.auth.resources.cfnResources.cfnUserPoolClient.explicitAuthFlows = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];
