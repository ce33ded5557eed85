import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import type { FunctionInvoker, Invocation } from '../../context/events/function-invoker.js';
import { parseFunctionReference } from '../../context/events/function-reference.js';
import type { MessageDestinations } from '../../context/events/message-destinations.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Service, ServiceDefinition } from '../../service.js';
import { createAsyncInvocations, defaultRetryDelaysMs } from './async-invocations.js';
import { EnvironmentPool } from './execution/environment-pool.js';
import { ExecutionEnvironment } from './execution/execution-environment.js';
import {
  type DeployedFunction,
  defaultInitTimeoutMs,
  type InvokeRequest,
  type InvokeResult,
  invokeFunction,
} from './execution/invoke-function.js';
import type { RoleCredentials } from './execution/process-environment.js';
import { type Reaper, startReaper } from './execution/process-group.js';
import { openCode } from './functions/code-package.js';
import {
  type Deployment,
  emptyDeployment,
  readDeployment,
} from './functions/deployed-functions.js';
import type { FunctionEnvironment } from './functions/variable-overrides.js';
import { createInvokeApi, errorResponse, maxEventBytes, maxRequestBytes } from './invoke-api.js';
import { functionArn, lambdaResourceTypes } from './resource-types.js';
import { findRuntimeCommand } from './runtimes/runtime-command.js';

export type LambdaOptions = {
  readonly region: string;
  readonly accountId: string;
  /** The time in milliseconds since 1970, for records and logs. */
  now(): number;
  /** The sandbox's database. */
  readonly database: DatabaseSync;
  /** Where asynchronous invocations are reported to. */
  readonly destinations: MessageDestinations;
  /** The gateway's URL, where the AWS SDK in a function finds every service. */
  endpoint(): string;
  credentialsFor(roleArn: string, functionName: string): RoleCredentials;
  /** Variables over those of the template, by the developer's names of the functions. */
  readonly functionEnvironment?: () => FunctionEnvironment;
  /** Told of each invocation when it is over. */
  onInvocation(invocation: Invocation): void;
  /** Told of each log entry as it comes. `function` is the developer's name for it. */
  onLog(entry: LogEntry): void;
  /** Folder for what functions write and for unpacked code. The caller removes it after `stop`. */
  readonly scratchDir: string;
  /** How long an environment stays warm, in milliseconds. The default is 10 minutes. */
  readonly idleTimeoutMs?: number;
  /** Environments open at the same time. Further invocations wait. The default is 50. */
  readonly maxEnvironments?: number;
  /** How long a function may initialise, in milliseconds. The default is Lambda's, 10 s. */
  readonly initTimeoutMs?: number;
  /** Waits before the retries of asynchronous invocations, in milliseconds: 1 and 2 minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** Starts another runtime than the sandbox's own, such as AWS's to compare with. */
  readonly findRuntimeCommand?: typeof findRuntimeCommand;
};

export type LogEntry = {
  readonly function: string;
  readonly at: Date;
  readonly message: string;
};

export type Lambda = {
  readonly definition: ServiceDefinition;
  /** Runs functions once they are deployed, by physical name, ARN, or the developer's name. */
  readonly functions: FunctionInvoker;
  /** Goes on with what an earlier sandbox left, once every service is deployed. */
  resume(): void;
  /** Waits until no asynchronous invocation is under way; those that wait for a retry may remain. */
  idle(): Promise<void>;
};

