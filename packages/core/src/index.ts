export { type AwsRequest, AwsRequestError, type AwsResponse, awsRequest } from './aws-request.js';
export {
  type AwsCredentials,
  type AwsRequestToSign,
  percentEncode,
  signedHeaders,
} from './aws-signature.js';
export { chain } from './chain.js';
export type { ChallengeSequence, ChallengeStep } from './challenge-sequence.js';
export {
  type CognitoTriggerInvocation,
  type CognitoTriggerOptions,
  cognitoTrigger,
} from './cognito-trigger.js';
export type {
  CognitoTriggerEvent,
  CognitoTriggerHandler,
  Immutable,
} from './cognito-trigger-event.js';
export {
  type CreateChallengeInvocation,
  type CustomAuthHandlers,
  type CustomChallenge,
  createAuthChallenge,
  customAuth,
  defineAuthChallenge,
  type NewChallenge,
  verifyAuthChallengeResponse,
} from './custom-auth.js';
export { describeError, type ErrorDescription } from './describe-error.js';
export { canonicalLocale, lookUpLocale } from './locale.js';
export { loggable } from './loggable.js';
export { logger } from './logger.js';
export { Callback, Concurrency, StandardSchema, TimeZone } from './option-schemas.js';
export {
  numberWithin,
  OptionsError,
  type OptionsSchema,
  optionsFromEnv,
  optionsToEnv,
  parseOptions,
  withoutProblem,
} from './options.js';
export { whenReady } from './promise-like.js';
export {
  type RecordBatchOptions,
  type RecordHandler,
  type RecordInvocation,
  recordBatch,
} from './record-batch.js';
export { RecordError } from './record-error.js';
export { redact } from './redact.js';
export {
  type ScheduledHandlerOptions,
  type ScheduledRun,
  scheduledHandler,
} from './scheduled-handler.js';
export {
  type ScheduledEvent,
  type ScheduledTime,
  scheduledTime,
} from './scheduled-time.js';
export { type SchemaTexts, textsWrittenIn } from './schema-texts.js';
export {
  prepareRequests,
  type SignedRequest,
  type SignedResponse,
  signedRequest,
} from './signed-request.js';
export { validateRecord } from './standard-schema.js';
export {
  type StreamBatchResponse,
  type StreamHandlerOptions,
  streamHandler,
} from './stream-handler.js';
export { TriggerError, type TriggerErrorCode } from './trigger-error.js';
export type { UserAttributeName } from './user-attribute.js';
export { type WallClock, wallClock } from './wall-clock.js';
