import type { TimelineEntry } from '../api/contract.ts';

/** A vertical line of the diagram: somebody who calls or is called. */
export type Lifeline = {
  readonly id: string;
  readonly label: string;
  readonly kind: 'caller' | 'service' | 'function' | 'outbox';
};

const services: Readonly<Record<string, string>> = {
  appsync: 'AppSync',
  'cognito-identity': 'Identity pool',
  'cognito-idp': 'Cognito',
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  kinesis: 'Kinesis',
  kms: 'KMS',
  lambda: 'Lambda',
  s3: 'S3',
  scheduler: 'Scheduler',
  secretsmanager: 'Secrets Manager',
  ses: 'SES',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'Parameter Store',
  sts: 'STS',
};

const callers: Readonly<Record<string, string>> = {
  browser: 'Browser',
  sdk: 'SDK',
  console: 'Console',
};

const outbox: Lifeline = { id: 'outbox', label: 'Outbox', kind: 'outbox' };

/** The name of a service that a developer knows: `Cognito` for `cognito-idp`. */
export function serviceLabel(service: string): string {
  return services[service] ?? service;
}

/** Who an entry calls: a function, a service, or the outbox. */
export function calledIn(entry: TimelineEntry): Lifeline {
  if (entry.kind === 'message') return outbox;
  if (entry.function !== undefined) return functionLine(entry.function);
  return serviceLine(entry.service);
}

/**
 * The actor of an entry.
 *
 * @param functions The names of the functions in the flow, which can be called like a service.
 */
export function callerIn({ from }: TimelineEntry, functions: ReadonlySet<string>): Lifeline {
  if (functions.has(from)) return functionLine(from);
  const caller = callers[from];
  if (caller !== undefined) return { id: `caller:${from}`, label: caller, kind: 'caller' };
  // A stream belongs to its service: `dynamodb stream Todo`.
  const [service = from] = from.split(/[ :]/);
  if (services[service] !== undefined) return serviceLine(service);
  return functionLine(from);
}

function serviceLine(service: string): Lifeline {
  return { id: `service:${service}`, label: serviceLabel(service), kind: 'service' };
}

function functionLine(name: string): Lifeline {
  return { id: `function:${name}`, label: name, kind: 'function' };
}
