import type { AmplifyOutputs } from '../assembly/outputs.js';
import type { Invocation } from '../context/events/function-invoker.js';
import type { CredentialStore } from '../iam/credentials.js';
import type { Secrets } from '../store/secrets.js';
import { appsync } from './appsync/index.js';
import { captchaProvider } from './captcha-provider/index.js';
import { cognitoIdentityPools } from './cognito-identity-pools/index.js';
import { cognitoUserPools } from './cognito-user-pools/index.js';
import { type ConsoleOptions, sandboxConsole } from './console/index.js';
import { dynamodb } from './dynamodb/index.js';
import { eventbridge } from './eventbridge/index.js';
import { kinesis } from './kinesis/index.js';
import { kms } from './kms/index.js';
import { eventSourceMappings } from './lambda/event-sources/index.js';
import { type LambdaOptions, lambda } from './lambda/index.js';
import { s3 } from './s3/index.js';
import { sandboxApi } from './sandbox-api/index.js';
import { scheduler } from './scheduler/index.js';
import { secretsManager } from './secretsmanager/index.js';
import type { AnyService, ServiceDefinition } from './service.js';
import { ses } from './ses/index.js';
import { sns } from './sns/index.js';
import { sqs } from './sqs/index.js';
import { ssm } from './ssm/index.js';
import { sts } from './sts/index.js';

/** The options of the services of one sandbox, in addition to their context. */
export type ServicesOptions = Omit<LambdaOptions, 'credentialsFor'> &
  ConsoleOptions & {
    readonly credentials: CredentialStore;
    readonly secrets: Secrets;
    /** Folder for the objects of buckets. */
    readonly objectsDir: string;
    /** The content of `amplify_outputs.json`. */
    outputs(): AmplifyOutputs;
    readonly invocations: readonly Invocation[];
    /** Called with an internal error of the sandbox. */
    onError(error: unknown): void;
  };

/**
 * The services of a sandbox, in the order of their deployment. The first service that matches a
 * request answers it.
 */
export const serviceDefinitions = (
  options: ServicesOptions,
): readonly ServiceDefinition<AnyService>[] => [
  sandboxConsole(options),
  lambda({ ...options, credentialsFor: options.credentials.forRole }),
  cognitoUserPools,
  cognitoIdentityPools(options),
  appsync(options),
  dynamodb,
  kinesis,
  s3(options.objectsDir),
  ssm(options.secrets),
  secretsManager(options.secrets),
  ses,
  captchaProvider,
  sns,
  sqs,
  kms,
  sts,
  scheduler,
  eventbridge,
  // It reads streams and calls functions, so it is deployed after both.
  eventSourceMappings(options),
  sandboxApi(options),
];
