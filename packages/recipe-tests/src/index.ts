export { type AwsAnswer, type AwsRequest, type AwsServer, startAwsServer } from './aws-server.js';
export { type BundleOutcome, invokeBundle } from './invoke-bundle.js';
export { publishingProblems } from './published-package.js';
export { compileReadmes } from './readmes.js';
export { type SynthesizedFunction, synthesize } from './synthesis.js';
