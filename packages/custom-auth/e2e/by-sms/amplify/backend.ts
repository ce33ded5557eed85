import { allowOnlyCustomAuth } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';

const backend = defineBackend({ auth });
allowOnlyCustomAuth(backend);
