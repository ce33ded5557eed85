export type { AmplifyFunction, Secret } from './amplify-function.js';
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
export type { CustomFunctionProps } from './custom-functions/custom-function-props.js';
export { defineGoFunction, type GoFunctionProps } from './custom-functions/define-go-function.js';
export {
  definePythonFunction,
  type PythonFunctionProps,
} from './custom-functions/define-python-function.js';
export type { PythonRuntime } from './custom-functions/python-runtime.js';
export {
  type DefineRecipeFunction,
  defineRecipe,
  type Recipe,
  type RecipeOptions,
  type RecipeProps,
} from './define-recipe.js';
export { allowOnlyCustomAuth, type BackendWithAppClient } from './only-custom-auth.js';
export { powertoolsLayer } from './powertools-layer.js';
export {
  type BackendFunction,
  type BackendWithAuth,
  type PreTokenGenerationOptions,
  usePreTokenGenerationV2,
} from './pre-token-generation.js';
export { RecipeError } from './recipe-error.js';
