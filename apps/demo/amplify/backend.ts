import {
  assertDeployable,
  connectKinesis,
  connectTableStream,
  useAuthenticatedRole,
  usePreTokenGenerationV2,
} from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { auth } from './auth/resource.js';
import { tokenClaims } from './auth/token-claims/resource.js';
import { data } from './data/resource.js';
import { watchTodos } from './data/watch-todos/resource.js';
import { countClicks } from './functions/count-clicks/resource.js';
import { sayHello } from './functions/say-hello/resource.js';
import { storage } from './storage/resource.js';
import { watchFiles } from './storage/watch-files/resource.js';

const backend = defineBackend({
  auth,
  tokenClaims,
  data,
  watchTodos,
  storage,
  watchFiles,
  countClicks,
  sayHello,
});
usePreTokenGenerationV2(backend, backend.tokenClaims);
// Everybody is in it: its own role would take the place of what signed-in visitors may do.
useAuthenticatedRole(backend, 'EVERYONE');

connectTableStream(backend.data.resources.tables.Todo, backend.watchTodos);

const clicks = new Stream(backend.createStack('clicks'), 'clicks', { shardCount: 2 });
connectKinesis(clicks, backend.countClicks, {
  batchSize: 500,
  parallelizationFactor: 2,
  // A click is worth no more, and those behind it wait.
  retryAttempts: 2,
});
clicks.grant(
  backend.auth.resources.authenticatedUserIamRole,
  'kinesis:PutRecord',
  'kinesis:PutRecords',
);
backend.addOutput({ custom: { clicks_stream_name: clicks.streamName } });

assertDeployable(backend);
