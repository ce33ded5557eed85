import type { ResourceGraph } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import type { CredentialStore } from '../../iam/credentials.js';
import type { DeploymentNews } from './api.js';

export type ConsoleOptions = {
  /** The secret of the data directory, from which the token is derived. */
  readonly key: Uint8Array;
  readonly credentials: CredentialStore;
  /** The name of the app. */
  readonly app: string;
  /** Folder of the built page. Without it, only the API works. */
  readonly consoleDir?: string | undefined;
  /** URL of the gateway. */
  endpoint(): string;
  /** The resources that run, once they are deployed. */
  report(): ReportOfResources;
  /** The variables that override those of the template, by the developer's names of functions. */
  functionEnvironment?(): Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** @returns A function that removes the listener. */
  onDeploymentNews(listener: (news: DeploymentNews) => void): () => void;
};

/** The part of the start-up report that the console shows. */
export type ReportOfResources = {
  readonly resources: readonly {
    /** CloudFormation type. */
    readonly type: string;
    /** The developer's name. */
    readonly name: string;
    readonly description: string;
  }[];
  readonly unserved: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
};

/** The backend as the console sees it. */
export type Backend = {
  readonly context: ServiceContext;
  readonly options: ConsoleOptions;
  /** When the sandbox started, in ISO 8601. */
  readonly startedAt: string;
  /** @throws {SandboxError} `NOT_DEPLOYED` */
  readonly graph: ResourceGraph;
  deploy(graph: ResourceGraph): void;
};

export function createBackend(options: ConsoleOptions, context: ServiceContext): Backend {
  let deployed: ResourceGraph | undefined;
  return {
    context,
    options,
    startedAt: new Date(context.now()).toISOString(),
    get graph() {
      if (deployed) return deployed;
      throw new SandboxError(
        'NOT_DEPLOYED',
        'The backend is not deployed yet.',
        'Try again when the sandbox reports that it is ready.',
      );
    },
    deploy(graph) {
      deployed = graph;
    },
  };
}
