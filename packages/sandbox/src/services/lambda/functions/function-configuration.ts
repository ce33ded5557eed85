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
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  /** ARNs, in the order in which they are laid over each other. */
  readonly layerArns: readonly string[];
  /** How many invocations may run at the same time, if that is reserved. */
  readonly reservedConcurrency: number | undefined;
  readonly asynchronous: AsynchronousConfiguration;
  readonly code: CodeSource;
};

/** What becomes of invocations whose caller does not wait. */
type AsynchronousConfiguration = {
  /** How often one that failed is tried again. */
  readonly maxRetryAttempts: number;
  /** Age from which one is given up, in seconds. */
  readonly maxEventAgeSeconds: number;
  /** ARNs of a queue, a topic or a function. */
  readonly onSuccessArn: string | undefined;
  readonly onFailureArn: string | undefined;
  /** ARN of a queue or a topic that gets the event alone. */
  readonly deadLetterArn: string | undefined;
};

type LoggingConfiguration = {
  readonly format: 'JSON' | 'Text';
  /** Level from which `console` writes, with format JSON. */
  readonly applicationLevel: string | undefined;
  /** Level from which Lambda's own lines are written, with format JSON. */
  readonly systemLevel: string | undefined;
  readonly group: string;
};

/** Where the code of a function or a layer is. */
export type CodeSource =
  | { readonly type: 'asset'; readonly path: string }
  | { readonly type: 'inline'; readonly source: string }
  /** Not on this machine. The reason is a clause: `it is a container image`. */
  | { readonly type: 'unavailable'; readonly reason: string };

const defaultRetryAttempts = 2;
/** 6 hours. */
const defaultMaxEventAgeSeconds = 21_600;

/**
 * Reads an `AWS::Lambda::Function`.
 *
 * @param eventInvokeConfig Properties of its `AWS::Lambda::EventInvokeConfig`, if it has one.
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
    environment: Object.fromEntries(
      Object.entries(objectOf(objectOf(properties.Environment).Variables)).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
    roleArn: stringOf(properties.Role) ?? '',
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
  if (assetPath !== undefined) return { type: 'asset', path: assetPath };
  const code = objectOf(properties.Code);
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

// CloudFormation takes numbers as text as well.
function numberOf(value: Value | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
