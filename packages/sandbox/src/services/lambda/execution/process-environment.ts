import { delimiter, dirname, join } from 'node:path';
import type { FunctionConfiguration } from '../functions/function-configuration.js';

/** The credentials of a function's execution role. */
export type RoleCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
};

export type ProcessEnvironmentInput = {
  readonly configuration: FunctionConfiguration;
  readonly region: string;
  readonly credentials: RoleCredentials;
  /** The gateway's URL, for the AWS SDK. */
  readonly endpoint: string;
  /** Host and port of the Runtime API. */
  readonly runtimeApi: string;
  /** Folder of the function's code. */
  readonly taskRoot: string;
  /** Folder of the runtime. */
  readonly runtimeRoot: string;
  /** Folders of the layers, in the template's order. */
  readonly layers: readonly string[];
  readonly logStream: string;
  /** An empty folder for the home and the temporary files of this process only. */
  readonly scratch: string;
};

/**
 * The whole environment of a function's process. It has the variables that Lambda sets, and none of
 * the sandbox's own environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function processEnvironment(input: ProcessEnvironmentInput): Record<string, string> {
  const { configuration, credentials, layers, region, scratch, taskRoot } = input;
  const { logging, runtime } = configuration;
  // A later layer takes precedence over an earlier one.
  const inLayers = (...path: string[]) => layers.toReversed().map((layer) => join(layer, ...path));
  return {
    // The template may override these, as in Lambda.
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: paths(
      dirname(process.execPath),
      '/usr/local/bin',
      '/usr/bin',
      '/bin',
      ...inLayers('bin'),
    ),
    LD_LIBRARY_PATH: paths(taskRoot, join(taskRoot, 'lib'), ...inLayers('lib')),
    NODE_PATH: paths(
      ...inLayers('nodejs', nodeFolderOf(runtime), 'node_modules'),
      ...inLayers('nodejs', 'node_modules'),
      taskRoot,
    ),
    PYTHONPATH: paths(
      ...inLayers('python', 'lib', runtime.replace(/\.x$/, ''), 'site-packages'),
      ...inLayers('python'),
    ),
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    // Not set by Lambda, where every environment has its own /tmp and home.
    HOME: scratch,
    TMPDIR: scratch,
    ...configuration.environment,

    // These are reserved by Lambda.
    _HANDLER: configuration.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...(runtime.startsWith('provided') ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: configuration.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: input.logStream,
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(logging.applicationLevel && { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }),
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: input.runtimeRoot,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,

    // Not set by Lambda. The SDK calls the sandbox, and looks for credentials nowhere else.
    AWS_ENDPOINT_URL: input.endpoint,
    AWS_CONFIG_FILE: join(scratch, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(scratch, 'aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(process.platform === 'win32' && process.env.SystemRoot
      ? { SystemRoot: process.env.SystemRoot }
      : {}),
  };
}

function paths(...folders: string[]): string {
  return folders.join(delimiter);
}

// nodejs22.x looks in `nodejs/node22` of a layer.
function nodeFolderOf(runtime: string): string {
  return `node${runtime.match(/^nodejs(\d+)/)?.[1] ?? ''}`;
}
