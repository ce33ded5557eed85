import { assertDeployable } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { data } from './data/resource.js';
import { describeGo } from './functions/go/resource.js';
import { describePython } from './functions/python/resource.js';
import { storage } from './storage/resource.js';

const backend = defineBackend({ data, storage, describeGo, describePython });
assertDeployable(backend);
