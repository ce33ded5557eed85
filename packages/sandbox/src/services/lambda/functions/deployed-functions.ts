import type { Properties, Resource, ResourceGraph } from '../../../assembly/resource-graph.js';
import { objectOf, stringOf } from '../../../assembly/template-values.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import { fingerprintOf } from './code-package.js';
import {
  type CodeSource,
  codeSourceOf,
  type FunctionConfiguration,
  readFunctionConfiguration,
} from './function-configuration.js';
import { type FunctionEnvironment, overrideEnvironment } from './variable-overrides.js';

/** A function as it is deployed. */
export type DeployedFunction = {
  /** Physical name. */
  readonly name: string;
  /** Changes with its code and its configuration. Environments of other versions are ended. */
  readonly version: string;
  readonly reservedConcurrency: number | undefined;
  readonly configuration: FunctionConfiguration;
  /** The function's own code, followed by the layers that are on this machine. */
  readonly code: readonly Code[];
  /** The ARNs of the layers that are not on this machine. */
  readonly missingLayers: readonly string[];
  /** The values that determine its version, without the place of the code. */
  readonly signature: string;
  /** The names of its versions and aliases. */
  readonly qualifiers: ReadonlySet<string>;
};

export type Code = { readonly source: CodeSource; readonly fingerprint: string | undefined };

/** The currently deployed functions of a backend. */
export type DeployedFunctions = {
  /** By physical name. */
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  /** By the name that the developer gave them. */
  readonly byFriendlyName: ReadonlyMap<string, DeployedFunction>;
  readonly warnings: readonly string[];
  /** The text about a function in the start-up report. */
  describe(resource: Resource): string | undefined;
};

export const noFunctions: DeployedFunctions = {
  functions: new Map(),
  byFriendlyName: new Map(),
  warnings: [],
  describe: () => undefined,
};

export type DeployedFunctionsOptions = {
  /** Whether a file exists. */
  readonly exists: (path: string) => boolean;
  readonly functionEnvironment: FunctionEnvironment;
};

/**
 * Reads the functions and layers of a backend.
 *
 * A function with unchanged code and configuration keeps its version and its warm environments,
 * unless its code is no longer where it was.
 *
 * @throws {SandboxError} When variables are set for a function that does not exist, or with an
 *   invalid name.
 */
export function readDeployedFunctions(
  graph: ResourceGraph,
  previous: DeployedFunctions,
  { exists, functionEnvironment }: DeployedFunctionsOptions,
): DeployedFunctions {
  const codes = readCodes([
    ...graph.ofType('AWS::Lambda::LayerVersion'),
    ...graph.ofType('AWS::Lambda::Function'),
  ]);
  const configs = new Map(
    graph
      .ofType('AWS::Lambda::EventInvokeConfig')
      .map(({ properties }) => [nameOf(properties.FunctionName), properties]),
  );

  const provisioning = provisioningFunctions(graph);
  const overridden = overrideEnvironment(
    functionEnvironment,
    graph.ofType('AWS::Lambda::Function').filter(({ physicalId }) => !provisioning.has(physicalId)),
  );
  const warnings: string[] = [];
  const functions = new Map<string, DeployedFunction>();
  for (const resource of graph.ofType('AWS::Lambda::Function')) {
    const configuration = overridden(
      readFunctionConfiguration(resource, configs.get(resource.physicalId)),
    );
    const { name, friendlyName, layerArns } = configuration;
    const missingLayers = layerArns.filter((each) => !codes.has(each));
    for (const arn of provisioning.has(name) ? [] : missingLayers) {
      warnings.push(
        `${friendlyName} uses the layer ${arn}, which is not on this machine. Here the function gets the layer's packages from the app: install them there.`,
      );
    }
    if (configuration.durable) {
      warnings.push(
        `${friendlyName} is a durable function (durableConfig), which the sandbox does not support. Here it runs as an ordinary function, and the operations of its durable execution fail.`,
      );
    }
    const code = [resource.physicalId, ...layerArns].flatMap((id) => codes.get(id) ?? []);
    const signature = signatureOf(configuration, code);
    functions.set(name, {
      name,
      version: `${signature}${JSON.stringify(code.map(({ source }) => source))}`,
      ...keepVersion(previous.functions.get(name), signature, exists),
      signature,
      reservedConcurrency: configuration.reservedConcurrency,
      configuration,
      code,
      missingLayers,
      qualifiers: qualifiersOf(graph, name),
    });
  }

  return {
    functions,
    byFriendlyName: new Map(
      [...functions.values()].map((fn) => [fn.configuration.friendlyName, fn]),
    ),
    warnings,
    describe({ type, physicalId }) {
      const fn = type === 'AWS::Lambda::Function' ? functions.get(physicalId) : undefined;
      return fn && !provisioning.has(fn.name) ? describeFunction(fn.configuration) : undefined;
    },
  };
}

