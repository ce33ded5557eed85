import type { Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { listOf, objectOf, stringOf, textOf } from '../../assembly/template-values.js';
import { HIDDEN, isSecretName } from '../../context/timeline/redaction.js';
import { statementsOf } from '../../iam/role-statements.js';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';
import type { FunctionDetails, FunctionRow } from './api.js';
import type { Backend } from './backend.js';
import { grantLine } from './grants.js';
import { requiredText } from './input.js';
import type { Routes } from './routes.js';
import { triggersOf } from './triggers.js';

/** The functions: what they are, what they may do, and an invocation. */
export function functionRoutes(backend: Backend): Routes {
  const { functions, timeline } = backend.context;
  return {
    'GET functions/*': ({ name }) => detailsOf(backend, findFunction(backend, name)),
    'POST functions/invoke': async (request) => {
      const input = await request.input();
      const fn = findFunction(backend, requiredText(input, 'function'));
      const invocation = await functions.invoke(fn.physicalId, input.event ?? {});
      const entry = timeline
        .entries()
        .findLast(({ invocationId }) => invocationId === invocation.id);
      return { entry: entry?.id, invocation };
    },
  };
}

/** The functions that the backend defines. Those that only CloudFormation calls are left out. */
export function functionsOf(backend: Backend): readonly FunctionRow[] {
  return functionResources(backend).map((resource) => rowOf(backend.graph, resource));
}

function functionResources({ graph, options }: Backend): readonly Resource[] {
  const reported = options
    .report()
    .resources.filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ name }) => name);
  return graph.ofType('AWS::Lambda::Function').filter(({ name }) => reported.includes(name));
}

/** @throws {AwsError} `ResourceNotFoundException` */
function findFunction(backend: Backend, name: string): Resource {
  const found = functionResources(backend).find(
    (resource) => resource.name === name || resource.physicalId === name,
  );
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', 'The backend has no such function.', 404);
}

function rowOf(graph: ResourceGraph, resource: Resource): FunctionRow {
  const { name, physicalId, attributes, properties } = resource;
  return {
    name,
    physicalName: physicalId,
    arn: String(attributes.Arn),
    runtime: stringOf(properties.Runtime) ?? '',
    memoryMB: Number(properties.MemorySize ?? 128),
    timeoutSeconds: Number(properties.Timeout ?? 3),
    triggers: triggersOf(graph, resource),
  };
}

function detailsOf(backend: Backend, resource: Resource): FunctionDetails {
  const { graph } = backend;
  const { properties } = resource;
  const logging = objectOf(properties.LoggingConfig);
  return {
    ...rowOf(graph, resource),
    environment: environmentOf(backend, resource),
    policies: statementsOf(graph, textOf(properties.Role) ?? ''),
    layers: listOf(properties.Layers).map(String),
    handler: stringOf(properties.Handler) ?? '',
    logFormat: stringOf(logging.LogFormat) ?? 'Text',
    logLevel: stringOf(logging.ApplicationLogLevel),
    ephemeralStorageMB: Number(objectOf(properties.EphemeralStorage).Size ?? 512),
    architecture: listOf(properties.Architectures).map(String)[0] ?? 'x86_64',
    eventSources: graph
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties: mapping }) => names(resource, mapping.FunctionName))
      .map(({ properties: mapping }) => ({
        arn: String(mapping.EventSourceArn),
        batchSize: Number(mapping.BatchSize ?? (isQueue(mapping.EventSourceArn) ? 10 : 100)),
        enabled: mapping.Enabled !== false,
      })),
    denied: deniedOf(backend, resource),
  };
}

function isQueue(eventSourceArn: Value | undefined): boolean {
  return String(eventSourceArn).split(':')[2] === 'sqs';
}

function names({ physicalId, attributes }: Resource, reference: Value | undefined): boolean {
  return reference === physicalId || reference === attributes.Arn;
}

/** The variables that the function sees. The values of secrets are hidden. */
function environmentOf(
  { options }: Backend,
  { name, properties }: Resource,
): Readonly<Record<string, string>> {
  const overrides = options.functionEnvironment?.() ?? {};
  const variables = {
    ...objectOf(objectOf(properties.Environment).Variables),
    ...(Object.hasOwn(overrides, name) ? overrides[name] : {}),
  };
  const secrets = secretVariables(variables.AMPLIFY_SSM_ENV_CONFIG);
  return Object.fromEntries(
    Object.entries(variables).map(([variable, value]) => {
      const isSecret = secrets.includes(variable) || isSecretName(variable);
      return [variable, isSecret && value !== '' ? HIDDEN : String(value)];
    }),
  );
}

/** The variables that get the values of secrets when the function starts. Amplify lists them. */
function secretVariables(config: unknown): readonly string[] {
  const secrets = typeof config === 'string' ? parseJson(Buffer.from(config)) : undefined;
  return isJsonObject(secrets) ? Object.keys(secrets) : [];
}

/** What the function was denied since the start, each once, the latest first. */
function deniedOf(
  { context, graph }: Backend,
  { physicalId }: Resource,
): FunctionDetails['denied'] {
  const denied = new Map<string, FunctionDetails['denied'][0]>();
  for (const { id, state } of context.timeline.entries().toReversed()) {
    if (state !== 'denied') continue;
    const denial = context.timeline.details(id)?.denial;
    if (denial?.session !== physicalId) continue;
    const { action, resources } = denial;
    const grant = grantLine(graph, denial);
    const key = `${action} ${resources.join(' ')}`;
    if (!denied.has(key)) denied.set(key, { action, resources, ...(grant && { grant }) });
  }
  return [...denied.values()];
}
