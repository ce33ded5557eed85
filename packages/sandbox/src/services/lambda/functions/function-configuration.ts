import type { Properties, Resource, Value } from '../../../assembly/resource-graph.js';
import { listOf, objectOf, stringOf } from '../../../assembly/template-values.js';

/** A function as its template defines it, with Lambda's defaults filled in. */
export type FunctionConfiguration = {
  /** Physical name. */
  readonly name: string;
  readonly arn: string;
  /** The name that the developer gave the function: `pre-sign-up`. */
  readonly friendlyName: string;
  /** `nodejs22.x`, `python3.13`, `provided.al2023`. */
  readonly runtime: string;
  /** `index.handler` */
  readonly handler: string;
  readonly memoryMB: number;
  readonly timeoutSeconds: number;
  /** The size of `/tmp`. */
  readonly ephemeralStorageMB: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** Whether it is a durable function, whose state Lambda keeps between its steps. */
  readonly durable: boolean;
  readonly logging: LoggingConfiguration;
  /** The ARNs of its layers. A later layer takes precedence over an earlier one. */
  readonly layerArns: readonly string[];
  /** The maximum number of invocations at the same time. Undefined if none is reserved. */
  readonly reservedConcurrency: number | undefined;
  readonly asynchronous: AsynchronousConfiguration;
  readonly code: CodeSource;
};

/** The configuration for asynchronous invocations, whose caller does not wait. */
type AsynchronousConfiguration = {
  /** The maximum number of retries after a failure. */
  readonly maxRetryAttempts: number;
  /** The age at which an invocation is given up, in seconds. */
  readonly maxEventAgeSeconds: number;
  /** Each is the ARN of a queue, a topic or a function. */
  readonly onSuccessArn: string | undefined;
  readonly onFailureArn: string | undefined;
  /** The ARN of a queue or a topic that gets only the event. */
  readonly deadLetterArn: string | undefined;
};

type LoggingConfiguration = {
  readonly format: 'JSON' | 'Text';
  /** The lowest level that `console` writes, for format JSON. */
  readonly applicationLevel: string | undefined;
  /** The lowest level of Lambda's own lines that are written, for format JSON. */
  readonly systemLevel: string | undefined;
  readonly group: string;
};

/** The place of the code of a function or a layer. */
export type CodeSource =
  | {
      readonly type: 'asset';
      readonly path: string;
      /** The key of the object that a deployment to AWS would upload. */
      readonly key: string;
    }
  | { readonly type: 'inline'; readonly source: string }
  /** Not on this machine. The reason is a clause: `it is a container image`. */
  | { readonly type: 'unavailable'; readonly reason: string };

const defaultRetryAttempts = 2;
/** 6 hours. */
const defaultMaxEventAgeSeconds = 21_600;

/**
 * Reads an `AWS::Lambda::Function`.
 *
 * @param eventInvokeConfig The properties of its `AWS::Lambda::EventInvokeConfig`, if it has one.
 */
export function readFunctionConfiguration(
  resource: Resource,
  eventInvokeConfig?: Properties,
): FunctionConfiguration {
  const { properties } = resource;
  const logging = objectOf(properties.LoggingConfig);
  const json = logging.LogFormat === 'JSON';
  const destinations = objectOf(eventInvokeConfig?.DestinationConfig);
  return {
    name: resource.physicalId,
    arn: String(resource.attributes.Arn),
    friendlyName: resource.name,
    runtime: stringOf(properties.Runtime) ?? '',
    handler: stringOf(properties.Handler) ?? '',
    memoryMB: numberOf(properties.MemorySize) ?? 128,
    timeoutSeconds: numberOf(properties.Timeout) ?? 3,
    ephemeralStorageMB: numberOf(objectOf(properties.EphemeralStorage).Size) ?? 512,
    environment: Object.fromEntries(
      Object.entries(objectOf(objectOf(properties.Environment).Variables)).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    roleArn: stringOf(properties.Role) ?? '',
    durable: properties.DurableConfig !== undefined,
    logging: {
      format: json ? 'JSON' : 'Text',
      applicationLevel: json ? (stringOf(logging.ApplicationLogLevel) ?? 'INFO') : undefined,
      systemLevel: json ? (stringOf(logging.SystemLogLevel) ?? 'INFO') : undefined,
      group: stringOf(logging.LogGroup) ?? `/aws/lambda/${resource.physicalId}`,
    },
    layerArns: listOf(properties.Layers).map(String),
    reservedConcurrency: numberOf(properties.ReservedConcurrentExecutions),
    asynchronous: {
      maxRetryAttempts: numberOf(eventInvokeConfig?.MaximumRetryAttempts) ?? defaultRetryAttempts,
      maxEventAgeSeconds:
        numberOf(eventInvokeConfig?.MaximumEventAgeInSeconds) ?? defaultMaxEventAgeSeconds,
      onSuccessArn: stringOf(objectOf(destinations.OnSuccess).Destination),
      onFailureArn: stringOf(objectOf(destinations.OnFailure).Destination),
      deadLetterArn: stringOf(objectOf(properties.DeadLetterConfig).TargetArn),
    },
    code: codeSourceOf(resource),
  };
}

/** Where the code of an `AWS::Lambda::Function` or `AWS::Lambda::LayerVersion` is. */
export function codeSourceOf({ assetPath, properties }: Resource): CodeSource {
  const code = objectOf(properties.Code ?? properties.Content);
  if (assetPath !== undefined) {
    return { type: 'asset', path: assetPath, key: String(code.S3Key) };
  }
  const source = stringOf(code.ZipFile);
  if (source !== undefined) return { type: 'inline', source };
  return {
    type: 'unavailable',
    reason:
      code.ImageUri !== undefined
        ? 'it is a container image'
        : 'its code is not among the assets of the backend',
  };
}

// CloudFormation accepts numbers as text, too.
function numberOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
