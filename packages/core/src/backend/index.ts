export { assertDeployable, type BackendWithStack } from './assert-deployable.js';
export { type BackendWithGroups, useAuthenticatedRole } from './authenticated-role.js';
export { type AmplifyFunctionInstance, configureFunction } from './configure-function.js';
export {
  type BucketConnection,
  type ConnectedFunction,
  connectBucket,
  type ReportBucket,
} from './connect-bucket.js';
export {
  connectKinesis,
  connectTableStream,
  type StreamConnection,
  type StreamOptions,
  type StreamTable,
} from './connect-stream.js';
export { connectTopic, type TopicConnection } from './connect-topic.js';
export {
  type AmplifyFunction,
  type DefineRecipeFunction,
  defineRecipe,
  type Recipe,
  type RecipeOptions,
  type RecipeProps,
  type Secret,
} from './define-recipe.js';
export { allowOnlyCustomAuth, type BackendWithAppClient } from './only-custom-auth.js';
export {
  type BackendFunction,
  type BackendWithAuth,
  type PreTokenGenerationOptions,
  usePreTokenGenerationV2,
} from './pre-token-generation.js';
export { RecipeError } from './recipe-error.js';
