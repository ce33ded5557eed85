import { usePreTokenGenerationV2 } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource.js';
import { tokenClaims } from './auth/token-claims/resource.js';
import { sayHello } from './functions/say-hello/resource.js';

const backend = defineBackend({ auth, tokenClaims, sayHello });
usePreTokenGenerationV2(backend, backend.tokenClaims);
