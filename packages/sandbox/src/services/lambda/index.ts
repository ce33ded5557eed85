import { randomUUID } from 'node:crypto';
import type { FunctionInvoker, Invocation } from '../../context/events/function-invoker.js';
import type { MessageDestinations } from '../../context/events/message-destinations.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Service, ServiceDefinition } from '../service.js';
import { createAsyncInvocations, defaultRetryDelaysMs } from './async-invocations.js';
import { EnvironmentPool } from './execution/environment-pool.js';
import {
  defaultInitTimeoutMs,
  type InvokeRequest,
  type InvokeResult,
  invokeFunction,
} from './execution/invoke-function.js';
import {
  createEnvironmentStarter,
  type EnvironmentOptions,
} from './execution/start-environment.js';
import type { DeployedFunction } from './functions/deployed-functions.js';
import { createFunctionDirectory, type FunctionDirectory } from './functions/function-directory.js';
import type { FunctionEnvironment } from './functions/variable-overrides.js';
import { recordInvocation } from './invocation-entry.js';
import {
  createInvokeApi,
  errorResponse,
  type InvokeApi,
  maxEventBytes,
  maxRequestBytes,
} from './invoke-api.js';
import { lambdaResourceTypes } from './resource-types.js';

export type LambdaOptions = EnvironmentOptions & {
  /** Variables that override those of the template, by the developer's names of the functions. */
  readonly functionEnvironment?: () => FunctionEnvironment;
  /** Called with each invocation when it has ended. */
  onInvocation(invocation: Invocation): void;
  /**
   * Called with each log entry when it is written. `function` is the developer's name of the
   * function.
   */
  onLog(entry: LogEntry): void;
  /** The time that an idle environment stays warm, in milliseconds. The default is 10 minutes. */
  readonly idleTimeoutMs?: number;
  /** The maximum number of open environments. Further invocations wait. The default is 50. */
  readonly maxEnvironments?: number;
  /**
   * The maximum time for a function to initialise, in milliseconds. The default is Lambda's, 10 s.
   */
  readonly initTimeoutMs?: number;
  /**
   * The waits before the retries of asynchronous invocations, in milliseconds. The default is 1 and
   * 2 minutes.
   */
  readonly asyncRetryDelaysMs?: readonly number[];
};

export type LogEntry = {
  readonly function: string;
  readonly at: Date;
  readonly message: string;
};

