import { DatabaseSync } from 'node:sqlite';
import type { Properties, Resource } from '../src/assembly/resource-graph.js';
import { createFunctions, type FunctionInvoker } from '../src/context/events/function-invoker.js';
import { createServiceContext, type ServiceContext } from '../src/context/service-context.js';
import type { Denial } from '../src/iam/denial.js';
import type {
  DataSource,
  DataSourceCall,
} from '../src/services/appsync/data-sources/data-source.js';
import { dataSourceOf } from '../src/services/appsync/data-sources/index.js';
import type { AnyService, ServiceDefinition } from '../src/services/service.js';
import { graphOf } from './resource-graph.js';

/** Services that data sources call in the process, without a gateway. For tests. */
export type TestDataSources = {
  readonly context: ServiceContext;
  readonly denials: readonly Denial[];
  /** A data source. Its role is {@link ROLE}, unless the properties say otherwise. */
  source(properties: Properties): DataSource;
  stop(): Promise<void>;
};

export const PLACE = { region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };
export const ROLE = 'arn:aws:iam::123456789012:role/data-source';

/** The field that a resolver resolves. */
export function callOf(call: Partial<DataSourceCall> = {}): DataSourceCall {
  return {
    arguments: {},
    identity: null,
    info: { fieldName: 'getTodo', parentTypeName: 'Query' },
    ...call,
  };
}

/** The role of the data sources, with these statements. */
export function dataSourceRole(...statements: readonly Properties[]): Partial<Resource> {
  return {
    type: 'AWS::IAM::Role',
    physicalId: 'data-source',
    attributes: { Arn: ROLE },
    properties: {
      Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
    },
  };
}

export async function startDataSources(
  definitions: readonly ServiceDefinition<AnyService>[],
  resources: readonly Partial<Resource>[],
  options: {
    readonly database?: DatabaseSync;
    readonly functions?: Partial<FunctionInvoker>;
  } = {},
): Promise<TestDataSources> {
  const denials: Denial[] = [];
  const context = createServiceContext({
    ...PLACE,
    now: Date.now,
    database: options.database ?? new DatabaseSync(':memory:'),
    onDenied: (denial) => denials.push(denial),
  });
  if (options.functions) context.functions.offer({ ...createFunctions(), ...options.functions });
  const services = definitions.map((definition) => definition.create(context));
  context.serviceCalls.offer(services);
  const graph = graphOf(resources);
  context.access.deploy(graph);
  for (const service of services) await service.deploy(graph);
  return {
    context,
    denials,
    source: (properties) => dataSourceOf(dataSourceResource(properties), context),
    async stop() {
      for (const service of services) await service.stop?.();
    },
  };
}

/** The template's resource of a data source. */
export function dataSourceResource(properties: Properties): Resource {
  const [resource] = graphOf([
    {
      type: 'AWS::AppSync::DataSource',
      logicalId: 'Source',
      name: 'Source',
      properties: { ApiId: 'api', Name: 'Source', ServiceRoleArn: ROLE, ...properties },
    },
  ]).resources;
  return resource as Resource;
}
