import type { ResourcesConfig } from 'aws-amplify';
import type { AmplifyOutputs } from '../assembly/outputs.js';
import type { Invocation } from '../context/events/function-invoker.js';
import type { OutboxMessage } from '../context/outbox.js';
import type { ScheduleSummary } from '../context/schedules/summary.js';
import type { AwsCredentials } from '../iam/credentials.js';
import type { FunctionEnvironment } from '../services/lambda/functions/variable-overrides.js';
import type { DeploymentReport } from './deployment.js';

export type SandboxOptions = {
  /** Folder of the Amplify app, which contains `amplify/`. The default is the current folder. */
  readonly cwd?: string;
  /** Port on 127.0.0.1. The default, 0, takes a free port. */
  readonly port?: number;
  /**
   * Folder for the state: `.amplify/local` in the app's folder by default. `false` keeps the state
   * in memory, which suits tests.
   */
  readonly dataDir?: string | false;
  /** Whether to start with an empty state. Secrets are kept. */
  readonly fresh?: boolean;
  /** Values of secrets, by name. They override those of the data directory. */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Environment variables for functions, by the developer's names for the functions. They override
   * the deployed values. Use them for values that differ on this machine, such as the URL of a
   * stand-in for a third-party service. The backend's definition does not change.
   */
  readonly functionEnvironment?: (sandbox: { readonly url: string }) => FunctionEnvironment;
  /**
   * AWS region in names and ARNs. A request that is signed for another region is refused. The
   * default is `us-east-1`.
   */
  readonly region?: string;
  /**
   * Folder of the console's page, which `@amplify-recipes/console` exports as `pageFolder`. Without
   * it, the console has only its API.
   */
  readonly consoleDir?: string;
  /** Whether to deploy changes of the backend's files while the sandbox runs. Off by default. */
  readonly watch?: boolean;
  /** Folder for `amplify_outputs.json`. By default the file is not written. */
  readonly outputsDir?: string;
  /**
   * Aborts the start: `startSandbox` stops everything that it started and rejects with the signal's
   * reason. It has no effect on a running sandbox.
   */
  readonly signal?: AbortSignal;
  /**
   * The clock of the services, in milliseconds since 1970. A test moves it to see a code expire.
   */
  readonly now?: () => number;
  /**
   * Called with each event when it happens. An error that it throws is an uncaught exception of the
   * process, as with a listener of an `EventTarget`. No request fails because of it.
   */
  readonly onEvent?: (event: SandboxEvent) => void;
};

export type SandboxEvent =
  | { readonly type: 'synth-started' }
  | { readonly type: 'synth-finished'; readonly cached: boolean; readonly durationMs: number }
  /** A line that the backend's definition printed. */
  | { readonly type: 'synth-output'; readonly line: string }
  /** A line that a function printed. */
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
      /** The developer's name for the function, or the name of another role's session. */
      readonly caller: string;
      /** For example `s3:PutObject`. */
      readonly action: string;
      /** ARNs, or `*`. */
      readonly resources: readonly string[];
      /** The refusal in AWS's words. */
      readonly message: string;
    }
  | { readonly type: 'message'; readonly message: OutboxMessage }
  /** A file of the backend changed. */
  | { readonly type: 'changed'; readonly file: string }
  | { readonly type: 'deployed'; readonly report: DeploymentReport }
  /** The changed backend did not synthesise or deploy. The last deployment continues to run. */
  | { readonly type: 'deploy-failed'; readonly error: unknown }
  /** An internal error of the sandbox. The request in which it happened got a 500. */
  | { readonly type: 'internal-error'; readonly error: unknown };

/** A running backend. */
export type Sandbox = {
  /** The endpoint of every service: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The console: a page in the browser that shows and runs the backend. */
  readonly console: {
    /** The address that opens it. It contains a secret token. */
    readonly url: string;
  };
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
   * @param name The developer's name for the function, its physical name or its ARN.
   * @returns The value that the handler returned.
   * @throws {FunctionInvocationError} When the function throws, times out or crashes.
   * @throws {SandboxError} `FUNCTION_NOT_FOUND` when the backend has no such function.
   */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** The schedules of the backend, and of its functions. */
  readonly schedules: readonly ScheduleSummary[];
  /**
   * Runs a schedule now, even if it is turned off, and waits for its targets.
   *
   * @param name Its name, its ARN, or the name of a function that only one schedule runs.
   * @param options.scheduledTime The time in the event; now by default. If you run the same time
   *   twice, the function sees a second delivery of the same event.
   * @returns The value that the function returned. For a rule with several targets, the result of
   *   each.
   * @throws {FunctionInvocationError} When a function throws, times out or crashes.
   * @throws {SandboxError} `SCHEDULE_NOT_FOUND` when no schedule matches, or several do.
   */
  runSchedule(name: string, options?: { readonly scheduledTime?: Date }): Promise<unknown>;
  /**
   * Runs the schedules that are due by the clock, and waits until no function runs asynchronously.
   * The sandbox itself runs due schedules every second. A test calls this after it moved the clock.
   */
  runDueSchedules(): Promise<void>;
  /** Stops everything that was started. A second call waits for the same end. */
  stop(): Promise<void>;
};