function keepVersion(
  before: DeployedFunction | undefined,
  signature: string,
  exists: (path: string) => boolean,
): { readonly version?: string } {
  const kept =
    before?.signature === signature &&
    before.code.every(({ source }) => source.type !== 'asset' || exists(source.path));
  return kept ? { version: before.version } : {};
}

function describeFunction({ runtime, memoryMB, timeoutSeconds }: FunctionConfiguration): string {
  return `${runtime || 'no runtime'}, ${memoryMB} MB, ${timeoutSeconds} s`;
}

/** The code of functions or layers, by their physical ids. */
function readCodes(resources: readonly Resource[]): ReadonlyMap<string, Code> {
  return new Map(
    resources.map((resource) => {
      const source = codeSourceOf(resource);
      return [resource.physicalId, { source, fingerprint: fingerprintOf(source) }];
    }),
  );
}

function signatureOf({ code: _, ...configuration }: FunctionConfiguration, code: readonly Code[]) {
  return JSON.stringify([configuration, code.map(({ fingerprint }) => fingerprint)]);
}

function nameOf(reference: unknown): string {
  return parseFunctionReference(String(reference))?.name ?? '';
}

/** The versions and aliases of a function. All of them run the deployed code. */
function qualifiersOf(graph: ResourceGraph, name: string): ReadonlySet<string> {
  const of = (type: string) =>
    graph.ofType(type).filter(({ properties }) => nameOf(properties.FunctionName) === name);
  return new Set([
    ...of('AWS::Lambda::Version').map(({ attributes }) => String(attributes.Version)),
    ...of('AWS::Lambda::Alias').flatMap(({ properties }) => stringOf(properties.Name) ?? []),
  ]);
}

/**
 * The functions that only CloudFormation calls during a deployment. They are those behind custom
 * resources, and those that these call, also through a state machine that waits. Nothing calls them
 * here.
 */
function provisioningFunctions(graph: ResourceGraph): ReadonlySet<string> {
  const functions = graph.ofType('AWS::Lambda::Function');
  const machines = graph.ofType('AWS::StepFunctions::StateMachine');
  const found = new Set<string>();
  const add = (text: string) => {
    for (const { physicalId, attributes, properties } of functions) {
      if (found.has(physicalId) || text !== attributes.Arn) continue;
      found.add(physicalId);
      const { Variables } = objectOf(properties.Environment);
      for (const value of Object.values(objectOf(Variables))) add(String(value));
    }
    for (const { physicalId, attributes, properties } of machines) {
      if (text !== physicalId && text !== attributes.Arn) continue;
      for (const arn of functionArnsIn(properties)) add(arn);
    }
  };
  for (const { type, properties } of graph.resources) {
    if (!type.startsWith('Custom::') && type !== 'AWS::CloudFormation::CustomResource') continue;
    add(String(properties.ServiceToken));
  }
  return found;
}

/** The definition of a state machine is a text that contains ARNs. */
function functionArnsIn(properties: Properties): readonly string[] {
  return JSON.stringify(properties).match(/arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+/g) ?? [];
}
