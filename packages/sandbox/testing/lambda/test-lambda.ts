import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Properties, Resource } from '../../src/assembly/resource-graph.js';
import type { FunctionInvoker, Invocation } from '../../src/context/events/function-invoker.js';
import type { MessageDestinations } from '../../src/context/events/message-destinations.js';
import { createServiceContext } from '../../src/context/service-context.js';
import type { Timeline } from '../../src/context/timeline/timeline.js';
import { type LambdaOptions, type LogEntry, lambda } from '../../src/services/lambda/index.js';
import { functionArn } from '../../src/services/lambda/resource-types.js';
import type { Service } from '../../src/services/service.js';
import { graphOf } from '../resource-graph.js';

const place = { region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };

/** The files of a function by name, or a folder that contains them. */
type FunctionCode = Readonly<Record<string, string>> | string;

export type TestLambdaOptions = Partial<LambdaOptions> & {
  now?(): number;
  readonly database?: DatabaseSync;
  readonly destinations?: MessageDestinations;
};

export type TestLambda = {
  readonly service: Service;
  readonly functions: FunctionInvoker;
  readonly timeline: Timeline;
  /** Continues with the events that an earlier sandbox left. */
  resume(): void;
  /** Waits until no asynchronous invocation is running. */
  idle(): Promise<void>;
  readonly invocations: Invocation[];
  readonly logs: LogEntry[];
  readonly folder: string;
  /** The folder with the code of the functions, which has a folder for each. */
  readonly codeStore: string;
  /** The deployed functions. */
  readonly resources: readonly Resource[];
  /** Deploys functions by name, each with its code and its properties. */
  deploy(functions: Readonly<Record<string, TestFunction>>, others?: Resource[]): Promise<void>;
  /** Creates a layer with these files. */
  layer(name: string, files: Readonly<Record<string, string>>): Promise<Resource>;
  /** The current files beside the code of a function. */
  filesOf(name: string): readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
};

export type TestFunction = {
  readonly code?: FunctionCode | undefined;
  readonly properties?: Properties;
};

/** Lambda as in the sandbox, with its own folders and clock. */
export function startTestLambda({
  now = Date.now,
  database = new DatabaseSync(':memory:'),
  destinations,
  ...options
}: TestLambdaOptions = {}): TestLambda {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  const invocations: Invocation[] = [];
  const logs: LogEntry[] = [];
  const context = createServiceContext({ ...place, now, database });
  const { functions } = context;
  const service = lambda({
    endpoint: () => 'http://127.0.0.1:1',
    credentialsFor: (roleArn, functionName) => ({
      accessKeyId: `key of ${roleArn}`,
      secretAccessKey: `secret of ${functionName}`,
      sessionToken: 'session token',
    }),
    onInvocation: (invocation) => void invocations.push(invocation),
    onLog: (entry) => void logs.push(entry),
    scratchDir: join(folder, 'scratch'),
    ...options,
  }).create({ ...context, ...(destinations && { messageDestinations: destinations }) });
  let deployments = 0;
  let resources: readonly Resource[] = [];
  return {
    service,
    functions,
    timeline: context.timeline,
    resume: () => service.resume?.(),
    idle: () => functions.idle(),
    invocations,
    logs,
    folder,
    codeStore: join(folder, 'scratch', 'code'),
    async deploy(definitions, others = []) {
      deployments += 1;
      const functions = await Promise.all(
        Object.entries(definitions).map(async ([name, { code, properties = {} }]) => {
          const assetPath =
            typeof code === 'object'
              ? await writeFiles(join(folder, `assembly-${deployments}`, name), code)
              : code;
          const Code = code === undefined ? {} : { Code: assetOf(code) };
          return functionResource(name, { ...Code, ...properties }, assetPath);
        }),
      );
      resources = [...functions, ...others];
      await service.deploy(graphOf(resources));
    },
    get resources() {
      return resources;
    },
    async layer(name, files) {
      const physicalId = `arn:aws:lambda:${place.region}:${place.accountId}:layer:${name}:1`;
      return {
        type: 'AWS::Lambda::LayerVersion',
        logicalId: name,
        name,
        path: name,
        physicalId,
        attributes: { LayerVersionArn: physicalId },
        properties: { LayerName: name, Content: assetOf(files) },
        locatedPaths: {},
        sourcePaths: [],
        assetPath: await writeFiles(join(folder, 'layers', name), files),
      };
    },
    filesOf(name) {
      const code = join(folder, `assembly-${deployments}`, name);
      return readdirSync(code, { recursive: true, encoding: 'utf8' })
        .filter((file) => statSync(join(code, file)).isFile())
        .sort();
    },
    async [Symbol.asyncDispose]() {
      await service.stop?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the code of a function is, in a template. Other files have another key. */
function assetOf(code: FunctionCode): Properties {
  const hash = createHash('sha256').update(JSON.stringify(code)).digest('hex');
  return { S3Bucket: 'assets', S3Key: `${hash}.zip` };
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content, {
      mode: /^(bootstrap$|bin\/)/.test(name) ? 0o755 : 0o644,
    });
  }
  return folder;
}

function functionResource(name: string, properties: Properties = {}, assetPath?: string): Resource {
  const physicalId = String(properties.FunctionName ?? `app-${name.replaceAll(' ', '-')}`);
  return {
    type: 'AWS::Lambda::Function',
    logicalId: name,
    name,
    path: name,
    physicalId,
    attributes: { Arn: functionArn(place, physicalId) },
    assetPath,
    locatedPaths: {},
    sourcePaths: [],
    properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/app',
      ...properties,
    },
  };
}

/** A resource of any type. */
export function resourceOf(type: string, logicalId: string, properties: Properties): Resource {
  return {
    type,
    logicalId,
    name: logicalId,
    path: logicalId,
    physicalId: logicalId,
    attributes: {},
    properties,
    assetPath: undefined,
    locatedPaths: {},
    sourcePaths: [],
  };
}

/** Whether a process exists and has not ended. One that waits to be reaped has ended. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** The process id that a function returned. */
export function processOf({ outcome }: { readonly outcome: { readonly status: string } }): number {
  if (!('response' in outcome))
    throw new Error(`The invocation failed: ${JSON.stringify(outcome)}`);
  return Number(outcome.response);
}
