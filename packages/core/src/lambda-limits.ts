/** The whole numbers that Lambda accepts: as options of `defineFunction`, and in a template. */
export const LAMBDA_LIMITS = [
  {
    option: 'timeoutSeconds',
    property: 'Timeout',
    least: 1,
    most: 900,
    error: 'InvalidTimeoutError',
  },
  {
    option: 'memoryMB',
    property: 'MemorySize',
    least: 128,
    most: 10_240,
    error: 'InvalidMemoryMBError',
  },
  {
    option: 'ephemeralStorageSizeMB',
    property: 'EphemeralStorage',
    least: 512,
    most: 10_240,
    error: 'InvalidEphemeralStorageSizeMBError',
  },
] as const;

/** Lambda's limit for the environment of a function: bytes of all names and values. */
export const ENVIRONMENT_BYTES = 4096;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED = [
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
];

/** Whether a function may set an environment variable of this name. */
export const isVariableName = (name: string): boolean =>
  /^[a-zA-Z][a-zA-Z0-9_]+$/.test(name) && !RESERVED.includes(name);
