export type { DeployedResource, DeploymentReport } from './deployment.js';
export { SandboxError, type SandboxErrorCode } from './errors.js';
export type { AwsCredentials } from './iam/credentials.js';
export type { FunctionEnvironment } from './lambda/function-environment.js';
export {
  type FunctionError,
  FunctionInvocationError,
  type Invocation,
  type InvocationOutcome,
} from './lambda/invocation.js';
export type { OutboxMessage } from './outbox.js';
export type { AmplifyOutputs } from './outputs.js';
export { type Sandbox, type SandboxEvent, type SandboxOptions, startSandbox } from './sandbox.js';
export type { ScheduleSummary } from './schedules/summary.js';
export { openSecrets, type Secrets } from './store/secrets.js';
