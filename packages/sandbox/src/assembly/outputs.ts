import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SandboxError } from '../errors.js';
import { deployedText } from './bucket-deployment.js';
import { keptOutputs } from './kept-outputs.js';
import type { Properties, ResourceGraph } from './resource-graph.js';
import { isProperties } from './template-values.js';

/** The content of `amplify_outputs.json`. */
export type AmplifyOutputs = {
  readonly version: string;
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly [category: string]: unknown;
};

type ClientConfigModule = {
  /**
   * The outputs version that the app's `ampx` writes. Early versions of the package do not export
   * it.
   */
  readonly DEFAULT_CLIENT_CONFIG_VERSION?: string;
  generateClientConfig(
    backend: { readonly stackName: string },
    version: string,
    clients: Readonly<Record<string, () => unknown>>,
  ): Promise<AmplifyOutputs>;
};

/** The format's version if the app's package exports none. */
const OUTPUTS_VERSION = '1.4';

/** The key in `custom` of the outputs that contains the sandbox's URL. `localConfig` reads it. */
const LOCAL_ENDPOINT_KEY = 'amplify_recipes_sandbox_url';

/** What the outputs of a backend are made from. */
export type Deployed = {
  readonly graph: ResourceGraph;
  /** The folder of the assembly. */
  readonly directory: string;
  /** The folder of the app. */
  readonly cwd: string;
  /** The sandbox's URL. */
  readonly url: string;
};

/**
 * The outputs of a backend. The app's own `@aws-amplify/client-config` generates them, as for
 * `ampx`. Its requests to CloudFormation and S3 are answered from the assembly.
 *
 * @throws {SandboxError} `APP_NOT_FOUND` when Amplify's packages are not installed in the app.
 */
export async function outputsOf(deployed: Deployed): Promise<AmplifyOutputs> {
  const { graph, cwd, url } = deployed;
  const generator = clientConfigOf(cwd);
  const outputs = await keptOutputs({ ...deployed, generator }, () => generate(graph, generator));
  return {
    ...outputs,
    ...(isProperties(outputs.data) && { data: realtimeData(outputs.data) }),
    custom: { ...outputs.custom, [LOCAL_ENDPOINT_KEY]: url },
  };
}

async function generate(graph: ResourceGraph, generator: string): Promise<AmplifyOutputs> {
  const { generateClientConfig, DEFAULT_CLIENT_CONFIG_VERSION: version = OUTPUTS_VERSION } =
    (await import(pathToFileURL(generator).href)) as ClientConfigModule;
  const cloudFormation = {
    send: async (command: object) =>
      command.constructor.name === 'GetTemplateSummaryCommand'
        ? { Metadata: JSON.stringify(graph.metadata) }
        : {
            Stacks: [
              {
                Outputs: Object.entries(graph.outputs).map(([name, value]) => ({
                  OutputKey: name,
                  OutputValue: String(value),
                })),
              },
            ],
          },
  };
  const unused = (client: string) => () => {
    throw new Error(`The outputs of a local backend cannot be read from ${client}.`);
  };
  return generateClientConfig({ stackName: graph.stackName }, version, {
    getCloudFormationClient: () => cloudFormation,
    getS3Client: () => ({ send: (command: GetObjectCommand) => deployedObject(graph, command) }),
    getAmplifyClient: () => ({ send: unused('Amplify') }),
  });
}

/**
 * Amplify's client subscribes at `wss://` where the URL of the API begins with `https://` or
 * `http://`. A scheme in upper case, which is as valid (RFC 3986, section 3.1), leaves it `ws://`.
 */
function realtimeData(data: Properties): Properties {
  const { url } = data;
  return typeof url === 'string' ? { ...data, url: url.replace(/^http:/, 'HTTP:') } : data;
}

type GetObjectCommand = { readonly input: { readonly Bucket: string; readonly Key: string } };

/** Amplify reads objects that the deployment would upload. */
async function deployedObject(graph: ResourceGraph, { input: { Bucket, Key } }: GetObjectCommand) {
  const text = await deployedText(graph, Bucket, Key);
  if (text === undefined)
    throw new Error(`The deployment uploads no ${Key} to the bucket ${Bucket}.`);
  return { Body: { transformToString: async () => text } };
}

/** Loads the package that generates outputs while a synthesis runs in its own process. */
export async function preloadGenerator(cwd: string): Promise<void> {
  try {
    await import(pathToFileURL(clientConfigOf(cwd)).href);
  } catch {
    // The deployment loads it again, and reports the error.
  }
}

/** The path of the package that generates the outputs. */
function clientConfigOf(cwd: string): string {
  try {
    const backend = createRequire(join(cwd, 'package.json')).resolve('@aws-amplify/backend');
    return createRequire(backend).resolve('@aws-amplify/client-config');
  } catch (error) {
    throw new SandboxError(
      'APP_NOT_FOUND',
      `@aws-amplify/backend cannot be loaded from ${cwd}.`,
      'Install the packages of the app, for example with npm install.',
      { cause: error },
    );
  }
}
