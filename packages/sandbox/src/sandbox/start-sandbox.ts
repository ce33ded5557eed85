import { basename, resolve as resolvePath } from 'node:path';
import type { Synthesis } from '../assembly/synth.js';
import { markUsed } from '../assembly/synth-cache.js';
import { FunctionInvocationError, type Invocation } from '../context/events/function-invoker.js';
import { startScheduleClock } from '../context/schedules/schedules.js';
import { summarise } from '../context/schedules/summary.js';
import { createServiceContext, type ServiceContext } from '../context/service-context.js';
import { SandboxError } from '../errors.js';
import { startGateway } from '../gateway/gateway.js';
import { type CredentialStore, createCredentialStore } from '../iam/credentials.js';
import type { Denial } from '../iam/denial.js';
import { AwsError } from '../protocols/aws-error.js';
import { consoleUrl } from '../services/console/token.js';
import { serviceDefinitions } from '../services/index.js';
import { type Deployment, type DeploymentReport, deployAssembly } from './deployment.js';
import { createDeploymentNews } from './deployment-news.js';
import { createLifetime, type Lifetime } from './lifetime.js';
import type { Sandbox, SandboxEvent, SandboxOptions } from './sandbox.js';
import { openState } from './state.js';
import { synthesiseAndTell } from './synthesis.js';
import { watchBackend } from './watch.js';

const ACCOUNT_ID = '123456789012';
const PARTITION = 'aws';
const KEPT_INVOCATIONS = 1000;
const MARK_EVERY_MS = 60_000;

/**
 * Starts the backend of an Amplify Gen 2 app on this machine. It synthesises `amplify/backend.ts`
 * and starts the resources that it finds there, from the bundles that would be deployed.
 *
 * @throws {SandboxError} With a code, a message that says what is wrong, and a resolution.
 * @example
 * import { startSandbox } from '@amplify-recipes/sandbox';
 * import { Amplify } from 'aws-amplify';
 *
 * const sandbox = await startSandbox({ cwd: 'apps/demo', dataDir: false });
 * Amplify.configure(sandbox.clientConfig);
 * await sandbox.stop();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const lifetime = createLifetime();
  const { signal } = options;
  const abort = () => lifetime.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  try {
    signal?.throwIfAborted();
    return await start(options, lifetime);
  } catch (error) {
    // The caller needs the reason why the start failed, even if stopping also fails.
    await lifetime.stop().catch(() => {});
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function start(options: SandboxOptions, lifetime: Lifetime): Promise<Sandbox> {
  const cwd = resolvePath(options.cwd ?? process.cwd());
  const news = createDeploymentNews(lifetime.signal);
  const emit = emitterOf((event) => {
    news.tell(event);
    options.onEvent?.(event);
  });
  const onError = (error: unknown) => emit({ type: 'internal-error', error });
  const { signal } = lifetime;
  let synthesis = await synthesiseAndTell(cwd, emit, signal);
  const marking = setInterval(() => markUsed(synthesis.directory), MARK_EVERY_MS).unref();
  lifetime.onStop(() => clearInterval(marking));
  const state = openState(cwd, options, lifetime);

  const deployment = createCurrentDeployment();
  const onDenied = ({ caller, permission: { action, resources }, message }: Denial) => {
    const session = caller.type === 'role' ? caller.arn.slice(caller.arn.lastIndexOf('/') + 1) : '';
    emit({ type: 'denied', caller: deployment.nameOf(session), action, resources, message });
  };
  const context = createServiceContext({
    region: options.region ?? 'us-east-1',
    accountId: ACCOUNT_ID,
    partition: PARTITION,
    now: options.now ?? Date.now,
    database: state.database,
    onMessage: (message) => emit({ type: 'message', message }),
    onDenied,
  });
  const credentials = createCredentialStore(state.key);
  const invocations: Invocation[] = [];
  let url = '';
  const definitions = serviceDefinitions({
    ...state,
    appDir: cwd,
    app: basename(cwd),
    consoleDir: options.consoleDir,
    report: () => deployment.current.report,
    onDeploymentNews: news.onNews,
    credentials,
    invocations,
    endpoint: () => url,
    outputs: () => deployment.current.outputs,
    functionEnvironment: () => options.functionEnvironment?.({ url }) ?? {},
    onInvocation(invocation) {
      invocations.push(invocation);
      if (invocations.length > KEPT_INVOCATIONS) invocations.shift();
      emit({ type: 'invocation', invocation });
    },
    onLog: (entry) => emit({ type: 'log', ...entry }),
    onError,
  });
  const services = definitions.map((definition) => definition.create(context));
  for (const service of services) lifetime.onStop(() => service.stop?.());
  context.serviceCalls.offer(services);
  const firstDeployment = Promise.withResolvers<void>();
  const gateway = await startGateway({
    ...context,
    services,
    credentials,
    ready: firstDeployment.promise,
    port: options.port ?? 0,
    onDenied,
    onError,
  });
  lifetime.onStop(() => gateway.stop());
  url = gateway.url;

  const { outputsDir } = options;
  const { key } = state;
  const deploy = async ({ directory, mistakes }: Synthesis) => {
    const localSecret = (name: string) => state.secrets.get(name);
    const place = { ...context, directory, mistakes, cwd, url, key, outputsDir, localSecret };
    deployment.current = await deployAssembly({ ...place, definitions, services });
    firstDeployment.resolve();
    emit({ type: 'deployed', report: deployment.current.report });
  };
  await deploy(synthesis);
  signal.throwIfAborted();
  for (const service of services) service.resume?.();
  const scheduleClock = startScheduleClock(context.schedules, onError);
  lifetime.onStop(() => scheduleClock.stop());

  if (options.watch) {
    const takeOver = async () => {
      const next = await synthesiseAndTell(cwd, emit, signal);
      await deploy(next);
      synthesis = next;
      return next.inputs;
    };
    const watching = watchBackend({
      inputs: synthesis.inputs,
      cwd,
      changedInput: () => synthesis.changedInput(),
      takeOver,
      emit,
      signal,
    });
    lifetime.onStop(() => watching.stop());
  }
  return sandboxOf({ url, key, context, credentials, invocations, deployment, lifetime });
}

/** The deployment that runs now. */
type CurrentDeployment = {
  current: Deployment;
  /** The name that the developer gave a function. Requests can arrive before the first deployment. */
  nameOf(physicalName: string): string;
};

