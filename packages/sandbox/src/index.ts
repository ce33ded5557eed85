export type { AmplifyOutputs } from './assembly/outputs.js';
export {
  type FunctionError,
  FunctionInvocationError,
  type Invocation,
  type InvocationOutcome,
} from './context/events/function-invoker.js';
export type { OutboxMessage } from './context/outbox.js';
export type { ScheduleSummary } from './context/schedules/summary.js';
export type { DeployedResource, DeploymentReport } from './deployment.js';
export { SandboxError, type SandboxErrorCode } from './errors.js';
export type { AwsCredentials } from './iam/credentials.js';
export { type Sandbox, type SandboxEvent, type SandboxOptions, startSandbox } from './sandbox.js';
export type { FunctionEnvironment } from './services/lambda/functions/variable-overrides.js';
export { openSecrets, type Secrets } from './store/secrets.js';
