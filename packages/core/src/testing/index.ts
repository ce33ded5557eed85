export { type CapturedOutput, captureOutput } from './capture-output.js';
export {
  createAuthChallengeEvent,
  customEmailSenderEvent,
  customMessageEvent,
  customSMSSenderEvent,
  defineAuthChallengeEvent,
  postAuthenticationEvent,
  postConfirmationEvent,
  preAuthenticationEvent,
  preSignUpEvent,
  preTokenGenerationEvent,
  preTokenGenerationV2Event,
  preTokenGenerationV3Event,
  userMigrationEvent,
  verifyAuthChallengeResponseEvent,
} from './cognito-events.js';
export {
  appSyncResolverEvent,
  dynamodbStreamEvent,
  type KinesisRecordOverrides,
  kinesisStreamEvent,
  type S3RecordOverrides,
  type SchedulerEvent,
  s3Event,
  scheduleRuleEvent,
  schedulerEvent,
} from './event-source-events.js';
export { invoke, lambdaContext } from './invoke.js';
export type { Overrides } from './overrides.js';
