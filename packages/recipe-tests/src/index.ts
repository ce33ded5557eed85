export { type Answer, answerOf } from './answer-of.js';
export { type AwsAnswer, type AwsRequest, type AwsServer, startAwsServer } from './aws-server.js';
export { compileExamples } from './examples.js';
export {
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  startHttpServer,
} from './http-server.js';
export { type BundleOutcome, invokeBundle } from './invoke-bundle.js';
export { testPublishedPackage } from './package-tests.js';
export { publishingProblems } from './published-package.js';
export {
  readFunctions,
  type SynthesizedBackend,
  type SynthesizedFunction,
  synthesize,
} from './synthesis.js';
export {
  type RecipeOfCode,
  type RecipeOfOptions,
  type RecipesUnderTest,
  secretNamed,
  type Trial,
  testRecipes,
} from './test-recipes.js';
export { CDK_TYPES } from './type-check.js';
