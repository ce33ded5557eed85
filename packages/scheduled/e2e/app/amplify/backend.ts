import { connectBucket } from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { longReport, report } from './functions/resource.js';
import { storage } from './storage/resource.js';

const backend = defineBackend({ storage, report, longReport });
for (const fn of [backend.report, backend.longReport]) {
  connectBucket(fn, backend.storage.resources.bucket, { prefix: 'reports/' });
}
