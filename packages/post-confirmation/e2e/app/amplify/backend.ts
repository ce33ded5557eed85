import { assertDeployable } from '@amplify-recipes/core/backend';
import { connectProfileTable } from '@amplify-recipes/post-confirmation/resources';
import { defineBackend } from '@aws-amplify/backend';
import { auth, createUserProfile } from './auth/resource.js';
import { data } from './data/resource.js';

const backend = defineBackend({ auth, data, createUserProfile });
connectProfileTable(backend.createUserProfile, backend.data.resources.tables.UserProfile);
assertDeployable(backend);