/**
 * AWS Lambda on this machine. It runs the functions of a backend from their bundled code. Each
 * execution environment is a separate process with its own Runtime API.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function lambda(options: LambdaOptions): ServiceDefinition {
  return {
    name: 'lambda',
    resourceTypes: lambdaResourceTypes,
    create: (context) => createLambda(options, context),
  };
}

type Invoke = (fn: DeployedFunction, request: InvokeRequest) => Promise<InvokeResult>;
type Accept = (fn: DeployedFunction, request: Omit<InvokeRequest, 'requestId'>) => void;

function createLambda(options: LambdaOptions, context: ServiceContext): Service {
  const { now, database, messageDestinations, timeline } = context;
  const { onLog } = options;
  const directory = createFunctionDirectory(context, () => options.functionEnvironment?.() ?? {});
  const environments = createEnvironmentStarter(options, context);
  const pool = new EnvironmentPool<DeployedFunction>({
    maxEnvironments: options.maxEnvironments ?? 50,
    idleTimeoutMs: options.idleTimeoutMs ?? 10 * 60_000,
    start: environments.start,
  });
  const invoke: Invoke = async (fn, request) => {
    const initTimeoutMs = options.initTimeoutMs ?? defaultInitTimeoutMs;
    const identified = { ...request, requestId: request.requestId ?? randomUUID() };
    const result = await recordInvocation(context, fn, identified, (traced) =>
      invokeFunction(fn, traced, { pool, now, onLog, initTimeoutMs }),
    );
    options.onInvocation(result.invocation);
    return result;
  };
  const asyncInvocations = createAsyncInvocations({
    database,
    now,
    timeline,
    retryDelaysMs: options.asyncRetryDelaysMs ?? defaultRetryDelaysMs,
    invoke,
    find: (name) => directory.deployed.functions.get(name),
    send(arn, body, attributes) {
      if (!directory.has(arn)) return messageDestinations.send(arn, body, attributes);
      functions.invokeAsync(arn, JSON.parse(body), { source: 'lambda' });
      return true;
    },
    onLog: ({ configuration }, message) =>
      onLog({ function: configuration.friendlyName, at: new Date(now()), message }),
  });
  const functions = createFunctionInvoker(directory, invoke, asyncInvocations.accept);
  context.functions.offer({ ...functions, idle: asyncInvocations.idle });

  return {
    ...invokeApiOf(directory, invoke, asyncInvocations.accept),
    signingName: 'lambda',
    // Twice the limit, so that a payload that is a little too long gets Lambda's own error.
    maxBodyBytes: 2 * maxRequestBytes,
    errorResponse,
    deploy(graph) {
      directory.deploy(graph);
      timeline.functionSessions.deploy(
        new Map(
          [...directory.deployed.functions].map(([name, { configuration }]) => [
            name,
            configuration.friendlyName,
          ]),
        ),
      );
      pool.deploy([...directory.deployed.functions.values()]);
    },
    resume: () => asyncInvocations.resume(),
    describe: (resource) => directory.deployed.describe(resource),
    warnings: () => [
      ...directory.deployed.warnings,
      ...unservedDestinations(directory, messageDestinations),
    ],
    async stop() {
      asyncInvocations.stop();
      await pool.stop();
      await asyncInvocations.ended();
      environments.stop();
    },
  };
}

/** Runs functions for the services of the sandbox. */
function createFunctionInvoker(
  directory: FunctionDirectory,
  invoke: Invoke,
  accept: Accept,
): FunctionInvoker {
  const requestOf = (functionName: string, event: unknown, limit: number) => {
    const { fn, functionArn } = directory.findNamed(functionName);
    const payload = Buffer.from(JSON.stringify(event) ?? 'null');
    if (payload.length > limit) {
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
        413,
      );
    }
    return { fn, request: { payload, event, functionArn } };
  };
  return {
    async invoke(functionName, event, { source } = {}) {
      const { fn, request } = requestOf(functionName, event, maxRequestBytes);
      const { invocation } = await invoke(fn, { ...request, source });
      return invocation;
    },
    invokeAsync(functionName, event, { source } = {}) {
      const { fn, request } = requestOf(functionName, event, maxEventBytes);
      accept(fn, { ...request, source });
    },
  };
}

/** Runs functions for callers of Lambda's API. */
function invokeApiOf(directory: FunctionDirectory, invoke: Invoke, accept: Accept): InvokeApi {
  return createInvokeApi({
    check: (name, qualifier) => void directory.find(name, qualifier),
    arnOf: directory.arnOf,
    nameOf: (name) =>
      directory.has(name) ? directory.find(name).fn.configuration.friendlyName : name,
    invoke({ functionName, qualifier, ...request }) {
      const { fn, functionArn } = directory.find(functionName, qualifier);
      return invoke(fn, { ...request, functionArn });
    },
    invokeAsync({ functionName, qualifier, ...request }) {
      const { fn, functionArn } = directory.find(functionName, qualifier);
      accept(fn, { ...request, functionArn });
    },
  });
}

/** One sentence for each destination of a function that the sandbox does not support. */
function unservedDestinations(
  directory: FunctionDirectory,
  messageDestinations: MessageDestinations,
): readonly string[] {
  return [...directory.deployed.functions.values()].flatMap(({ configuration }) => {
    const { onSuccessArn, onFailureArn, deadLetterArn } = configuration.asynchronous;
    return [onSuccessArn, onFailureArn, deadLetterArn]
      .filter((arn) => arn !== undefined)
      .filter((arn) => !directory.has(arn) && !messageDestinations.has(arn))
      .map(
        (arn) =>
          `${configuration.friendlyName} has the destination ${arn}, which the sandbox does not support: nothing is sent there.`,
      );
  });
}
