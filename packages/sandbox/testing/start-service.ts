import { DatabaseSync } from 'node:sqlite';
import type { Resource } from '../src/assembly/resource-graph.js';
import { createFunctions, type FunctionInvoker } from '../src/context/events/function-invoker.js';
import type { KeyStore } from '../src/context/keys/key-store.js';
import type { OutboxMessage } from '../src/context/outbox.js';
import type { Schedules } from '../src/context/schedules/schedules.js';
import { createServiceContext, type ServiceContext } from '../src/context/service-context.js';
import { startGateway } from '../src/gateway/gateway.js';
import { type AwsCredentials, createCredentialStore } from '../src/iam/credentials.js';
import type { AnyService, Service, ServiceDefinition } from '../src/services/service.js';
import { graphOf } from './resource-graph.js';

/** One service behind a gateway, without the rest of the sandbox. For tests. */
export type TestService<Running extends AnyService = Service> = {
  readonly url: string;
  readonly service: Running;
  readonly database: DatabaseSync;
  /** The configuration for a client of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: AwsCredentials;
    readonly maxAttempts: number;
  };
  /** The same configuration for a role. The role's policies are those in the resources. */
  clientOf(roleArn: string, subject?: string): TestService['client'];
  /** Credentials of a role, for a client that does not use the developer's. */
  credentialsFor(roleArn: string, sessionName: string): AwsCredentials;
  readonly outbox: readonly OutboxMessage[];
  readonly keys: KeyStore;
  readonly schedules: Schedules;
  /** Internal errors of the sandbox. */
  readonly faults: readonly unknown[];
  /** Moves the clock. */
  advance(milliseconds: number): void;
  deploy(resources: readonly Partial<Resource>[]): Promise<void>;
  stop(): Promise<void>;
};

export type TestServiceOptions = {
  readonly resources?: readonly Partial<Resource>[];
  readonly database?: DatabaseSync;
  readonly functions?: Partial<FunctionInvoker>;
  /**
   * The time of the clock at the start, in milliseconds since 1970. Default: the machine's time.
   */
  readonly startsAt?: number;
};

const REGION = 'eu-west-1';

export async function startService<Running extends AnyService = Service>(
  definition: ServiceDefinition<Running>,
  options: TestServiceOptions = {},
): Promise<TestService<Running>> {
  const credentials = createCredentialStore(Buffer.alloc(32, 7));
  const database = options.database ?? new DatabaseSync(':memory:');
  const faults: unknown[] = [];
  let aheadMs = 0;
  const now = () => (options.startsAt ?? Date.now()) + aheadMs;
  const context = createServiceContext({
    region: REGION,
    accountId: '123456789012',
    partition: 'aws',
    now,
    database,
  });
  const { access, keys, outbox, schedules } = context;
  if (options.functions) context.functions.offer({ ...createFunctions(), ...options.functions });
  const service = definition.create(context);
  context.serviceCalls.offer([service]);
  const deploy = async (resources: readonly Partial<Resource>[]) => {
    const graph = graphOf(resources);
    access.deploy(graph);
    await service.deploy(graph);
  };
  await deploy(options.resources ?? []);
  const gateway = await startGateway({
    services: [service],
    credentials,
    access,
    region: REGION,
    port: 0,
    now,
    onError: (error) => faults.push(error),
  });
  const clientWith = (keys: AwsCredentials) => ({
    endpoint: gateway.url,
    region: REGION,
    credentials: keys,
    maxAttempts: 1,
  });
  return {
    url: gateway.url,
    service,
    database,
    client: clientWith(credentials.developer),
    clientOf: (roleArn, subject) =>
      clientWith(credentials.forRole(roleArn, 'session', subject === undefined ? {} : { subject })),
    credentialsFor: (roleArn, sessionName) => credentials.forRole(roleArn, sessionName),
    outbox: outbox.messages,
    keys,
    schedules,
    faults,
    advance(milliseconds) {
      aheadMs += milliseconds;
    },
    deploy,
    async stop() {
      await gateway.stop();
      await service.stop?.();
    },
  };
}

/** Combines several services into one. The first service that matches a request answers it. */
export function together(
  definitions: readonly ServiceDefinition[],
  prepare: (context: ServiceContext) => void = () => {},
): ServiceDefinition {
  return {
    name: 'together',
    resourceTypes: Object.assign({}, ...definitions.map(({ resourceTypes }) => resourceTypes)),
    create(context) {
      prepare(context);
      const services = definitions.map((definition) => definition.create(context));
      return {
        maxBodyBytes: 16 * 1024 * 1024,
        async deploy(graph) {
          for (const service of services) await service.deploy(graph);
        },
        matches: (request) => services.some((service) => service.matches(request)),
        async handle(request) {
          const service = services.find((candidate) => candidate.matches(request));
          return service ? service.handle(request) : { status: 404, body: '' };
        },
        warnings: () => services.flatMap((service) => service.warnings?.() ?? []),
        describe: (resource) =>
          services.map((service) => service.describe?.(resource)).find((text) => text),
        async stop() {
          for (const service of services.toReversed()) await service.stop?.();
        },
      };
    },
  };
}
