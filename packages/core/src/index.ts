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
export { canonicalLocale, lookUpLocale } from './locale.js';
export { logger } from './logger.js';
export {
  OptionsError,
  type OptionsSchema,
  optionsFromEnv,
  optionsToEnv,
  parseOptions,
  withoutProblem,
} from './options.js';
export { redact } from './redact.js';
export { TriggerError, type TriggerErrorCode } from './trigger-error.js';
