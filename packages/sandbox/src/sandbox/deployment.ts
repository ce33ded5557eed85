import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResourcesConfig } from 'aws-amplify';
import { readAssembly } from '../assembly/assembly.js';
import { type AmplifyOutputs, outputsOf } from '../assembly/outputs.js';
import { resolveAssembly } from '../assembly/resolve.js';
import type { ResourceGraph } from '../assembly/resource-graph.js';
import { SandboxError } from '../errors.js';
import type { Access } from '../iam/access.js';
import { iamResourceTypes } from '../iam/resource-types.js';
import type { AnyService, ServiceDefinition } from '../services/service.js';
import { replaceFile } from '../store/files.js';

/** The resources that run. */
export type DeploymentReport = {
  readonly resources: readonly DeployedResource[];
  /** Types in the template that no service implements, with the number of their resources. */
  readonly unserved: Readonly<Record<string, number>>;
  /** Problems to fix before the first request, such as a secret without a value. */
  readonly warnings: readonly string[];
};

export type DeployedResource = {
  /** CloudFormation type. */
  readonly type: string;
  /** The developer's name for it. */
  readonly name: string;
  readonly description: string;
};

export type Deployment = {
  readonly outputs: AmplifyOutputs;
  readonly report: DeploymentReport;
  /** The developer's names for the functions, by physical name. */
  readonly functionNames: ReadonlyMap<string, string>;
  /** @throws {SandboxError} `CLIENT_NOT_INSTALLED` when the app has no `aws-amplify`. */
  clientConfig(): ResourcesConfig;
};

export type DeployOptions = {
  /** The folder of the cloud assembly. */
  readonly directory: string;
  /** Mistakes in the backend that the synthesis found. */
  readonly mistakes: readonly string[];
  readonly cwd: string;
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  readonly key: Uint8Array;
  /** Values that the developer set, by name. */
  localSecret(name: string): string | undefined;
  readonly definitions: readonly ServiceDefinition<AnyService>[];
  readonly services: readonly AnyService[];
  readonly access: Access;
  readonly outputsDir: string | undefined;
};

/** Types that need no service, because they are complete when the resource graph is resolved. */
const WITHOUT_SERVICE = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudFormation::Stack',
  ...Object.keys(iamResourceTypes),
]);

/** Loads the configuration of the client, for which the app must have `aws-amplify`. */
export const loadClient = () =>
  import('../client/index.js').catch((error: unknown) => error as Error);

/**
 * Deploys an assembly: every service takes over its resources. If a template does not resolve, or
 * outputs cannot be generated, the services keep the resources that they had.
 */
export async function deployAssembly(options: DeployOptions): Promise<Deployment> {
  const { access, definitions, services } = options;
  const servedTypes = Object.assign({}, ...definitions.map(({ resourceTypes }) => resourceTypes));
  const resourceTypes = {
    ...iamResourceTypes,
    ...servedTypes,
  };
  const graph = resolveAssembly(readAssembly(options.directory), { ...options, resourceTypes });
  const [outputs, client] = await Promise.all([outputsOf({ ...options, graph }), loadClient()]);
  access.deploy(graph);
  for (const service of services) await service.deploy(graph);
  if (options.outputsDir) writeOutputs(options.outputsDir, outputs);
  return {
    outputs,
    report: {
      resources: graph.resources.flatMap((resource) => {
        const description = services
          .map((service) => service.describe?.(resource))
          .find((text) => text !== undefined);
        return description ? [{ type: resource.type, name: resource.name, description }] : [];
      }),
      unserved: countUnserved(graph, servedTypes),
      warnings: [
        ...options.mistakes,
        ...graph.warnings,
        ...access.warnings,
        ...services.flatMap((service) => service.warnings?.() ?? []),
      ],
    },
    functionNames: new Map(
      graph.ofType('AWS::Lambda::Function').map(({ physicalId, name }) => [physicalId, name]),
    ),
    clientConfig() {
      if (client instanceof Error) {
        throw new SandboxError(
          'CLIENT_NOT_INSTALLED',
          'The client configuration needs aws-amplify, which cannot be loaded.',
          'Install it: npm install aws-amplify',
          { cause: client },
        );
      }
      return client.localConfig(outputs);
    },
  };
}

function countUnserved(
  graph: ResourceGraph,
  servedTypes: Readonly<Record<string, unknown>>,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of graph.resources) {
    if (Object.hasOwn(servedTypes, type) || WITHOUT_SERVICE.has(type)) continue;
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

/**
 * Writes the file as a whole and only when it changed, because a watcher may read it at any time.
 */
function writeOutputs(directory: string, outputs: AmplifyOutputs): void {
  const file = join(directory, 'amplify_outputs.json');
  const content = `${JSON.stringify(outputs, null, 2)}\n`;
  try {
    mkdirSync(directory, { recursive: true });
    if (existsSync(file) && readFileSync(file, 'utf8') === content) return;
    replaceFile(file, content, 0o644);
  } catch (error) {
    throw new SandboxError(
      'OUTPUTS_UNWRITABLE',
      `${file} cannot be written: ${error instanceof Error ? error.message : error}`,
      'Check that the folder can be written, or choose another folder for the outputs.',
      { cause: error },
    );
  }
}
