import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import type { ResourcesConfig } from 'aws-amplify';
import type { AmplifyOutputs } from './assembly/outputs.js';
import { type Synthesis, synthesise } from './assembly/synth.js';
import { markUsed } from './assembly/synth-cache.js';
import { FunctionInvocationError, type Invocation } from './context/events/function-invoker.js';
import type { OutboxMessage } from './context/outbox.js';
import { startScheduleClock } from './context/schedules/schedules.js';
import { type ScheduleSummary, summarise } from './context/schedules/summary.js';
import { createServiceContext } from './context/service-context.js';
import { type Deployment, type DeploymentReport, deployAssembly } from './deployment.js';
import { SandboxError } from './errors.js';
import { startGateway } from './gateway/gateway.js';
import { type AwsCredentials, createCredentialStore } from './iam/credentials.js';
import type { AnyService, ServiceDefinition } from './service.js';
import { captchaProvider } from './services/captcha-provider/index.js';
import { cognitoIdentityPools } from './services/cognito-identity-pools/index.js';
import { cognitoUserPools } from './services/cognito-user-pools/index.js';
import { dynamodb } from './services/dynamodb/index.js';
import { eventbridge } from './services/eventbridge/index.js';
import { kinesis } from './services/kinesis/index.js';
import { kms } from './services/kms/index.js';
import { eventSourceMappings } from './services/lambda/event-sources/index.js';
import type { FunctionEnvironment } from './services/lambda/functions/variable-overrides.js';
import { createLambda } from './services/lambda/index.js';
import { s3 } from './services/s3/index.js';
import { createSandboxApi } from './services/sandbox-api/index.js';
import { scheduler } from './services/scheduler/index.js';
import { ses } from './services/ses/index.js';
import { sns } from './services/sns/index.js';
import { sqs } from './services/sqs/index.js';
import { ssm } from './services/ssm/index.js';
import { sts } from './services/sts/index.js';
import { openDataDirectory, SECRETS_FILE } from './store/data-directory.js';
import { openSecrets } from './store/secrets.js';
import { watchInputs } from './watch.js';

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
  /** AWS region that names and ARNs carry. The default is `us-east-1`. */
  readonly region?: string;
  /** Whether to take over changes of the backend's files while it runs. Off by default. */
  readonly watch?: boolean;
  /** Folder in which `amplify_outputs.json` is written. By default it is not written. */
  readonly outputsDir?: string;
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

const ACCOUNT_ID = '123456789012';
const PARTITION = 'aws';
const KEPT_INVOCATIONS = 1000;
const MARK_EVERY_MS = 60_000;

