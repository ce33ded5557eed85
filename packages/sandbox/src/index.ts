export type { AmplifyOutputs } from './assembly/outputs.js';
export {
  type FunctionError,
  FunctionInvocationError,
  type Invocation,
  type InvocationOutcome,
} from './context/events/function-invoker.js';
export type { OutboxMessage } from './context/outbox.js';
export type { ScheduleSummary } from './context/schedules/summary.js';
export type { TimelineDenial, TimelineDetails, TimelineEntry } from './context/timeline/entry.js';
export { SandboxError, type SandboxErrorCode } from './errors.js';
export type { AwsCredentials } from './iam/credentials.js';
export type { DeployedResource, DeploymentReport } from './sandbox/deployment.js';
export type { Sandbox, SandboxEvent, SandboxOptions } from './sandbox/sandbox.js';
export { startSandbox } from './sandbox/start-sandbox.js';
export type {
  DeploymentNews,
  FunctionDetails,
  FunctionRow,
  LiveMessage,
  Overview,
} from './services/console/api.js';
export type { FunctionEnvironment } from './services/lambda/functions/variable-overrides.js';
export { openSecrets, type Secrets } from './store/secrets.js';