function createCurrentDeployment(): CurrentDeployment {
  let deployed: Deployment | undefined;
  return {
    get current() {
      if (deployed) return deployed;
      throw new SandboxError(
        'NOT_DEPLOYED',
        'The backend is not deployed yet.',
        'Try again when the sandbox reports that it is ready.',
      );
    },
    set current(next) {
      deployed = next;
    },
    nameOf: (physicalName) => deployed?.functionNames.get(physicalName) ?? physicalName,
  };
}

function sandboxOf({
  url,
  key,
  context: { region, now, functions, outbox, schedules },
  credentials,
  invocations,
  deployment,
  lifetime,
}: {
  readonly url: string;
  readonly key: Uint8Array;
  readonly context: ServiceContext;
  readonly credentials: CredentialStore;
  readonly invocations: readonly Invocation[];
  readonly deployment: CurrentDeployment;
  readonly lifetime: Lifetime;
}): Sandbox {
  return {
    url,
    console: { url: consoleUrl(url, key) },
    region,
    credentials: credentials.developer,
    outbox: outbox.messages,
    invocations,
    get outputs() {
      return deployment.current.outputs;
    },
    get clientConfig() {
      return deployment.current.clientConfig();
    },
    get report() {
      return deployment.current.report;
    },
    async invoke(name, event) {
      const { outcome } = await functions
        .invoke(name, event, { source: 'sandbox.invoke' })
        .catch((error: unknown) => {
          throw isNotFound(error) ? functionNotFound(name, deployment.current.report) : error;
        });
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
      await functions.idle();
    },
    stop: () => lifetime.stop(),
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof AwsError && error.name === 'ResourceNotFoundException';
}

function functionNotFound(name: string, { resources }: DeploymentReport): SandboxError {
  const names = resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map((resource) => resource.name);
  return new SandboxError(
    'FUNCTION_NOT_FOUND',
    `The backend has no function ${name}.`,
    names.length > 0
      ? `Name one of these: ${names.toSorted().join(', ')}.`
      : 'Define one in amplify/backend.ts, for example with defineFunction.',
  );
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