/**
 * Starts the backend of an Amplify Gen 2 app on this machine: synthesises `amplify/backend.ts` and
 * stands up what it finds there, from the bundles that would be deployed.
 *
 * @throws {SandboxError} With a code, what is wrong and what to do.
 * @example
 * import { startSandbox } from '@amplify-recipes/sandbox';
 * import { Amplify } from 'aws-amplify';
 *
 * const sandbox = await startSandbox({ cwd: 'apps/demo', dataDir: false });
 * Amplify.configure(sandbox.clientConfig);
 * await sandbox.stop();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cwd = resolvePath(options.cwd ?? process.cwd());
  const emit = emitterOf(options.onEvent);
  const now = options.now ?? Date.now;
  const region = options.region ?? 'us-east-1';
  const cleanUp: (() => unknown)[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopping.abort();
    stopped ??= runAll(cleanUp.toReversed());
    return stopped;
  };

  try {
    let synthesis = await synthesiseAndTell(cwd, emit, stopping.signal);
    const marking = setInterval(() => markUsed(synthesis.directory), MARK_EVERY_MS).unref();
    cleanUp.push(() => clearInterval(marking));
    const dataDir = options.dataDir ?? join(cwd, '.amplify', 'local');
    const data = openDataDirectory(dataDir, options.fresh);
    cleanUp.push(() => data.close());
    const stored = openSecrets(dataDir !== false && join(dataDir, SECRETS_FILE));
    const given = new Map(Object.entries(options.secrets ?? {}));
    const secrets = {
      ...stored,
      get: (name: string) => given.get(name) ?? stored.get(name),
    };
    const credentials = createCredentialStore(data.key);
    const invocations: Invocation[] = [];
    let url = '';

    const scratchDir = mkdtempSync(join(tmpdir(), 'amplify-recipes-'));
    cleanUp.push(() => rmSync(scratchDir, { recursive: true, force: true }));
    const context = createServiceContext({
      region,
      accountId: ACCOUNT_ID,
      partition: PARTITION,
      now,
      database: data.database,
      onMessage: (message) => emit({ type: 'message', message }),
    });
    const { access, outbox, schedules } = context;
    const lambda = createLambda({
      region,
      accountId: ACCOUNT_ID,
      now,
      database: data.database,
      destinations: context.messageDestinations,
      endpoint: () => url,
      functionEnvironment: () => options.functionEnvironment?.({ url }) ?? {},
      credentialsFor: (roleArn, functionName) => credentials.forRole(roleArn, functionName),
      onInvocation(invocation) {
        invocations.push(invocation);
        if (invocations.length > KEPT_INVOCATIONS) invocations.shift();
        emit({ type: 'invocation', invocation });
      },
      onLog: (entry) => emit({ type: 'log', ...entry }),
      scratchDir,
    });
    const { functions } = lambda;
    context.functions.offer(functions);
    const onError = (error: unknown) => emit({ type: 'internal-error', error });
    const definitions: readonly ServiceDefinition<AnyService>[] = [
      lambda.definition,
      cognitoUserPools,
      cognitoIdentityPools({ credentials, endpoint: () => url }),
      dynamodb,
      kinesis,
      s3(join(dataDir === false ? scratchDir : dataDir, 's3')),
      ssm(secrets),
      ses,
      captchaProvider,
      sns,
      sqs,
      kms,
      sts,
      scheduler,
      eventbridge,
      // After the functions and the streams that it is between.
      eventSourceMappings({ onError }),
    ];
    const services = definitions.map((definition) => definition.create(context));
    for (const service of services) cleanUp.push(() => service.stop?.());

    let deployment: Deployment | undefined;
    const deployed = (): Deployment => {
      if (!deployment) {
        throw new SandboxError(
          'NOT_DEPLOYED',
          'The backend is not deployed yet.',
          'Try again when the sandbox has said that it is ready.',
        );
      }
      return deployment;
    };
    const api = createSandboxApi({
      outputs: () => deployed().outputs,
      outbox,
      invocations,
      schedules,
      now,
    });
    const gateway = await startGateway({
      services: [...services, api],
      credentials,
      access,
      port: options.port ?? 0,
      now,
      onError,
    });
    cleanUp.push(() => gateway.stop());
    url = gateway.url;

    const deploy = async ({ directory }: Synthesis) => {
      deployment = await deployAssembly({
        directory,
        cwd,
        url,
        region,
        accountId: ACCOUNT_ID,
        partition: PARTITION,
        key: data.key,
        definitions,
        services,
        access,
        outputsDir: options.outputsDir,
      });
      emit({ type: 'deployed', report: deployment.report });
    };
    await deploy(synthesis);
    lambda.resume();
    const scheduleClock = startScheduleClock(schedules, onError);
    cleanUp.push(() => scheduleClock.stop());

    if (options.watch) {
      const takeOver = async (file: string) => {
        emit({ type: 'changed', file });
        try {
          const next = await synthesiseAndTell(cwd, emit, stopping.signal);
          await deploy(next);
          synthesis = next;
          return next.inputs;
        } catch (error) {
          if (!stopping.signal.aborted) emit({ type: 'deploy-failed', error });
          return undefined;
        }
      };
      const watching = watchInputs(synthesis.inputs, join(cwd, 'amplify'), takeOver, onError);
      cleanUp.push(() => watching.stop());
    }

    return {
      url,
      region,
      credentials: credentials.developer,
      outbox: outbox.messages,
      invocations,
      get outputs() {
        return deployed().outputs;
      },
      get clientConfig() {
        return deployed().clientConfig();
      },
      get report() {
        return deployed().report;
      },
      async invoke(name, event) {
        const { outcome } = await functions.invoke(name, event, { source: 'sandbox.invoke' });
        if (outcome.status === 'success') return outcome.response;
        throw new FunctionInvocationError(name, outcome);
      },
      get schedules() {
        return summarise(schedules);
      },
      async runSchedule(name, { scheduledTime } = {}) {
        const results = await schedules.runNow(name, scheduledTime?.getTime() ?? now());
        const responses = results.map(({ outcome }) => {
          if (outcome.status === 'success') return outcome.response;
          throw new FunctionInvocationError(name, outcome);
        });
        return responses.length === 1 ? responses[0] : responses;
      },
      async runDueSchedules() {
        schedules.runDue();
        await lambda.idle();
      },
      stop,
    };
  } catch (error) {
    // What went wrong at the start is what the caller should hear of, whatever its end says.
    await stop().catch(() => {});
    throw error;
  }
}

/** Runs every step, though one fails, and throws the first error in the end. */
async function runAll(steps: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function emitterOf(listener: SandboxOptions['onEvent']): (event: SandboxEvent) => void {
  return (event) => {
    try {
      listener?.(event);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  };
}

async function synthesiseAndTell(
  cwd: string,
  emit: (event: SandboxEvent) => void,
  signal: AbortSignal,
): Promise<Synthesis> {
  const startedAt = performance.now();
  const synthesis = await synthesise({
    cwd,
    signal,
    onStart: () => emit({ type: 'synth-started' }),
    onOutput: (line) => emit({ type: 'synth-output', line }),
  });
  const durationMs = performance.now() - startedAt;
  emit({ type: 'synth-finished', cached: synthesis.cached, durationMs });
  return synthesis;
}
