import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Resource } from '../src/assembly/resource-graph.js';
import { createServiceContext, type ServiceContext } from '../src/context/service-context.js';
import { type Gateway, startGateway } from '../src/gateway/gateway.js';
import { type CredentialStore, createCredentialStore } from '../src/iam/credentials.js';
import { consoleToken } from '../src/services/console/token.js';
import { serviceDefinitions } from '../src/services/index.js';
import type { AnyService } from '../src/services/service.js';
import { openSecrets } from '../src/store/secrets.js';
import { graphOf } from './resource-graph.js';

/** The services of a sandbox behind one gateway, as `startSandbox` starts them, without an app. */
export type AllServices = {
  readonly url: string;
  readonly region: string;
  /** The secret of the console. */
  readonly consoleToken: string;
  readonly context: ServiceContext;
  readonly credentials: CredentialStore;
  /** By the service's name. */
  readonly services: ReadonlyMap<string, AnyService>;
  /** Faults of the sandbox itself. */
  readonly faults: unknown[];
  stop(): Promise<void>;
};

const KEY = Buffer.alloc(32, 7);

export const PLACE = { region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };

/** @param consoleDir Folder of the console's page. */
export async function startAllServices(
  resources: readonly Partial<Resource>[],
  consoleDir?: string,
): Promise<AllServices> {
  const scratchDir = mkdtempSync(join(tmpdir(), 'all-services-'));
  const database = new DatabaseSync(':memory:');
  const credentials = createCredentialStore(KEY);
  const faults: unknown[] = [];
  const onError = (error: unknown) => faults.push(error);
  const context = createServiceContext({ ...PLACE, now: Date.now, database });
  let gateway: Gateway | undefined;
  const report = {
    resources: resources
      .filter(({ type }) => type === 'AWS::Lambda::Function')
      .map(({ type = '', name = '' }) => ({ type, name, description: '' })),
    unserved: {},
    warnings: [],
  };
  const definitions = serviceDefinitions({
    credentials,
    key: KEY,
    app: 'todo-app',
    consoleDir,
    report: () => report,
    onDeploymentNews: () => () => {},
    scratchDir,
    secrets: openSecrets(false),
    objectsDir: mkdtempSync(join(scratchDir, 'objects-')),
    invocations: [],
    outputs: () => ({ version: '1' }),
    endpoint: () => gateway?.url ?? '',
    onInvocation: () => {},
    onLog: () => {},
    onError,
  });
  const services = definitions.map((definition) => definition.create(context));
  context.serviceCalls.offer(services);
  gateway = await startGateway({ ...context, services, credentials, port: 0, onError });
  const graph = graphOf(resources);
  context.access.deploy(graph);
  for (const service of services) await service.deploy(graph);
  return {
    url: gateway.url,
    region: PLACE.region,
    consoleToken: consoleToken(KEY),
    context,
    credentials,
    services: new Map(definitions.map(({ name }, index) => [name, services[index] as AnyService])),
    faults,
    async stop() {
      await gateway.stop();
      for (const service of services.toReversed()) await service.stop?.();
      rmSync(scratchDir, { recursive: true, force: true });
    },
  };
}
