export { type Answer, answerOf } from './answer-of.js';
export { type AwsAnswer, type AwsRequest, type AwsServer, startAwsServer } from './aws-server.js';
export {
  type HttpAnswer,
  type HttpRequest,
  type HttpServer,
  startHttpServer,
} from './http-server.js';
export { type BundleOutcome, invokeBundle } from './invoke-bundle.js';
export { copyOfRecipe, testPublishedPackage } from './package-tests.js';
export { publishingProblems } from './published-package.js';
export { compileReadmes } from './readmes.js';
export { type SynthesizedBackend, type SynthesizedFunction, synthesize } from './synthesis.js';
