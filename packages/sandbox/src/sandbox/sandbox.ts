import type { ResourcesConfig } from 'aws-amplify';
import type { AmplifyOutputs } from '../assembly/outputs.js';
import type { Invocation } from '../context/events/function-invoker.js';
import type { OutboxMessage } from '../context/outbox.js';
import type { ScheduleSummary } from '../context/schedules/summary.js';
import type { AwsCredentials } from '../iam/credentials.js';
import type { FunctionEnvironment } from '../services/lambda/functions/variable-overrides.js';
import type { DeploymentReport } from './deployment.js';

export type SandboxOptions = {
  /** Folder of the Amplify app, the one that holds `amplify/`. The default is the current one. */
  readonly cwd?: string;
  /** Port on 127.0.0.1. The default, 0, takes a free one. */
  readonly port?: number;
  /**
   * Where state is kept: `.amplify/local` in the app's folder by default. `false` keeps it in
   * memory, as tests want it.
   */
  readonly dataDir?: string | false;
  /** Whether to begin with an empty state. Secrets are kept. */
  readonly fresh?: boolean;
  /** Values of secrets, by name; they come before those of the data directory. */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Environment variables for functions, by the names that the developer gave them, over those that
   * would be deployed: what differs on this machine, such as the URL of a service of somebody else
   * that is played here. The backend's definition stays as it is.
   */
  readonly functionEnvironment?: (sandbox: { readonly url: string }) => FunctionEnvironment;
  /**
   * AWS region that names and ARNs carry. A request that is signed for another region is refused.
   * The default is `us-east-1`.
   */
  readonly region?: string;
  /** Whether to take over changes of the backend's files while it runs. Off by default. */
  readonly watch?: boolean;
  /** Folder in which `amplify_outputs.json` is written. By default it is not written. */
  readonly outputsDir?: string;
  /**
   * Ends the start: `startSandbox` stops what it started and rejects with the signal's reason. It
   * has no effect on a sandbox that runs.
   */
  readonly signal?: AbortSignal;
  /**
   * The clock of the services, in milliseconds since 1970. A test moves it to see a code expire.
   */
  readonly now?: () => number;
  /**
   * Told of what happens, as it happens. What it throws is an uncaught exception of the process, as
   * with a listener of an `EventTarget`: no request fails of it.
   */
  readonly onEvent?: (event: SandboxEvent) => void;
};

export type SandboxEvent =
  | { readonly type: 'synth-started' }
  | { readonly type: 'synth-finished'; readonly cached: boolean; readonly durationMs: number }
  /** What the backend's definition printed. */
  | { readonly type: 'synth-output'; readonly line: string }
  /** What a function printed. */
  | {
      readonly type: 'log';
      readonly function: string;
      readonly at: Date;
      readonly message: string;
    }
  | { readonly type: 'invocation'; readonly invocation: Invocation }
  /** A function or a user made a request that the policies of its role do not allow. */
  | {
      readonly type: 'denied';
      /** The name that the developer gave the function, or the name of another role's session. */
      readonly caller: string;
      /** Such as `s3:PutObject`. */
      readonly action: string;
      /** ARNs, or `*`. */
      readonly resources: readonly string[];
      /** In AWS's words. */
      readonly message: string;
    }
  | { readonly type: 'message'; readonly message: OutboxMessage }
  /** A file of the backend changed. */
  | { readonly type: 'changed'; readonly file: string }
  | { readonly type: 'deployed'; readonly report: DeploymentReport }
  /** The changed backend did not synthesise; the last one that did goes on. */
  | { readonly type: 'deploy-failed'; readonly error: unknown }
  /** A fault of the sandbox itself. The request it happened in got a 500. */
  | { readonly type: 'internal-error'; readonly error: unknown };

/** A running backend. */
export type Sandbox = {
  /** The endpoint of every service: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly region: string;
  /** The content of `amplify_outputs.json`. */
  readonly outputs: AmplifyOutputs;
  /** For `Amplify.configure` of `aws-amplify`: the outputs with local endpoints. */
  readonly clientConfig: ResourcesConfig;
  /** The developer's credentials: SDK clients that take them may call every operation. */
  readonly credentials: AwsCredentials;
  /**
   * The last 1,000 e-mails, text messages and messages to topics that would have been sent, the
   * oldest first.
   */
  readonly outbox: readonly OutboxMessage[];
  /** The last 1,000 invocations of functions, the oldest first. */
  readonly invocations: readonly Invocation[];
  readonly report: DeploymentReport;
  /**
   * Runs a function.
   *
   * @param name The name that the developer gave it, its physical name or its ARN.
   * @returns What the handler returned.
   * @throws {FunctionInvocationError} What the function threw, its timeout or its crash.
   * @throws {SandboxError} `FUNCTION_NOT_FOUND`.
   */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** The schedules of the backend, and of its functions. */
  readonly schedules: readonly ScheduleSummary[];
  /**
   * Runs a schedule now, whether or not it is on, and waits for what it runs.
   *
   * @param name Its name, its ARN, or the name of a function that only one schedule runs.
   * @param options.scheduledTime The time that the event tells; now by default. Running one time
   *   twice is what a retry looks like.
   * @returns What the function returned; of a rule with several targets, what each did.
   * @throws {FunctionInvocationError} What a function threw, its timeout or its crash.
   * @throws {SandboxError} `SCHEDULE_NOT_FOUND`.
   */
  runSchedule(name: string, options?: { readonly scheduledTime?: Date }): Promise<unknown>;
  /**
   * Runs what has come due by the clock, which the sandbox does by itself every second, and waits
   * until no function runs asynchronously. A test calls it after it has moved the clock.
   */
  runDueSchedules(): Promise<void>;
  /** Ends everything that was started. Calling it again waits for the same end. */
  stop(): Promise<void>;
};