/**
 * AWS Lambda on this machine: runs the functions of a backend from their bundled code, each
 * execution environment a process of its own that talks to its own Runtime API.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function createLambda(options: LambdaOptions): Lambda {
  const { now, onLog } = options;
  let deployment: Deployment = emptyDeployment;
  let reaper: Reaper | undefined;

  const pool = new EnvironmentPool<DeployedFunction>({
    maxEnvironments: options.maxEnvironments ?? 50,
    idleTimeoutMs: options.idleTimeoutMs ?? 10 * 60_000,
    start: startEnvironment,
  });
  const asyncInvocations = createAsyncInvocations({
    database: options.database,
    now,
    retryDelaysMs: options.asyncRetryDelaysMs ?? defaultRetryDelaysMs,
    invoke,
    find: (name) => deployment.functions.get(name),
    send(arn, body, attributes) {
      if (!isFunction(arn)) return options.destinations.send(arn, body, attributes);
      functions.invokeAsync(arn, JSON.parse(body), { source: 'lambda' });
      return true;
    },
    onLog: ({ configuration }, message) =>
      onLog({ function: configuration.friendlyName, at: new Date(now()), message }),
  });

  async function startEnvironment(fn: DeployedFunction, log: (message: string) => void) {
    const { configuration } = fn;
    const store = join(options.scratchDir, 'code');
    const [taskRoot = '', ...layers] = await Promise.all(
      fn.code.map((code) => openCode(code.source, code.fingerprint, configuration.runtime, store)),
    );
    reaper ??= startReaper();
    return ExecutionEnvironment.start({
      configuration,
      taskRoot,
      layers,
      region: options.region,
      endpoint: options.endpoint(),
      credentials: options.credentialsFor(configuration.roleArn, configuration.name),
      scratchDir: join(options.scratchDir, 'environments'),
      reaper,
      findCommand: options.findRuntimeCommand ?? findRuntimeCommand,
      now: now(),
      onLog: log,
    });
  }

  async function invoke(fn: DeployedFunction, request: InvokeRequest): Promise<InvokeResult> {
    const result = await invokeFunction(fn, request, {
      pool,
      now,
      onLog,
      initTimeoutMs: options.initTimeoutMs ?? defaultInitTimeoutMs,
    });
    options.onInvocation(result.invocation);
    return result;
  }

  /** @throws {AwsError} `ResourceNotFoundException`. */
  function find(text: string, qualifierParameter?: string) {
    const reference = parseFunctionReference(text);
    const qualifier = qualifierParameter ?? reference?.qualifier;
    const fn = reference && deployment.functions.get(reference.name);
    const known =
      qualifier === undefined || qualifier === '$LATEST' || fn?.qualifiers.has(qualifier);
    if (fn && known) {
      const { arn } = fn.configuration;
      return { fn, functionArn: qualifier === undefined ? arn : `${arn}:${qualifier}` };
    }
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${arnOf(text, qualifierParameter)}`,
      404,
    );
  }

  function arnOf(text: string, qualifierParameter?: string): string {
    const reference = parseFunctionReference(text);
    const qualifier = qualifierParameter ?? reference?.qualifier;
    const name = [reference?.name ?? text, ...(qualifier ? [qualifier] : [])].join(':');
    return functionArn({ ...options, partition: 'aws' }, name);
  }

  /** An event of a service, on its way to the function that it names. */
  function requestOf(functionName: string, event: unknown, limit: number) {
    const byFriendlyName = deployment.byFriendlyName.get(functionName);
    const { fn, functionArn } = find(byFriendlyName?.name ?? functionName);
    const payload = Buffer.from(JSON.stringify(event) ?? 'null');
    if (payload.length > limit) {
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
        413,
      );
    }
    return { fn, request: { payload, event, functionArn } };
  }

  function isFunction(arn: string): boolean {
    const reference = parseFunctionReference(arn);
    return reference !== undefined && deployment.functions.has(reference.name);
  }

  /** The destinations of functions that are none of the sandbox's. */
  function unservedDestinations(): readonly string[] {
    return [...deployment.functions.values()].flatMap(({ configuration }) => {
      const { onSuccessArn, onFailureArn, deadLetterArn } = configuration.asynchronous;
      return [onSuccessArn, onFailureArn, deadLetterArn]
        .filter((arn) => arn !== undefined)
        .filter((arn) => !isFunction(arn) && !options.destinations.has(arn))
        .map(
          (arn) =>
            `${configuration.friendlyName} has the destination ${arn}, which the sandbox does not serve: nothing is sent there.`,
        );
    });
  }

  const functions: FunctionInvoker = {
    async invoke(functionName, event, { source } = {}) {
      const { fn, request } = requestOf(functionName, event, maxRequestBytes);
      const { invocation } = await invoke(fn, { ...request, source });
      return invocation;
    },
    invokeAsync(functionName, event, { source } = {}) {
      const { fn, request } = requestOf(functionName, event, maxEventBytes);
      asyncInvocations.accept(fn, { ...request, source });
    },
  };

  const api = createInvokeApi({
    check: (name, qualifier) => void find(name, qualifier),
    arnOf,
    invoke({ functionName, qualifier, ...request }) {
      const { fn, functionArn } = find(functionName, qualifier);
      return invoke(fn, { ...request, functionArn });
    },
    invokeAsync({ functionName, qualifier, ...request }) {
      const { fn, functionArn } = find(functionName, qualifier);
      asyncInvocations.accept(fn, { ...request, functionArn });
    },
  });

  const service: Service = {
    ...api,
    // What is a little too long is refused in Lambda's own words.
    maxBodyBytes: 2 * maxRequestBytes,
    errorResponse,
    async deploy(graph: ResourceGraph) {
      deployment = await readDeployment(graph, deployment, {
        exists: existsSync,
        functionEnvironment: options.functionEnvironment?.() ?? {},
      });
      pool.deploy([...deployment.functions.values()]);
    },
    describe: (resource: Resource) => deployment.describe(resource),
    warnings: () => [...deployment.warnings, ...unservedDestinations()],
    async stop() {
      asyncInvocations.stop();
      await pool.stop();
      await asyncInvocations.ended();
      reaper?.stop();
    },
  };

  return {
    definition: { name: 'lambda', resourceTypes: lambdaResourceTypes, create: () => service },
    functions,
    resume: () => asyncInvocations.resume(),
    idle: () => asyncInvocations.idle(),
  };
}
